"""Which sites go before another body: both outcomes, the number below, at and above, and what is said without one."""

import sys
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "ledgers"))

from matteroffice import RULES, appraisal, kinds, measure, ran, told, with_rows
from offices import run

from engine.document import document
from engine.errors import UsageError
from engine.facts import Reading
from engine.matter_sites import MatterSites

AT = {"illegal_mining_value": 200_000}


@pytest.mark.parametrize(
    ("value", "found"),
    [("199999.99", []), ("200000", [("A", "2022-03-01")]), ("200000.01", [("A", "2022-03-01")])],
)
def test_an_appraisal_below_the_number_is_no_matter_and_one_at_or_above_it_is(
    value: str, found: list[tuple[str, str]]
) -> None:
    form = told(with_rows(appraisals=[appraisal(value)]), **AT)
    assert kinds(form, "judicial_transfer") == found


def test_appraisals_are_not_added_up() -> None:
    rows = with_rows(appraisals=[appraisal("150000"), appraisal("150000", "V2", kind="damage")])
    assert kinds(told(rows, **AT), "judicial_transfer") == []


def test_the_first_day_on_which_the_number_was_reached_and_the_largest_value_count() -> None:
    rows = with_rows(appraisals=[appraisal("250000"), appraisal("300000", "V2", determined_on="2022-03-05")])
    (one,) = [m for m in told(rows, **AT)["matters"] if m["kind"] == "judicial_transfer"]
    assert (one["since"], one["value"], one["threshold"]) == ("2022-03-01", "300000", 200_000)
    assert one["records"] == ["appraisals/V1", "appraisals/V2"]


@pytest.mark.parametrize(("protected", "found"), [("yes", 1), ("no", 0), ("unknown", 0), ("", 0)])
def test_the_lower_number_is_for_appraisals_said_to_be_in_protected_areas(protected: str, found: int) -> None:
    rows = with_rows(appraisals=[appraisal("100000", protected=protected)])
    assert len(kinds(told(rows, illegal_mining_value_protected=100_000), "judicial_transfer")) == found


def test_a_number_that_nobody_has_set_meets_nothing_and_says_so_with_the_records_that_wait() -> None:
    form = told(
        with_rows(appraisals=[appraisal("100000"), appraisal("99999.99", "V2"), appraisal("900000", "V3")])
    )
    assert kinds(form, "judicial_transfer") == []
    lacking = {one["parameter"]: one for one in form["not_computable"]}
    assert lacking["illegal_mining_value"]["records"] == ["appraisals/V1", "appraisals/V3"]
    assert "不能计算" in lacking["illegal_mining_value"]["reason"]
    assert "100000 至 300000 元" in lacking["illegal_mining_value"]["reason"]
    assert lacking["illegal_mining_value_protected"]["records"] == []


def test_a_number_that_is_set_is_computable() -> None:
    form = told(with_rows(), **AT)
    assert [one["parameter"] for one in form["not_computable"]] == ["illegal_mining_value_protected"]


@pytest.mark.parametrize("number", [99_999, 300_001, "二十万"])
def test_a_number_outside_the_range_of_the_interpretation_is_refused(number: int | str) -> None:
    with pytest.raises(
        UsageError, match="法释〔2016〕25号第三条第一款第一项所定的幅度（100000 至 300000 元）"
    ):
        told(with_rows(appraisals=[appraisal("1")]), illegal_mining_value=number)


@pytest.mark.parametrize("number", [100_000, 300_000])
def test_the_ends_of_the_range_may_be_set(number: int) -> None:
    assert (
        told(with_rows(), illegal_mining_value=number)["not_computable"][0]["parameter"]
        != "illegal_mining_value"
    )


def test_an_illegal_coal_mine_is_to_be_closed_from_its_discovery_stopped_or_not() -> None:
    stopped = [
        {
            "check_id": "C9",
            "site_id": "A",
            "checked_on": "2022-03-04",
            "result": "已停止",
            "checked_by": "某局",
        }
    ]
    assert kinds(told(with_rows(checks=stopped)), "closure_request") == [
        ("A", "2022-02-23"),
        ("B", "2022-02-25"),
    ]


def test_a_mine_whose_shaft_was_sealed_is_not_to_be_closed_again() -> None:
    assert kinds(told(with_rows(measures=[measure("seal")])), "closure_request") == [("B", "2022-02-25")]


def test_a_shaft_sealed_before_the_discovery_does_not_spare_the_request() -> None:
    rows = with_rows(measures=[measure("seal", on="2022-02-22")])
    assert ("A", "2022-02-23") in kinds(told(rows), "closure_request")


@pytest.mark.parametrize(
    ("found", "rule"),
    [("2024-04-30", "order446.closure-request"), ("2024-05-01", "order774.closure-request")],
)
def test_the_law_of_the_day_of_discovery_asks_for_the_closure(found: str, rule: str) -> None:
    rows = {
        "sites": [{"site_id": "A", "name": "甲", "mineral": "煤", "jurisdiction": "孝义市/西辛庄镇"}],
        "discoveries": [
            {"discovery_id": "D", "site_id": "A", "verified_on": found, "producing": "是", "missing_licences": "安全生产许可证",
             "found_by": "某局"}
        ],
    }  # fmt: skip
    matters = [m["rule"] for m in told(rows, "2024-05-10")["matters"]]
    assert matters == [rule]


def test_a_mine_without_a_missing_licence_is_not_to_be_closed() -> None:
    rows = with_rows()
    rows["discoveries"] = [{**row, "missing_licences": "无缺失"} for row in rows["discoveries"]]
    assert told(rows)["matters"] == []


def test_only_a_site_on_which_a_case_was_opened_is_made_public_from_that_day() -> None:
    assert kinds(told(with_rows(measures=[measure("order")])), "exposure_draft") == []
    assert kinds(told(with_rows(measures=[measure("prosecute")])), "exposure_draft") == [("A", "2022-03-02")]


def test_a_case_opened_after_the_day_is_not_known_to_it() -> None:
    assert kinds(told(with_rows(measures=[measure("prosecute", on="2022-03-08")])), "exposure_draft") == []


def test_a_matter_stands_in_the_document_and_is_no_finding() -> None:
    form = document(run(with_rows(measures=[measure("prosecute")]), date(2022, 3, 7)))
    assert kinds(form, "exposure_draft") == [("A", "2022-03-02")]
    assert {f["rule"] for f in form["findings"]} & set(RULES.matters) == set()


def test_of_several_cases_opened_on_a_site_the_first_day_counts_and_all_are_named_by_day() -> None:
    cases = [measure("prosecute", "M1", "2022-03-05"), measure("prosecute", "M2", "2022-03-02")]
    (one,) = [m for m in told(with_rows(measures=cases))["matters"] if m["kind"] == "exposure_draft"]
    assert (one["since"], one["records"]) == ("2022-03-02", ["measures/M2", "measures/M1"])


def test_a_case_opened_before_the_discovery_is_made_public_from_the_discovery() -> None:
    rows = with_rows(measures=[measure("prosecute", on="2022-02-20")])
    assert kinds(told(rows), "exposure_draft") == [("A", "2022-02-23")]


def test_where_no_rule_defines_what_is_unlawful_no_site_is_due() -> None:
    facts = ran(with_rows(measures=[measure("prosecute")])).facts
    sites = MatterSites(facts, Reading((), 1, "verified_on", {}))
    assert [d for rule in RULES.matters.values() if rule.each != "appraisal" for d in sites.due(rule)] == []
