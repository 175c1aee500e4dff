"""All date arithmetic: legal days as integers, the one-month window, days of duty.

A day is a `date` in records and in print, and its proleptic ordinal (`date.toordinal`) in between.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
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


@lru_cache(maxsize=1 << 16)
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


@dataclass(frozen=True, slots=True)
class Overlay:
    """The office's yearly table of holidays and make-up days; it speaks before chinesecalendar.

    `years` are those it states whole: there a day that is not listed is a working day from Monday to Friday.
    """

    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()


NO_OVERLAY: Final = Overlay()
KINDS: Final = {"holiday": False, "休": False, "workday": True, "班": True}
FIXED: Final = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""Holidays of every year by 全国年节及纪念日放假办法 art. 2: a table without them is not that of a whole year."""


def read_overlay(path: Path) -> Overlay:
    """Read `workdays.csv` (columns on, kind: holiday 休 or workday 班, basis). Raises UsageError.

    A year whose fixed holidays are all listed is stated whole; of other years only the listed days change.
    """
    days: dict[date, bool] = {}
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"节假日表 {path.name} 不能读取（须为 UTF-8 编码的 CSV）：{error}。") from error
    for number, row in enumerate(rows, start=2):
        text, kind = (row.get("on") or "").strip(), (row.get("kind") or "").strip()
        try:
            value = date.fromisoformat(text)
        except ValueError as error:
            raise UsageError(
                f"节假日表 {path.name} 第 {number} 行：日期“{text}”无效；写作 2027-01-01 的形式。"
            ) from error
        if kind not in KINDS or days.get(value, KINDS[kind]) != KINDS[kind]:
            raise UsageError(
                f"节假日表 {path.name} 第 {number} 行：{text} 的 kind“{kind}”须为 holiday（休）或 workday（班），且一日只有一种。"
            )
        days[value] = KINDS[kind]
    years = {value.year for value in days}
    whole = {y for y in years if all(days.get(date(y, m, d)) is False for m, d in FIXED)}
    return Overlay(days, frozenset(whole))


def is_working_day(value: date, overlay: Overlay = NO_OVERLAY) -> bool:
    """Whether `value` is a working day by the State Council's yearly arrangement.

    Raises UsageError for a year whose arrangement is not known: neither whole in the overlay nor in
    chinesecalendar, which covers 2004 onwards.
    """
    if value in overlay.days:
        return overlay.days[value]
    if value.year in overlay.years:
        return value.weekday() < 5  # noqa: PLR2004 - Monday to Friday
    arranged = _arranged(value)
    if arranged is None:
        raise UsageError(
            f"工作日历：{value.year} 年的节假日安排尚未收录，不能推算工作日；请更新 chinesecalendar，"
            f"或在节假日表 workdays.csv 中写全该年的安排后重试。"
        )
    return arranged


@cache
def _arranged(value: date) -> bool | None:
    """What chinesecalendar says of a day; None for a year that it lacks."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(value))
    except NotImplementedError:
        return None


def roll_forward(day: int, overlay: Overlay = NO_OVERLAY) -> int:
    """A duty whose last day is no working day ends on the next one (民法典 art. 203)."""
    value = date.fromordinal(day)
    while not is_working_day(value, overlay):
        value += timedelta(days=1)
    return value.toordinal()


def due_day(day: int, length: int, unit: str, overlay: Overlay, asked: int) -> int:
    """Last day of a time of `length` 日, 工作日 or 月 that starts on `day`, the start day not counted.

    Working days beyond `asked` are not looked up: whatever ends later has not run out on that day.
    Raises UsageError for a year up to `asked` whose arrangement is not known.
    """
    if unit != "工作日":
        return months_later(day, length) if unit == "月" else day + length
    while length and day < asked:
        day += 1
        length -= is_working_day(date.fromordinal(day), overlay)
    return day + length


def working_days_later(day: int, count: int, overlay: Overlay = NO_OVERLAY) -> int:
    """The `count`-th working day after `day`; the start day is not counted (民法典 art. 201)."""
    value = date.fromordinal(day)
    left = count
    while left:
        value += timedelta(days=1)
        left -= is_working_day(value, overlay)
    return value.toordinal()
