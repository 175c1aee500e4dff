"""Conditions on dated rows, in the second computation: row by row, site by site; shares nothing with the sets."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.build import Facts
from engine.jurisdictions import Placement
from engine.periods import Overlay, is_working_day
from engine.reasoning.plain import month_on, together
from engine.rules.model import Rule
from engine.rules.row_kinds import Before, Checklist, Event, Excess, Overlap, Rhythm, RowKind, Unfollowed

Found = tuple[str, str, tuple[int, int]]
"""Place, what it is about, first and last day."""
Event_ = tuple[int, int, str]
"""Day, earliest day of the row, record id."""
Run = tuple[str, int, int, int]
"""What it is about, the day that decides its place, first and last day."""
Due = Callable[[str, int], int]
Value = Callable[[Rule, str, int, str], int]
"""A number of a rule on a day in a place."""
_TABLES: Final = {
    "discovery": "discoveries", "order": "measures", "measure": "measures", "check": "checks",
    "appraisal": "appraisals",
}  # fmt: skip
_DAYS: Final = {
    "discovery": "verified_on",
    "order": "ordered_on",
    "measure": "executed_on",
    "check": "checked_on",
    "appraisal": "determined_on",
}
_BEGINS: Final = {
    "discovery": ("reported_on", "registered_on", "township_informed_on", "verified_on"),
    "measure": ("ordered_on", "executed_on"),
}


@dataclass(frozen=True)
class RowPlain:
    """The rows of the sites for one evaluation."""

    facts: Facts
    calendar: Overlay
    value: Value
    _placed: dict[str, list[Placement]] = field(default_factory=dict)

    def found(self, rule: Rule, when: RowKind) -> Iterator[Found]:
        """Every run of a rule, cut to its days in force."""
        first = rule.in_force.start.toordinal()
        last = min(rule.in_force.end.toordinal() if rule.in_force.end else self.facts.as_of, self.facts.as_of)
        given = self._exceeded(rule, when) if isinstance(when, Excess) else self._by_site(rule, when)
        for place, of, (begins, ends) in given:
            if max(begins, first) <= min(ends, last):
                yield place, of, (max(begins, first), min(ends, last))

    def _rows(self, table: str, wanted: pa.Array | None) -> dict[str, list[dict[str, Any]]]:
        """Standing rows by root; `wanted`: only those of some site ids."""
        rows = self.facts.standing.table(table)
        if wanted is not None:
            rows = rows.filter(pc.is_in(rows["site_id"], value_set=wanted))
        out: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows.to_pylist():
            root = self.facts.roots.get(row["site_id"])
            if root is not None:
                out[root].append(row)
        return out

    def _events(self, rule: Rule, event: Event, wanted: pa.Array | None = None) -> dict[str, list[Event_]]:
        """Root → `(day, begin, record id)` in order of day."""
        minerals = self._minerals() if "mineral" in event.where else {}
        key = {
            "discoveries": "discovery_id", "measures": "measure_id", "checks": "check_id", "appraisals": "appraisal_id",
        }  # fmt: skip
        out: dict[str, list[Event_]] = defaultdict(list)
        sources = [(_TABLES[event.fact], _DAYS[event.fact])]
        if event.fact == "check":
            sources.append(("measures", "result_on"))
        for table, column in sources:
            for root, rows in self._rows(table, wanted).items():
                for row in rows:
                    whole = column != "result_on" or (row["result"] and row["result_by"])
                    if row[column] is None or not whole or row[column].toordinal() > self.facts.as_of:
                        continue
                    said = {**row, "mineral": minerals.get(root), _DAYS[event.fact]: row[column]}
                    number = partial(self._number, rule, row[column].toordinal())
                    if all(_holds(said, c, w, number) for c, w in event.where.items()):
                        named = [row[c] for c in _BEGINS.get(event.fact, (column,)) if row[c] is not None]
                        out[root].append((row[column].toordinal(), min(named).toordinal(), row[key[table]]))
        return {root: sorted(some) for root, some in out.items()}

    def _number(self, rule: Rule, day: int, name: str) -> int:
        """A number that a condition names, as it held on the day of the row, the first one on earlier days."""
        first = min(rule.parameters[name].values).toordinal()
        return self.value(rule, name, max(day, first), "")

    def _minerals(self) -> dict[str, str]:
        sites = self.facts.standing.table("sites", ["site_id", "mineral"])
        return dict(zip(sites["site_id"].to_pylist(), sites["mineral"].to_pylist(), strict=True))

    def _place(self, root: str, level: str, day: int) -> str | None:
        """The division of a level on a day, codes that changed followed; None where there is none."""
        code = self.facts.codes[root]
        if code not in self._placed:
            self._placed[code] = sorted(self.facts.tree.placements([code]), key=lambda p: p.first)
        there = [p for p in self._placed[code] if p.first <= day <= p.last]
        return getattr(there[-1], level) if there else None

    def _end(self, rule: Rule, name: str, day: int, place: str) -> int:
        length, unit = self.value(rule, name, day, place), rule.parameters[name].unit
        if unit == "月":
            return month_on(day, length)
        if unit == "日":
            return day + length
        on = day
        while length and on <= self.facts.as_of:
            on += 1
            length -= is_working_day(date.fromordinal(on), self.calendar) if on <= self.facts.as_of else 1
        return on

    def _by_site(self, rule: Rule, when: RowKind) -> Iterator[Found]:
        events = [e for _, e in when.events()]
        leading = self._events(rule, events[0])
        wanted = pa.array([s for s, root in self.facts.roots.items() if root in leading], pa.string())
        others = [self._events(rule, e, wanted) for e in events[1:]]
        like = self._events(rule, Event(fact=events[0].fact), wanted) if isinstance(when, Overlap) else {}
        start, seen = rule.in_force.start.toordinal(), self.facts.as_of
        for root, given in leading.items():
            site = _Site(given, [some.get(root, []) for some in others], like.get(root, []), start, seen + 1)
            due = partial(self._due, rule, when, root)
            for of, day, begins, ends in _RUNS[type(when)](site, when, due):
                if begins <= min(ends, seen):
                    place = self._place(root, when.place, day) or self.facts.codes[root]
                    yield place, of or root, (begins, min(ends, seen))

    def _due(self, rule: Rule, when: RowKind, root: str, name: str, day: int) -> int:
        return self._end(rule, name, day, self._place(root, when.place, day) or self.facts.codes[root])

    def _exceeded(self, rule: Rule, when: Excess) -> Iterator[Found]:
        start = rule.in_force.start.toordinal()
        by_place: dict[tuple[str, str], list[int]] = defaultdict(list)
        for root, some in self._events(rule, when.sum).items():
            for day, _, _ in some:
                place = self._place(root, when.place, day) if day >= start else None
                if place:
                    by_place[place, root if when.per == "site" else ""].append(day)
        for (place, about), days in by_place.items():
            days.sort()
            runs = []
            for day in sorted(set(days)):
                until, over = (
                    self._end(rule, when.within, day, place),
                    self.value(rule, when.over, day, place),
                )
                here = bisect_left(days, day)
                passed = days[here + over] if here + over < len(days) else until + 1
                if passed <= until:
                    runs.append((passed, min(until, self.facts.as_of)))
            yield from ((place, about, run) for run in together(runs))


@dataclass(frozen=True, slots=True)
class _Site:
    """Events of one site: those the condition starts from, the others in its order, all of the first's kind."""

    given: list[Event_]
    rest: list[list[Event_]]
    like: list[Event_]
    start: int
    never: int


