"""Rows put straight into a sheet: read back they say what was written, in the form of the row before them."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from engine.reports.shapes import Report, Section, Table
from engine.reports.sheet_rows import Rows, with_rows
from engine.reports.workbook import workbook

ON = date(2022, 3, 14)
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Cn", "Co")), max_size=12)


def made(rows: list[tuple[str, ...]]) -> bytes:
    table = Table(("甲", "乙", "丙"), (1, 1, 1), rows)
    section = Section("new", "新增", ["一句话"], table)
    return workbook(Report("周报", "某办", "2022年3月14日", [], [], [], [section]), ON)


def read(data: bytes) -> list[tuple[Any, ...]]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("新增")
    return [tuple(row) for row in sheet.to_python()][2:]


@settings(max_examples=40)
@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=6))
@example([("a", "b", "c"), ("<&>\"'", " 首尾有空格 ", "_x0041_"), ("=1+1", "0012", "")])
def test_every_text_is_read_back_as_it_was_written(rows: list[tuple[str, ...]]) -> None:
    assert read(made([("头", "头", "头"), *rows, ("尾", "尾", "尾")])) == [
        ("头", "头", "头"), *rows, ("尾", "尾", "尾"),
    ]  # fmt: skip


def test_the_rows_have_the_form_of_the_first_one_their_heights_and_the_sheet_its_size() -> None:
    long = "很长的文字" * 60
    book = openpyxl.load_workbook(io.BytesIO(made([("a", "b", "c"), ("d", "e", "f"), ("g", long, "i")])))
    sheet = book["新增"]
    assert sheet.dimensions == "A1:C5"
    assert sheet.auto_filter.ref == "A2:C5"
    forms = {(c.font.name, c.border.left.style, c.number_format) for row in sheet["A3:C5"] for c in row}
    assert forms == {("宋体", "thin", "@")}
    heights = [sheet.row_dimensions[n].height for n in (4, 5)]
    assert heights[0] == 14
    assert heights[1] > 100


def test_one_row_needs_none_put_after_it() -> None:
    assert read(made([("a", "b", "c")])) == [("a", "b", "c")]


def test_a_sheet_without_the_row_to_be_like_is_refused() -> None:
    with pytest.raises(ValueError, match="row 3"):
        with_rows(b"<sheetData></sheetData>", Rows(3, [("a",)], [14]))
