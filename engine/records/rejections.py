"""What is not accepted: a row or column (`Rejection`), or a whole folder (`RecordsError`)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import WenzeError

_VALUE_SHOWN = 200


class RecordsError(WenzeError):
    """A file or folder can't be read at all; says which file and sheet, what is wrong and the mend."""


@dataclass(frozen=True)
class Rejection:
    """One fault: where (row 1 is the header, None the whole file), the cell as given, the reason in Chinese.

    `column` is the English name of the column, or the header as given when it names none.
    """

    file: str
    sheet: str | None
    row: int | None
    column: str | None
    value: str
    reason: str


@dataclass(frozen=True)
class Origin:
    """Where a row comes from."""

    file: str
    sheet: str | None
    row: int

    def reject(self, column: str | None, value: object, reason: str) -> Rejection:
        """A fault of this row."""
        return Rejection(self.file, self.sheet, self.row, column, shown(value), reason)

    def __str__(self) -> str:
        """The place in words, such as `发现.xlsx〔发现〕第7行`."""
        return f"{place(self.file, self.sheet)}第{self.row}行"


def place(file: str, sheet: str | None) -> str:
    """A file and its sheet in words."""
    return file if sheet is None else f"{file}〔{sheet}〕"


def shown(value: object) -> str:
    """A cell's value as a message prints it: bounded in length."""
    text = "" if value is None else str(value)
    return text if len(text) <= _VALUE_SHOWN else text[: _VALUE_SHOWN - 1] + "…"


def in_order(rejections: list[Rejection]) -> tuple[Rejection, ...]:
    """Sorted by file, sheet, row, column; the same fault once."""
    return tuple(
        sorted(
            set(rejections),
            key=lambda r: (r.file, r.sheet or "", r.row or 0, r.column or "", r.reason, r.value),
        )
    )
