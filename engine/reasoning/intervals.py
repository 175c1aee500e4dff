"""Days on which sites of a place count, as intervals: joined, clipped, counted together."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

Until = Callable[[int], int]
"""Last day of the window that starts on a day."""


class Interval(NamedTuple):
    """Days `first`…`last` on which a site counts; `opened` is its discovery date."""

    opened: int
    site: str
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


def union(days: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of days that overlapping or touching runs cover."""
    out: list[tuple[int, int]] = []
    for first, last in sorted(days):
        if out and first <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out


def clipped(intervals: Iterable[Interval], first: int, last: int) -> list[Interval]:
    """The parts of intervals that lie in first…last."""
    return [
        i
        if first <= i.first and i.last <= last
        else Interval(i.opened, i.site, max(i.first, first), min(i.last, last))
        for i in intervals
        if i.first <= last and i.last >= first
    ]


def most_at_once(intervals: Iterable[Interval]) -> int:
    """The largest number of sites that count on one day; a site must have one interval at a time."""
    given = list(intervals)
    begun, ended = sorted(i.first for i in given), sorted(i.last for i in given)
    most = position = 0
    for number, first in enumerate(begun, start=1):
        while ended[position] < first:
            position += 1
        most = max(most, number - position)
    return most
