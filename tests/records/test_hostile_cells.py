"""Cells that mislead: characters that can't be seen, days that Excel made up, formulas, merged cells."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rowmaking import GOOD, csv_bytes, only_reason, row, with_site, write_xlsx
from xlsxmaking import HEADER, ROW, inline, parts, row_xml, sheet_xml, styles, workbook

from engine.jurisdictions import Tree
from engine.records import read_folder, read_rows

UNSEEN = {
    "bidi": "\u202e",
    "isolate": "\u2066",
    "arabic mark": "\u061c",
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "byte order mark": "\ufeff",
    "word joiner": "\u2060",
    "soft hyphen": "\u00ad",
    "tag": "\U000e0041",
    "control": "\x07",
    "delete": "\x7f",
    "C1 control": "\x9f",
}
PLACES = [
    ("sites", "site_id"),
    ("sites", "name"),
    ("sites", "mineral"),
    ("sites", "jurisdiction"),
    ("sites", "note"),
    ("sites", "same_as"),
    ("sites", "evidence"),
    ("discoveries", "situation"),
    ("discoveries", "verified_on"),
    ("duty_evidence", "act"),
    ("duty_evidence", "organ"),
    ("inquiries", "sent_to"),
]


@pytest.mark.parametrize("mark", UNSEEN.values(), ids=UNSEEN)
@pytest.mark.parametrize(("table", "column"), PLACES)
def test_what_cannot_be_seen_is_refused_and_spelt_out(table: str, column: str, mark: str, tree: Tree) -> None:
    good = GOOD[table].get(column) or {"verified_on": "2022-02-22", "situation": "1a"}.get(column, "甲乙")
    records = read_rows(with_site(table, row(table, **{column: good[:1] + mark + good[1:]})), tree)
    fault = next(fault for fault in records.rejected if fault.column == column)
    assert f"U+{ord(mark):04X}" in fault.reason
    assert f"〈U+{ord(mark):04X}〉" in fault.value
    assert fault.value.isprintable()
    assert records.tables[table].num_rows == 0


@pytest.mark.parametrize("text", ["☎️ 举报", "葛󠄀某", "第一行\n第二行\t完", "𠮷某", "１２㎡"])
def test_free_text_keeps_what_is_seen(text: str, tree: Tree) -> None:
    records = read_rows({"sites": [row("sites", note=text)]}, tree)
    assert records.rejected == ()
    assert records.tables["sites"]["note"].to_pylist() == [text]


def test_full_width_ids_are_the_same_ids_and_look_alikes_are_not(tree: Tree) -> None:
    same = read_rows(with_site("checks", row("checks", site_id="Ａ")), tree)
    assert same.tables["checks"]["site_id"].to_pylist() == ["A"]
    cyrillic = read_rows(with_site("checks", row("checks", site_id="А")), tree)
    assert "没有 А" in only_reason(cyrillic)


DATES: dict[Any, str] = {
    "44614": "Excel 日期序列号",
    "44614.5": "Excel 日期序列号",
    "2101-01-01": "年份 2101 不在 1949 年至 2100 年之间",
    "9999-12-31": "年份 9999",
    "1900-01-01": "年份 1900",
    "0000-01-01": "没有 0 年",
    "-2022-02-22": "不是可接受的日期写法",
    "12022-02-22": "不是可接受的日期写法",
    "2022-02-30": "没有 2022 年 2 月 30 日",
    "2022-02-22 08:00": "含有时刻",
    "2022-02-22T00:00:00": "含有时刻",
    "9" * 5000: "不是可接受的日期写法",
}


@pytest.mark.parametrize(("text", "why"), DATES.items())
def test_a_day_that_is_none_is_a_fault(text: str, why: str, tree: Tree) -> None:
    records = read_rows(with_site("checks", row("checks", checked_on=text)), tree)
    assert why in only_reason(records)


def _checks(cell: str, *, style: str = "yyyy\\-mm\\-dd", properties: str = "") -> bytes:
    names = ("check_id", "site_id", "result", "checked_by", "checked_on")
    good = [
        inline(text, f"{letter}2")
        for letter, text in zip("ABCD", ("C1", "A", "stopped", "县应急局"), strict=True)
    ]
    sheet = sheet_xml(row_xml(1, names), f'<row r="2">{"".join(good)}{cell}</row>')
    return workbook(parts(sheet, name="checks", properties=properties, styles=styles(style)))


@pytest.fixture
def with_good_site(tmp_path: Path) -> Path:
    (tmp_path / "sites.csv").write_bytes(csv_bytes([GOOD["sites"]]))
    return tmp_path


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ('<c r="E2" s="1"><v>44614</v></c>', date(2022, 2, 22)),
        ('<c r="E2" s="1"><v>44614.0</v></c>', date(2022, 2, 22)),
        ('<c r="E2" t="d"><v>2022-02-22</v></c>', date(2022, 2, 22)),
        ('<c r="E2" s="1"><f>TODAY()</f><v>44614</v></c>', date(2022, 2, 22)),
        (inline("2022年2月22日", "E2"), date(2022, 2, 22)),
    ],
)
def test_a_typed_day_is_that_day(cell: str, day: date, with_good_site: Path, tree: Tree) -> None:
    (with_good_site / "checks.xlsx").write_bytes(_checks(cell))
    records = read_folder(with_good_site, tree)
    assert records.rejected == ()
    assert records.tables["checks"]["checked_on"].to_pylist() == [day]


@pytest.mark.parametrize("flag", ["1", "true"])
def test_days_of_a_workbook_that_counts_from_1904_are_right(
    flag: str, with_good_site: Path, tree: Tree
) -> None:
    book = _checks('<c r="E2" s="1"><v>43152</v></c>', properties=f'<workbookPr date1904="{flag}"/>')
    (with_good_site / "checks.xlsx").write_bytes(book)
    assert read_folder(with_good_site, tree).tables["checks"]["checked_on"].to_pylist() == [date(2022, 2, 22)]


@pytest.mark.parametrize(
    ("cell", "style", "why"),
    [
        ('<c r="E2"><v>44614</v></c>', "yyyy\\-mm\\-dd", "Excel 日期序列号"),
        ('<c r="E2"><v>44614.25</v></c>', "yyyy\\-mm\\-dd", "单元格里是数字"),
        ('<c r="E2" s="1"><v>44614.25</v></c>', "yyyy\\-mm\\-dd", "含有时刻"),
        ('<c r="E2" s="1"><v>44614.25</v></c>', "yyyy\\-mm\\-dd hh:mm", "含有时刻"),
        ('<c r="E2" s="1"><v>0.25</v></c>', "hh:mm", "不是日期"),
        ('<c r="E2" s="1"><v>1.25</v></c>', "[h]:mm", "时刻或时长"),
        ('<c r="E2" s="1"><v>-5</v></c>', "yyyy\\-mm\\-dd", "；"),
        ('<c r="E2" s="1"><v>1e10</v></c>', "yyyy\\-mm\\-dd", "；"),
        ('<c r="E2" s="1"><v>1e308</v></c>', "yyyy\\-mm\\-dd", "；"),
        ('<c r="E2" s="1"><v>NaN</v></c>', "yyyy\\-mm\\-dd", "；"),
        ('<c r="E2" s="1"><v>inf</v></c>', "yyyy\\-mm\\-dd", "；"),
        ('<c r="E2" s="1"><v>60</v></c>', "yyyy\\-mm\\-dd", "年份 1900"),
        ('<c r="E2" s="1"><v>2958465</v></c>', "yyyy\\-mm\\-dd", "年份 9999"),
        ('<c r="E2" t="d"><v>2022-02-22T08:00:00</v></c>', "yyyy\\-mm\\-dd", "含有时刻"),
        ('<c r="E2" t="d"><v>2022-02</v></c>', "yyyy\\-mm\\-dd", "；"),
        ('<c r="E2" t="b"><v>1</v></c>', "yyyy\\-mm\\-dd", "不是可接受的日期写法"),
    ],
)
def test_a_number_that_is_no_day_is_a_fault_with_its_mend(
    cell: str, style: str, why: str, with_good_site: Path, confined: Any
) -> None:
    (with_good_site / "checks.xlsx").write_bytes(_checks(cell, style=style))
    told = confined.accepts(with_good_site)
    assert told["rows"] == {"sites": 1}
    ((file, sheet, number, column, _, reason),) = told["rejected"]
    assert (file, sheet, number, column) == ("checks.xlsx", "checks", 2, "checked_on")
    assert why in reason


def test_formulas_give_what_excel_last_computed_and_are_never_computed(tmp_path: Path, tree: Tree) -> None:
    formulas = {
        "2": '<f>HYPERLINK("http://x","甲")</f><v>甲</v>',
        "3": "<f>cmd|'/C calc'!A0</f><v>乙</v>",
        "4": '<f t="shared" ref="B4:XFD1048576" si="0">1+1</f><v>丙</v>',
    }
    rows = [
        f'<row r="{n}">{inline("S" + n, "A" + n)}<c r="B{n}" t="str">{formula}</c>'
        f"{inline('coal', 'C' + n)}{inline(ROW[3], 'D' + n)}</row>"
        for n, formula in formulas.items()
    ]
    (tmp_path / "sites.xlsx").write_bytes(workbook(parts(sheet_xml(row_xml(1, HEADER), *rows))))
    records = read_folder(tmp_path, tree)
    assert records.rejected == ()
    assert records.tables["sites"]["name"].to_pylist() == ["甲", "乙", "丙"]


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "sites.xlsx").write_bytes(
        workbook(parts(sheet_xml(row_xml(1, HEADER), row_xml(2, ("A", "=cmd|'/C calc'!A0", "coal", ROW[3])))))
    )
    assert read_folder(tmp_path, tree).tables["sites"]["name"].to_pylist() == ["=cmd|'/C calc'!A0"]


def _merged(tmp_path: Path, *ranges: str) -> Path:
    listed = "".join(f'<mergeCell ref="{merged}"/>' for merged in ranges)
    rows = [row_xml(1, HEADER), row_xml(2, ROW), row_xml(3, ("B", "乙", "coal", ROW[3]))]
    sheet = sheet_xml(*rows, after=f"<mergeCells>{listed}</mergeCells>")
    (tmp_path / "sites.xlsx").write_bytes(workbook(parts(sheet)))
    return tmp_path


def test_rows_of_merged_cells_are_refused_and_the_others_go_in(tmp_path: Path, tree: Tree) -> None:
    records = read_folder(_merged(tmp_path, "D3:D5", "B3:C3"), tree)
    assert records.tables["sites"]["site_id"].to_pylist() == ["A"]
    assert [(fault.row, fault.column, fault.reason[:16]) for fault in records.rejected] == [
        (3, "jurisdiction", "单元格在合并区域 D3:D5 内"),
        (3, "mineral", "单元格在合并区域 B3:C3 内"),
        (3, "name", "单元格在合并区域 B3:C3 内"),
    ]
    assert all("取消合并" in fault.reason for fault in records.rejected)


def test_merged_cells_that_hold_nothing_lose_nothing(tmp_path: Path, tree: Tree) -> None:
    records = read_folder(_merged(tmp_path, "E2:H3", "A7:D9", "B2:B2"), tree)
    assert records.rejected == ()
    assert records.tables["sites"].num_rows == 2


def test_a_merged_title_above_the_header_is_pointed_out(tmp_path: Path, confined: Any) -> None:
    rows = [row_xml(1, ("临汾市矿点表",)), row_xml(2, HEADER), row_xml(3, ROW)]
    book = workbook(parts(sheet_xml(*rows, after='<mergeCells><mergeCell ref="A1:D1"/></mergeCells>')))
    (tmp_path / "sites.xlsx").write_bytes(book)
    assert "列名在第2行" in confined.refuses(tmp_path)


def test_merged_cells_of_a_sheet_that_is_no_table_harm_nothing(tmp_path: Path, tree: Tree) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", sites=[GOOD["sites"]], 统计=[["合计", 1]])
    assert [fault.sheet for fault in read_folder(path.parent, tree).rejected] == ["统计"]
