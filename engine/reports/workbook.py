"""The report as a workbook: one sheet a section with every row, the pictures as Excel's own charts."""

import io
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

from engine.referrals.fixed_zip import members_of, zip_of
from engine.referrals.wording import visible
from engine.reports.shapes import Chart, Report, Section
from engine.reports.sheet_rows import Rows, with_rows

_NEVER: Final = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
_NUMBERS: Final = "图表数据"
_LONGEST: Final = 32_000
_PAGE: Final = 130
"""Characters across a page: a column's share of it is its width."""
_ACROSS, _ROWS = 300, 15
"""Pixels of a chart's width, three of which fill the page; rows of the sheet that it covers."""
_COLOURS: Final = ("#1F3B5B", "#6F9BC8", "#B9C2CC", "#D9822B", "#E9D8A6")
SHEETS: Final = {
    "new": "新增", "changed": "变化", "ended": "终止", "dropped": "消失", "near": "接近条件", "continuing": "持续",
    "questions": "不能判断", "inquiries": "询问", "supervision": "督办", "matters": "移送其他机关", "due": "期限", "standing": "长期逾期", "coverage": "报送",
    "decisions": "待决定",
}  # fmt: skip


def workbook(report: Report, on: date) -> bytes:
    """The workbook's bytes, the same wherever and whenever. Every cell is text or a whole number: no formula, no link."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **dict.fromkeys(_NEVER, False)})
    created = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - XlsxWriter writes it as UTC
    book.set_properties({"title": report.title, "author": "Wenze 问责", "created": created})
    forms = _forms(book)
    first = book.add_worksheet("摘要")
    _page(first, report.title)
    _summary(first, report, forms)
    following: dict[str, Rows] = {}
    for number, section in enumerate(report.sections, 2):
        sheet = book.add_worksheet(SHEETS[section.key])
        _page(sheet, report.title)
        if rows := _section(sheet, section, forms):
            following[f"xl/worksheets/sheet{number}.xml"] = rows
    if report.charts:
        numbers = book.add_worksheet(_NUMBERS)
        _draw(book, first, numbers, report, forms)
    book.close()
    members = members_of(out.getvalue())
    members |= {name: with_rows(members[name], rows) for name, rows in following.items()}
    return zip_of(members)


def _forms(book: Any) -> dict[str, Any]:  # noqa: ANN401 - XlsxWriter has no types
    plain: dict[str, Any] = {"font_name": "宋体", "font_size": 10, "text_wrap": True, "valign": "top"}
    return {
        "body": book.add_format({**plain, "border": 1, "num_format": "@"}),
        "line": book.add_format({**plain, "num_format": "@"}),
        "number": book.add_format({"font_name": "宋体", "font_size": 10, "num_format": "0"}),
        "head": book.add_format({**plain, "border": 1, "bold": True, "bg_color": "#E8ECF1"}),
        "title": book.add_format({"font_name": "黑体", "font_size": 16}),
        "alert": book.add_format({**plain, "bold": True, "bg_color": "#FDF1DC"}),
    }


def _page(sheet: Any, title: str) -> None:  # noqa: ANN401
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&C{title}　&A")
    sheet.set_footer("&R第 &P 页，共 &N 页")


def _fit(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}……（过长未全列）"


def _lines(text: str, width: int) -> int:
    across = 2 * len(text) - len(text.encode("ascii", "ignore"))
    return max(1, -(-across // max(1, width - 1)))


def _summary(sheet: Any, report: Report, forms: dict[str, Any]) -> None:  # noqa: ANN401
    sheet.set_column(0, 0, _PAGE)
    sheet.write_string(0, 0, report.title, forms["title"])
    sheet.write_string(1, 0, report.office, forms["line"])
    row = 2
    for form, texts in (("alert", report.alerts), ("line", report.summary)):
        for text in texts:
            sheet.set_row(row, 15 * _lines(text, _PAGE))
            sheet.write_string(row, 0, _fit(text), forms[form])
            row += 1
    row += _ROWS if report.charts else 1
    for name, value in report.digests:
        sheet.write_string(row, 0, f"{name}：{value}", forms["line"])
        row += 1


def _section(sheet: Any, section: Section, forms: dict[str, Any]) -> Rows | None:  # noqa: ANN401
    """Write a section's sheet up to the first row of its table; gives the rows after it."""
    table, row = section.table, 0
    widths = [max(6, _PAGE * w // sum(table.widths)) for w in table.widths] if table else [_PAGE]
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    last = len(widths) - 1
    for text in section.lines:
        sheet.set_row(row, 15 * _lines(text, sum(widths)))
        if last:
            sheet.merge_range(row, 0, row, last, _fit(text), forms["line"])
        else:
            sheet.write_string(row, 0, _fit(text), forms["line"])
        row += 1
    if not table or not table.rows:
        return None
    for at, text in enumerate(table.headers):
        sheet.write_string(row, at, text, forms["head"])
    sheet.freeze_panes(row + 1, 0)
    sheet.repeat_rows(row)
    sheet.autofilter(row, 0, row + len(table.rows), last)
    heights = [
        min(405, 14 * max(_lines(t, w) for t, w in zip(texts, widths, strict=True))) for texts in table.rows
    ]
    row += 1
    sheet.set_row(row, heights[0])
    for at, text in enumerate(table.rows[0]):
        sheet.write_string(row, at, _fit(text), forms["body"])
    rest = [tuple(map(_fit, texts)) for texts in table.rows[1:]]
    return Rows(row + 1, rest, heights[1:]) if rest else None


def _draw(book: Any, first: Any, numbers: Any, report: Report, forms: dict[str, Any]) -> None:  # noqa: ANN401
    column, row = 0, 2 + len(report.alerts) + len(report.summary)
    for at_chart, chart in enumerate(report.charts):
        numbers.write_string(0, column, chart.title, forms["head"])
        numbers.write_column(1, column, chart.categories, forms["line"])
        for at, (name, values) in enumerate(chart.series, 1):
            numbers.write_string(0, column + at, name, forms["head"])
            numbers.write_column(1, column + at, values, forms["number"])
        across = {"x_offset": 4 + at_chart * (_ACROSS + 6), "y_offset": 6, "object_position": 2}
        first.insert_chart(row, 0, _chart(book, chart, column), across)
        column += len(chart.series) + 2


def _chart(book: Any, chart: Chart, column: int) -> Any:  # noqa: ANN401
    kind = {"type": "bar"} if chart.kind == "bars" else {"type": "column"}
    if chart.kind == "stacked":
        kind["subtype"] = "stacked"
    made = book.add_chart(kind)
    last = len(chart.categories)
    for at, (name, _) in enumerate(chart.series, 1):
        colour = _COLOURS[at - 1]
        made.add_series(
            {
                "name": name, "categories": [_NUMBERS, 1, column, last, column],
                "values": [_NUMBERS, 1, column + at, last, column + at], "fill": {"color": colour},
                "border": {"color": "#8A8F98", "width": 0.5}, "gap": 60,
            }
        )  # fmt: skip
    made.set_title({"name": f"{chart.title}（{chart.unit}）", "name_font": {"size": 11, "bold": False}})
    made.set_size({"width": _ACROSS, "height": 260})
    if len(chart.series) == 1:
        made.set_legend({"none": True})
    else:
        made.set_legend({"position": "bottom"})
    axis = {"major_gridlines": {"visible": True, "line": {"color": "#D5D9DE"}}, "num_format": "0", "min": 0}
    if chart.kind == "bars":
        made.set_y_axis({"reverse": True})
        made.set_x_axis(axis)
    else:
        made.set_y_axis(axis)
    return made
