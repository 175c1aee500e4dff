"""One month forward from a day (DESIGN §6.5, LAW periods), by the standard library's calendar alone."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta

from .reading import Reading


def month_later(day: date) -> date:
    """The corresponding day of the next month, or its last day when there is none (01-31 gives 02-28)."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def month_earlier(day: date) -> date:
    """The corresponding day of the month before: used by a misreading only."""
    year, month = (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def until(start: date, reading: Reading) -> date:
    """The last day of the window that runs forward from ``start``, that day included."""
    if reading.has("thirty_days_for_a_month"):
        return start + timedelta(days=30)
    if reading.has("exclusive_end_day"):
        return month_later(start) - timedelta(days=1)
    if reading.has("calendar_month"):
        return date(start.year, start.month, calendar.monthrange(start.year, start.month)[1])
    return month_later(start)


def days_inside(start: date, candidates: Iterable[date], reading: Reading) -> set[date]:
    """Those of the candidate days that lie in the window that starts on ``start``."""
    if reading.has("backward_window"):
        return {day for day in candidates if start <= day and month_earlier(day) <= start}
    if reading.has("chained_windows"):
        inside, last = {start}, until(start, reading)
        for day in sorted(candidates):
            if start <= day <= last:
                inside.add(day)
                last = until(day, reading)
        return inside
    return {day for day in candidates if start <= day <= until(start, reading)}
