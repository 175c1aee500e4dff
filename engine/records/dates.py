"""Days and instants, exactly in the forms of DESIGN §5; anything else is a fault, never a guess."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from engine.records.cells import Cell, Fault, Unreadable
from engine.records.texts import hidden, narrow

FIRST_YEAR, LAST_YEAR = 1949, 2100
_GOOD = "请写成 2022-02-22、2022/2/22、2022年2月22日 或 二〇二二年二月二十二日"
_GOOD_INSTANT = "请写成带时区的 ISO 8601 时间，例如 2022-02-22T09:30:00+08:00"

_NUMERIC = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_MIXED = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII)
_YEAR_DIGITS, _COUNT_DIGITS = "[〇○零一二三四五六七八九]", "[一二三四五六七八九十]"
_CHINESE = re.compile(rf"({_YEAR_DIGITS}{{4}})年({_COUNT_DIGITS}{{1,2}})月({_COUNT_DIGITS}{{1,3}})日")
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})",
    re.ASCII,
)
_NO_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}[T ][\d:.]+", re.ASCII)
_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}
_LONGEST = 100


def _counting(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = ("", "十", "二十", "三十")[tens]
    return ten + ("" if ones == 0 else "〇一二三四五六七八九"[ones])


_COUNTED = {_counting(number): number for number in range(1, 32)}

_SHAPES = (
    (re.compile(r"\d{4}(年\d{1,2}月?|[-/.]\d{1,2})", re.ASCII), "只有年月，没有日"),
    (re.compile(rf"{_YEAR_DIGITS}{{4}}年{_COUNT_DIGITS}{{1,2}}月"), "只有年月，没有日"),
    (re.compile(r"\d{4}年?", re.ASCII), "只有年份"),
    (re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{4}", re.ASCII), "年份须写在最前面"),
    (re.compile(r"\d{2}([-/.])\d{1,2}\1\d{1,2}", re.ASCII), "年份须写四位"),
    (re.compile(r"\d{5}(\.\d+)?", re.ASCII), "像是 Excel 日期序列号，不是日期"),
    (re.compile(r"\d{8}", re.ASCII), "八位数字不是可接受的写法"),
    (re.compile(r"\d{4}[-/.年].*\d:\d{2}.*", re.ASCII), "含有时刻，此列只要日期"),
    (re.compile(r"\d{1,2}月\d{1,2}日", re.ASCII), "没有年份"),
)


def parse_date(value: Cell) -> date | Fault:
    """A day from a cell that is not blank, or the reason why it is none."""
    if isinstance(value, str):
        return _text_date(value)
    if isinstance(value, datetime):
        if value.time() != time(0) or value.tzinfo is not None:
            return Fault(f"含有时刻，此列只要日期；{_GOOD}")
        return _in_range(value.date())
    if isinstance(value, date):
        return _in_range(value)
    return _not_a_day(value)


def parse_instant(value: Cell) -> datetime | Fault:
    """An instant in UTC from a cell that is not blank, or the reason why it is none."""
    if isinstance(value, Unreadable):
        return Fault(value.reason)
    if isinstance(value, date):
        return Fault(f"Excel 的日期单元格没有时区；请把单元格设为文本，{_GOOD_INSTANT.removeprefix('请')}")
    text = narrow(value) if isinstance(value, str) else ""
    if len(text) > _LONGEST or not _INSTANT.fullmatch(text):
        what = "没有时区" if _NO_OFFSET.fullmatch(text[:_LONGEST]) else "不是可接受的时间写法"
        return Fault(f"{what}；{_GOOD_INSTANT}")
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return Fault(f"没有这样的时间；{_GOOD_INSTANT}")
    ranged = _in_range(instant.date())
    return ranged if isinstance(ranged, Fault) else instant.astimezone(UTC)


def _text_date(value: str) -> date | Fault:
    text = narrow(value)
    if len(text) <= _LONGEST:
        for pattern, (year, month, day) in ((_NUMERIC, (1, 3, 4)), (_MIXED, (1, 2, 3))):
            if match := pattern.fullmatch(text):
                return _day(int(match[year]), int(match[month]), int(match[day]))
        if match := _CHINESE.fullmatch(text):
            month_number, day_number = _COUNTED.get(match[2]), _COUNTED.get(match[3])
            if month_number and day_number:
                year_number = int("".join(str(_DIGITS[digit]) for digit in match[1]))
                return _day(year_number, month_number, day_number)
        for shape, reason in _SHAPES:
            if shape.fullmatch(text):
                return Fault(f"{reason}，不能推定；{_GOOD}")
    if unseen := hidden(text):
        return Fault(f"日期中有看不见的字符 {unseen}；请删去后重新填写")
    return Fault(f"不是可接受的日期写法；{_GOOD}")


def _day(year: int, month: int, day: int) -> date | Fault:
    try:
        return _in_range(date(year, month, day))
    except ValueError:
        return Fault(f"没有 {year} 年 {month} 月 {day} 日这一天；请改正")


def _in_range(day: date) -> date | Fault:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    return Fault(f"年份 {day.year} 不在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间；请核对年份")


def _not_a_day(value: float | time | timedelta | Unreadable) -> Fault:
    if isinstance(value, Unreadable):
        return Fault(value.reason)
    kind = "时刻或时长" if isinstance(value, time | timedelta) else "数字"
    return Fault(f"单元格里是{kind}，不是日期；{_GOOD}")
