"""One window slid over the intervals of a place: on which days of each start enough sites count, and which (DESIGN §6.9).

As `sweep.segments`, without a set for each change of a day: an interval enters the window once and leaves it once, and
how many count on the days of a start is a running sum over the changes.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from engine.reasoning.intervals import Interval, Until, union


class Enough(NamedTuple):
    """Unbroken days on which a start counts and enough sites do with it in its window."""

    start: int
    first: int
    last: int
    most: int
    """The most sites that count on one of the days."""
    sites: set[str]


def enough(intervals: Iterable[Interval], minimum: int, until: Until) -> Iterator[Enough]:
    """All of them by start and first day. A later start has no earlier end; a site has one interval at a time."""
    ordered = sorted(intervals)
    openings = [i.opened for i in ordered]
    turns = sorted({i.first for i in ordered} | {i.last + 1 for i in ordered})
    at = {day: number for number, day in enumerate(turns)}
    change = [0] * len(turns)
    left = right = 0
    while left < len(ordered):
        start = openings[left]
        following = bisect_right(openings, until(start), right)
        for _, _, begins, ends in ordered[right:following]:
            change[at[begins]] += 1
            change[at[ends + 1]] -= 1
        right = following
        own = ordered[left : bisect_right(openings, start, left)]
        if right - left >= minimum:
            for days in union((i.first, i.last) for i in own):
                for first, last, most in _level(change, turns, at[days[0]], at[days[1] + 1], minimum):
                    inside = {i.site for i in ordered[left:right] if i.first <= last and i.last >= first}
                    yield Enough(start, first, last, most, inside)
        for _, _, begins, ends in own:
            change[at[begins]] -= 1
            change[at[ends + 1]] += 1
        left += len(own)


def _level(
    change: Sequence[int], turns: Sequence[int], low: int, high: int, minimum: int
) -> Iterator[tuple[int, int, int]]:
    """Runs of the days turns[low]…turns[high] - 1 on which at least `minimum` count, each with the most of one day."""
    counts = list(accumulate(change[low + 1 : high], initial=sum(change[: low + 1])))
    if min(counts) >= minimum:
        yield turns[low], turns[high] - 1, max(counts)
        return
    begun: int | None = None
    for number, count in enumerate([*counts, 0]):
        if count >= minimum and begun is None:
            begun = number
        elif count < minimum and begun is not None:
            yield turns[low + begun], turns[low + number] - 1, max(counts[begun:number])
            begun = None
