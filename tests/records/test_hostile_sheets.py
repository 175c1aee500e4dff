"""Parts of workbooks made to harm: their XML is looked through before calamine lays out a cell."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from xlsxmaking import (
    GOOD_SHEET,
    HEADER,
    ROW,
    SHEET,
    inline,
    parts,
    row_xml,
    sheet_xml,
    sst,
    styles,
    workbook,
)

MIB = 1024**2
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
HEAD = row_xml(1, HEADER)


def _typed(part: str, doctype: str) -> bytes:
    texts = parts(sharedStrings=sst("x"), styles=styles("yyyy-mm-dd"))
    return workbook({**texts, part: doctype + texts[part]})


def _repeated_string(cells: int) -> bytes:
    rows = (
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" t="s"><v>0</v></c>' for c in "ABCDEFGHIJ") + "</row>"
        for n in range(2, cells // 10)
    )
    return workbook(parts(sheet_xml(HEAD, *rows), sharedStrings=sst("长" * 32_000)))


def _many_sheets(count: int) -> bytes:
    texts = parts()
    listed = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r1"/>' for n in range(count))
    texts["xl/workbook.xml"] = texts["xl/workbook.xml"].replace("<sheets>", f"<sheets>{listed}")
    return workbook(texts)


def _sheet(*rows: str, **more: str) -> Callable[[], bytes]:
    return lambda: workbook(parts(sheet_xml(HEAD, *rows, **more)))


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "UTF-16 in a part": (
        lambda: workbook(parts() | {SHEET: GOOD_SHEET.encode("utf-16")}),  # type: ignore[dict-item]
        "不是 UTF-8 编码",
    ),
    "another encoding declared": (
        lambda: workbook(parts('<?xml version="1.0" encoding="UTF-7"?>' + GOOD_SHEET)),
        "不是 UTF-8 编码",
    ),
    **{
        f"entities in {part}": (lambda part=part: _typed(part, ENTITIES), "文档类型声明（DOCTYPE）")  # type: ignore[misc]
        for part in (
            SHEET,
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            "_rels/.rels",
        )
    },
    "an entity from outside": (lambda: _typed(SHEET, OUTSIDE), "文档类型声明（DOCTYPE）"),
    "a document type in small letters": (lambda: _typed(SHEET, OUTSIDE.lower()), "DOCTYPE"),
    "a string of 10 MB": (
        lambda: workbook(
            parts(
                sheet_xml(HEAD, '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'),
                sharedStrings=sst("x" * 10 * MIB),
            )
        ),
        "每格最多 32767 个字符",
    ),
    "a long string in 100,000 cells": (lambda: _repeated_string(100_000), "各单元格的文字共超过 128 MiB"),
    "four million strings": (
        lambda: workbook(parts(sharedStrings="<sst>" + "<si/>" * 4_000_000 + "</sst>")),
        "超过 3000000 段文字",
    ),
    "a cell at the end of the world": (
        _sheet(row_xml(2, ROW), f'<row r="1048576">{inline("x", "XFD1048576")}</row>'),
        "使用区域至少有 1048576 行 16384 列",
    ),
    "a cell in column one million": (
        _sheet(f'<row r="2">{inline("x", "BDWGN2")}</row>'),
        "单元格的位置|单元格的写法",
    ),
    "a million columns": (
        _sheet('<row r="2">' + "<c><v>1</v></c>" * 1_000_000 + "</row>"),
        "列，超过 16384 列",
    ),
    "a cell in single quotes": (
        _sheet("<row r='2'><c r='XFD1048576'><v>1</v></c></row>"),
        "单元格的写法不是 Excel 所用的",
    ),
    "a cell by character references": (
        _sheet('<row r="2"><c r="&#88;FD1048576"><v>1</v></c></row>'),
        "单元格的写法不是 Excel 所用的",
    ),
    "a cell behind another attribute": (
        _sheet('<row r="2"><c x=">" r="XFD1048576"><v>1</v></c></row>'),
        "单元格的写法不是 Excel 所用的",
    ),
    "a cell of another prefix": (
        _sheet('<row r="2"><x-y.z:c xmlns:x-y.z="u" r="XFD1048576"><v>1</v></x-y.z:c></row>'),
        "单元格的写法不是 Excel 所用的",
    ),
    "a far row of a cell without a place": (
        _sheet('<row r="1048576"><c><v>1</v></c></row>', f'<row r="2">{inline("x", "XFD2")}</row>'),
        "使用区域",
    ),
    "a row beyond Excel's": (_sheet('<row r="99999999"><c><v>1</v></c></row>'), "行号的写法"),
    "two million rows of blanks": (
        lambda: workbook(
            parts(sheet_xml(HEAD, *(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 2_000_000))))
        ),
        "超过 3000000 个单元格",
    ),
    "ten thousand sheets": (lambda: _many_sheets(10_000), "超过 255 张"),
    "cells that never end": (
        lambda: workbook(parts(sheet_xml(HEAD, '<row r="2">' + '<c r="A2" t="e">' * 500_000))),
        "不是完好的 .xlsx",
    ),
    "half a million merged ranges": (
        _sheet(
            row_xml(2, ROW),
            row_xml(3, ROW),
            after="<mergeCells>" + '<mergeCell ref="A2:D3"/>' * 500_000 + "</mergeCells>",
        ),
        "合并单元格互相重叠",
    ),
    "merged cells in the header": (
        _sheet(row_xml(2, ROW), after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'),
        "表头的 A1:B1 是合并单元格",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_workbook_is_refused_in_one_line(kind: str, tmp_path: Path, confined: Any) -> None:
    make, why = REFUSED[kind]
    (tmp_path / "sites.xlsx").write_bytes(make())
    line = confined.refuses(tmp_path)
    assert any(part in line for part in why.split("|")), line


ACCEPTED: dict[str, Callable[[], bytes]] = {
    "a dimension of all Excel": lambda: workbook(
        parts(GOOD_SHEET.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'))
    ),
    "cells without a place": lambda: workbook(
        parts(
            sheet_xml(
                *(
                    "<row>"
                    + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in cells)
                    + "</row>"
                    for cells in (HEADER, ROW)
                )
            )
        )
    ),
    "a prefix for every tag": lambda: workbook(
        parts(
            GOOD_SHEET.replace("</", "</x:")
            .replace("<", "<x:")
            .replace("<x:/x:", "</x:")
            .replace("xmlns=", "xmlns:x=")
        )
    ),
    "empty rows to the end of Excel": lambda: workbook(
        parts(sheet_xml(HEAD, row_xml(2, ROW), *(f'<row r="{n}"/>' for n in range(3, 1_048_577))))
    ),
    "a count of strings that lies": lambda: workbook(
        parts(sharedStrings=sst("x").replace("<sst ", '<sst count="4294967295" uniqueCount="4294967295" '))
    ),
    "a count of styles that lies": lambda: workbook(
        parts(
            styles=styles("yyyy")
            .replace('count="1"', 'count="4294967295"')
            .replace('count="2"', 'count="4294967295"')
        )
    ),
    "no strings": lambda: workbook(parts(sharedStrings='<sst count="0"/>')),
    "a comment and character data": lambda: workbook(
        parts(
            GOOD_SHEET.replace("甲矿点", "<![CDATA[甲矿点]]>").replace("<sheetData>", "<!-- c --><sheetData>")
        )
    ),
}


@pytest.mark.parametrize("kind", ACCEPTED)
def test_what_only_looks_strange_is_read(kind: str, tmp_path: Path, confined: Any) -> None:
    (tmp_path / "sites.xlsx").write_bytes(ACCEPTED[kind]())
    told = confined.accepts(tmp_path)
    assert told["rejected"] == []
    assert told["rows"] == {"sites": 1}
