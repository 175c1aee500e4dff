"""Numbers that places set go out to a workbook and come back: no other byte moves, every fault has its cell."""

import io
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from plan9 import plant

from engine.comparing.words import place_changes
from engine.exchange import Returned, parameter_workbook, returned
from engine.exchange.table import PLACE_COLUMNS
from engine.jurisdictions import load_jurisdictions
from engine.rules import check_folder, load_rules
from engine.rules.dated import Parameter
from engine.rules.shelf import read_shelf

YI = Path(__file__).resolve().parents[2] / "docs" / "other-provinces" / "yi"
FILE, RULE = "sealed-site-patrol.yaml", "yi.sealed-site-patrol"
AT = {column.name: number for number, column in enumerate(PLACE_COLUMNS, 1)}
TREE = load_jurisdictions().tree
BLOCK = """    places:
      # 市里的
      - {place: 吕梁市, origin: city, basis: 样例文号市, values: {2022-06-01: 20}}
      - place: 孝义市   # 县里的
        origin: county
        basis: 样例文号县
        values:
          2022-07-01: 10
          2022-10-01: null   # 停用
"""
Work = Callable[[Any], None]


@pytest.fixture
def yi(tmp_path: Path) -> Path:
    return Path(shutil.copytree(YI, tmp_path / "yi"))


def back(folder: Path, *work: Work) -> Returned:
    """What comes back after someone has worked on the table of places."""
    book = load_workbook(io.BytesIO(parameter_workbook(read_shelf([folder]))))
    for each in work:
        each(book["各地另定"])
    kept = io.BytesIO()
    book.save(kept)
    return returned("表.xlsx", kept.getvalue(), [folder], TREE)


def put(row: int, **cells: object) -> Work:
    def work(sheet: Any) -> None:
        for column, value in cells.items():
            sheet.cell(row, AT[column]).value = value

    return work


def further(row: int, place: str, origin: str, day: str, value: object, **cells: object) -> Work:
    given = {"rule": RULE, "parameter": "rhythm", "basis": "样例：文号“甲”", **cells}
    return put(row, place=place, origin=origin, day=day, value=value, **given)


def test_the_rows_are_those_of_the_files_with_drop_downs(yi: Path) -> None:
    sheet = load_workbook(io.BytesIO(parameter_workbook(read_shelf([yi]))))["各地另定"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=4)]
    assert [row[2:8] for row in rows] == [
        ["rhythm", "吕梁市", "市定", "样例文号市", "2022-06-01", "20"],
        ["rhythm", "孝义市", "县定", "样例文号县", "2022-07-01", "10"],
        ["rhythm", "孝义市", "县定", "样例文号县", "2022-10-01", "无"],
    ]
    lists = {
        str(v.sqref).split(":")[0]: v.formula1
        for v in sheet.data_validations.dataValidation
        if v.type == "list"
    }
    assert lists == {"E2": '"省定,市定,县定"', "I2": '"删除"'}


def test_a_table_that_nobody_touched_changes_no_byte(yi: Path) -> None:
    found = back(yi)
    assert (list(found.faults), dict(found.files)) == ([], {})


def written(yi: Path, *, block: bool) -> tuple[Path, str]:
    """The file, its places in a flow or in a block, and its text."""
    path = yi / FILE
    if block:
        text = path.read_text(encoding="utf-8")
        start, end = text.index("    places:\n"), text.index("when:\n")
        path.write_text(text[:start] + BLOCK + text[end:], encoding="utf-8")
    return path, path.read_text(encoding="utf-8")


@pytest.mark.parametrize("block", [False, True])
def test_a_changed_value_changes_its_digits_and_nothing_else(yi: Path, *, block: bool) -> None:
    path, before = written(yi, block=block)
    found = back(yi, put(3, value=12))
    assert not found.faults
    ((change,),) = (d.changes for d in found.differences)
    assert change == "参数 rhythm 在孝义市自 2022-07-01 起的值由“10日”改为“12日”"
    found.write()
    assert path.read_text(encoding="utf-8") == before.replace("2022-07-01: 10", "2022-07-01: 12")


@pytest.mark.parametrize("block", [False, True])
def test_days_and_places_are_added_and_taken_out_again_without_a_comment_lost(
    yi: Path, *, block: bool
) -> None:
    path, before = written(yi, block=block)
    back(
        yi, further(5, "吕梁市", "市定", "2023-01-01", 25, basis="样例文号市"), further(6, "灵石县", "county", "2023-01-01", 8),
        further(7, "灵石县", "county", "2023-06-01", "无"),
    ).write()  # fmt: skip
    (parameter,) = load_rules([yi]).rules[RULE].parameters.values()
    assert [(p.place, p.basis, len(p.values)) for p in parameter.places] == [
        ("吕梁市", "样例文号市", 2), ("孝义市", "样例文号县", 2), ("灵石县", "样例：文号“甲”", 2),
    ]  # fmt: skip
    after = path.read_text(encoding="utf-8")
    entry = "      - {place: '灵石县', origin: county, basis: '样例：文号“甲”', values: {2023-01-01: 8, 2023-06-01: null}}\n"
    assert after == before.replace("2022-06-01: 20}", "2022-06-01: 20, 2023-01-01: 25}").replace(
        "when:\n", f"{entry}when:\n", 1
    )
    assert check_folder([yi], tree=TREE) == []
    back(yi, put(3, action="删除")).write()
    assert path.read_text(encoding="utf-8") == after.replace(", 2023-01-01: 25", "")


