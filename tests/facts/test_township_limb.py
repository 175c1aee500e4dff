"""DESIGN §6.8: one or more illegal coal mines not stopped, in a 乡 or 镇."""

from datetime import date

import pytest
from factmaking import (
    COUNTY,
    DUIZHEN,
    REAL,
    RULES,
    TOWNSHIP,
    XIAOYI,
    XIAZHA,
    XINYI_SUBDISTRICT,
    XIXINZHUANG,
    checked,
    document,
    found,
    met,
    screen,
    site,
    stretches,
)
from treemaking import CITY, EAST, place, places

from engine.periods import to_day
from engine.reasoning.review import reviews
from engine.settings import Decision, Settings

BAD = (found("A", "2022-02-01"), checked("A", "2022-02-05"))
RUN = "2022-02-10"


def decision(first: str, last: str) -> Settings:
    days = (to_day(date.fromisoformat(first)), to_day(date.fromisoformat(last)))
    return Settings(decisions=(Decision(XINYI_SUBDISTRICT, *days, "市政办函〔2021〕3号"),))


def test_no_illegal_coal_mine_does_not_meet_the_township_limb() -> None:
    rows = (site("A"), found("A", "2022-02-01", "none"), checked("A", "2022-02-05"))
    assert stretches(TOWNSHIP, RUN, *rows) == []


def test_one_illegal_coal_mine_not_stopped_meets_the_township_limb() -> None:
    assert stretches(TOWNSHIP, RUN, site("A"), *BAD) == [(XIXINZHUANG, "2022-02-05", RUN)]


def test_more_than_one_illegal_coal_mine_is_one_finding_with_their_number() -> None:
    rows = (site("A"), site("B"), *BAD, found("B", "2022-02-02"), checked("B", "2022-02-07"))
    rule = RULES.rules[TOWNSHIP]
    (given,) = screen(RUN, *rows).stretches(rule, rule.when)  # type: ignore[arg-type]
    assert (given.count, given.threshold, given.sites, given.windows) == (2, 1, ("A", "B"), ())


def test_sites_discovered_years_apart_count_together_in_a_township() -> None:
    rows = (site("A"), site("B"), *BAD, found("B", "2020-02-02"), checked("B", "2020-02-07"))
    rule = RULES.rules[TOWNSHIP]
    (given,) = screen(RUN, *rows).stretches(rule, rule.when)  # type: ignore[arg-type]
    assert given.count == 2


@pytest.mark.parametrize("code", [DUIZHEN, XIAZHA], ids=["镇", "乡"])
def test_a_xiang_and_a_zhen_are_reached(code: str) -> None:
    assert [p for p, _, _ in stretches(TOWNSHIP, RUN, site("A", code), *BAD)] == [code]


@pytest.mark.parametrize(
    ("kind", "reached"),
    [
        ("镇", True),
        ("乡", True),
        ("民族乡", True),
        ("苏木", True),
        ("民族苏木", True),
        ("街道", False),
        ("区公所", False),
    ],
)
def test_the_limb_reaches_the_kinds_that_have_a_township_government(kind: str, reached: bool) -> None:  # noqa: FBT001
    made = places(place("900101100000", "某地", "township", EAST, kind, "1990-01-01"))
    rows = (site("A", "900101100000"), *BAD)
    assert bool(stretches(TOWNSHIP, RUN, *rows, places=made)) is reached
    listed = [r.jurisdiction for r in reviews(screen(RUN, *rows, places=made)) if r.reason == "subdistrict"]
    assert bool(listed) is not reached


def test_a_subdistrict_goes_to_policy_review_and_is_not_referred() -> None:
    given = document(RUN, site("A", XINYI_SUBDISTRICT), *BAD)
    assert given["findings"] == []
    assert given["policy_review"] == [
        {"rule": TOWNSHIP, "jurisdiction": XINYI_SUBDISTRICT, "sites": ["A"], "reason": "subdistrict"}
    ]


