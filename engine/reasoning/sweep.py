"""One sweep over the few intervals of a place: the runs of days on which enough sites count (DESIGN §6.8–9)."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Until = Callable[[int], int]
"""Last day of the window that starts on a day."""


class Interval(NamedTuple):
    """Days `first`…`last` on which a site counts; `opened` is its discovery date."""

    opened: int
    site: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Segment:
    """Days on which the window from `start` holds enough sites, and which they are."""

    start: int
    first: int
    last: int
    sites: frozenset[str]


@dataclass(frozen=True, slots=True)
class Run:
    """Unbroken days on which the rule is met."""

    first: int
    last: int


def no_window(_day: int) -> int:
    """The window of a rule that sets none: all sites count together."""
    return 1 << 40


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Touching intervals of one site and opening made one; sorted."""
    out: list[Interval] = []
    for one in sorted(intervals):
        if out and (out[-1].opened, out[-1].site) == (one.opened, one.site) and one.first <= out[-1].last + 1:
            out[-1] = Interval(one.opened, one.site, out[-1].first, max(out[-1].last, one.last))
        else:
            out.append(one)
    return out


def clipped(intervals: Iterable[Interval], first: int, last: int) -> list[Interval]:
    """The parts of intervals that lie in first…last."""
    return [
        Interval(i.opened, i.site, max(i.first, first), min(i.last, last))
        for i in intervals
        if i.first <= last and i.last >= first
    ]


def _turns(intervals: Iterable[Interval]) -> list[tuple[int, list[Interval], list[Interval]]]:
    """Days on which the set of counting sites changes: `(day, gone, come)`, by day."""
    turns: dict[int, tuple[list[Interval], list[Interval]]] = {}
    for one in intervals:
        turns.setdefault(one.first, ([], []))[1].append(one)
        turns.setdefault(one.last + 1, ([], []))[0].append(one)
    return [(day, gone, come) for day, (gone, come) in sorted(turns.items())]


def runs(intervals: Sequence[Interval], minimum: int, until: Until) -> list[Run]:
    """Runs of met days. A site must have one interval at a time (its open episode).

    N sites lie in a window exactly where the N−1 next one by discovery date is on or before `until`:
    the sweep keeps the number of such neighbours, so that each change costs O(N + log n).
    """
    openings: list[int] = []
    enough = 0
    out: list[Run] = []
    began: int | None = None

    def around(position: int) -> int:
        low, high = max(0, position - minimum + 1), min(position, len(openings) - minimum)
        return sum(openings[k + minimum - 1] <= until(openings[k]) for k in range(low, high + 1))

    for day, gone, come in _turns(intervals):
        for one in gone:
            position = bisect_left(openings, one.opened)
            enough -= around(position)
            del openings[position]
            enough += sum(
                openings[k + minimum - 1] <= until(openings[k])
                for k in range(max(0, position - minimum + 1), min(position - 1, len(openings) - minimum) + 1)
            )
        for one in come:
            position = bisect_left(openings, one.opened)
            enough -= sum(
                openings[k + minimum - 1] <= until(openings[k])
                for k in range(max(0, position - minimum + 1), min(position - 1, len(openings) - minimum) + 1)
            )
            insort(openings, one.opened)
            enough += around(bisect_left(openings, one.opened))
        if enough and began is None:
            began = day
        elif not enough and began is not None:
            out.append(Run(began, day - 1))
            began = None
    return out


def segments(intervals: Sequence[Interval], minimum: int, until: Until) -> Iterator[Segment]:
    """For each window start: the days on which that start counts and enough distinct sites do with it."""
    ordered = sorted(intervals)
    openings = [i.opened for i in ordered]
    for position, start in enumerate(openings):
        if position and openings[position - 1] == start:
            continue
        stop = bisect_left(openings, until(start) + 1)
        group = ordered[position:stop]
        if len({i.site for i in group}) < minimum:
            continue
        active: dict[str, int] = {}
        starting = 0
        turns = _turns(group)
        for (day, gone, come), (following, _, _) in zip(turns, [*turns[1:], (0, [], [])], strict=True):
            for one in gone:
                active[one.site] -= 1
                starting -= one.opened == start
                if not active[one.site]:
                    del active[one.site]
            for one in come:
                active[one.site] = active.get(one.site, 0) + 1
                starting += one.opened == start
            if starting and len(active) >= minimum:
                yield Segment(start, day, following - 1, frozenset(active))


def most_at_once(intervals: Iterable[Interval]) -> int:
    """The largest number of distinct sites that count on one day."""
    active: dict[str, int] = {}
    most = 0
    for _, gone, come in _turns(intervals):
        for one in gone:
            active[one.site] -= 1
            if not active[one.site]:
                del active[one.site]
        for one in come:
            active[one.site] = active.get(one.site, 0) + 1
        most = max(most, len(active))
    return most
