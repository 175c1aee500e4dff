from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.records.cells import Fault
from engine.records.dates import parse_date, parse_instant

DAY = date(2022, 2, 22)


@pytest.mark.parametrize(
    "text",
    [
        "2022-02-22",
        "2022-2-22",
        "2022/2/22",
        "2022/02/22",
        "2022.2.22",
        "2022年2月22日",
        "2022年02月22日",
        "二〇二二年二月二十二日",
        "二○二二年二月二十二日",
        "二零二二年二月二十二日",
        "  2022-02-22\u3000",
        "２０２２－０２－２２",
        "２０２２年２月２２日",
        DAY,
        datetime(2022, 2, 22),  # noqa: DTZ001
    ],
)
def test_every_form_of_a_whole_date_is_the_same_day(text: Any) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2022年2月", "没有日"),
        ("2022-02", "没有日"),
        ("2022/2", "没有日"),
        ("二〇二二年二月", "没有日"),
        ("2022", "只有年份"),
        ("2022年", "只有年份"),
        ("2月22日", "没有年份"),
        ("22/2/2022", "年份须写在最前面"),
        ("02-22-2022", "年份须写在最前面"),
        ("22-02-22", "年份须写四位"),
        ("44614", "序列号"),
        ("44614.5", "序列号"),
        ("20220222", "八位数字"),
        ("2022-02-22 10:30", "时刻"),
        ("2022/2/22 0:00:00", "时刻"),
        ("2022-02-22T00:00:00+08:00", "时刻"),
        ("2022-13-01", "没有 2022 年 13 月 1 日"),
        ("2022-02-30", "没有 2022 年 2 月 30 日"),
        ("2023年2月29日", "没有 2023 年 2 月 29 日"),
        ("2022-00-01", "没有"),
        ("1948-12-31", "1949"),
        ("2101-01-01", "2100"),
        ("0022-02-22", "1949"),
        ("2022-02/22", "写法"),
        ("2022 年 2 月 22 日", "写法"),
        ("2022年2月22", "写法"),
        ("二〇二二年二月二二日", "写法"),
        ("二〇二二年〇二月二十二日", "写法"),
        ("二〇二二年十三月一日", "没有 2022 年 13 月 1 日"),
        ("二〇二二年二月三十二日", "写法"),
        ("二二年二月二十二日", "写法"),
        ("二〇二二年2月22日", "写法"),
        ("二〇二二年二月三十日", "没有 2022 年 2 月 30 日"),
        ("2022-02-22\u200b", "U+200B"),
        ("٢٠٢٢-٠٢-٢٢", "写法"),
        ("昨天", "写法"),
        ("2022年2月下旬", "写法"),
        (44614.5, "数字"),
        (datetime(2022, 2, 22, 8), "时刻"),  # noqa: DTZ001
        (time(8), "时刻"),
        (timedelta(days=1), "时刻"),
        (date(1900, 1, 1), "1949"),
    ],
)
def test_anything_else_is_a_fault_with_its_reason(text: Any, why: str) -> None:
    fault = parse_date(text)
    assert isinstance(fault, Fault)
    assert why in fault
    assert "请" in fault


def test_a_refused_date_shows_a_good_example() -> None:
    assert "2022-02-22" in parse_date("2022年2月")


@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)))
def test_a_day_written_in_any_form_reads_back(day: date) -> None:
    forms = [
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        day,
    ]
    assert [parse_date(form) for form in forms] == [day] * len(forms)


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_fault(text: Any) -> None:
    assert isinstance(parse_date(text), date | Fault)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2022-02-22T09:30:00+08:00", datetime(2022, 2, 22, 1, 30, tzinfo=UTC)),
        ("2022-02-22T09:30+08:00", datetime(2022, 2, 22, 1, 30, tzinfo=UTC)),
        ("2022-02-22T09:30:00Z", datetime(2022, 2, 22, 9, 30, tzinfo=UTC)),
        ("2022-02-22T09:30:00.5-01:00", datetime(2022, 2, 22, 10, 30, 0, 500000, tzinfo=UTC)),
    ],
)
def test_an_instant_with_its_offset_becomes_utc(text: Any, instant: datetime) -> None:
    assert parse_instant(text) == instant


@pytest.mark.parametrize(
    "text",
    [
        "2022-02-22T09:30:00",
        "2022-02-22",
        "2022-02-22 09:30:00",
        "2022-02-22 09:30:00+08:00",
        "20220222T093000+0800",
        "2022-02-30T09:30:00+08:00",
        "2022-02-22T25:00:00+08:00",
        "1900-02-22T09:30:00+08:00",
        datetime(2022, 2, 22, 9, 30),  # noqa: DTZ001
        44614.4,
    ],
)
def test_an_instant_without_offset_or_in_another_form_is_a_fault(text: Any) -> None:
    assert isinstance(parse_instant(text), Fault)


@given(st.text(max_size=40))
def test_any_text_is_an_instant_or_a_fault(text: Any) -> None:
    assert isinstance(parse_instant(text), datetime | Fault)
