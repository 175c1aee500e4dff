"""Parameters go out to a workbook and come back: nothing else of a rule file moves, every fault has its cell."""

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from plan9 import plant

from engine.errors import RuleError
from engine.exchange import parameter_workbook, returned
from engine.exchange.editing import Add, Drop, Put, edited
from engine.exchange.table import COLUMNS
from engine.records.rejections import RecordsError
from engine.rules import BUNDLED, check_folder
from engine.rules.shelf import read_shelf

AT = {column.name: number for number, column in enumerate(COLUMNS, 1)}
RULE = "plan9.two-pits"


def out(folder: Path) -> bytes:
    return parameter_workbook(read_shelf([folder]))


def changed(data: bytes, change: Callable[[Any], None], sheet: str = "参数") -> bytes:
    """The workbook after someone has worked on one of its tables."""
    book = load_workbook(io.BytesIO(data))
    change(book[sheet])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def row_of(sheet: Any, rule: str, name: str) -> int:
    return next(
        r for r in range(2, sheet.max_row + 1)
        if (sheet.cell(r, AT["rule"]).value, sheet.cell(r, AT["parameter"]).value) == (rule, name)
    )  # fmt: skip


def put(of: str, name: str, /, **cells: object) -> Callable[[Any], None]:
    """Write cells of the first row of a parameter."""

    def change(sheet: Any) -> None:
        for column, value in cells.items():
            sheet.cell(row_of(sheet, of, name), AT[column]).value = value

    return change


def further(
    rule: str, name: str, unit: str, origin: str, day: object, value: object
) -> Callable[[Any], None]:
    """A new row below the others."""

    def change(sheet: Any) -> None:
        row = next(r for r in range(2, 999) if not sheet.cell(r, AT["rule"]).value)
        given = {"rule": rule, "parameter": name, "unit": unit, "origin": origin, "day": day, "value": value}
        for column, what in given.items():
            sheet.cell(row, AT[column]).value = what

    return change


def told(folder: Path, data: bytes) -> list[str]:
    return [str(fault) for fault in returned("表.xlsx", data, [folder]).faults]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_rules_give_the_same_bytes() -> None:
    assert out(BUNDLED) == out(BUNDLED)


def test_a_table_that_nobody_touched_changes_no_byte_of_the_bundled_rules() -> None:
    found = returned("表.xlsx", changed(out(BUNDLED), lambda _: None), [BUNDLED])
    assert (list(found.faults), list(found.differences), dict(found.files)) == ([], [], {})


def test_a_changed_value_changes_its_digits_and_nothing_else(folder: Path) -> None:
    plant(folder, "two-pits.yaml", "parameters:\n", "parameters:   # 数字\n  # 本办公室逐年核对\n")
    before = bytes_of(folder)
    found = returned("表.xlsx", changed(out(folder), put(RULE, "response_days", value=5)), [folder])
    assert not found.faults
    assert [c for d in found.differences for c in d.changes] == [
        "参数 response_days 自 2010-01-01 起的值由“1日”改为“5日”"
    ]
    assert bytes_of(folder) == before  # nothing before it is confirmed
    found.write()
    old = "response_days: {unit: 日, origin: local, values: {2010-01-01: 1}}"
    text = before["two-pits.yaml"].decode()
    assert bytes_of(folder) == {
        **before,
        "two-pits.yaml": text.replace(old, old.replace("1}", "5}")).encode(),
    }


def test_a_file_with_windows_line_ends_and_a_byte_order_mark_keeps_both(folder: Path) -> None:
    path = folder / "two-pits.yaml"
    text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    returned("表.xlsx", changed(out(folder), put(RULE, "response_days", value="7")), [folder]).write()
    assert path.read_bytes() == b"\xef\xbb\xbf" + text.replace("local, values: {2010-01-01: 1}", "local, values: {2010-01-01: 7}").encode()  # fmt: skip


def test_a_further_day_stands_in_its_order_and_a_deletion_takes_it_out_again(folder: Path) -> None:
    before = bytes_of(folder)
    row = further(RULE, "response_days", "日", "本办公室定", datetime(2012, 3, 1), 2)  # noqa: DTZ001
    returned("表.xlsx", changed(out(folder), row), [folder]).write()
    assert "values: {2010-01-01: 1, 2012-03-01: 2}}" in (folder / "two-pits.yaml").read_text(encoding="utf-8")

    def drop(sheet: Any) -> None:
        sheet.cell(row_of(sheet, RULE, "response_days") + 1, AT["action"]).value = "删除"

    returned("表.xlsx", changed(out(folder), drop), [folder]).write()
    assert bytes_of(folder) == before


