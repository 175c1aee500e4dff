"""Rules on dated rows → their stretches, with the records of the events that the condition names."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.events import DAYS, Dated, events_of
from engine.periods import due_day
from engine.reasoning.row_excess import excess
from engine.reasoning.row_sets import Clock, in_force, runs_of
from engine.reasoning.screen import Screen
from engine.reasoning.stretch import Stretch, joined
from engine.rules.model import Rule
from engine.rules.row_kinds import Excess, Overlap, RowKind, Unfollowed

Events = Mapping[str, list[Dated]]


def _number(screen: Screen, rule: Rule, name: str, day: int, place: str) -> int:
    return screen.number(rule, name, min(day, rule.in_force.days[1]), place)


def _due(screen: Screen, rule: Rule, name: str, day: int, place: str) -> int:
    """Last day of a time that starts on a day; past the day looked at nothing is asked of the calendar."""
    length = _number(screen, rule, name, day, place)
    return due_day(day, length, rule.parameters[name].unit, screen.calendar, screen.facts.as_of)


def row_stretches(screen: Screen, rule: Rule, when: RowKind) -> list[Stretch]:
    """Every stretch of a rule on dated rows."""
    first, last = rule.in_force.days
    roles = dict(when.numbers())
    timed = roles.get("within") or roles.get("each") or ""
    numbers = partial(screen.steps, rule)
    clock = Clock(screen.facts, first, when.place, partial(_due, screen, rule, timed), numbers)
    if isinstance(when, Excess):
        return _exceeded(screen, rule, when, clock)
    runs = runs_of(clock, when)
    runs = runs.filter(pc.and_(pc.less_equal(runs["first"], last), pc.greater_equal(runs["last"], first)))
    if not runs.num_rows:
        return []
    roots = pc.take(screen.facts.sites.names, runs["root"].combine_chunks().cast(pa.int32())).to_pylist()
    own = _own_records(screen, when, runs)
    events = [events_of(screen.facts, e, roots, numbers) for _, e in when.events()]
    out = []
    columns = (runs[c].to_pylist() for c in ("place", "first", "last"))
    for n, (root, place, begins, ends) in enumerate(zip(roots, *columns, strict=True)):
        ((begins, ends),) = in_force([(begins, ends)], first, last)  # noqa: PLW2901
        since = begins if isinstance(when, Overlap) else 0
        records = (own[n],) if own else _cited(events, root, since, ends)
        of = own[n].split("/", 1)[1] if own else root
        out.append(Stretch(rule.id, place, begins, ends, sites=(root,), of=of, records=records))
    return joined(out)


def _own_records(screen: Screen, when: RowKind, runs: pa.Table) -> list[str]:
    """For a lack: the record that each run is about; empty for the kinds whose runs are a site's."""
    if not isinstance(when, Unfollowed):
        return []
    checked = when.fact == "check"
    out = [""] * runs.num_rows
    places = pa.array(range(runs.num_rows), pa.int64())
    for name, kept in (
        ("checks" if checked else DAYS[when.fact][0], pc.invert(runs["measured"])),
        ("measures", runs["measured"]),
    ):
        part = runs.append_column("at", places).filter(kept).select(["root", "row", "at"])
        if part.num_rows:
            named = screen.facts.named(part, name)
            for at, record in zip(named["at"].to_pylist(), named["record"].to_pylist(), strict=True):
                out[at] = record
    return out


def _cited(events: Sequence[Events], root: str, since: int, last: int) -> tuple[str, ...]:
    """Records of all events of a site up to a day; those that the condition starts from, not before `since`."""
    given = [e for e in events[0].get(root, ()) if e.day >= since]
    rest = [e for some in events[1:] for e in some.get(root, ())]
    return tuple(sorted({e.record for e in (*given, *rest) if e.day <= last}))


def _exceeded(screen: Screen, rule: Rule, when: Excess, clock: Clock) -> list[Stretch]:
    first, last = rule.in_force.days
    runs, rows = excess(clock, when, partial(_number, screen, rule, when.over))
    mine: dict[tuple[str, int], list[tuple[int, str, str]]] = defaultdict(list)
    rows = rows.filter(pc.is_in(rows["place"], value_set=pc.unique(runs["place"])))
    table = "checks" if when.sum.fact == "check" else DAYS[when.sum.fact][0]
    for name, kept in ((table, pc.invert(rows["measured"])), ("measures", rows["measured"])):
        part = rows.filter(kept).select(["root", "row", "place", "about", "day"])
        if part.num_rows:
            named = screen.facts.named(part, name)
            columns = (named[c].to_pylist() for c in ("place", "about", "day", "root", "record"))
            for place, about, *event in zip(*columns, strict=True):
                mine[place, about].append((event[0], event[1], event[2]))
    out = []
    for one in runs.to_pylist():
        for a, b in in_force([(one["first"], one["last"])], first, last):
            given = mine[one["place"], one["about"]]
            inside = [(root, record) for day, root, record in given if one["start"] <= day <= b]
            sites, records = {root for root, _ in inside}, {record for _, record in inside}
            out.append(
                Stretch(
                    rule.id,
                    one["place"],
                    a,
                    b,
                    sites=tuple(sorted(sites)),
                    of="" if one["about"] < 0 else next(iter(sites)),
                    records=tuple(sorted(records)),
                )  # fmt: skip
            )
    return joined(out)
