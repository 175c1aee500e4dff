"""The oracle on rows, near misses, policy review, evidence and inquiries: results worked out by hand."""

import pytest

from .facts import CITY, DEPARTMENT, DERELICTION, PROVINCE, UMBRELLA, UNANSWERED
from .hand import (
    DUIZHEN,
    JIAOCHENG,
    LVLIANG,
    TIANNING,
    UNDER_A_CITY,
    UNDER_THE_PROVINCE,
    XIAOYI,
    XIAZHA,
    XINYI_SUBDISTRICT,
    Fact,
    evidence,
    found,
    inquiry,
    run,
    seen,
    site,
    stretches,
    untold,
)
from .stretches import COUNTY, TOWNSHIP


def failing(name: str, place: str, day: str, first_check: str) -> list[Fact]:
    """An unlicensed coal mine, discovered and then seen producing."""
    return [site(name, place), found(name, day), seen(name, first_check)]


def test_two_reports_of_one_place_are_one_site_at_the_place_of_the_root() -> None:
    facts = [site("A"), site("B", XIAZHA, same_as="A"), site("C", XIAZHA, "iron", same_as="B")]
    facts += [found("A", "2022-03-01"), found("B", "2022-03-04"), seen("C", "2022-03-06")]
    result = run("2022-03-08", *facts)
    assert stretches(result, TOWNSHIP) == [(DUIZHEN, "2022-03-04", None)]
    assert result["findings"][0]["sites"] == ["A"]
    assert not stretches(result, COUNTY)


def test_rows_follow_a_corrected_site_and_are_lost_with_a_withdrawn_one() -> None:
    facts = failing("A", DUIZHEN, "2022-03-01", "2022-03-02")
    corrected = run("2022-03-08", *facts, site("A2", XIAZHA, replaces="A"))
    assert [(f["jurisdiction"], f["sites"]) for f in corrected["findings"]] == [(XIAZHA, ["A2"])]
    assert run("2022-03-08", *facts, site("A2", XIAZHA, replaces="A", withdrawn="yes"))["findings"] == []


def test_a_withdrawn_correction_still_replaces() -> None:
    facts = [*failing("A", DUIZHEN, "2022-03-01", "2022-03-02"), seen("A", "2022-03-05", "stopped")]
    assert stretches(run("2022-03-08", *facts), TOWNSHIP) == [(DUIZHEN, "2022-03-02", "2022-03-04")]
    back = seen("A", "2022-03-06", "stopped", replaces="A-2022-03-05-stopped", withdrawn="yes")
    assert stretches(run("2022-03-08", *facts, back), TOWNSHIP) == [(DUIZHEN, "2022-03-02", None)]


def test_known_at_leaves_out_what_was_recorded_later_or_without_an_instant() -> None:
    early, late = "2022-03-02T09:00:00+08:00", "2022-03-06T01:00:00Z"
    facts = [site("A", recorded_at=early), found("A", "2022-03-01", recorded_at=early)]
    facts += [seen("A", "2022-03-02", recorded_at=late), seen("A", "2022-03-04")]
    assert stretches(run("2022-03-08", *facts), TOWNSHIP) == [(DUIZHEN, "2022-03-02", None)]
    known = run("2022-03-08", *facts, known_at="2022-03-06T08:59:59+08:00")
    assert untold(known, TOWNSHIP) == [(DUIZHEN, ["A"])]
    known = run("2022-03-08", *facts, known_at="2022-03-06T09:00:00+08:00")
    assert stretches(known, TOWNSHIP) == [(DUIZHEN, "2022-03-02", None)]


def test_a_report_not_yet_verified_opens_nothing() -> None:
    report = found("A", "", reported_on="2022-03-01")
    assert run("2022-03-08", site("A"), report, seen("A", "2022-03-02"))["findings"] == []


def test_a_subdistrict_goes_to_policy_review_and_counts_for_the_county() -> None:
    facts = failing("A", XINYI_SUBDISTRICT, "2022-03-01", "2022-03-02")
    result = run("2022-03-08", *facts, *failing("B", DUIZHEN, "2022-03-03", "2022-03-05"))
    assert stretches(result, TOWNSHIP) == [(DUIZHEN, "2022-03-05", None)]
    assert stretches(result, COUNTY) == [(XIAOYI, "2022-03-05", None)]
    review = {"rule": TOWNSHIP, "jurisdiction": XINYI_SUBDISTRICT, "sites": ["A"], "reason": "subdistrict"}
    assert result["policy_review"] == [review]


