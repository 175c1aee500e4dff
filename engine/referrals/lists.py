"""`要件对照表.xlsx`: elements, timeline, the other side, the cited records; four sheets of text cells."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

from engine.referrals.content import Content
from engine.referrals.fixed_zip import fixed_zip
from engine.referrals.labels import STATUS, cell, column_label, table_label
from engine.referrals.shapes import Row
from engine.referrals.wording import shown

_LONGEST: Final = 32_000
"""Excel holds 32,767 characters a cell; a longer text is cut, says so, and stands whole in facts.json."""
_POINTS, _TALLEST = 15, 405
_NONE: Final = "记录中没有"
Line = Sequence[str]


def _elements(content: Content) -> Iterable[Line]:
    for finding in content.findings:
        for one in finding["proof"]:
            status = content.status(one)
            disputed = sorted(content.disputed & set(one["records"]))
            word = STATUS.get(status, status)
            if disputed:
                word += f"（相互矛盾的记录：{'、'.join(disputed)}）"
            records = _several(one["records"]) or "（无单独记录）"
            yield finding["title"], one["element"], _several(one["facts"]), records, word, finding["id"]


def _timeline(content: Content) -> Iterable[Line]:
    for one in content.timeline:
        yield one["on"], one["site"] or "", one["what"], one["said"], one["by"], one["record"]


def _other_side(content: Content) -> Iterable[Line]:
    for section in content.sections:
        if not section.notes:
            yield section.title, "0", "", _NONE, ""
        for number, note in enumerate(section.notes, 1):
            yield section.title, str(len(section.notes)), str(number), note.text, _several(note.records)


def _catalogue(content: Content) -> Iterable[Line]:
    for reference, row in content.records.items():
        table = reference.partition("/")[0]
        for column in _ordered(row):
            yield reference, table_label(table), column_label(table, column), cell(table, column, row[column])


def _ordered(row: Row) -> list[str]:
    """Ids first, then by name: a record's columns come in any order."""
    return sorted(row, key=lambda c: (not c.endswith("_id"), c))


_NEVER: Final = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
_SHEETS: Final = (
    ("要件对照", "认定事项 要件 事实 记录 状态 认定编号", (26, 36, 40, 24, 14, 30), _elements),
    ("事实经过", "日期 矿点 事项 内容 单位 记录", (12, 12, 16, 48, 30, 28), _timeline),
    ("有利情节与未采信记录", "类别 该类件数 序号 内容 记录", (26, 10, 8, 64, 36), _other_side),
    ("证据目录", "记录 记录种类 项目 内容", (34, 14, 20, 76), _catalogue),
)


def _several(items: Iterable[str]) -> str:
    return "；".join(items)


def _fit(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "……（过长未全列，全文见 facts.json）"


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Points that show the tallest cell whole: LibreOffice and WPS don't always fit a row to its text."""
    lines = (
        -(-sum(1 if c.isascii() else 2 for c in t) // (w - 1)) for t, w in zip(texts, widths, strict=True)
    )
    return min(_TALLEST, _POINTS * max(1, *lines))


def workbook(content: Content) -> bytes:
    """The workbook's bytes, the same wherever and whenever. Every cell is text: no formula, no link."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **dict.fromkeys(_NEVER, False)})
    day = datetime.fromisoformat(content.dossier.as_of)
    book.set_properties({"title": "要件对照表（草稿）", "author": "Wenze 问责", "created": day})
    plain: dict[str, Any] = {"font_name": "宋体", "font_size": 10, "text_wrap": True, "border": 1}
    body = book.add_format({**plain, "valign": "top", "num_format": "@"})
    head = book.add_format({**plain, "bold": True, "bg_color": "#E7E6E6", "valign": "vcenter"})
    for name, titles, widths, lines in _SHEETS:
        sheet = book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        sheet.set_header("&C草稿")
        sheet.set_footer(f"&L{name}&R第 &P 页，共 &N 页")
        for at, (title, width) in enumerate(zip(titles.split(), widths, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, title, head)
        for row, line in enumerate(lines(content), 1):
            texts = [_fit(shown(text)) for text in line]
            sheet.set_row(row, _height(texts, widths))
            for at, text in enumerate(texts):
                sheet.write_string(row, at, text, body)
    book.close()
    return fixed_zip(out.getvalue())
