"""Plain Python: each site's history walked once, then one sweep a place over the days on which sites count."""

from __future__ import annotations

import calendar
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from benchmarks.jobs.data import COUNTY, FORCE, TOWNSHIP, Data, Stretches
from benchmarks.jobs.rows import Site, coal_sites
from engine.periods import ARROW_EPOCH

Interval = tuple[int, int, int]
"""Opening day, first and last day on which the site counts."""


def intervals(site: Site, last: int) -> Iterator[Interval]:  # noqa: C901 - one walk over one history
    """Days on which a site counts, up to `last`."""
    days: dict[int, list[bool]] = defaultdict(lambda: [False] * 6)
    for day, says, illegal in site.discoveries:
        row = days[day]
        row[0] = True
        row[1] |= says
        row[2] |= illegal
    start = min(days)
    for day, result in site.checks:
        if day >= start:
            row = days[day]
            row[3] |= result == "stopped"
            row[4] |= result != "stopped"
            row[5] |= result == "producing"
    opened: int | None = None
    failing = illegal = agreed = False
    since: int | None = None
    for day in sorted(days):
        found, says, proves, stopped, bad, producing = days[day]
        if opened is None and found:
            opened, failing, agreed, illegal = day, False, True, False
        elif opened is None and producing and not stopped:
            opened, failing, agreed = day, False, True
        if opened is not None:
            illegal |= proves
            if stopped or bad:
                agreed = not (stopped and bad)
            failing |= day > opened and ((bad and not stopped) or says)
        counts = opened is not None and failing and agreed and illegal and not (stopped and not bad)
        if since is not None and not counts and opened is not None:
            yield opened, since, day - 1
            since = None
        elif counts and since is None:
            since = day
        if stopped and not bad:
            opened = None
    if since is not None and opened is not None:
        yield opened, since, last


def month_later(day: int) -> int:
    """The corresponding day of the next month, clamped."""
    one = date.fromordinal(day + ARROW_EPOCH)
    year, month = (one.year, one.month + 1) if one.month < 12 else (one.year + 1, 1)  # noqa: PLR2004
    return date(year, month, min(one.day, calendar.monthrange(year, month)[1])).toordinal() - ARROW_EPOCH


def union(runs: Iterable[Interval]) -> Iterator[tuple[int, int]]:
    """Runs of days that the intervals cover."""
    first = last = None
    for _, start, end in sorted(runs, key=lambda r: r[1]):
        if last is None or first is None:
            first, last = start, end
        elif start <= last + 1:
            last = max(last, end)
        else:
            yield first, last
            first, last = start, end
    if first is not None and last is not None:
        yield first, last


def pairs(runs: Iterable[Interval], until: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Runs of days on which two sites count whose openings lie within one month."""
    turns: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for opened, first, last in runs:
        turns[first][1].append(opened)
        turns[last + 1][0].append(opened)
    open_: list[int] = []
    near = 0

    def around(at: int) -> int:
        before = at > 0 and open_[at] <= until[open_[at - 1]]
        after = at + 1 < len(open_) and open_[at + 1] <= until[open_[at]]
        return before + after

    def across(at: int) -> int:
        return int(0 < at < len(open_) and open_[at] <= until[open_[at - 1]])

    since = None
    for day in sorted(turns):
        gone, come = turns[day]
        for opened in gone:
            at = bisect_left(open_, opened)
            near -= around(at)
            del open_[at]
            near += across(at)
        for opened in come:
            at = bisect_left(open_, opened)
            near -= across(at)
            insort(open_, opened)
            near += around(at)
        if near and since is None:
            since = day
        elif not near and since is not None:
            yield since, day - 1
            since = None


def stretches(data: Data) -> Stretches:
    """Both limbs' stretches."""
    first = FORCE[0].toordinal() - ARROW_EPOCH
    last = data.as_of.toordinal() - ARROW_EPOCH
    end = min(last, FORCE[1].toordinal() - ARROW_EPOCH)
    townships: dict[str, list[Interval]] = defaultdict(list)
    counties: dict[str, list[Interval]] = defaultdict(list)
    for site in coal_sites(data).values():
        if not any(d[2] for d in site.discoveries):
            continue
        for opened, start, stop in intervals(site, last):
            if start <= end and stop >= first:
                run = (opened, max(start, first), min(stop, end))
                if site.township:
                    townships[site.township].append(run)
                if site.county:
                    counties[site.county].append(run)
    until = {d: month_later(d) for d in {r[0] for runs in counties.values() for r in runs}}
    out = [(TOWNSHIP, place, *run) for place, runs in townships.items() for run in union(runs)]
    out += [(COUNTY, place, *run) for place, runs in counties.items() for run in pairs(runs, until)]
    return sorted((rule, place, a + ARROW_EPOCH, b + ARROW_EPOCH) for rule, place, a, b in out)
