"""All date arithmetic: legal days as integers, the one-month window, days of duty.

A day is a `date` in records and in print, and its proleptic ordinal (`date.toordinal`) in between.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import pendulum
import pyarrow as pa

from engine.errors import UsageError

ARROW_EPOCH: Final = date(1970, 1, 1).toordinal()
"""Ordinal of the day that arrow's date32 counts from."""

FAR: Final = date(9999, 12, 31).toordinal()
"""Stands for 'not ended' where a day is needed to compare with."""


def to_day(value: date) -> int:
    """The ordinal of a date."""
    return value.toordinal()


def to_date(day: int) -> date:
    """The date of an ordinal."""
    return date.fromordinal(day)


def iso(day: int | None) -> str | None:
    """`YYYY-MM-DD` of an ordinal, None of None."""
    return None if day is None else date.fromordinal(day).isoformat()


def months_later(day: int, months: int) -> int:
    """The corresponding day `months` later, clamped to the end of a shorter month (民法典 art. 202)."""
    value = date.fromordinal(day)
    later = pendulum.date(value.year, value.month, value.day).add(months=months)
    return date(later.year, later.month, later.day).toordinal()


def window_end(day: int, length: int, unit: str, reading: str = "law") -> int:
    """Last day of a counting window that runs forward from `day`, that day included.

    `reading`: `law` (corresponding day included), `thirty_days` (30 days a month),
    `exclusive` (corresponding day excluded). Counting windows never roll over holidays.
    """
    if unit == "日":
        return day + length - (reading == "exclusive")
    if reading == "thirty_days":
        return day + 30 * length
    return months_later(day, length) - (reading == "exclusive")


def window_table(days: Iterable[int], length: int, unit: str) -> pa.Table:
    """Calendar table `(day int64, until int64)` that the screening joins: one row a distinct day."""
    distinct = sorted(set(days))
    return pa.table(
        {
            "day": pa.array(distinct, pa.int64()),
            "until": pa.array([window_end(d, length, unit) for d in distinct], pa.int64()),
        }
    )


def is_working_day(value: date) -> bool:
    """Whether `value` is a working day by the State Council's yearly arrangement.

    Raises UsageError for a year whose arrangement is not known (chinesecalendar covers 2004 onwards).
    """
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(value))
    except NotImplementedError as error:
        raise UsageError(
            f"工作日历：{value.year} 年的节假日安排尚未收录，不能推算工作日；请更新 chinesecalendar 后重试。"
        ) from error


def roll_forward(day: int) -> int:
    """A duty whose last day is no working day ends on the next one (民法典 art. 203)."""
    value = date.fromordinal(day)
    while not is_working_day(value):
        value += timedelta(days=1)
    return value.toordinal()


def working_days_later(day: int, count: int) -> int:
    """The `count`-th working day after `day`; the start day is not counted (民法典 art. 201)."""
    value = date.fromordinal(day)
    left = count
    while left:
        value += timedelta(days=1)
        left -= is_working_day(value)
    return value.toordinal()
