from typing import Any

import pytest
from rowmaking import GOOD, chinese, only_reason, row, with_site

from engine.jurisdictions import Tree
from engine.records import TABLES, read_rows


@pytest.mark.parametrize("table", TABLES)
def test_a_good_row_of_each_table_is_accepted(table: str, tree: Tree) -> None:
    records = read_rows(with_site(table, GOOD[table]), tree)
    assert records.rejected == ()
    assert records.tables[table].num_rows == 1


@pytest.mark.parametrize("table", TABLES)
def test_chinese_headers_mean_the_same_as_english_ones(table: str, tree: Tree) -> None:
    english = read_rows(with_site(table, GOOD[table]), tree)
    other = with_site(table)
    other[table] = [chinese(table, GOOD[table])]
    assert read_rows(other, tree).sha256 == english.sha256


@pytest.mark.parametrize(
    ("table", "column"),
    [(table.name, column.name) for table in TABLES.values() for column in table.columns if column.required],
)
def test_a_required_cell_left_empty_is_a_fault(table: str, column: str, tree: Tree) -> None:
    records = read_rows(with_site(table, row(table, **{column: "  "})), tree)
    fault = records.rejected[0]
    assert (fault.column, fault.row) == (column, 2)
    assert "必填" in fault.reason
    assert records.tables[table].num_rows == 0


CODED = [
    ("sites", "mineral", "煤炭", "coal"),
    ("sites", "mineral", "铁矿", "iron"),
    ("sites", "mineral", "COAL", "coal"),
    ("sites", "mineral", "other:石榴子石", "other:石榴子石"),
    ("sites", "mineral", "其他：石榴子石", "other:石榴子石"),
    ("sites", "mineral", "石煤", "stone_coal"),
    ("sites", "site_kind", "技改基建", "construction"),
    ("sites", "jurisdiction", "孝义市/西辛庄镇", "141181102000"),
    ("sites", "jurisdiction", "孝义市", "141181000000"),
    ("sites", "jurisdiction", "１４１１８１１０２０００", "141181102000"),
    ("discoveries", "producing", "是", "yes"),
    ("discoveries", "producing", "否", "no"),
    ("discoveries", "producing", "不明", "unknown"),
    ("discoveries", "producing", "未知", "unknown"),
    ("discoveries", "reported_up", "", None),
    ("discoveries", "situation", "4；1a", ";1a;4;"),
    ("discoveries", "situation", "1A;1a;", ";1a;"),
    ("discoveries", "situation", "以探代采", ";1b;"),
    ("discoveries", "situation", ";", None),
    ("discoveries", "missing_licences", "采矿许可证;营业执照", ";business_licence;mining_permit;"),
    ("discoveries", "missing_licences", "none", ";none;"),
    ("discoveries", "missing_licences", "无缺失", ";none;"),
    ("discoveries", "missing_licences", "", None),
    ("discoveries", "evidence", "图2.jpg；图1.jpg", ";图1.jpg;图2.jpg;"),
    ("measures", "kind", "停供民爆", "cut_explosives"),
    ("checks", "result", "未采取有效制止措施", "no_measure"),
    ("inquiries", "sent_to", "县级人民政府", "county_government"),
    ("inquiries", "sent_to", "孝义市自然资源局", "孝义市自然资源局"),
    ("duty_evidence", "organ", "乡镇人民政府", "township_government"),
    ("duty_evidence", "organ", "乡镇党委", "township_party_committee"),
    ("duty_evidence", "organ", "市级人民政府", "city_government"),
    ("duty_evidence", "organ", "部门：县自然资源局", "department:县自然资源局"),
    ("duty_evidence", "organ", "垂直管理机构:驻地矿山安全监察机构", "vertical:驻地矿山安全监察机构"),
    ("duty_evidence", "organ", "enterprise:某公司", "enterprise:某公司"),
    ("duty_evidence", "organ", "村:杜西沟村", "village:杜西沟村"),
    ("duty_evidence", "kind", "保护伞", "protective_umbrella"),
    ("posts", "role", "直接责任人员", "direct"),
    ("prior_actions", "kind", "事故调查", "accident_inquiry"),
    ("sites", "withdrawn", "是", True),
    ("sites", "withdrawn", "", False),
    ("sites", "withdrawn", "否", False),
    ("sites", "name", " 甲\u3000", "甲"),
    ("sites", "note", "第一行\n第二行", "第一行\n第二行"),
]


