"""DESIGN §6.7: stopped is three-valued; a missing row is never proof."""

import pytest
from factmaking import (
    TOWNSHIP,
    UNANSWERED,
    XIAOYI,
    XIXINZHUANG,
    Row,
    asked,
    checked,
    document,
    found,
    measured,
    met,
    site,
    state,
)

A = site("A")
OPEN = (A, found("A", "2022-02-01"))
DAY = "2022-03-01"


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ((), "unknown"),
        ((checked("A", "2022-02-05"),), "not_stopped"),
        ((checked("A", "2022-02-05", "no_measure"),), "not_stopped"),
        ((checked("A", "2022-02-05", "stopped"),), "stopped"),
        ((found("A", "2022-02-05"),), "not_stopped"),
        ((found("A", "2022-02-05", "none"),), "not_stopped"),
        ((found("A", "2022-02-05", producing="unknown"),), "unknown"),
        ((found("A", "2022-02-05", producing="no"),), "unknown"),
    ],
)
def test_after_its_discovery_a_site_is_what_the_later_evidence_says(
    later: tuple[Row, ...], expected: str
) -> None:
    assert state(DAY, *OPEN, *later) == expected


@pytest.mark.parametrize(
    ("checked_on", "expected"), [("2022-02-01", "unknown"), ("2022-02-02", "not_stopped")]
)
def test_evidence_counts_from_the_response_days_after_the_discovery_date(
    checked_on: str, expected: str
) -> None:
    assert state(DAY, *OPEN, checked("A", checked_on)) == expected


@pytest.mark.parametrize(
    ("days", "checked_on", "expected"),
    [
        (0, "2022-02-01", "not_stopped"),
        (3, "2022-02-03", "unknown"),
        (3, "2022-02-04", "not_stopped"),
        (3, "2022-02-05", "not_stopped"),
    ],
)
def test_the_response_days_are_a_setting(days: int, checked_on: str, expected: str) -> None:
    assert state(DAY, *OPEN, checked("A", checked_on), response_days=days) == expected


def test_a_second_discovery_of_the_opening_day_is_no_later_evidence() -> None:
    twice = found("A", "2022-02-01", discovery_id="D2")
    assert state(DAY, *OPEN, twice) == "unknown"
    assert state(DAY, *OPEN, twice, response_days=0) == "unknown"


def test_a_stop_counts_whatever_the_response_days() -> None:
    assert state(DAY, *OPEN, checked("A", "2022-02-02", "stopped"), response_days=30) == "stopped"


def test_a_closed_site_stays_stopped_until_the_next_episode() -> None:
    closed = (*OPEN, checked("A", "2022-02-05", "stopped"))
    assert state("2022-12-01", *closed) == "stopped"
    assert state("2022-12-01", *closed, checked("A", "2022-11-01")) == "unknown"
    assert (
        state("2022-12-01", *closed, checked("A", "2022-11-01"), checked("A", "2022-11-02")) == "not_stopped"
    )


def test_not_stopped_stays_so_until_a_stop_or_a_disagreement() -> None:
    rows = (*OPEN, checked("A", "2022-02-05"))
    assert state("2022-12-01", *rows) == "not_stopped"
    assert state("2022-12-01", *rows, found("A", "2022-06-01", producing="no")) == "not_stopped"


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"executed_on": "2022-02-03"},
        {"executed_on": "2022-02-03", "result_on": "2022-02-05", "result": "stopped"},
        {"result": "stopped", "result_by": "县"},
    ],
)
def test_a_measure_ordered_or_executed_but_never_checked_leaves_the_state_unknown(
    cells: dict[str, str],
) -> None:
    assert state(DAY, *OPEN, measured("A", "2022-02-02", **cells)) == "unknown"


@pytest.mark.parametrize(
    ("result", "expected"),
    [("stopped", "stopped"), ("producing", "not_stopped"), ("no_measure", "not_stopped")],
)
def test_a_measure_with_day_result_and_checker_is_also_a_check(result: str, expected: str) -> None:
    row = measured("A", "2022-02-02", result_on="2022-02-05", result=result, result_by="县")
    assert state(DAY, *OPEN, row) == expected


def test_a_half_filled_check_of_a_measure_is_told() -> None:
    given = document(DAY, *OPEN, measured("A", "2022-02-02", result_on="2022-02-05", result="stopped"))
    assert [c for c in given["caveats"] if "M-A-2022-02-02" in c]


def test_a_missing_row_is_never_proof_and_unknown_goes_to_the_inquiry_list() -> None:
    given = document(DAY, *OPEN)
    assert met(given, TOWNSHIP) == []
    assert [(f["rule"], f["outcome"]) for f in given["findings"]] == [(TOWNSHIP, "cannot_tell")]
    (inquiry,) = given["inquiries"]
    assert (inquiry["site"], inquiry["since"]) == ("A", "2022-02-01")
    assert inquiry["missing"] == ["复查结论（是否已停止生产）"]
    assert inquiry["ask"] == "吕梁市孝义市人民政府"
    assert TOWNSHIP in inquiry["rules"]


def test_a_stopped_site_is_not_asked_about() -> None:
    assert document(DAY, *OPEN, checked("A", "2022-02-05", "stopped"))["inquiries"] == []


@pytest.mark.parametrize(
    ("as_of", "first"), [("2022-02-19", None), ("2022-02-20", None), ("2022-02-21", "2022-02-21")]
)
def test_an_inquiry_past_its_due_day_unanswered_is_a_finding_on_the_addressee(
    as_of: str, first: str | None
) -> None:
    given = document(as_of, *OPEN, asked("A", "2022-02-10", "2022-02-20"))
    assert met(given, UNANSWERED) == ([(XIAOYI, first, None)] if first else [])
    for finding in given["findings"]:
        if finding["rule"] == UNANSWERED:
            assert finding["consequence"] == "supervision_notice"
            assert finding["accountable"]["organ"] == "county_government"


def test_an_inquiry_answered_on_its_due_day_is_no_finding() -> None:
    assert met(document(DAY, *OPEN, asked("A", "2022-02-10", "2022-02-20", "2022-02-20")), UNANSWERED) == []


def test_an_unanswered_inquiry_leaves_the_state_unknown() -> None:
    given = document(DAY, *OPEN, asked("A", "2022-02-10", "2022-02-20"))
    assert [(f["rule"], f["jurisdiction"]) for f in given["findings"] if f["outcome"] == "cannot_tell"] == [
        (TOWNSHIP, XIXINZHUANG)
    ]


@pytest.mark.parametrize(
    ("to", "place"),
    [
        ("township_government", XIXINZHUANG),
        ("county_government", XIAOYI),
        ("city_government", "141100000000"),
    ],
)
def test_an_unanswered_inquiry_concerns_the_place_of_the_site_at_the_level_of_the_addressee(
    to: str, place: str
) -> None:
    given = document(DAY, *OPEN, asked("A", "2022-02-10", "2022-02-20", to=to))
    assert met(given, UNANSWERED) == [(place, "2022-02-21", None)]
