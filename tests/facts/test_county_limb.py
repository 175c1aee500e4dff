"""DESIGN §6.9: two or more distinct illegal coal mines of one county, within one month, on one and the same day."""

import pytest
from factmaking import (
    COUNTY,
    DUIZHEN,
    RULES,
    TIANNING,
    XIAOYI,
    Row,
    checked,
    document,
    found,
    met,
    screen,
    site,
    stretches,
)

from engine.periods import iso
from engine.reasoning.review import reviews

RUN = "2022-03-01"
SITES = (site("A"), site("B", DUIZHEN), site("C"))


def bad(site_id: str, discovered: str, from_: str, stopped: str | None = None) -> tuple[Row, ...]:
    """A discovery, a check that says producing, and perhaps the check that ends it."""
    rows = (found(site_id, discovered), checked(site_id, from_))
    return (*rows, checked(site_id, stopped, "stopped")) if stopped else rows


def listed(reason: str, *rows: Row) -> list[tuple[str, ...]]:
    return [r.sites for r in reviews(screen(RUN, *rows)) if r.rule == COUNTY and r.reason == reason]


@pytest.mark.parametrize(("number", "count"), [(1, None), (2, 2), (3, 3)])
def test_two_or_more_meet_the_county_limb_and_one_does_not(number: int, count: int | None) -> None:
    rows = [*SITES]
    for letter in "ABC"[:number]:
        rows += bad(letter, "2022-02-01", "2022-02-05")
    rule = RULES.rules[COUNTY]
    given = screen(RUN, *rows).stretches(rule, rule.when)  # type: ignore[arg-type]
    assert [s.count for s in given] == ([count] if count else [])


def test_sites_of_two_townships_of_one_county_count_together() -> None:
    rows = (*SITES, *bad("A", "2022-02-01", "2022-02-05"), *bad("B", "2022-02-01", "2022-02-05"))
    assert stretches(COUNTY, RUN, *rows) == [(XIAOYI, "2022-02-05", RUN)]


def test_sites_of_two_counties_do_not_count_together() -> None:
    rows = (
        site("A"),
        site("B", TIANNING),
        *bad("A", "2022-02-01", "2022-02-05"),
        *bad("B", "2022-02-01", "2022-02-05"),
    )
    assert stretches(COUNTY, RUN, *rows) == []


def test_sites_known_only_to_the_county_count_for_the_county_limb() -> None:
    rows = (
        site("A", XIAOYI),
        site("B", XIAOYI),
        *bad("A", "2022-02-01", "2022-02-05"),
        *bad("B", "2022-02-01", "2022-02-05"),
    )
    assert stretches(COUNTY, RUN, *rows) == [(XIAOYI, "2022-02-05", RUN)]


@pytest.mark.parametrize(
    ("stopped", "expected"),
    [
        ("2022-02-11", [(XIAOYI, "2022-02-10", "2022-02-10")]),  # one day together
        ("2022-02-10", []),  # stopped on the day the other begins to fail
        ("2022-02-09", []),
    ],
)
def test_all_are_not_stopped_on_one_and_the_same_day(
    stopped: str, expected: list[tuple[str, str, str]]
) -> None:
    rows = (*SITES, *bad("A", "2022-02-01", "2022-02-05", stopped), *bad("B", "2022-02-01", "2022-02-10"))
    assert stretches(COUNTY, RUN, *rows) == expected


def test_each_failing_but_never_on_one_day_goes_to_policy_review() -> None:
    rows = (
        *SITES,
        *bad("A", "2022-02-01", "2022-02-05", "2022-02-10"),
        *bad("B", "2022-02-01", "2022-02-10"),
    )
    assert listed("never_same_day", *rows) == [("A", "B")]


def test_failing_on_one_day_is_not_listed_as_never_on_one_day() -> None:
    rows = (
        *SITES,
        *bad("A", "2022-02-01", "2022-02-05", "2022-02-11"),
        *bad("B", "2022-02-01", "2022-02-10"),
    )
    assert listed("never_same_day", *rows) == []


def test_never_on_one_day_and_not_within_one_month_is_not_listed() -> None:
    rows = (
        *SITES,
        *bad("A", "2021-12-01", "2021-12-05", "2021-12-10"),
        *bad("B", "2022-02-01", "2022-02-10"),
    )
    assert listed("never_same_day", *rows) == []


def test_of_three_in_one_month_only_those_are_listed_that_never_share_a_day_with_a_later_one() -> None:
    rows = (
        *SITES,
        *bad("A", "2022-02-01", "2022-02-12"),
        *bad("B", "2022-02-02", "2022-02-05", "2022-02-08"),
        *bad("C", "2022-02-20", "2022-02-22"),
    )
    assert listed("never_same_day", *rows) == [("B", "C")]


def test_paired_only_by_a_repeated_sighting_of_an_older_episode_goes_to_policy_review() -> None:
    again = found("A", "2022-02-10")
    rows = (*SITES, *bad("A", "2021-12-01", "2021-12-05"), again, *bad("B", "2022-02-20", "2022-02-22"))
    assert stretches(COUNTY, RUN, *rows) == []
    assert listed("repeated_sighting", *rows) == [("A", "B")]


def test_a_sighting_outside_the_month_as_well_is_not_listed() -> None:
    again = found("A", "2022-01-10")
    rows = (*SITES, *bad("A", "2021-12-01", "2021-12-05"), again, *bad("B", "2022-02-20", "2022-02-22"))
    assert listed("repeated_sighting", *rows) == []


def test_a_pair_by_discovery_dates_is_not_listed_as_a_repeated_sighting() -> None:
    again = found("A", "2022-02-10")
    rows = (*SITES, *bad("A", "2022-02-01", "2022-02-05"), again, *bad("B", "2022-02-20", "2022-02-22"))
    assert listed("repeated_sighting", *rows) == []


def test_a_further_site_after_an_open_pair_counts_only_within_its_window() -> None:
    rule = RULES.rules[COUNTY]
    rows = (
        *SITES, *bad("A", "2022-01-01", "2022-01-05"), *bad("B", "2022-01-20", "2022-01-25"),
        *bad("C", "2022-02-20", "2022-02-25"),
    )  # fmt: skip
    (given,) = screen(RUN, *rows).stretches(rule, rule.when)  # type: ignore[arg-type]
    assert (given.count, given.sites) == (2, ("A", "B", "C"))
    assert [(iso(w.first), w.sites) for w in given.windows or ()] == [
        ("2022-01-01", ("A", "B")),
        ("2022-01-20", ("B", "C")),
    ]


def test_windows_contained_in_another_are_left_out() -> None:
    rule = RULES.rules[COUNTY]
    rows = [*SITES]
    for letter, day in zip("ABC", ("2022-02-01", "2022-02-02", "2022-02-03"), strict=True):
        rows += bad(letter, day, "2022-02-05")
    (given,) = screen(RUN, *rows).stretches(rule, rule.when)  # type: ignore[arg-type]
    assert [(iso(w.first), iso(w.until), w.sites) for w in given.windows or ()] == [
        ("2022-02-01", "2022-03-01", ("A", "B", "C"))
    ]


def test_a_county_finding_is_referred_once_whatever_its_sites() -> None:
    rows = (*SITES, *bad("A", "2022-02-01", "2022-02-05"), *bad("B", "2022-02-01", "2022-02-05"))
    given = document(RUN, *rows)
    assert met(given, COUNTY) == [(XIAOYI, "2022-02-05", None)]
    assert [f["refer_to"]["jurisdiction"] for f in given["findings"] if f["rule"] == COUNTY] == [
        "141100000000"
    ]