@pytest.mark.parametrize(("table", "column", "given", "stored"), CODED)
def test_a_cell_in_either_language_is_stored_as_its_code(
    table: str, column: str, given: Any, stored: Any, tree: Tree
) -> None:
    records = read_rows(with_site(table, row(table, **{column: given})), tree)
    assert records.rejected == ()
    assert records.tables[table][column].to_pylist() == [stored]


FAULTY = [
    ("sites", "mineral", "媒", "可填 煤"),
    ("sites", "mineral", "irom", "iron"),
    ("sites", "mineral", "other:煤", "coal"),
    ("sites", "mineral", "其他:优质煤炭", "含“煤”"),
    ("sites", "mineral", "other:", "没有矿种名称"),
    ("sites", "mineral", "煤;铁", "可填"),
    ("sites", "site_kind", "无证照", "无证"),
    ("sites", "jurisdiction", "西辛庄镇", "孝义市/西辛庄镇"),
    ("sites", "jurisdiction", "141181", "12"),
    ("sites", "jurisdiction", "1.41181E+11", "科学计数法"),
    ("sites", "jurisdiction", "吕梁市", "县级或乡镇"),
    ("sites", "jurisdiction", "999999999999", "不在区划表"),
    ("sites", "site_id", "A\u202eB", "U+202E RIGHT-TO-LEFT OVERRIDE"),
    ("sites", "site_id", "A\u200bB", "U+200B"),
    ("sites", "site_id", "A\tB", "U+0009"),
    ("sites", "site_id", "A;B", "分号"),
    ("sites", "site_id", "A" * 201, "200"),
    ("sites", "name", "甲\u2067乙", "U+2067"),
    ("sites", "name", "甲\u3164乙", "U+3164"),
    ("sites", "note", "甲\u202e乙", "U+202E"),
    ("sites", "note", "甲\ud800", "U+D800"),
    ("sites", "note", "长" * 32_768, "32767"),
    ("sites", "mineral", "coal\u200b", "U+200B"),
    ("sites", "withdrawn", "对", "是"),
    ("sites", "recorded_at", "2022-02-22", "ISO 8601"),
    ("sites", "recorded_at", "2022-02-22T09:30:00", "没有时区"),
    ("discoveries", "producing", "可能", "不明"),
    ("discoveries", "situation", "1", "可填"),
    ("discoveries", "situation", "1a、4", "分号"),
    ("discoveries", "missing_licences", "none;mining_permit", "不能同时"),
    ("discoveries", "missing_licences", "无", "含义不清"),
    ("discoveries", "verified_on", "2022年2月", "没有日"),
    ("discoveries", "evidence", "图\u202e1", "U+202E"),
    ("duty_evidence", "organ", "某局", "部门:名称"),
    ("duty_evidence", "organ", "bureau:某局", "可填"),
    ("duty_evidence", "organ", "部门:", "没有名称"),
    ("posts", "role", "一把手", "主要负责人"),
]


@pytest.mark.parametrize(("table", "column", "given", "why"), FAULTY)
def test_a_bad_cell_rejects_its_row_and_says_why(
    table: str, column: str, given: Any, why: str, tree: Tree
) -> None:
    records = read_rows(with_site(table, row(table, **{column: given})), tree)
    reason = only_reason(records)
    assert records.tables[table].num_rows == 0
    if why:
        assert why in reason
        assert records.rejected[0].column == column
    assert "；" in reason, "a reason says what is wrong, then the mend"


def test_every_fault_of_a_row_is_told_at_once(tree: Tree) -> None:
    bad = row("discoveries", producing="?", verified_on="2022年2月", reported_on="44614", site_id="X")
    records = read_rows(with_site("discoveries", bad), tree)
    assert [fault.column for fault in records.rejected] == [
        "producing",
        "reported_on",
        "site_id",
        "verified_on",
    ]


