"""What is not accepted: a row or column (`Rejection`), or a whole folder (`RecordsError`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from engine.errors import WenzeError
from engine.records.texts import legible

_VALUE_SHOWN = 200
_LINE = 2000


class RecordsError(WenzeError):
    """A file or folder can't be read at all; says which file and sheet, what is wrong and the mend."""

    def __init__(self, message: str) -> None:
        super().__init__(legible(message, _LINE))


@dataclass(frozen=True, slots=True)
class Rejection:
    """One fault: where (row 1 is the header, None the whole file), the cell as given, the reason in Chinese.

    `column` is the English name of the column, or the header as given when it names none. What a reader can't
    see, or what breaks the line, is spelt out, as `〈U+202E〉`.
    """

    file: str
    sheet: str | None
    row: int | None
    column: str | None
    value: str
    reason: str

    def __post_init__(self) -> None:
        """Fields hold what a file said, and are printed."""
        for name in ("file", "sheet", "column", "value", "reason"):
            text = getattr(self, name)
            if text is not None and not text.isprintable():
                object.__setattr__(self, name, legible(text))


@dataclass(frozen=True, slots=True)
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
    ordered = list(rejections)
    # One key at a time, the last first: millions of faults need no tuple each.
    for key in _KEYS:
        ordered.sort(key=key)
    return tuple(fault for fault, _ in groupby(ordered))


_KEYS: tuple[Callable[[Rejection], str | int], ...] = (
    attrgetter("value"),
    attrgetter("reason"),
    lambda fault: fault.column or "",
    lambda fault: fault.row or 0,
    lambda fault: fault.sheet or "",
    attrgetter("file"),
)