@pytest.mark.parametrize(
    ("change", "cell", "piece"),
    [
        (put(RULE, "least", value="三"), "H", "既不是整数"),
        (put(RULE, "least", value="2个"), "H", "请写半角数字"),
        (put(RULE, "least", value=2.5), "H", "既不是整数"),
        (put(RULE, "least", value=None), "H", "“值”没有填"),
        (put(RULE, "least", value=3), "H", "引文里却没有“3处”"),
        (put(RULE, "least", value=0), "H", "应是不小于 1 的整数"),
        (put(RULE, "least", value="无"), "H", "起没有值，规则却在施行"),
        (put(RULE, "least", value="=1+1"), "H", "公式还没有计算结果"),
        (put(RULE, "window", unit="年"), "E", "“年”不是这里可用的词"),
        (put(RULE, "window", unit="处"), "E", "单位须为 日、月"),
        (put(RULE, "least", origin="国务院"), "F", "可用：法定、省定"),
        (put(RULE, "least", action="删掉"), "I", "可用：删除"),
        (put(RULE, "least", rule="plan9.two-pit"), "A", "是否想写“plan9.two-pits”？"),
        (put(RULE, "least", parameter="lesat"), "C", "是否想写“least”？"),
        (put(RULE, "least", day=40179), "G", "像是 Excel 日期序列号"),
        (put(RULE, "least", day="2010-01"), "G", "只有年月，没有日"),
        (put(RULE, "least", action="删除"), "", "只有这一个值，不能删去"),
        (further(RULE, "least", "处", "法定", "2010-01-01", 2), "G", "一个日期只能有一个值"),
        (further(RULE, "least", "个", "法定", "2012-01-01", 2), "E", "同一参数各行的单位、出处须相同"),
        (further(RULE, "least", "处", "法定", "2021-01-01", 3), "G", "晚于规则的最后一天"),
        (further(RULE, "least", "处", "法定", "2012-01-01", 2), "G", "两段重叠"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_cell(
    folder: Path, change: Callable[[Any], None], cell: str, piece: str
) -> None:
    before = bytes_of(folder)
    sheet = changed(out(folder), change)
    found = told(folder, sheet)
    assert [t for t in found if t.startswith(f"表.xlsx〔参数〕{cell}") and piece in t], found
    assert bytes_of(folder) == before


def test_faults_of_cells_of_missing_rows_and_of_the_rules_are_told_at_once(folder: Path) -> None:
    def several(sheet: Any) -> None:
        put(RULE, "window", unit="年")(sheet)
        put(RULE, "least", value=3)(sheet)
        sheet.delete_rows(row_of(sheet, RULE, "response_days"))

    before = bytes_of(folder)
    found = told(folder, changed(out(folder), several))
    pieces = ("“年”不是这里可用的词", "引文里却没有“3处”", "少了规则 plan9.two-pits 的参数 response_days")
    assert [sum(piece in text for text in found) for piece in pieces] == [1, 1, 1], found
    assert len(found) == 3
    assert bytes_of(folder) == before


def test_a_deleted_row_is_asked_for_and_no_value_goes_with_it(folder: Path) -> None:
    found = told(folder, changed(out(folder), lambda s: s.delete_rows(row_of(s, RULE, "window"))))
    assert len(found) == 1
    assert "少了规则 plan9.two-pits 的参数 window 自 2010-01-01 起的一行" in found[0]


def test_rows_in_another_order_and_columns_moved_say_the_same(folder: Path) -> None:
    def shuffle(sheet: Any) -> None:
        rows = [[c.value for c in row] for row in sheet.iter_rows()]
        filled = [r for r in rows[1:] if r[0]]
        for number, row in enumerate([rows[0], *reversed(filled)], 1):
            for at, value in enumerate(reversed(row), 1):
                sheet.cell(number, at).value = value

    found = returned("表.xlsx", changed(out(folder), shuffle), [folder])
    assert (list(found.faults), dict(found.files)) == ([], {})


def test_a_table_made_before_the_rules_changed_is_refused(folder: Path) -> None:
    old = out(folder)
    plant(folder, "clue.yaml", "limits: 没有。", "limits: 有。")
    assert ["请重新导出" in t for t in told(folder, old)] == [True]


def test_faulty_rule_files_are_mended_before_a_table_comes_back(folder: Path) -> None:
    old = out(folder)
    plant(folder, "clue.yaml", "status: active", "status: activ")
    with pytest.raises(RuleError, match="先改正才能读回表格"):
        returned("表.xlsx", old, [folder])


@pytest.mark.parametrize(
    ("change", "piece"),
    [
        (lambda s: s.cell(1, AT["value"], "数值"), "没有“值”这一列"),
        (lambda s: s.cell(1, 10, "值"), "“值”这一列出现了两次"),
        (lambda s: s.cell(1, 10, "备注"), "不认识的列“备注”"),
        (lambda s: s.merge_cells("A1:B1"), "标题行有合并的单元格 A1:B1"),
        (lambda s: s.merge_cells("H2:H3"), "请取消合并"),
    ],
)
def test_a_header_that_was_changed_is_told(folder: Path, change: Callable[[Any], object], piece: str) -> None:
    found = told(folder, changed(out(folder), lambda s: change(s) and None))
    assert [t for t in found if piece in t], found


@pytest.mark.parametrize(
    ("data", "piece"),
    [(b"PK\x03\x04", "不是完好的 .xlsx"), (b"", "不是 .xlsx"), (b"\xd0\xcf\x11\xe0", "已加密")],
)
def test_what_is_no_workbook_is_refused(folder: Path, data: bytes, piece: str) -> None:
    with pytest.raises(RecordsError, match=piece):
        returned("表.xlsx", data, [folder])


def test_another_workbook_is_refused(folder: Path) -> None:
    book = load_workbook(io.BytesIO(out(folder)))
    book["参数"].title = "Sheet1"
    kept = io.BytesIO()
    book.save(kept)
    with pytest.raises(RecordsError, match="export-table"):
        returned("表.xlsx", kept.getvalue(), [folder])


LAYOUTS = (
    "a: 1   # 甲\nvalues: {%s}   # 乙\nz: 'x'\n",
    '# 头\nvalues:   # 甲\n%s\n\n# 尾\nz: "q"\n',
    "values:\n%s\n",
)


@settings(max_examples=40)
@given(
    layout=st.sampled_from(LAYOUTS),
    days=st.lists(st.dates(), min_size=1, max_size=5, unique=True).map(sorted),
    new=st.dates(),
    comments=st.booleans(),
    ends=st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_added_and_taken_out_again_leaves_every_byte(
    layout: str, days: list[Any], new: Any, ends: str, *, comments: bool
) -> None:
    if new in days:
        return
    flow = "{" in layout
    entries = [f"{day}: {number}" for number, day in enumerate(days)]
    if not flow:
        entries = [f"  {entry}{'   # 注' if comments else ''}" for entry in entries]
    text = (layout % (", " if flow else "\n").join(entries)).replace("\n", ends).encode()
    added = edited(text, [Add(("values",), str(new), "9")])
    assert f"{new}: 9" in added.decode()
    assert edited(added, [Drop(("values",), str(new))]) == text
    first = str(days[0])
    assert edited(edited(text, [Put(("values", first), "77")]), [Put(("values", first), "0")]) == text


def test_a_value_beside_a_comment_is_not_taken_out() -> None:
    text = "values:\n  2010-01-01: 1  # 为什么\n  2011-01-01: 2\n".encode()
    with pytest.raises(RuleError, match="注释"):
        edited(text, [Drop(("values",), "2010-01-01")])


def test_checking_the_bundled_rules_after_a_round_trip_finds_nothing(folder: Path) -> None:
    returned("表.xlsx", changed(out(folder), put(RULE, "response_days", value=3)), [folder]).write()
    assert check_folder([folder]) == []


# --- lists ---
def test_a_code_of_a_list_is_changed_in_its_place_and_quoted_where_it_must_be(folder: Path) -> None:
    path = folder / "pit.yaml"
    before = path.read_text(encoding="utf-8")
    old = "{missing_licences: {is: mining_permit}}"
    for code, written in (("safety_permit", "safety_permit"), ("mining_permit", "mining_permit")):
        data = changed(out(folder), lambda s, c=code: s.cell(2, 5, c) and None, "清单")  # type: ignore[misc]
        found = returned("表.xlsx", data, [folder])
        assert not found.faults
        found.write()
        assert path.read_text(encoding="utf-8") == before.replace(old, old.replace("mining_permit", written))
    plant(folder, "pit.yaml", old, "{situation: {in: [1a, '4']}}")
    data = changed(out(folder), lambda s: s.cell(2, 5, "5") and None, "清单")
    returned("表.xlsx", data, [folder]).write()
    assert "{situation: {in: ['5', '4']}}" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "cell", "piece"),
    [
        (lambda s: s.cell(2, 5, "mining_permits"), "E2", "是否想写“mining_permit”？"),
        (lambda s: setattr(s.cell(2, 5), "value", None), "E2", "“代码”没有填"),
        (lambda s: s.cell(2, 3, "when.any.9"), "C2", "增减清单的项请直接修改规则文件"),
        (lambda s: s.delete_rows(2), "", "少了规则 plan9.pit 的清单项“when.any.1.where.missing_licences.is”"),
        (lambda s: [s.cell(3, n, s.cell(2, n).value) for n in range(1, 7)], "C3", "与第 2 行是同一规则的同一项"),
        (lambda s: s.cell(1, 5, "值"), "第1行", "没有“代码”这一列"),
    ],
)  # fmt: skip
def test_a_fault_in_a_list_is_told_at_its_cell(
    folder: Path, change: Callable[[Any], object], cell: str, piece: str
) -> None:
    found = told(folder, changed(out(folder), lambda s: change(s) and None, "清单"))
    assert [t for t in found if t.startswith(f"表.xlsx〔清单〕{cell}") and piece in t], found