def test_a_bad_row_leaves_the_good_rows_in(tree: Tree) -> None:
    rows = [row("discoveries"), row("discoveries", discovery_id="D2", producing="?")]
    records = read_rows(with_site("discoveries", *rows), tree)
    assert records.tables["discoveries"]["discovery_id"].to_pylist() == ["D1"]
    assert [fault.row for fault in records.rejected] == [3]


def test_an_answer_before_its_question_is_a_fault(tree: Tree) -> None:
    bad = row("inquiries", answered_on="2022-02-22")
    assert "早于" in only_reason(read_rows(with_site("inquiries", bad), tree))


def test_an_answer_on_the_day_of_the_question_is_none(tree: Tree) -> None:
    assert read_rows(with_site("inquiries", row("inquiries", answered_on="2022-02-23")), tree).rejected == ()


def test_a_deadline_before_the_question_is_a_fault(tree: Tree) -> None:
    bad = row("inquiries", due_on="2022-02-22")
    assert "早于" in only_reason(read_rows(with_site("inquiries", bad), tree))


def test_leaving_a_post_before_taking_it_is_a_fault(tree: Tree) -> None:
    assert "早于" in only_reason(read_rows(with_site("posts", row("posts", to_on="2019-12-31")), tree))


def test_a_report_after_its_verification_is_allowed(tree: Tree) -> None:
    good = row("discoveries", reported_on="2022-02-20", verified_on="2022-02-19")
    assert read_rows(with_site("discoveries", good), tree).rejected == ()


@pytest.mark.parametrize(
    "filled", [("result",), ("result_on", "result"), ("result_by",), ("result_on", "result_by")]
)
def test_a_measure_with_half_a_check_is_still_a_measure(filled: tuple[str, ...], tree: Tree) -> None:
    whole = {"result_on": "2022-02-24", "result": "stopped", "result_by": "县应急局"}
    half = row("measures", **{column: whole[column] for column in filled})
    given = read_rows(with_site("measures", half), tree)
    assert given.rejected == ()
    assert given.tables["measures"].num_rows == 1


def test_verified_evidence_need_not_name_who_verified_it(tree: Tree) -> None:
    assert read_rows(with_site("duty_evidence", row("duty_evidence", verified="yes")), tree).rejected == ()


def test_a_prior_action_needs_an_organ_or_a_site(tree: Tree) -> None:
    bad = row("prior_actions", organ="")
    assert "至少" in only_reason(read_rows(with_site("prior_actions", bad), tree))
    assert (
        read_rows(with_site("prior_actions", row("prior_actions", organ="", site_id="A")), tree).rejected
        == ()
    )


def test_blank_rows_are_skipped_and_keep_the_row_numbers_true(tree: Tree) -> None:
    rows = [{"site_id": "", "name": "  "}, row("sites", mineral="?")]
    records = read_rows({"sites": rows}, tree)
    assert [fault.row for fault in records.rejected] == [3]


def test_an_unknown_table_is_told(tree: Tree) -> None:
    records = read_rows({"sities": [GOOD["sites"]]}, tree)
    assert "没有名为" in only_reason(records)


def test_the_tables_are_typed_by_the_schema_even_when_empty(tree: Tree) -> None:
    records = read_rows({}, tree)
    assert set(records.tables) == set(TABLES)
    for name, table in TABLES.items():
        assert records.tables[name].schema == table.arrow
    assert str(records.tables["checks"].schema.field("checked_on").type) == "date32[day]"
    assert str(records.tables["checks"].schema.field("recorded_at").type) == "timestamp[us, tz=UTC]"
    assert str(records.tables["checks"].schema.field("withdrawn").type) == "bool"


def test_rows_are_sorted_by_id(tree: Tree) -> None:
    rows = [row("sites", site_id=key) for key in ("B", "a", "A10", "A9")]
    assert read_rows({"sites": rows}, tree).tables["sites"]["site_id"].to_pylist() == ["A10", "A9", "B", "a"]
