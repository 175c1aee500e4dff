"""DESIGN §6.5: one month runs forward from each discovery date; the two coal mines of these tests never stop."""

import pytest
from factmaking import COUNTY, RULES, XIAOYI, Row, checked, found, screen, site

from engine.periods import iso
from engine.reasoning.stretch import Stretch


def county(as_of: str, *days: str) -> list[Stretch]:
    """The county's stretches when a site is discovered on each day, and all are found producing on the last."""
    rows: list[Row] = []
    for number, day in enumerate(days):
        rows += [site(f"S{number}"), found(f"S{number}", day), checked(f"S{number}", as_of)]
    rule = RULES.rules[COUNTY]
    return screen(as_of, *rows).stretches(rule, rule.when)  # type: ignore[arg-type]


def met(as_of: str, *days: str) -> bool:
    (given,) = county(as_of, *days) or [None]
    assert given is None or (given.place, iso(given.first)) == (XIAOYI, as_of)
    return given is not None


@pytest.mark.parametrize(
    ("second", "expected"), [("2022-02-28", True), ("2022-03-01", True), ("2022-03-02", False)]
)
def test_one_month_runs_to_the_corresponding_day_that_day_included(second: str, expected: bool) -> None:  # noqa: FBT001
    assert met("2022-03-10", "2022-02-01", second) is expected


@pytest.mark.parametrize(
    ("first", "last", "after"),
    [
        ("2022-01-29", "2022-02-28", "2022-03-01"),
        ("2022-01-30", "2022-02-28", "2022-03-01"),
        ("2022-01-31", "2022-02-28", "2022-03-01"),
        ("2024-01-31", "2024-02-29", "2024-03-01"),
        ("2022-03-31", "2022-04-30", "2022-05-01"),
        ("2022-08-31", "2022-09-30", "2022-10-01"),
    ],
)
def test_one_month_is_clamped_at_the_month_end(first: str, last: str, after: str) -> None:
    assert met("2022-10-20" if first < "2024" else "2024-03-10", first, last)
    assert not met("2022-10-20" if first < "2024" else "2024-03-10", first, after)


def test_one_month_is_never_chained() -> None:
    (given,) = county("2022-04-30", "2022-03-01", "2022-03-25", "2022-04-20")
    assert given.count == 2
    assert [(iso(w.first), iso(w.until), w.sites) for w in given.windows or ()] == [
        ("2022-03-01", "2022-04-01", ("S0", "S1")),
        ("2022-03-25", "2022-04-25", ("S1", "S2")),
    ]


def test_three_within_one_month_are_three() -> None:
    (given,) = county("2022-04-10", "2022-03-01", "2022-03-25", "2022-04-01")
    assert given.count == 3
    assert [w.sites for w in given.windows or ()] == [("S0", "S1", "S2")]


def test_one_month_runs_forward_and_not_backward() -> None:
    assert not met("2022-04-10", "2022-02-28", "2022-03-31")


def test_one_month_is_never_a_calendar_month() -> None:
    assert met("2022-03-10", "2022-02-20", "2022-03-05")
    assert not met("2022-03-31", "2022-01-31", "2022-03-01")


def test_one_month_is_never_the_month_before_the_run() -> None:
    assert met("2022-12-01", "2022-02-01", "2022-02-20")


@pytest.mark.parametrize(
    ("second", "expected"), [("2022-10-02", True), ("2022-10-03", False), ("2022-10-08", False)]
)
def test_a_counting_window_does_not_roll_over_a_holiday(second: str, expected: bool) -> None:  # noqa: FBT001
    assert met("2022-10-20", "2022-09-02", second) is expected


@pytest.mark.parametrize(
    ("first", "second", "sensitive"),
    [
        ("2022-02-01", "2022-02-28", False),
        ("2022-02-01", "2022-03-01", True),  # not under the exclusive reading
        ("2022-03-01", "2022-03-31", False),  # 30 days later
        ("2022-03-01", "2022-04-01", True),  # 31 days later
        ("2022-03-02", "2022-04-01", False),
    ],
)
def test_a_finding_says_whether_it_also_holds_under_the_thirty_day_and_the_exclusive_reading(
    first: str,
    second: str,
    sensitive: bool,  # noqa: FBT001
) -> None:
    (given,) = county("2022-04-10", first, second)
    assert given.sensitive is sensitive


def test_a_pair_of_thirty_days_past_the_month_is_no_pair() -> None:
    assert not met("2022-03-10", "2022-01-31", "2022-03-02")


def test_one_certain_pair_beside_a_doubtful_one_is_not_sensitive() -> None:
    (given,) = county("2022-03-10", "2022-02-01", "2022-02-10", "2022-03-01")
    assert not given.sensitive
