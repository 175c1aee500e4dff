"""What the records say of the sites of findings, as columns in order of site and day."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.facts import Facts, Reading

TOLD: Final = (
    "producing", "missing_licences", "situation", "township_informed_on", "reported_up", "reported_up_on",
)  # fmt: skip
"""Cells of a discovery that a proof quotes."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Seen records as columns; the rows of a site stand together, by day."""

    at: Mapping[str, tuple[int, int]]
    """Root → the numbers of its first row and of the one after its last."""
    days: Sequence[int]
    records: Sequence[str]
    says: Mapping[str, Sequence[int]]
    """Of discoveries: each definition's value."""

    def rows(self, root: str, first: int, last: int) -> tuple[int, int]:
        """The numbers of a site's rows of the days first…last: the first, and the one after the last."""
        low, high = self.at.get(root, (0, 0))
        low = bisect_left(self.days, first, low, high)
        return low, bisect_right(self.days, last, low, high)


def _pile(ordered: pa.Table, names: Iterable[str]) -> Pile:
    groups = pc.value_counts(ordered["root"])  # by first appearance
    at, start = {}, 0
    for root, rows in zip(
        groups.field("values").to_pylist(), groups.field("counts").to_pylist(), strict=True
    ):
        at[root] = (start, start + rows)
        start += rows
    days, records = ordered["day"].to_pylist(), ordered["record"].to_pylist()
    return Pile(at, days, records, {name: ordered[name].to_pylist() for name in names})


class Archive:
    """What the records say of the sites of all findings under a reading; read when asked for, and again once put away."""

    def __init__(self, facts: Facts, reading: Reading, roots: Iterable[str], *, stops: bool = False) -> None:
        """Of some sites; `stops`: they count once they are stopped, so that the checks that say so prove it too."""
        self.facts, self.reading, self._stops = facts, reading, stops
        self._roots = pa.array(sorted(roots), pa.string())
        self._opened: Part | None = None

    def _ordered(self, seen: pa.Table) -> pa.Table:
        """By site and day; numbers sort ten times faster than names."""
        numbered = seen.append_column("number", pc.index_in(seen["root"], value_set=self._roots))
        return numbered.sort_by([("number", "ascending"), ("day", "ascending")])

    @cached_property
    def _seen(self) -> tuple[pa.Table, pa.Table]:
        found, looked = self.facts.records_of(self.reading, self._roots.to_pylist())
        return self._ordered(found), self._ordered(
            looked if self._stops else looked.filter(pc.invert(looked["stopped"]))
        )

    @cached_property
    def _told(self) -> pa.Table:
        """Cells of the discoveries, as departments sent them, in the order of the seen ones."""
        rows = self.facts.standing.table("discoveries", ("discovery_id", *TOLD))
        ids = pc.replace_substring(self._seen[0]["record"], "discoveries/", "", max_replacements=1)
        return rows.take(pc.index_in(ids, value_set=rows["discovery_id"]))

    def seen(self, roots: pa.Array) -> tuple[pa.Table, pa.Table]:
        """Discoveries and failing checks of some of the sites, by site and day."""
        found, failing = self._seen
        return found.filter(self._among(found, roots)), failing.filter(self._among(failing, roots))

    def told(self, roots: pa.Array) -> pa.Table:
        """What the discoveries of some of the sites tell, in the same order."""
        return self._told.filter(self._among(self._seen[0], roots))

    def _among(self, seen: pa.Table, roots: pa.Array) -> pa.ChunkedArray:
        return pc.is_in(seen["number"], value_set=pc.index_in(roots, value_set=self._roots))

    def open(self, part: "Part") -> None:
        """Put away the part that was open before."""
        if self._opened is not part:
            if self._opened is not None:
                self._opened.close()
            self._opened = part

    def put_away(self) -> None:
        """Hold nothing until it is asked for again: at 10⁶ discoveries that is 100 MiB."""
        if self._opened is not None:
            self._opened.close()
        self._opened = None
        for name in ("_seen", "_told"):
            self.__dict__.pop(name, None)


class Part:
    """The archive of the sites of some findings as Python reads it; of an archive one part is open at a time."""

    def __init__(self, archive: Archive, roots: Iterable[str]) -> None:
        """Of some of the archive's sites."""
        self._archive = archive
        self._roots = pa.array(sorted(roots), pa.string())

    @cached_property
    def _piles(self) -> tuple[Pile, Pile]:
        self._archive.open(self)
        found, failing = self._archive.seen(self._roots)
        return _pile(found, self._archive.reading.names), _pile(failing, ())

    @property
    def discoveries(self) -> Pile:
        """The discoveries of the sites."""
        return self._piles[0]

    @property
    def failing(self) -> Pile:
        """Their checks that do not say stopped."""
        return self._piles[1]

    @cached_property
    def told(self) -> Mapping[str, Sequence[Any]]:
        """By column the cells of the discoveries, in the order of the pile."""
        self._archive.open(self)
        cells = self._archive.told(self._roots)
        return {name: cells[name].to_pylist() for name in TOLD}

    @cached_property
    def minerals(self) -> Mapping[str, str]:
        """Root → its mineral."""
        self._archive.open(self)
        sites = self._archive.facts.standing.table("sites", ["site_id", "mineral"])
        sites = sites.filter(pc.is_in(sites["site_id"], value_set=self._roots))
        return dict(zip(sites["site_id"].to_pylist(), sites["mineral"].to_pylist(), strict=True))

    def close(self) -> None:
        """Hold nothing until it is asked for again."""
        for name in ("_piles", "told", "minerals"):
            self.__dict__.pop(name, None)