def test_a_site_known_by_its_county_alone_counts_there_but_the_township_limb_cannot_tell() -> None:
    facts = failing("A", XIAOYI, "2022-03-01", "2022-03-02")
    result = run("2022-03-08", *facts, *failing("B", DUIZHEN, "2022-03-03", "2022-03-05"))
    assert stretches(result, COUNTY) == [(XIAOYI, "2022-03-05", None)]
    assert untold(result, TOWNSHIP) == [(XIAOYI, ["A"])]


def test_a_township_under_a_city_has_no_county_limb_and_a_county_under_the_province_no_city() -> None:
    facts = [fact for name in "AB" for fact in failing(name, UNDER_A_CITY, "2022-03-01", "2022-03-02")]
    result = run("2022-03-08", *facts)
    assert stretches(result, TOWNSHIP) == [(UNDER_A_CITY, "2022-03-02", None)]
    assert len(result["findings"]) == 1
    facts = [fact for name in "AB" for fact in failing(name, UNDER_THE_PROVINCE, "2022-03-01", "2022-03-02")]
    result = run("2022-03-08", *facts)
    assert stretches(result, COUNTY) == [(UNDER_THE_PROVINCE, "2022-03-02", None)]
    assert not stretches(result, CITY)


def test_a_county_that_cannot_tell_names_the_sites_of_its_windows() -> None:
    facts = [*failing("A", DUIZHEN, "2022-03-01", "2022-03-02"), site("B"), found("B", "2022-03-10")]
    facts += [site("C"), found("C", "2022-01-10")]
    result = run("2022-03-20", *facts)
    assert untold(result, COUNTY) == [(XIAOYI, ["A", "B"])]
    assert result["near_misses"] == [
        {"rule": COUNTY, "jurisdiction": XIAOYI, "sites": ["A"], "one_more_by": "2022-04-01"}
    ]


@pytest.mark.parametrize(("as_of", "missed"), [("2022-04-01", ["2022-04-01"]), ("2022-04-02", [])])
def test_a_near_miss_lasts_to_the_end_of_its_window(as_of: str, missed: list[str]) -> None:
    result = run(as_of, *failing("A", DUIZHEN, "2022-03-01", "2022-03-02"))
    assert [miss["one_more_by"] for miss in result["near_misses"]] == missed


def test_a_near_miss_promises_no_day_after_the_law() -> None:
    result = run("2024-04-25", *failing("A", DUIZHEN, "2024-04-20", "2024-04-22"))
    assert [miss["one_more_by"] for miss in result["near_misses"]] == ["2024-04-30"]


def test_what_would_meet_the_county_limb_after_the_law_is_for_policy_review() -> None:
    facts = failing("A", DUIZHEN, "2024-04-28", "2024-05-02") + failing(
        "B", XIAZHA, "2024-05-03", "2024-05-06"
    )
    assert run("2024-05-05", *facts)["policy_review"] == []
    result = run("2024-05-06", *facts)
    assert result["findings"] == []
    review = {"rule": COUNTY, "jurisdiction": XIAOYI, "sites": ["A", "B"], "reason": "law_ended"}
    assert result["policy_review"] == [review]


def test_sites_that_fail_one_after_the_other_are_for_policy_review() -> None:
    facts = [*failing("A", DUIZHEN, "2022-03-01", "2022-03-02"), seen("A", "2022-03-08", "stopped")]
    result = run("2022-03-20", *facts, *failing("B", XIAZHA, "2022-03-05", "2022-03-08"))
    review = {"rule": COUNTY, "jurisdiction": XIAOYI, "sites": ["A", "B"], "reason": "never_same_day"}
    assert (stretches(result, COUNTY), result["policy_review"]) == ([], [review])
    result = run("2022-03-20", *facts, *failing("B", XIAZHA, "2022-03-05", "2022-03-07"))
    assert (stretches(result, COUNTY), result["policy_review"]) == (
        [(XIAOYI, "2022-03-07", "2022-03-07")],
        [],
    )


