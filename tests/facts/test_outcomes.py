"""DESIGN §6.11: met, cannot tell, near miss; with what is missing and whom to ask."""

import pytest
from factmaking import (
    COUNTY,
    TIANNING,
    TOWNSHIP,
    XIAOYI,
    XIXINZHUANG,
    Row,
    checked,
    document,
    found,
    screen,
    site,
)

from engine.periods import iso
from engine.reasoning.outlook import near_misses, open_questions, unknowns

RUN = "2022-02-25"
AB = (site("A"), site("B"))
BAD_A = (found("A", "2022-02-01"), checked("A", "2022-02-05"))
BAD_B = (found("B", "2022-02-10"), checked("B", "2022-02-12"))


def untold(as_of: str, *rows: Row, rule: str = COUNTY) -> list[tuple[str, int, tuple[str, ...]]]:
    return [(q.place, q.count, q.sites) for q in open_questions(screen(as_of, *rows)) if q.rule == rule]


def near(as_of: str, *rows: Row) -> list[tuple[str, str, tuple[str, ...], str | None]]:
    return [(n.rule, n.place, n.sites, iso(n.one_more_by)) for n in near_misses(screen(as_of, *rows))]


def test_a_rule_that_is_met_is_not_also_untold_or_near() -> None:
    rows = (*AB, *BAD_A, *BAD_B)
    assert untold(RUN, *rows) == []
    assert near(RUN, *rows) == []


@pytest.mark.parametrize(
    "rows_of_b",
    [
        (found("B", "2022-02-10"),),
        (found("B", "2022-02-10", ""), checked("B", "2022-02-12")),
        (found("B", "2022-02-10", producing="unknown"), checked("B", "2022-02-12")),
        (found("B", "2022-02-10"), checked("B", "2022-02-12"), checked("B", "2022-02-12", "stopped")),
        (found("B", "2022-02-10", "none", situation="1a"), checked("B", "2022-02-12")),
    ],
    ids=["no check", "no licences", "production unknown", "disagreement", "contradiction"],
)
def test_what_would_be_met_if_the_unknowns_went_one_way_cannot_be_told(rows_of_b: tuple[Row, ...]) -> None:
    assert untold(RUN, *AB, *BAD_A, *rows_of_b) == [(XIAOYI, 1, ("A", "B"))]


@pytest.mark.parametrize(
    "rows_of_b",
    [
        (),
        (found("B", "2022-02-10"), checked("B", "2022-02-12", "stopped")),
        (found("B", "2022-02-10", "none"), checked("B", "2022-02-12")),
        (found("B", "2022-02-10", producing="no"),),
        (found("B", "", reported_on="2022-02-10", discovery_id="D"),),
    ],
    ids=["nothing", "stopped", "licensed", "not producing", "not verified"],
)
def test_what_would_not_be_met_even_then_is_not_met(rows_of_b: tuple[Row, ...]) -> None:
    assert untold(RUN, *AB, *BAD_A, *rows_of_b) == []


@pytest.mark.parametrize(("second", "expected"), [("2022-03-01", True), ("2022-03-02", False)])
def test_an_unknown_site_outside_the_month_leaves_nothing_untold(second: str, expected: bool) -> None:  # noqa: FBT001
    assert bool(untold("2022-03-10", *AB, *BAD_A, found("B", second))) is expected


@pytest.mark.parametrize(("as_of", "expected"), [("2024-04-30", True), ("2024-05-01", False)])
def test_nothing_is_untold_of_a_law_that_is_not_in_force(as_of: str, expected: bool) -> None:  # noqa: FBT001
    rows = (*AB, found("A", "2024-04-20"), found("B", "2024-04-21"))
    assert bool(untold(as_of, *rows)) is expected
    assert bool(untold(as_of, *rows, rule=TOWNSHIP)) is expected


def test_cannot_tell_names_what_is_missing_and_whom_to_ask() -> None:
    given = document(
        RUN, *AB, *BAD_A, found("B", "2022-02-10", "", found_by="孝义市应急局"), checked("B", "2022-02-12")
    )
    (county,) = [f for f in given["findings"] if f["rule"] == COUNTY]
    assert county["id"] == f"{COUNTY}/{XIAOYI}/cannot-tell"
    assert (county["outcome"], county["met_on"], county["ended_on"]) == ("cannot_tell", None, None)
    assert (county["count"], county["threshold"], county["sites"]) == (1, 2, ["A", "B"])
    assert county["missing"] == ["B：证照核查结果"]
    assert county["refer_to"] is None
    (inquiry,) = given["inquiries"]
    assert (inquiry["site"], inquiry["ask"], inquiry["missing"]) == ("B", "孝义市应急局", ["证照核查结果"])


def test_each_unknown_site_is_asked_about_once_with_all_that_is_missing() -> None:
    (one,) = unknowns(screen(RUN, site("A", XIAOYI), found("A", "2022-02-01", "")))
    assert set(one.missing) == {"state", "illegal_coal_mine", "township"}
    assert {TOWNSHIP, COUNTY} <= set(one.rules)
    assert iso(one.since) == "2022-02-01"


def test_a_near_miss_is_one_short_with_the_last_day_for_one_more() -> None:
    assert near(RUN, *AB, *BAD_A) == [(COUNTY, XIAOYI, ("A",), "2022-03-01")]


def test_a_near_miss_needs_at_least_one_site_that_counts() -> None:
    assert near(RUN, *AB, found("A", "2022-02-01")) == []
    assert near(RUN, *AB) == []


@pytest.mark.parametrize(
    ("as_of", "expected"), [("2022-02-28", True), ("2022-03-01", True), ("2022-03-02", False)]
)
def test_a_near_miss_ends_when_one_more_by_is_before_the_day(as_of: str, expected: bool) -> None:  # noqa: FBT001
    assert bool(near(as_of, *AB, *BAD_A)) is expected


def test_of_several_near_misses_of_a_county_the_latest_is_given() -> None:
    rows = (*AB, *BAD_A, found("B", "2022-03-05"), checked("B", "2022-03-07"))
    assert near("2022-03-08", *rows) == [(COUNTY, XIAOYI, ("B",), "2022-04-05")]


def test_a_near_miss_does_not_outlive_the_law() -> None:
    rows = (site("A"), found("A", "2024-04-10"), checked("A", "2024-04-12"))
    assert near("2024-04-30", *rows) == [(COUNTY, XIAOYI, ("A",), "2024-04-30")]
    assert near("2024-05-01", *rows) == []


def test_a_count_of_one_has_no_near_miss() -> None:
    rows = (site("A"), found("A", "2022-02-01", "none"), checked("A", "2022-02-05"))
    assert [n for n in near(RUN, *rows) if n[0] == TOWNSHIP] == []


def test_near_misses_are_told_for_each_county() -> None:
    rows = (site("A"), site("B", TIANNING), *BAD_A, *BAD_B)
    assert [(place, sites) for _, place, sites, _ in near(RUN, *rows)] == [
        ("141122000000", ("B",)),
        (XIAOYI, ("A",)),
    ]


def test_a_site_may_be_met_in_the_township_and_near_in_the_county() -> None:
    given = document(RUN, *AB, *BAD_A)
    assert [(f["rule"], f["outcome"], f["jurisdiction"]) for f in given["findings"]] == [
        (TOWNSHIP, "met", XIXINZHUANG)
    ]
    assert given["near_misses"] == [
        {"rule": COUNTY, "jurisdiction": XIAOYI, "sites": ["A"], "one_more_by": "2022-03-01"}
    ]
