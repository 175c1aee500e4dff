"""What the records say of the sites of findings, as columns in order of site and day, and which of them prove a finding."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.facts import Facts, Reading
from engine.facts.definitions import YES
from engine.reasoning.conclude import Met
from engine.reasoning.limbs import joined_with
from engine.reasoning.screen import Screen
from engine.rules.model import All, Count

TOLD: Final = (
    "producing", "missing_licences", "situation", "township_informed_on", "reported_up", "reported_up_on",
)  # fmt: skip
"""Cells of a discovery that a proof quotes."""

Days = tuple[int, int, int]
"""`(opened, first, last)`: the discovery date of an episode and a run of its days on which the site counts."""


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


@dataclass(frozen=True, slots=True)
class History:
    """A part of the archive as one rule reads it, with the days that count; a rule on evidence counts none."""

    part: Part
    name: str
    """The definition that the rule counts or joins with."""
    counting: Mapping[str, Sequence[Days]]
    """Root → the days on which the site counts, in order; on a day a site has one episode at most."""

    def spans(self, root: str, first: int, last: int) -> Sequence[Days]:
        """The counting days of a site that touch first…last."""
        mine = self.counting.get(root, ())
        low = bisect_left(mine, first, key=lambda days: days[2])
        return mine[low : bisect_right(mine, last, low, key=lambda days: days[1])]

    def proving(self, root: str, first: int, last: int) -> Iterator[tuple[range, Sequence[str]]]:
        """What proves a site over first…last: rows of discoveries, failing checks; one may come twice.

        The discoveries of its episodes; where none of them meets the definition, the earlier ones that it is inherited from.
        """
        found, failing = self.part.discoveries, self.part.failing
        says = found.says[self.name]
        for opened, _, end in self.spans(root, first, last):
            low, high = found.rows(root, opened, min(end, last))
            begin, until = failing.rows(root, opened, min(end, last))
            yield range(low, high), failing.records[begin:until]
            if YES not in says[low:high]:
                for row in range(*found.rows(root, 0, opened - 1)):
                    if says[row] == YES:
                        yield range(row, row + 1), ()

    def defining(self, root: str, last: int) -> list[tuple[str, int]]:
        """Records and rows of the discoveries, up to a day, by which a site meets the definition."""
        found = self.part.discoveries
        says = found.says[self.name]
        return [(found.records[row], row) for row in range(*found.rows(root, 0, last)) if says[row] == YES]

    def support(self, root: str, first: int, last: int) -> set[str]:
        """Records that prove a site over first…last."""
        records = self.part.discoveries.records
        out: set[str] = set()
        for rows, failing in self.proving(root, first, last):
            out.update(records[rows.start : rows.stop])
            out.update(failing)
        return out


class Histories:
    """How the rules that count sites read the archive of the sites of their findings."""

    def __init__(self, screen: Screen, met: Iterable[Met]) -> None:
        """Of some met rules."""
        roots: dict[str, set[str]] = defaultdict(set)
        for one in met:
            roots[one.rule.id].update(one.stretch.sites)
        wanted: dict[tuple[Reading, bool], set[str]] = defaultdict(set)
        self._rules: dict[str, tuple[tuple[Reading, bool], str, Mapping[str, Sequence[Days]]]] = {}
        for rule, when in screen.site_rules():
            if roots[rule.id]:
                reading = screen.piece_on(rule, when, screen.facts.as_of).reading
                key = reading, "stopped" in when.states
                wanted[key] |= roots[rule.id]
                counting = _counting(screen, when, reading, roots[rule.id])
                self._rules[rule.id] = key, when.count, counting
        for rule in screen.rules.active:
            if isinstance(rule.when, All) and roots[rule.id]:
                name, reading = joined_with(screen, rule.when)
                wanted[reading, False] |= roots[rule.id]
                self._rules[rule.id] = (reading, False), name, {}
        self._archives = {
            key: Archive(screen.facts, key[0], sites, stops=key[1]) for key, sites in wanted.items()
        }

    def __contains__(self, rule: str) -> bool:
        """Whether a rule counts sites, or joins evidence with them, and has findings."""
        return rule in self._rules

    def of(self, rule: str, sites: Iterable[str]) -> History:
        """The history of some sites of the findings of a rule."""
        key, name, counting = self._rules[rule]
        return History(Part(self._archives[key], sites), name, counting)

    def put_away(self) -> None:
        """Hold none of the records until a proof is asked for."""
        for archive in self._archives.values():
            archive.put_away()


def _counting(screen: Screen, when: Count, reading: Reading, roots: Collection[str]) -> dict[str, list[Days]]:
    out: dict[str, list[Days]] = defaultdict(list)
    for intervals in screen.intervals(when, reading).values():
        for opened, site, first, last in intervals:
            if site in roots:
                out[site].append((opened, first, last))
    for days in out.values():
        days.sort()
    return dict(out)
