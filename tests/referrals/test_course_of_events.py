"""事实经过: each entry says what was known and done on its own day, and by whom."""

from collections.abc import Mapping
from typing import Any

import pytest

from engine.cited import timeline
from engine.jurisdictions import load_jurisdictions

ROWS: Mapping[str, Mapping[str, Any]] = {
    "measures/M1": {
        "site_id": "A", "kind": "cut_power", "ordered_on": "2022-02-27", "executed_on": "2022-02-27", "by": "某供电单位",
        "result_on": "2022-02-28", "result": "producing", "result_by": "某应急管理局",
    },
    "measures/M2": {"site_id": "A", "kind": "seal", "ordered_on": "2022-02-27", "by": "某镇人民政府", "result_by": "某局"},
    "measures/M3": {"site_id": "A", "kind": "seal", "result_on": "2022-03-01", "result": "stopped", "by": "某镇人民政府"},
    "checks/C1": {"site_id": "A", "checked_on": "2022-03-02", "result": "stopped", "checked_by": "某局"},
    "prior_actions/P1": {
        "on": "2022-03-03", "kind": "referral", "by": "某机关", "organ": "county_government", "jurisdiction": "141181000000",
        "document": "某函〔2022〕3号",
    },
    "prior_actions/P2": {
        "on": "2022-03-03", "kind": "sanction", "by": "某机关", "site_id": "A", "jurisdiction": "141181000000",
    },
    "duty_evidence/E1": {"occurred_on": "2022-03-04", "kind": "dereliction", "act": "未到场"},
}  # fmt: skip


class Rows:
    tree = load_jurisdictions().tree

    def row(self, reference: str) -> Mapping[str, Any]:
        return ROWS[reference]


def told(reference: str) -> list[tuple[str, str, str, str]]:
    entries = timeline([reference], Rows())  # type: ignore[arg-type]
    return [(e["on"], e["what"], e["said"], e["by"]) for e in entries]


def test_a_measure_is_decided_and_carried_out_before_its_result_is_known_and_checked_by_another() -> None:
    assert told("measures/M1") == [
        ("2022-02-27", "作出措施决定", "停电", "某供电单位"),
        ("2022-02-27", "执行措施", "停电", "某供电单位"),
        ("2022-02-28", "核查措施结果", "仍在生产", "某应急管理局"),
    ]


def test_a_measure_without_a_result_has_none_and_a_result_without_its_checker_names_nobody() -> None:
    assert told("measures/M2") == [("2022-02-27", "作出措施决定", "封闭井口", "某镇人民政府")]
    assert told("measures/M3") == [("2022-03-01", "核查措施结果", "已停止", "")]


@pytest.mark.parametrize(
    ("reference", "entry"),
    [
        ("checks/C1", ("2022-03-02", "复查", "已停止", "某局")),
        (
            "prior_actions/P1",
            ("2022-03-03", "已有处理", "移送，对象为吕梁市孝义市人民政府，文号某函〔2022〕3号", "某机关"),
        ),
        ("prior_actions/P2", ("2022-03-03", "已有处理", "处分，对象为吕梁市孝义市的矿点 A", "某机关")),
        ("duty_evidence/E1", ("2022-03-04", "线索所述行为发生", "失职渎职；未到场", "")),
    ],
)
def test_a_row_of_one_day_says_all_that_it_says(reference: str, entry: tuple[str, ...]) -> None:
    assert told(reference) == [entry]
