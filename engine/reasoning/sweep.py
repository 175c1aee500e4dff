"""One sweep over the few intervals of a place: the runs of days on which enough sites count (DESIGN §6.8–9)."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.reasoning.intervals import Interval, Until, union


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
    if minimum == 1:  # each interval is its own window
        return [Run(first, last) for first, last in union((i.first, i.last) for i in intervals)]
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


class Together(NamedTuple):
    """The intervals of one window, from its start on, that count on some day `first`…`last` of a start that counts."""

    start: int
    first: int
    last: int
    group: list[Interval]


def windows(intervals: Sequence[Interval], minimum: int, until: Until) -> Iterator[Together]:
    """The windows that hold enough distinct sites, by start."""
    ordered = sorted(intervals)
    openings = [i.opened for i in ordered]
    for position, start in enumerate(openings):
        if position and openings[position - 1] == start:
            continue
        group = ordered[position : bisect_left(openings, until(start) + 1)]
        if len(group) < minimum or len({i.site for i in group}) < minimum:
            continue
        own = group[: bisect_left(openings, start + 1) - position]
        first, last = min(i.first for i in own), max(i.last for i in own)
        yield Together(start, first, last, [i for i in group if i.first <= last and i.last >= first])


def segments_of(window: Together, minimum: int) -> Iterator[Segment]:
    """The days of a window on which its start counts and enough distinct sites do with it."""
    active: dict[str, int] = {}
    starting = 0
    turns = _turns(window.group)
    for (day, gone, come), (following, _, _) in zip(turns, [*turns[1:], (0, [], [])], strict=True):
        for one in gone:
            active[one.site] -= 1
            starting -= one.opened == window.start
            if not active[one.site]:
                del active[one.site]
        for one in come:
            active[one.site] = active.get(one.site, 0) + 1
            starting += one.opened == window.start
        if starting and len(active) >= minimum:
            yield Segment(window.start, day, following - 1, frozenset(active))


def segments(intervals: Sequence[Interval], minimum: int, until: Until) -> Iterator[Segment]:
    """For each window start: the days on which that start counts and enough distinct sites do with it."""
    for window in windows(intervals, minimum, until):
        yield from segments_of(window, minimum)


def gathered(intervals: Sequence[Interval], minimum: int, until: Until) -> set[str]:
    """The sites that count on some day on which enough do: those of all segments."""
    if minimum == 1:  # each interval is its own window
        return {i.site for i in intervals}
    return {site for segment in segments(intervals, minimum, until) for site in segment.sites}


def reached(intervals: Sequence[Interval], minimum: int, until: Until) -> bool:
    """Whether enough sites count on some day."""
    return len(intervals) >= minimum and (minimum == 1 or any(segments(intervals, minimum, until)))
