"""DESIGN §6.6: which discoveries count, when an episode opens and closes, what it inherits."""

import pytest
from factmaking import (
    COUNTY,
    TOWNSHIP,
    XIAOYI,
    XIXINZHUANG,
    Row,
    checked,
    found,
    judged,
    measured,
    openings,
    site,
    spans,
    state,
    stretches,
)

from engine.settings import Settings

A = site("A")
OPEN = (A, found("A", "2022-02-01"))
CLOSED = (*OPEN, checked("A", "2022-02-05"), checked("A", "2022-02-10", "stopped"))


def test_only_verified_discoveries_count() -> None:
    assert openings("2022-03-01", A, found("A", "", reported_on="2022-02-01", discovery_id="D1")) == []
    assert openings("2022-03-01", A, found("A", "2022-02-03", reported_on="2022-02-01")) == ["2022-02-03"]


@pytest.mark.parametrize(
    ("by", "expected"),
    [("verified_on", "2022-02-03"), ("reported_on", "2022-02-01"), ("registered_on", "2022-02-05")],
)
def test_the_discovery_date_is_the_one_that_the_rule_says(by: str, expected: str) -> None:
    row = found("A", "2022-02-03", reported_on="2022-02-01", registered_on="2022-02-05")
    assert openings("2022-03-01", A, row, by=by) == [expected]


@pytest.mark.parametrize("by", ["reported_on", "registered_on"])
def test_an_empty_discovery_date_falls_back_to_the_day_of_verification(by: str) -> None:
    assert openings("2022-03-01", A, found("A", "2022-02-03"), by=by) == ["2022-02-03"]


def test_the_office_may_choose_the_discovery_date_by_a_setting() -> None:
    rows = (
        A, site("B"), found("A", "2022-02-03", reported_on="2022-01-01"), found("B", "2022-02-05"),
        checked("A", "2022-02-07"), checked("B", "2022-02-07"),
    )  # fmt: skip
    reported = Settings(overrides={"discovery_date": "reported_on"})
    assert stretches(COUNTY, "2022-02-10", *rows) == [(XIAOYI, "2022-02-07", "2022-02-10")]
    assert stretches(COUNTY, "2022-02-10", *rows, settings=reported) == []


def test_on_one_day_discoveries_come_before_checks() -> None:
    stopped = (*OPEN, checked("A", "2022-02-01", "stopped"))
    assert openings("2022-03-01", *stopped) == ["2022-02-01"]
    assert state("2022-03-01", *stopped) == "stopped"


def test_a_check_before_the_first_discovery_opens_nothing() -> None:
    assert openings("2022-03-01", A, checked("A", "2022-01-20"), found("A", "2022-02-01")) == ["2022-02-01"]
    assert state("2022-03-01", A, checked("A", "2022-01-20"), found("A", "2022-02-01")) == "unknown"


def test_later_sightings_belong_to_the_open_episode_without_moving_its_discovery_date() -> None:
    rows = (*OPEN, found("A", "2022-02-20"), checked("A", "2022-02-25"), found("A", "2022-03-20"))
    assert openings("2022-04-01", *rows) == ["2022-02-01"]


@pytest.mark.parametrize(
    ("producing", "licences"),
    [("yes", "mining_permit"), ("no", "mining_permit"), ("unknown", ""), ("yes", "none")],
)
def test_after_a_stop_an_episode_opens_with_the_next_discovery_whatever_it_says(
    producing: str, licences: str
) -> None:
    rows = (*CLOSED, found("A", "2022-02-20", licences, producing))
    assert openings("2022-03-01", *rows) == ["2022-02-01", "2022-02-20"]
    assert state("2022-03-01", *rows) == "unknown"


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("producing", ["2022-02-01", "2022-02-20"]),
        ("no_measure", ["2022-02-01"]),
        ("stopped", ["2022-02-01"]),
    ],
)
def test_after_a_stop_an_episode_opens_with_the_next_check_that_says_producing(
    result: str, expected: list[str]
) -> None:
    assert openings("2022-03-01", *CLOSED, checked("A", "2022-02-20", result)) == expected


def test_a_check_of_no_measure_after_the_stop_leaves_the_site_stopped() -> None:
    assert state("2022-03-01", *CLOSED, checked("A", "2022-02-20", "no_measure")) == "stopped"


def test_producing_and_no_measure_on_one_day_open_an_episode_together() -> None:
    rows = (*CLOSED, checked("A", "2022-02-20"), checked("A", "2022-02-20", "no_measure"))
    assert openings("2022-03-01", *rows) == ["2022-02-01", "2022-02-20"]


def test_the_day_that_opened_the_episode_is_its_discovery_date() -> None:
    rows = (*CLOSED, checked("A", "2022-02-20"), found("A", "2022-02-22"), checked("A", "2022-02-25"))
    assert openings("2022-03-01", *rows)[-1] == "2022-02-20"


