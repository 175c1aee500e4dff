"""LAW §Periods: how one month, thirty days and a duty run; every vector is written out by hand."""

from datetime import date

import pytest

from engine.periods import FAR, iso, months_later, roll_forward, to_date, to_day, window_end, window_table

VECTORS = [
    ("2021-12-15", "2022-01-15"),
    ("2022-01-05", "2022-02-05"),
    ("2022-01-29", "2022-02-28"),
    ("2022-01-30", "2022-02-28"),
    ("2022-01-31", "2022-02-28"),
    ("2022-03-31", "2022-04-30"),
    ("2022-09-02", "2022-10-02"),
    ("2024-01-30", "2024-02-29"),
    ("2024-01-31", "2024-02-29"),
    ("2025-01-31", "2025-02-28"),
    ("2022-08-31", "2022-09-30"),
    ("2022-02-28", "2022-03-28"),
]
DUTIES = [
    ("2022-01-15", "2022-01-17"),  # a Saturday
    ("2022-02-05", "2022-02-07"),  # the Spring Festival
    ("2022-04-30", "2022-05-05"),  # Labour Day
    ("2022-10-02", "2022-10-08"),  # a Saturday on which work is made up
    ("2022-02-28", "2022-02-28"),  # a Monday
]


def day(text: str) -> int:
    return to_day(date.fromisoformat(text))


@pytest.mark.parametrize(("start", "end"), VECTORS)
def test_a_month_ends_on_the_corresponding_day_or_on_the_last_of_the_month(start: str, end: str) -> None:
    assert iso(months_later(day(start), 1)) == end
    assert iso(window_end(day(start), 1, "月")) == end


@pytest.mark.parametrize(("end", "rolled"), DUTIES)
def test_a_duty_that_ends_on_a_holiday_ends_on_the_next_working_day(end: str, rolled: str) -> None:
    assert iso(roll_forward(day(end))) == rolled


@pytest.mark.parametrize(("start", "end"), VECTORS)
def test_a_counting_window_never_rolls(start: str, end: str) -> None:
    assert iso(window_end(day(start), 1, "月", "law")) == end


@pytest.mark.parametrize(
    ("start", "law", "thirty", "exclusive"),
    [
        ("2022-01-31", "2022-02-28", "2022-03-02", "2022-02-27"),
        ("2022-03-01", "2022-04-01", "2022-03-31", "2022-03-31"),
        ("2022-02-01", "2022-03-01", "2022-03-03", "2022-02-28"),
        ("2022-04-10", "2022-05-10", "2022-05-10", "2022-05-09"),
    ],
)
def test_a_window_has_three_readings(start: str, law: str, thirty: str, exclusive: str) -> None:
    given = [iso(window_end(day(start), 1, "月", reading)) for reading in ("law", "thirty_days", "exclusive")]
    assert given == [law, thirty, exclusive]


@pytest.mark.parametrize(
    ("months", "law", "thirty", "exclusive"),
    [(3, "2022-02-28", "2022-02-28", "2022-02-27"), (12, "2022-11-30", "2022-11-25", "2022-11-29")],
)
def test_longer_windows_are_counted_from_their_start_and_not_month_by_month(
    months: int, law: str, thirty: str, exclusive: str
) -> None:
    start = day("2021-11-30")
    given = [iso(window_end(start, months, "月", reading)) for reading in ("law", "thirty_days", "exclusive")]
    assert given == [law, thirty, exclusive]


def test_a_window_of_days_excludes_its_start_and_has_no_thirty_day_reading() -> None:
    start = day("2022-02-01")
    given = [iso(window_end(start, 10, "日", reading)) for reading in ("law", "thirty_days", "exclusive")]
    assert given == ["2022-02-11", "2022-02-11", "2022-02-10"]


def test_a_month_runs_forward_and_not_backward() -> None:
    assert day("2022-03-31") > months_later(day("2022-02-28"), 1)


def test_thirty_days_and_a_month_are_two_things() -> None:
    assert (
        window_end(day("2022-01-31"), 1, "月", "thirty_days")
        == day("2022-03-02")
        > months_later(day("2022-01-31"), 1)
    )
    assert (
        window_end(day("2022-03-01"), 1, "月", "thirty_days")
        == day("2022-03-31")
        < months_later(day("2022-03-01"), 1)
    )


def test_twelve_months_from_a_leap_day_end_on_the_last_of_february() -> None:
    assert iso(months_later(day("2024-02-29"), 12)) == "2025-02-28"
    assert iso(months_later(day("2024-02-29"), 48)) == "2028-02-29"


def test_no_month_is_the_day_itself() -> None:
    assert iso(months_later(day("2022-01-31"), 0)) == "2022-01-31"


def test_the_calendar_table_has_one_row_a_distinct_day_in_order() -> None:
    table = window_table([day("2022-03-31"), day("2022-01-31"), day("2022-03-31")], 1, "月")
    assert [(iso(r["day"]), iso(r["until"])) for r in table.to_pylist()] == [
        ("2022-01-31", "2022-02-28"), ("2022-03-31", "2022-04-30")
    ]  # fmt: skip
    assert window_table([], 1, "月").num_rows == 0


def test_days_go_to_ordinals_and_back() -> None:
    assert to_date(day("2022-02-22")) == date(2022, 2, 22)
    assert iso(FAR) == "9999-12-31"
    assert iso(None) is None
