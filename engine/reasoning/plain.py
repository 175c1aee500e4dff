"""The arithmetic of the second computation: months, running sums over days. Shares nothing with the sweep."""

import calendar
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date


def month_on(day: int, months: int) -> int:
    """The corresponding day some months on, the last of a shorter month where there is none."""
    value = date.fromordinal(day)
    month = value.month - 1 + months
    year, month = value.year + month // 12, month % 12 + 1
    return date(year, month, min(value.day, calendar.monthrange(year, month)[1])).toordinal()


def level(day_changes: Mapping[int, int], least: int) -> list[tuple[int, int]]:
    """Days on which a running sum of changes is at least `least`."""
    out, total, since = [], 0, None
    for day in sorted(day_changes):
        total += day_changes[day]
        if total >= least and since is None:
            since = day
        elif total < least and since is not None:
            out.append((since, day - 1))
            since = None
    return out


def together(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping and touching runs made one."""
    changes: dict[int, int] = defaultdict(int)
    for first, last in runs:
        changes[first] += 1
        changes[last + 1] -= 1
    merged: list[tuple[int, int]] = []
    for first, last in level(changes, 1):
        if merged and merged[-1][1] == first - 1:
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    return merged


def at_once(rows: list[tuple[int, int, int]], least: int) -> list[tuple[int, int]]:
    """Days on which at least `least` of the rows `(opened, first, last)` run."""
    changes: dict[int, int] = defaultdict(int)
    for _, first, last in rows:
        changes[first] += 1
        changes[last + 1] -= 1
    return level(changes, least)


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