def _unfollowed(site: _Site, when: Unfollowed, due: Due) -> Iterator[Run]:
    for day, begin, record in site.given:
        on = max(day, site.start)
        came = next((d for d, _, _ in site.rest[0] if d >= begin), site.never)
        yield record, on, due(when.within, on) + 1, came - 1


def _rhythm(site: _Site, when: Rhythm, due: Due) -> Iterator[Run]:
    first = max(site.given[0][0], site.start)
    visits = sorted({first, *(d for d, _, _ in site.rest[0] if d >= first)})
    for on, came in zip(visits, [*visits[1:], site.never], strict=True):
        yield "", on, due(when.each, on) + 1, came - 1


def _checklist(site: _Site, when: Checklist, due: Due) -> Iterator[Run]:
    on = max(site.given[0][0], site.start)
    done = max(some[0][0] if some else site.never for some in site.rest)
    yield "", on, due(when.within, on) + 1, done - 1


def _overlap(site: _Site, _when: Overlap, _due: Due) -> Iterator[Run]:
    mine = {(d, r) for d, _, r in site.given}
    unlike = [d for d, _, r in site.like if (d, r) not in mine]
    for day, _, _ in site.given:
        if site.rest[0] and site.rest[0][0][0] < day and day >= site.start:
            yield "", day, day, next((d for d in unlike if d >= day), site.never) - 1


def _before(site: _Site, _when: Before, _due: Due) -> Iterator[Run]:
    if site.rest[0] and site.given[0][0] < site.rest[0][0][0]:
        on = max(site.rest[0][0][0], site.start)
        yield "", on, on, site.never


_RUNS: Final[dict[type[RowKind], Callable[[_Site, Any, Due], Iterator[Run]]]] = {
    Unfollowed: _unfollowed, Rhythm: _rhythm, Checklist: _checklist, Overlap: _overlap, Before: _before,
}  # fmt: skip


def _holds(row: dict[str, Any], column: str, condition: Any, number: Callable[[str], int]) -> bool:  # noqa: ANN401 - one operator with its words
    ((operator, operand),) = condition.items()
    if operator in ("on_or_after", "before"):
        return (row[column] < operand) is (operator == "before")
    if operator in ("at_least", "at_most"):
        amount, least = Decimal(row[column]), number(operand)
        return amount >= least if operator == "at_least" else amount <= least
    words = set(operand) if isinstance(operand, tuple) else {operand}
    said = row[column]
    if column in ("situation", "missing_licences"):
        codes = {c for c in (said or "").split(";") if c}
        if operator == "not":
            return bool(codes or column == "missing_licences") and not codes & words and said is not None
        return bool(codes & words)
    if said is None or said == "unknown":
        return False
    return (said not in words) if operator == "not" else said in words
