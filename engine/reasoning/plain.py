"""The arithmetic of the second computation: months, days that runs share. Shares nothing with the sweep."""

import calendar
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date


def month_on(day: int, months: int) -> int:
    """The corresponding day some months on, the last of a shorter month where there is none."""
    value = date.fromordinal(day)
    month = value.month - 1 + months
    year, month = value.year + month // 12, month % 12 + 1
    return date(year, month, min(value.day, calendar.monthrange(year, month)[1])).toordinal()


def together(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping and touching runs made one."""
    merged: list[tuple[int, int]] = []
    since, until = 0, -1
    for first, last in sorted(runs):
        if first > until + 1:
            if since <= until:
                merged.append((since, until))
            since = first
        until = max(until, last)
    return [*merged, (since, until)] if since <= until else merged


def at_once(rows: Sequence[tuple[int, int, int]], least: int) -> list[tuple[int, int]]:
    """Days on which at least `least` of the rows `(opened, first, last)` run.

    While no more than n rows are over, enough run from the day on which n + `least` have begun.
    """
    begun = sorted(first for _, first, _ in rows)
    over = sorted(last for _, _, last in rows)
    return together((a, b) for a, b in zip(begun[least - 1 :], over, strict=False) if a <= b)


def within(rows: list[tuple[int, int, int]], least: int, months: int, days: int) -> list[tuple[int, int]]:
    """For each opening: while it counts, enough openings on or after it and within the window count too."""
    met: set[tuple[int, int]] = set()
    ordered = sorted(rows)
    position = 0
    while position < len(ordered):
        opened = ordered[position][0]
        end = month_on(opened, months) if months else opened + days
        following = bisect_left(ordered, (opened + 1,), position)
        beside = ordered[position : bisect_left(ordered, (end + 1,), position)]
        counting = [(first, last) for _, first, last in ordered[position:following]]
        position = following
        if len(beside) < least:
            continue
        enough = at_once(beside, least)
        for first, last in counting if len(counting) == 1 else together(counting):
            met.update((max(first, a), min(last, b)) for a, b in enough if a <= last and b >= first)
    return together(met)
