"""What a sender profile says: how one department's own spreadsheet becomes our tables. Data, never code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from pydantic import BaseModel, ConfigDict

from engine.records.schema import TABLES, Column

TO_FILL: Final = "待填"
"""What a person must decide before the profile can be used; `wenze import --learn` leaves it where it is unsure."""
IGNORED: Final = "忽略"
"""Where a heading goes whose cells are not wanted."""
TOTALS: Final = ("合计", "小计", "总计")
KEYS: Final[Mapping[str, str]] = {
    "sender": "报送单位", "county": "所在县", "sheets": "工作表", "sheet": "工作表名", "header": "表头所在",
    "header_rows": "表头行数", "headings": "各列的去处", "values": "值的对应", "fixed": "固定值",
    "fill_down": "向下填充的列", "totals": "合计行的字样", "footers": "表尾行的字样", "mint": "以哪些列编号",
}  # fmt: skip
_MANY: Final = {"codes", "list"}
_STRICT: Final = ConfigDict(extra="forbid", frozen=True, strict=True)


class SheetProfile(BaseModel):
    """One kind of sheet. Targets are written `table.column`; `mint` names, by table, the columns that make the id."""

    model_config = _STRICT

    sheet: str | None = None
    """Name of the worksheet; None: any sheet that has the header."""
    header: int | tuple[str, ...]
    """The header's (first) row as a person counts it, or headings of that row by which to know it."""
    header_rows: int = 1
    headings: dict[str, str | tuple[str, ...]]
    values: dict[str, dict[str, str]] = {}
    fixed: dict[str, str] = {}
    fill_down: tuple[str, ...] = ()
    totals: tuple[str, ...] = TOTALS
    footers: tuple[str, ...] = ()
    mint: dict[str, tuple[str, ...]] = {}

    def targets(self, heading: str) -> tuple[str, ...]:
        """Where the cells under a heading go; none for an ignored one."""
        said = self.headings[heading]
        return tuple(t for t in ((said,) if isinstance(said, str) else said) if t != IGNORED)

    def sources(self) -> dict[str, tuple[str, ...]]:
        """Target → the headings that give it, in the order of the profile."""
        out: dict[str, tuple[str, ...]] = {}
        for heading in self.headings:
            for target in self.targets(heading):
                out[target] = (*out.get(target, ()), heading)
        return out

    def tables(self) -> tuple[str, ...]:
        """The tables that the sheet gives rows of."""
        named = {target.partition(".")[0] for target in self.sources()}
        return tuple(name for name in TABLES if name in named)

    def links(self) -> tuple[str, ...]:
        """Tables whose site is named by the sheet's own columns of `sites` instead of by an id."""
        sources = self.sources()
        if "sites.name" not in sources or "sites.site_id" in sources:
            return ()
        named = [name for name in self.tables() if name != "sites"]
        return tuple(
            name for name in named
            if any(c.name == "site_id" for c in TABLES[name].columns) and f"{name}.site_id" not in sources
        )  # fmt: skip


class ProfileText(BaseModel):
    """The file as it is written."""

    model_config = _STRICT

    sender: str
    county: str | None = None
    """Name or code of the county in which names of townships are read."""
    sheets: tuple[SheetProfile, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile that is sound and whole; `sha256` is that of its text."""

    name: str
    sender: str
    county: str | None
    sheets: tuple[SheetProfile, ...]
    sha256: str


@cache
def column_of(target: str) -> Column | None:
    """The column that a target `table.column` names; None if there is none."""
    table, _, name = target.partition(".")
    found = TABLES.get(table)
    return next((column for column in found.columns if column.name == name), None) if found else None


def targets() -> Iterator[str]:
    """Every target."""
    for name, table in TABLES.items():
        yield from (f"{name}.{column.name}" for column in table.columns)


def takes_several(target: str) -> bool:
    """Whether several headings may give one target: lists of codes, and places given level by level."""
    column = column_of(target)
    return column is not None and (column.base in _MANY or column.base == "jurisdiction")
