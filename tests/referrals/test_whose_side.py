"""What speaks for whom: reports upward, own discoveries, prior actions, and the names of units in a letter."""

from collections.abc import Mapping, Sequence
from datetime import date

from specimens import AS_OF, of_rows

from engine.dossiers import Dossier
from engine.referrals.content import content
from engine.referrals.finding_passages import findings

Row = Mapping[str, str]
TOWN = "孝义市/西辛庄镇"


def found(site: str, day: str = "2022-03-01", **cells: str) -> Row:
    return {
        "discovery_id": f"D{site}", "site_id": site, "producing": "是", "missing_licences": "采矿许可证",
        "verified_on": day, "found_by": "某局", **cells,
    }  # fmt: skip


def seen(check: str, site: str, day: str, result: str) -> Row:
    return {"check_id": check, "site_id": site, "checked_on": day, "result": result, "checked_by": "某局"}


def two_mines(**tables: Sequence[Row]) -> dict[str, list[Row]]:
    """A1 and A2, found in one month and not stopped in one town; more rows behind them."""
    own = {
        "sites": [
            {"site_id": s, "name": f"{s}矿", "mineral": "煤", "jurisdiction": TOWN} for s in ("A1", "A2")
        ],
        "discoveries": [
            found("A1", reported_up="是", found_by="孝义市西辛庄镇人民政府"),
            found("A2", reported_up="否", found_by="部门:孝义市自然资源局"),
        ],
        "checks": [
            seen("C1", "A1", "2022-03-03", "仍在生产"),
            seen("C2", "A2", "2022-03-03", "仍在生产"),
        ],
    }
    return {name: [*own.get(name, ()), *tables.get(name, ())] for name in {*own, *tables}}


def referrals(rows: Mapping[str, Sequence[Row]], as_of: date = AS_OF) -> dict[str, Dossier]:
    """Dossiers by organ."""
    return {one.organ: one for one in of_rows(rows, as_of)}


def told(one: Dossier, section: str) -> list[str]:
    return [n.text for n in one.other.notes[section]]


def test_a_report_to_the_county_speaks_for_the_township_that_made_it() -> None:
    township = referrals(two_mines())["township_government"]
    assert told(township, "reports_upward") == ["A1：已向县级报告，日期未填"]


def test_that_nothing_was_reported_speaks_for_the_county_that_was_not_told() -> None:
    county = referrals(two_mines())["county_government"]
    assert told(county, "reports_upward") == ["A2：记录写明没有向县级报告"]


def test_where_it_is_not_known_whether_the_county_was_told_neither_side_is_said_to_be_favoured() -> None:
    rows = two_mines()
    rows["discoveries"] = [found("A1", reported_up="不明"), found("A2")]
    for one in referrals(rows).values():
        assert told(one, "reports_upward") == []


def test_each_organ_has_its_own_discoveries_and_units_are_called_by_their_names() -> None:
    both = referrals(two_mines())
    assert told(both["county_government"], "own_discovery") == ["A2：由孝义市自然资源局发现"]
    assert told(both["township_government"], "own_discovery") == ["A1：由孝义市西辛庄镇人民政府发现"]
    for one in both.values():
        assert {"孝义市自然资源局", "孝义市西辛庄镇人民政府"} <= {e["by"] for e in one.timeline}


def test_a_prior_action_says_whom_it_was_about() -> None:
    action = {"jurisdiction": TOWN, "kind": "处分", "by": "孝义市纪委监委"}
    rows = two_mines(
        prior_actions=[
            {**action, "action_id": "X1", "organ": "乡镇人民政府", "site_id": "A1", "on": "2022-03-01"},
            {**action, "action_id": "X2", "site_id": "A2", "on": "2022-03-02"},
            {**action, "action_id": "X3", "organ": "县级人民政府", "jurisdiction": "孝义市", "on": "2022-03-03"},
        ]
    )  # fmt: skip
    assert told(referrals(rows)["county_government"], "prior_actions") == [
        "2022-03-01 孝义市纪委监委：处分，对象为吕梁市孝义市西辛庄镇人民政府（矿点 A1）",
        "2022-03-02 孝义市纪委监委：处分，对象为吕梁市孝义市西辛庄镇的矿点 A2",
        "2022-03-03 孝义市纪委监委：处分，对象为吕梁市孝义市人民政府",
    ]