def test_a_parameter_that_no_place_had_set_gets_its_first(yi: Path) -> None:
    path = yi / FILE
    text = path.read_text(encoding="utf-8")
    start, end = text.index("    places:\n"), text.index("when:\n")
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    back(yi, further(2, "孝义市", "县定", "2022-07-01", 10)).write()
    (own,) = load_rules([yi]).rules[RULE].parameters["rhythm"].places
    assert (own.place, own.origin, list(own.values.values())) == ("孝义市", "county", [10])
    back(yi, put(2, basis="另一份文件", origin="县定", value=11)).write()
    assert "basis: '另一份文件', values: {2022-07-01: 11}" in path.read_text(encoding="utf-8")


FAULTS: dict[str, tuple[Work, str]] = {
    "a place that is none": (further(5, "吕粱市二", "市定", "2023-01-01", 5), "〔各地另定〕D5"),
    "another level's origin": (further(5, "灵石县", "市定", "2023-01-01", 5), "〔各地另定〕E5 “灵石县”是县一级，origin 须写 county"),
    "no number": (put(2, value="二十"), "〔各地另定〕H2 值“二十”既不是整数"),
    "zero": (put(2, value=0), "〔各地另定〕H2 "),
    "a word that is no origin": (put(2, origin="法定"), "〔各地另定〕E2 “法定”不是这里可用的词"),
    "no paper": (put(2, basis=None), "〔各地另定〕F2 “文件”没有填；哪一份文件定的"),
    "two papers of one place": (put(3, basis="另一份"), "〔各地另定〕F4 “样例文号县”与第 3 行的“另一份”不同"),
    "one day twice": (further(5, "孝义市", "县定", "2022-07-01", 9, basis="样例文号县"), "〔各地另定〕G5 与第 3 行是同一参数、同一地方、同一日期"),
    "a row gone": (lambda sheet: sheet.delete_rows(4), "少了规则 yi.sealed-site-patrol 的参数 rhythm 在孝义市自 2022-10-01 起的一行"),
    "the last value": (put(2, action="删除"), "〔各地另定〕I2 这是这个地方的最后一个值"),
    "nothing to drop": (further(5, "灵石县", "县定", "2023-01-01", 9, action="删除"), "〔各地另定〕I5 规则文件里没有这个地方自这一日起的值"),
    "another rule": (put(2, rule="yi.sealed-site-patro"), "〔各地另定〕A2 “yi.sealed-site-patro”不是任何规则的 id"),
    "a number that places may not set": (
        further(5, "孝义市", "县定", "2022-07-01", 3, rule="yi.county-two-sites", parameter="response_days"), "不能由各地另定",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_slip_is_told_at_its_cell_and_nothing_is_changed(yi: Path, name: str) -> None:
    work, said = FAULTS[name]
    found = back(yi, work)
    assert [str(f) for f in found.faults if said in str(f)], [str(f) for f in found.faults]
    assert not found.files


def test_a_sheet_that_is_gone_lacks_its_rows(yi: Path) -> None:
    book = load_workbook(io.BytesIO(parameter_workbook(read_shelf([yi]))))
    del book["各地另定"]
    kept = io.BytesIO()
    book.save(kept)
    told = [str(f) for f in returned("表.xlsx", kept.getvalue(), [yi], TREE).faults]
    assert len([t for t in told if "删行不等于删值" in t]) == 3
    plant(yi, FILE, "    left_to_place:", "    # 注\n    left_to_place:")
    assert "从另一套规则导出的" in str(returned("表.xlsx", kept.getvalue(), [yi], TREE).faults[0])


def test_a_places_own_number_is_told_against_the_number_in_force_there() -> None:
    general = {"unit": "处", "origin": "province", "values": {date(2022, 1, 1): 3}}
    own = {"place": "吕梁市", "origin": "city", "basis": "样例", "values": {date(2023, 1, 1): 2}}
    before, after = Parameter.model_validate(general), Parameter.model_validate({**general, "places": (own,)})
    assert list(place_changes("minimum", before, after)) == [
        "参数 minimum 在吕梁市自 2023-01-01 起的值由“3处（未另定，用统一的值）”改为“2处”"
    ]
    assert list(place_changes("minimum", after, before)) == [
        "参数 minimum 在吕梁市自 2023-01-01 起的值由“2处”改为“3处（未另定，用统一的值）”"
    ]
    assert list(place_changes("minimum", after, after)) == []
