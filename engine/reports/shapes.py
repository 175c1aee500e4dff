"""What a report consists of, whatever paper it is printed on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from engine.errors import WenzeError


class ReportError(WenzeError):
    """A report can't be set: fonts missing, a page that typst refuses."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text; `widths` are shares of the page; paper shows the first `shown` rows and says how many more."""

    headers: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Sequence[tuple[str, ...]]
    shown: int = 60

    @property
    def on_paper(self) -> list[tuple[str, ...]]:
        """The first rows; a cell too long for a page is cut and says so."""
        return [tuple(map(_short, row)) for row in self.rows[: self.shown]]

    @property
    def left(self) -> int:
        """How many rows paper leaves out."""
        return max(0, len(self.rows) - self.shown)


_LONGEST: Final = 800


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……（过长，全文见 XLSX）"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with sentences and a table; `key` names its sheet in the workbook."""

    key: str
    title: str
    lines: Sequence[str] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers that people would rather look at; every series has a number for each category."""

    key: str
    title: str
    kind: Literal["stacked", "columns", "bars"]
    unit: str
    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]
    note: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.categories or not any(any(values) for _, values in self.series)


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report; `alerts` stand above everything else, `digests` at its end."""

    title: str
    office: str
    as_of: str
    summary: Sequence[str]
    alerts: Sequence[str]
    charts: Sequence[Chart]
    sections: Sequence[Section]
    digests: Sequence[tuple[str, str]] = field(default=())
