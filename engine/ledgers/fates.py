"""Why a record stands no more, read from the rows that are known: taken back, or replaced by another record. Pure."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Literal

from engine.ledgers.grounds import unversioned

GONE: Final = "已撤回、被更正或者不再记录"
"""What is said where the rows can't tell which."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a record; `by`: the record that stands in its place, or did until it was taken back itself."""

    kind: Literal["withdrawn", "unplaced", "replaced", "replaced_withdrawn", "unrecorded", "unclear"]
    by: str = ""

    @property
    def said(self) -> str:
        """`已撤回`, in Chinese, after the record's name."""
        return _SAID[self.kind].format(by=self.by)


_SAID: Final = {
    "withdrawn": "已撤回",
    "unplaced": "已撤回，或者所写的行政区划不在本次所用的区划表中",
    "replaced": "已由记录 {by} 代替",
    "replaced_withdrawn": "已由记录 {by} 代替，记录 {by} 其后也不再有效",
    "unrecorded": "不再记录",
    "unclear": GONE,
}


@dataclass(frozen=True, slots=True)
class Histories:
    """The rows of a table by what became of them."""

    first: Mapping[str, str]
    """Record → its first row."""
    replaced_by: Mapping[str, str]
    """Row → the row that replaces it."""
    withdrawn: AbstractSet[str]
    """Rows that count for nothing: taken back by their sender or, if `unplaced`, perhaps for the place that they name."""
    unplaced: AbstractSet[str]

    def fate(self, record: str) -> Fate:
        """What became of a record of which no row stands."""
        if record not in self.first:
            return Fate("unrecorded")
        way = [self.first[record]]
        while (following := self.replaced_by.get(way[-1])) is not None:
            if following in way:
                return Fate("unclear")
            way.append(following)
        by = unversioned(way[-1])
        if by != record:
            return Fate("replaced_withdrawn" if way[-1] in self.withdrawn else "replaced", by)
        if way[-1] not in self.withdrawn:
            return Fate("unclear")
        return Fate("unplaced" if way[-1] in self.unplaced else "withdrawn")
