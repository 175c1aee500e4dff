"""DESIGN §6.2: a rule is met on a day only if that day lies in its `in_force`; the halves name each other."""

import pytest
from factmaking import (
    COUNTY,
    LVLIANG,
    TOWNSHIP,
    TOWNSHIP_774,
    UNAUTHORIZED,
    XIAOYI,
    XIXINZHUANG,
    checked,
    document,
    found,
    judged,
    met,
    screen,
    site,
    stretches,
)

from engine.reasoning.review import reviews

TWO = (
    site("A"), site("B"), found("A", "2024-04-10"), found("B", "2024-04-20"),
    checked("A", "2024-04-22"), checked("B", "2024-04-22"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("checked_on", "expected"),
    [
        ("2005-09-02", [(XIXINZHUANG, "2005-09-03", "2005-10-01")]),
        ("2005-09-03", [(XIXINZHUANG, "2005-09-03", "2005-10-01")]),
        ("2005-09-04", [(XIXINZHUANG, "2005-09-04", "2005-10-01")]),
    ],
)
def test_order_446_is_met_from_its_first_day(checked_on: str, expected: list[tuple[str, str, str]]) -> None:
    rows = (site("A"), found("A", "2005-09-01", "", situation="1a"), checked("A", checked_on))
    assert stretches(TOWNSHIP, "2005-10-01", *rows) == expected


def test_nothing_is_met_before_the_law_begins() -> None:
    rows = (site("A"), found("A", "2005-08-20", "", situation="1a"), checked("A", "2005-08-25"))
    assert stretches(TOWNSHIP, "2005-09-02", *rows) == []


@pytest.mark.parametrize(
    ("checked_on", "expected"),
    [
        ("2024-04-29", [(XIXINZHUANG, "2024-04-29", "2024-04-30")]),
        ("2024-04-30", [(XIXINZHUANG, "2024-04-30", "2024-04-30")]),
        ("2024-05-01", []),
    ],
)
def test_order_446_is_met_up_to_its_last_day(checked_on: str, expected: list[tuple[str, str, str]]) -> None:
    rows = (site("A"), found("A", "2024-04-20"), checked("A", checked_on))
    assert stretches(TOWNSHIP, "2024-05-20", *rows) == expected


def test_a_stretch_is_cut_where_the_law_changes_and_the_halves_name_each_other() -> None:
    rows = (
        site("A"),
        found("A", "2024-04-20", township_informed_on="2024-04-20", reported_up="yes"),
        checked("A", "2024-04-22"),
    )
    given = document("2024-05-20", *rows)
    assert met(given, TOWNSHIP) == [(XIXINZHUANG, "2024-04-22", "2024-04-30")]
    assert met(given, TOWNSHIP_774) == [(XIXINZHUANG, "2024-05-01", None)]
    old, new = (next(f for f in given["findings"] if f["rule"] == r) for r in (TOWNSHIP, TOWNSHIP_774))
    assert (old["continued_by"], old["continues"]) == (new["id"], None)
    assert (new["continues"], new["continued_by"]) == (old["id"], None)


def test_halves_with_a_day_between_them_do_not_name_each_other() -> None:
    rows = (
        site("A"),
        found("A", "2024-04-20", township_informed_on="2024-05-02", reported_up="yes"),
        checked("A", "2024-04-22"),
    )
    given = document("2024-05-20", *rows)
    assert met(given, TOWNSHIP_774) == [(XIXINZHUANG, "2024-05-02", None)]
    assert [(f["continues"], f["continued_by"]) for f in given["findings"]] == [(None, None)] * len(
        given["findings"]
    )


@pytest.mark.parametrize(("as_of", "listed"), [("2024-04-30", False), ("2024-05-01", True)])
def test_what_would_meet_the_county_limb_after_its_end_is_listed_for_policy_review(
    as_of: str,
    listed: bool,  # noqa: FBT001
) -> None:
    given = reviews(screen(as_of, *TWO))
    assert [(r.rule, r.jurisdiction, r.sites) for r in given if r.reason == "law_ended"] == (
        [(COUNTY, XIAOYI, ("A", "B"))] if listed else []
    )


def test_what_would_meet_the_county_limb_after_its_end_is_never_referred_as_law() -> None:
    rows = (*TWO[:4], checked("A", "2024-05-02"), checked("B", "2024-05-02"))
    given = document("2024-05-10", *rows)
    assert [
        f for f in given["findings"] if f["jurisdiction"] in (XIAOYI, LVLIANG) and f["outcome"] == "met"
    ] == []
    assert [r["sites"] for r in given["policy_review"] if r["reason"] == "law_ended"] == [["A", "B"]]


@pytest.mark.parametrize(("day", "expected"), [("2013-07-17", "yes"), ("2013-07-18", "no")])
def test_licences_are_judged_by_the_list_on_the_date_of_the_discovery(day: str, expected: str) -> None:
    assert judged("2013-08-01", site("A"), found("A", day, "coal_permit")) == expected


def test_a_later_list_does_not_change_how_an_old_discovery_was_judged() -> None:
    rows = (site("A"), found("A", "2013-07-10", "coal_permit"), checked("A", "2013-08-01"))
    assert stretches(TOWNSHIP, "2013-09-01", *rows) == [(XIXINZHUANG, "2013-08-01", "2013-09-01")]


@pytest.mark.parametrize(("as_of", "expected"), [("2022-02-21", []), ("2022-02-22", ["2022-02-22"])])
def test_the_notice_is_met_from_its_own_day(as_of: str, expected: list[str]) -> None:
    rows = (site("A", mineral="iron"), found("A", "2022-02-01"), checked("A", "2022-02-02"))
    assert [first for _, first, _ in stretches(UNAUTHORIZED, as_of, *rows)] == expected
