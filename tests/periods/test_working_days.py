"""Working days by the State Council's yearly arrangement; a year not yet known is an error and never a guess."""

from datetime import date

import chinese_calendar
import pytest

from engine.errors import UsageError
from engine.periods import is_working_day, iso, roll_forward, to_day, working_days_later


def day(text: str) -> int:
    return to_day(date.fromisoformat(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-02-22", True),  # a Tuesday
        ("2022-02-26", False),  # a Saturday
        ("2022-01-31", False),  # the Spring Festival, a Monday
        ("2022-01-29", True),  # a Saturday on which work is made up
        ("2022-10-07", False),  # a Friday of the National Day week
        ("2022-10-08", True),
        ("2022-10-09", True),
    ],
)
def test_a_working_day_is_what_the_yearly_arrangement_says(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_working_day(date.fromisoformat(text)) is expected


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2022-03-07", 0, "2022-03-07"),
        ("2022-03-07", 1, "2022-03-08"),
        ("2022-03-07", 5, "2022-03-14"),
        ("2022-03-05", 1, "2022-03-07"),  # from a Saturday
        ("2022-09-30", 1, "2022-10-08"),  # over the National Day week
        ("2022-01-28", 1, "2022-01-29"),
        ("2022-01-30", 1, "2022-02-07"),
    ],
)
def test_working_days_are_counted_without_the_start_day(start: str, count: int, end: str) -> None:
    assert iso(working_days_later(day(start), count)) == end


def test_a_working_day_is_not_rolled() -> None:
    assert iso(roll_forward(day("2022-03-07"))) == "2022-03-07"


@pytest.mark.parametrize("text", ["2003-06-02", "2090-06-01"])
def test_a_year_that_the_calendar_does_not_cover_is_an_error_that_names_the_year_and_the_mend(
    text: str,
) -> None:
    with pytest.raises(UsageError) as caught:
        is_working_day(date.fromisoformat(text))
    message = str(caught.value)
    assert f"{text[:4]} 年" in message
    assert "尚未收录" in message
    assert "请更新" in message


def test_counting_working_days_into_a_year_that_is_not_covered_is_the_same_error() -> None:
    with pytest.raises(UsageError, match="2090"):
        working_days_later(day("2090-01-01"), 1)
    with pytest.raises(UsageError, match="2090"):
        roll_forward(day("2090-01-01"))


def test_the_last_covered_year_ends_with_an_error_and_not_with_a_guess() -> None:
    last = max(d.year for d in chinese_calendar.holidays)
    with pytest.raises(UsageError, match=str(last + 1)):
        working_days_later(day(f"{last}-12-31"), 10)