def test_a_subdistrict_stays_listed_after_its_site_was_stopped() -> None:
    rows = (site("A", XINYI_SUBDISTRICT), *BAD, checked("A", "2022-02-08", "stopped"))
    assert [r.reason for r in reviews(screen(RUN, *rows))] == ["subdistrict"]


def test_a_subdistrict_whose_site_is_not_known_to_fail_is_not_listed() -> None:
    assert reviews(screen(RUN, site("A", XINYI_SUBDISTRICT), found("A", "2022-02-01"))) == []


def test_a_dated_local_decision_lets_a_subdistrict_count_as_a_township() -> None:
    rows = (site("A", XINYI_SUBDISTRICT), *BAD)
    settings = decision("2021-01-01", "2022-12-31")
    assert stretches(TOWNSHIP, RUN, *rows, settings=settings) == [(XINYI_SUBDISTRICT, "2022-02-05", RUN)]
    assert [r for r in reviews(screen(RUN, *rows, settings=settings)) if r.reason == "subdistrict"] == []


def test_a_local_decision_of_other_days_does_not() -> None:
    rows = (site("A", XINYI_SUBDISTRICT), *BAD)
    assert stretches(TOWNSHIP, RUN, *rows, settings=decision("2022-03-01", "2022-12-31")) == []


def test_a_local_decision_counts_on_exactly_the_days_that_it_covers() -> None:
    rows = (site("A", XINYI_SUBDISTRICT), *BAD)
    settings = decision("2022-02-07", "2022-02-08")
    assert stretches(TOWNSHIP, RUN, *rows, settings=settings) == [
        (XINYI_SUBDISTRICT, "2022-02-07", "2022-02-08")
    ]


def test_a_local_decision_that_has_ended_still_covers_its_own_days() -> None:
    rows = (site("A", XINYI_SUBDISTRICT), *BAD)
    settings = decision("2021-01-01", "2022-02-08")
    assert stretches(TOWNSHIP, "2022-02-08", *rows, settings=settings) == [
        (XINYI_SUBDISTRICT, "2022-02-05", "2022-02-08")
    ]
    assert stretches(TOWNSHIP, RUN, *rows, settings=settings) == [
        (XINYI_SUBDISTRICT, "2022-02-05", "2022-02-08")
    ]


def test_sites_of_a_subdistrict_count_for_the_county_limb() -> None:
    rows = (
        site("A", XINYI_SUBDISTRICT), site("B", XINYI_SUBDISTRICT), *BAD, found("B", "2022-02-02"),
        checked("B", "2022-02-05"),
    )  # fmt: skip
    assert stretches(COUNTY, RUN, *rows) == [(XIAOYI, "2022-02-05", RUN)]


def test_a_township_directly_under_a_city_has_no_county_limb() -> None:
    made = places(place("900100400000", "直镇", "township", CITY, "镇", "1990-01-01"))
    rows = (
        site("A", "900100400000"), site("B", "900100400000"), *BAD, found("B", "2022-02-02"),
        checked("B", "2022-02-05"),
    )  # fmt: skip
    given = document(RUN, *rows, places=made)
    assert met(given, TOWNSHIP) == [("900100400000", "2022-02-05", None)]
    assert {f["rule"] for f in given["findings"]} == {TOWNSHIP}
    assert given["findings"][0]["refer_to"]["jurisdiction"] == CITY


def test_a_site_known_only_to_the_county_cannot_be_told_for_the_township_limb() -> None:
    given = document(RUN, site("A", XIAOYI), *BAD)
    assert [(f["rule"], f["outcome"], f["jurisdiction"]) for f in given["findings"]] == [
        (TOWNSHIP, "cannot_tell", XIAOYI)
    ]
    assert given["inquiries"][0]["missing"] == ["所在乡镇"]
    assert REAL.tree.place(XIAOYI).level == "county"
