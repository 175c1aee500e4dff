"""DESIGN §6.10: the township knew and did not stop it or did not report it; the departments after the report."""

import pytest
from factmaking import (
    DEPARTMENT_774,
    TOWNSHIP_774,
    XIAOYI,
    XINYI_SUBDISTRICT,
    XIXINZHUANG,
    Row,
    checked,
    document,
    found,
    judged,
    met,
    site,
    stretches,
)

RUN = "2024-06-20"
A = site("A")


def known(
    informed: str = "2024-06-03", up: str = "yes", up_on: str = "", day: str = "2024-06-03", **cells: str
) -> Row:
    """A discovery of which the township knows and that was reported up."""
    return found(
        "A", day, "safety_permit", township_informed_on=informed, reported_up=up, reported_up_on=up_on, **cells
    )  # fmt: skip


@pytest.mark.parametrize(
    ("informed", "expected"),
    [
        ("2024-06-03", "2024-06-08"),
        ("2024-06-08", "2024-06-08"),
        ("2024-06-09", "2024-06-09"),
        ("2024-06-21", None),
    ],
)
def test_the_township_answers_from_the_day_it_knew(informed: str, expected: str | None) -> None:
    given = stretches(TOWNSHIP_774, RUN, A, known(informed), checked("A", "2024-06-08"))
    assert given == ([(XIXINZHUANG, expected, RUN)] if expected else [])


def test_an_empty_day_of_knowledge_cannot_be_told() -> None:
    given = document(RUN, A, known(""), checked("A", "2024-06-08"))
    assert [(f["rule"], f["outcome"]) for f in given["findings"] if f["rule"] == TOWNSHIP_774] == [
        (TOWNSHIP_774, "cannot_tell")
    ]
    assert "乡镇何日知悉" in given["inquiries"][0]["missing"]


def test_not_stopped_meets_it_though_it_was_reported_up() -> None:
    assert stretches(TOWNSHIP_774, RUN, A, known(), checked("A", "2024-06-08")) == [
        (XIXINZHUANG, "2024-06-08", RUN)
    ]


def test_not_reported_up_meets_it_though_it_was_stopped() -> None:
    rows = (A, known(up="no"), checked("A", "2024-06-04", "stopped"))
    assert stretches(TOWNSHIP_774, RUN, *rows) == [(XIXINZHUANG, "2024-06-03", RUN)]


def test_stopped_and_reported_up_does_not_meet_it() -> None:
    given = document(RUN, A, known(up_on="2024-06-03"), checked("A", "2024-06-04", "stopped"))
    assert given["findings"] == []


def test_stopped_and_nobody_says_whether_it_was_reported_cannot_be_told() -> None:
    given = document(RUN, A, known(up=""), checked("A", "2024-06-04", "stopped"))
    assert [f["outcome"] for f in given["findings"] if f["rule"] == TOWNSHIP_774] == ["cannot_tell"]


def test_not_reported_ends_on_the_day_of_the_report() -> None:
    later = known(up_on="2024-06-10", day="2024-06-05", discovery_id="D2")
    rows = (A, known(up="no"), later, checked("A", "2024-06-06", "stopped"))
    assert stretches(TOWNSHIP_774, RUN, *rows) == [(XIXINZHUANG, "2024-06-03", "2024-06-09")]


@pytest.mark.parametrize(
    ("up_on", "expected"),
    [
        ("2024-06-04", "2024-06-08"),
        ("2024-06-07", "2024-06-08"),
        ("2024-06-08", "2024-06-09"),
        ("2024-06-20", None),
    ],
)
def test_the_departments_answer_for_what_is_not_stopped_after_the_report(
    up_on: str, expected: str | None
) -> None:
    given = stretches(DEPARTMENT_774, RUN, A, known(up_on=up_on), checked("A", "2024-06-08"))
    assert given == ([(XIAOYI, expected, RUN)] if expected else [])


@pytest.mark.parametrize("up", ["no", "unknown", ""])
def test_the_departments_do_not_answer_for_what_was_not_reported_up(up: str) -> None:
    assert stretches(DEPARTMENT_774, RUN, A, known(up=up), checked("A", "2024-06-08")) == []


def test_the_departments_do_not_answer_for_what_was_stopped_after_the_report() -> None:
    rows = (A, known(up_on="2024-06-04"), checked("A", "2024-06-08", "stopped"))
    assert stretches(DEPARTMENT_774, RUN, *rows) == []


def test_a_subdistrict_is_not_reached() -> None:
    rows = (site("A", XINYI_SUBDISTRICT), known(), checked("A", "2024-06-08"))
    assert stretches(TOWNSHIP_774, RUN, *rows) == []


@pytest.mark.parametrize(
    ("licences", "situation", "expected"),
    [
        ("safety_permit", "", "yes"),
        ("mining_permit", "", "yes"),
        ("business_licence", "", "yes"),
        ("manager_safety", "", "no"),
        ("coal_permit", "", "no"),
        ("none", "4", "yes"),
        ("none", "1a", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_the_licences_are_those_of_order_774(licences: str, situation: str, expected: str) -> None:
    rows = (A, found("A", "2024-06-03", licences, situation=situation))
    assert judged("2024-06-03", *rows, name="unlicensed_coal_production") == expected


def test_a_discovery_of_before_is_judged_by_the_list_of_its_day() -> None:
    rows = (A, found("A", "2024-04-30", "manager_safety"))
    assert judged("2024-06-03", *rows, name="unlicensed_coal_production") == "yes"


def test_the_department_that_answers_is_written_in_by_a_person_and_referred_to_the_county_s_body() -> None:
    given = document(RUN, A, known(up_on="2024-06-04"), checked("A", "2024-06-08"))
    assert met(given, DEPARTMENT_774) == [(XIAOYI, "2024-06-08", None)]
    (finding,) = [f for f in given["findings"] if f["rule"] == DEPARTMENT_774]
    assert finding["accountable"]["organ"].startswith("department:")
    assert [p["person"] for p in finding["accountable"]["posts"]] == [None] * 3
    assert finding["refer_to"]["jurisdiction"] == XIAOYI