def test_a_prior_action_about_a_site_that_is_named_but_not_counted_is_shown_with_its_number() -> None:
    rows = two_mines(
        sites=[{"site_id": "A3", "name": "A3矿", "mineral": "煤", "jurisdiction": TOWN}],
        discoveries=[found("A3")],
        checks=[seen("C3", "A3", "2022-03-03", "已停止")],
        prior_actions=[
            {"action_id": "X4", "jurisdiction": TOWN, "kind": "移送", "by": "孝义市公安局", "site_id": "A3",
             "on": "2022-03-04", "document": "孝公函〔2022〕1号"},
        ],
    )  # fmt: skip
    assert told(referrals(rows)["county_government"], "prior_actions") == [
        "2022-03-04 孝义市公安局：移送，对象为吕梁市孝义市西辛庄镇的矿点 A3，文号孝公函〔2022〕1号"
    ]


LATER = {
    "checks": [seen("C8", "A1", "2022-03-08", "已停止")],
    "measures": [
        {"measure_id": "M8", "site_id": "A1", "kind": "拆除", "by": "某局", "ordered_on": "2022-03-08"},
        {"measure_id": "M9", "site_id": "A1", "kind": "停电", "by": "某局", "ordered_on": "2022-03-07",
         "result_on": "2022-03-08", "result": "已停止", "result_by": "某局"},
    ],
    "discoveries": [found("A1", "2022-03-08", discovery_id="D8", found_by="孝义市西辛庄镇人民政府")],
}  # fmt: skip
AFTER = "在评估日以后"


def test_what_lies_after_the_day_is_no_stop_and_no_measure_and_is_named_among_what_was_not_used() -> None:
    one = referrals(two_mines(**LATER), date(2022, 3, 7))["township_government"]
    assert told(one, "stops") == []
    assert told(one, "conflicting") == []
    assert told(one, "measures") == ["A1：停电（决定 2022-03-07）"]
    assert told(one, "own_discovery") == ["A1：由孝义市西辛庄镇人民政府发现"]
    assert told(one, "unused") == [
        f"discoveries/D8：2022-03-08 核实，{AFTER}，不计入",
        f"checks/C8：2022-03-08 复查，结论为已停止，{AFTER}，没有作为认定的依据",
        f"measures/M8：2022-03-08 采取的措施，{AFTER}，没有列入",
        f"measures/M9：2022-03-08 核查，结论为已停止，{AFTER}，没有作为认定的依据",
    ]


def test_on_the_day_itself_the_same_rows_count() -> None:
    one = referrals(two_mines(**LATER), date(2022, 3, 8))["township_government"]
    assert [text.partition(" ")[0] for text in told(one, "stops")] == ["A1：2022-03-08"] * 2
    assert len(told(one, "measures")) == 2
    assert not any(AFTER in text for text in told(one, "unused"))


def test_a_letter_calls_a_department_by_its_name_alone_and_a_county_once() -> None:
    clue = {
        "evidence_id": "E1", "jurisdiction": "孝义市", "organ": "部门:孝义市自然资源局", "post": "副局长", "kind": "失职渎职",
        "act": "未复查井口", "occurred_on": "2022-03-02", "source": "督查", "verified": "是", "verified_by": "某安委办",
        "verified_on": "2022-03-05",
    }  # fmt: skip
    one = referrals(two_mines(duty_evidence=[clue]))["department:孝义市自然资源局"]
    assert one.organ_name == "吕梁市孝义市自然资源局"
    said = " ".join(line for part in findings(content(one)) for line in part["lines"])
    assert "所涉单位和职务：吕梁市孝义市自然资源局副局长" in said
    assert "部门:" not in said