def test_an_episode_closes_with_a_day_whose_checks_say_stopped_and_nothing_else() -> None:
    two = checked("A", "2022-02-10", "stopped", check_id="C2")
    assert state("2022-02-09", *CLOSED, two) == "not_stopped"
    assert state("2022-02-10", *CLOSED, two) == "stopped"


@pytest.mark.parametrize("other", ["producing", "no_measure"])
def test_checks_of_one_day_that_disagree_do_not_close_an_episode(other: str) -> None:
    rows = (*CLOSED, checked("A", "2022-02-10", other))
    assert state("2022-02-10", *rows) == "unknown"
    assert openings("2022-03-01", *rows, found("A", "2022-02-20")) == ["2022-02-01"]


@pytest.mark.parametrize("other", ["producing", "no_measure"])
def test_checks_of_one_day_that_disagree_do_not_open_an_episode(other: str) -> None:
    rows = (*CLOSED, checked("A", "2022-02-20", "stopped"), checked("A", "2022-02-20", other))
    assert openings("2022-03-01", *rows) == ["2022-02-01"]
    assert state("2022-03-01", *rows) == "stopped"


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ((), "unknown"),
        ((found("A", "2022-02-20"),), "unknown"),
        ((checked("A", "2022-02-20"),), "not_stopped"),
        ((checked("A", "2022-02-20", "no_measure"),), "not_stopped"),
        ((checked("A", "2022-02-20", "stopped"),), "stopped"),
        ((measured("A", "2022-02-20", executed_on="2022-02-21"),), "unknown"),
    ],
)
def test_from_a_disagreement_the_state_is_unknown_whatever_discoveries_say_until_a_later_check(
    later: tuple[Row, ...], expected: str
) -> None:
    rows = (
        *OPEN,
        checked("A", "2022-02-05"),
        checked("A", "2022-02-10"),
        checked("A", "2022-02-10", "stopped"),
    )
    assert state("2022-03-01", *rows, *later) == expected


def test_a_measure_with_a_result_that_disagrees_with_a_check_of_the_day_is_a_disagreement() -> None:
    result = measured("A", "2022-02-06", result_on="2022-02-10", result="producing", result_by="县")
    assert state("2022-03-01", *CLOSED, result) == "unknown"


def test_an_episode_is_illegal_if_any_of_its_discoveries_up_to_the_day_meets_the_definition() -> None:
    rows = (A, found("A", "2022-02-01", "none"), found("A", "2022-02-10"), found("A", "2022-02-20", "none"))
    assert [judged(day, *rows) for day in ("2022-02-09", "2022-02-10", "2022-03-01")] == ["no", "yes", "yes"]


def test_cannot_tell_is_more_than_no_and_less_than_yes() -> None:
    rows = (A, found("A", "2022-02-01", "none"), found("A", "2022-02-10", ""), found("A", "2022-02-20"))
    assert [judged(d, *rows) for d in ("2022-02-01", "2022-02-10", "2022-02-20")] == ["no", "unknown", "yes"]


def test_an_episode_opened_by_a_discovery_is_judged_by_its_own_discoveries_only() -> None:
    assert judged("2022-03-01", *CLOSED, found("A", "2022-02-20", "none")) == "no"


@pytest.mark.parametrize(
    ("licences", "expected"), [("mining_permit", "yes"), ("", "unknown"), ("none", "no")]
)
def test_an_episode_opened_by_a_check_inherits_as_judged_then(licences: str, expected: str) -> None:
    rows = (
        A,
        found("A", "2022-02-01", licences),
        checked("A", "2022-02-10", "stopped"),
        checked("A", "2022-02-20"),
    )
    assert judged("2022-03-01", *rows) == expected


def test_an_inherited_judgement_is_that_of_the_day_of_closing_and_passes_on() -> None:
    rows = (
        A, found("A", "2022-02-01", ""), found("A", "2022-02-03"), checked("A", "2022-02-05", "stopped"),
        checked("A", "2022-02-10"), checked("A", "2022-02-12", "stopped"), checked("A", "2022-02-15"),
        checked("A", "2022-02-20"),
    )  # fmt: skip
    assert judged("2022-03-01", *rows) == "yes"
    assert stretches(TOWNSHIP, "2022-03-01", *rows)[-1] == (XIXINZHUANG, "2022-02-20", "2022-03-01")


def test_spans_follow_each_other_without_gap_to_the_day_of_the_run() -> None:
    rows = (
        *CLOSED,
        checked("A", "2022-02-20"),
        found("A", "2022-02-20"),
        checked("A", "2022-02-25", "no_measure"),
    )
    given = spans("2022-03-01", *rows)
    assert [(s["first"], s["last"]) for s in given] == [
        ("2022-02-01", "2022-02-04"), ("2022-02-05", "2022-02-09"), ("2022-02-10", "2022-02-19"),
        ("2022-02-20", "2022-02-24"), ("2022-02-25", "2022-03-01"),
    ]  # fmt: skip