def test_a_pair_only_by_a_repeated_sighting_is_for_policy_review() -> None:
    facts = [site("A"), found("A", "2022-01-01"), found("A", "2022-02-01")]
    result = run("2022-03-01", *facts, *failing("B", XIAZHA, "2022-02-20", "2022-02-22"))
    review = {"rule": COUNTY, "jurisdiction": XIAOYI, "sites": ["A", "B"], "reason": "repeated_sighting"}
    assert (stretches(result, COUNTY), result["policy_review"]) == ([], [review])


def test_none_missing_beside_no_licence_at_all_is_a_contradiction() -> None:
    result = run("2022-03-08", site("A"), found("A", "2022-03-01", "none", situation="1a"))
    assert [(entry["rule"], entry["jurisdiction"], entry["reason"]) for entry in result["policy_review"]] == [
        (COUNTY, XIAOYI, "contradiction"),
        (TOWNSHIP, DUIZHEN, "contradiction"),
    ]


def test_a_city_gets_a_notice_for_one_county_and_is_listed_for_two() -> None:
    facts = failing("A", DUIZHEN, "2022-03-01", "2022-03-02") + failing(
        "B", XIAZHA, "2022-03-01", "2022-03-04"
    )
    facts += failing("C", TIANNING, "2022-03-05", "2022-03-06") + failing(
        "D", JIAOCHENG, "2022-03-05", "2022-03-09"
    )
    result = run("2022-03-12", *facts, seen("B", "2022-03-11", "stopped"))
    assert stretches(result, CITY) == [(LVLIANG, "2022-03-04", None)]
    assert stretches(result, PROVINCE) == [(LVLIANG, "2022-03-09", "2022-03-10")]


def test_a_department_answers_for_an_illegal_mine_inside_its_place_and_no_stop_ends_it() -> None:
    facts = [site("A"), found("A", "2022-03-01"), seen("A", "2022-03-03", "stopped")]
    result = run("2022-03-12", *facts, evidence("2022-03-05", site_id="A"))
    assert stretches(result, DEPARTMENT) == [(XIAOYI, "2022-03-05", None)]
    assert (
        stretches(run("2022-03-12", *facts, evidence("2022-03-05", site_id="A", place=JIAOCHENG)), DEPARTMENT)
        == []
    )
    assert stretches(run("2022-03-12", *facts, evidence("2022-03-05")), DEPARTMENT) == []
    result = run("2024-06-01", *facts, evidence("2022-02-05", site_id="A"))
    assert stretches(result, DEPARTMENT) == [(XIAOYI, "2022-03-01", "2024-04-30")]


def test_verified_evidence_stands_by_itself_from_the_notice_on() -> None:
    result = run("2022-03-12", evidence("2022-01-05", "county_government"))
    assert stretches(result, DERELICTION) == [(XIAOYI, "2022-02-22", None)]
    result = run("2022-03-12", evidence("2022-03-05", "county_government", kind="protective_umbrella"))
    assert stretches(result, UMBRELLA) == [(XIAOYI, "2022-03-05", None)]
    assert run("2022-03-12", evidence("2022-03-05", verified="no"))["findings"] == []


@pytest.mark.parametrize(
    ("answered", "late"),
    [
        ("", [(XIAOYI, "2022-03-11", None)]),
        ("2022-03-10", []),
        ("2022-03-14", [(XIAOYI, "2022-03-11", "2022-03-13")]),
        ("2022-03-25", [(XIAOYI, "2022-03-11", None)]),
    ],
)
def test_an_inquiry_is_unanswered_from_the_day_after_its_due_day(
    answered: str, late: list[tuple[str, str, str | None]]
) -> None:
    result = run("2022-03-20", site("A"), inquiry("A", "2022-03-01", "2022-03-10", answered))
    assert stretches(result, UNANSWERED) == late


def test_an_inquiry_is_found_at_the_level_of_its_addressee() -> None:
    for to, place in (
        ("township_government", DUIZHEN),
        ("city_government", LVLIANG),
        ("department:能源局", XIAOYI),
    ):
        result = run("2022-03-20", site("A"), inquiry("A", "2022-03-01", "2022-03-10", to=to))
        assert stretches(result, UNANSWERED) == [(place, "2022-03-11", None)]
