"""`要件对照表.xlsx` and `问题线索登记表.xlsx`: the tables of a package and the register, text cells only."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

from engine.referrals.content import Content
from engine.referrals.fixed_zip import fixed_zip
from engine.referrals.register import REGISTER
from engine.referrals.tables import Table, tables

_LONGEST: Final = 32_000
"""Excel holds 32,767 characters a cell; a longer text is cut, says so, and stands whole in facts.json."""
_POINTS, _TALLEST = 15, 405
_NEVER: Final = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")


def workbook(content: Content) -> bytes:
    """The workbook of every table, the same bytes wherever and whenever. No formula, no link."""
    return _workbook("要件对照表", tables(content), content)


def register_book(content: Content) -> bytes:
    """The register of the clue and its list of sites and findings, with columns for the receiving body."""
    return _workbook("问题线索登记表", REGISTER, content)


def _fit(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "……（过长未全列，全文见 facts.json）"


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Points that show the tallest cell whole: LibreOffice and WPS don't always fit a row to its text."""
    lines = (
        -(-sum(1 if c.isascii() else 2 for c in t) // (w - 1)) for t, w in zip(texts, widths, strict=True)
    )
    return min(_TALLEST, _POINTS * max(1, *lines))


def _workbook(title: str, given: Iterable[Table], content: Content) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **dict.fromkeys(_NEVER, False)})
    day = datetime.fromisoformat(content.dossier.as_of)
    book.set_properties(
        {"title": title if content.bound else f"{title}（草稿）", "author": "Wenze 问责", "created": day}
    )
    plain: dict[str, Any] = {"font_name": "宋体", "font_size": 10, "text_wrap": True, "border": 1}
    body = book.add_format({**plain, "valign": "top", "num_format": "@"})
    head = book.add_format({**plain, "bold": True, "bg_color": "#E7E6E6", "valign": "vcenter"})
    for table in given:
        sheet = book.add_worksheet(table.name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 0)
        sheet.set_header(f"&C{content.annex_mark.replace('&', '&&')}")
        sheet.set_footer(f"&L{table.name}&R第 &P 页，共 &N 页")
        widths = [width for _, width in table.columns]
        for at, (name, width) in enumerate(table.columns):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, name, head)
        for row, line in enumerate(table.texts(content), 1):
            texts = [_fit(text) for text in line]
            sheet.set_row(row, _height(texts, widths))
            for at, text in enumerate(texts):
                sheet.write_string(row, at, text, body)
    book.close()
    return fixed_zip(out.getvalue())
