"""An effect as a workbook: by county with its chart, week by week with its chart, finding by finding, in words."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

from engine.comparing.effects import KINDS, Effect
from engine.comparing.words import RuleDifference
from engine.jurisdictions import Tree
from engine.periods import iso
from engine.referrals.fixed_zip import fixed_zip
from engine.referrals.wording import visible

_NEVER: Final = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
_COLOURS: Final = ("#1F3B5B", "#D9822B", "#B9C2CC")
_LONGEST: Final = 32_000
_CHARTED: Final = 20
"""Counties that the chart shows: those with most differences; the table has all."""


def workbook(found: Effect, words: Sequence[RuleDifference], tree: Tree, on: date) -> bytes:
    """The workbook's bytes, the same wherever and whenever. Every cell is text or a whole number."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **dict.fromkeys(_NEVER, False)})
    created = datetime(on.year, on.month, on.day)  # noqa: DTZ001 - XlsxWriter writes it as UTC
    book.set_properties({"title": "规则改动的影响", "author": "Wenze 问责", "created": created})
    head = book.add_format({"bold": True, "bg_color": "#E8ECF1", "border": 1, "font_name": "宋体"})
    body = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "font_name": "宋体"})
    forms = (head, body)
    _counties(book, found, tree, forms)
    _weeks(book, found, forms)
    rows = [
        (KINDS[d.kind], d.seen.rule, tree.path_name(d.county), tree.path_name(d.seen.jurisdiction), d.seen.of,
         iso(d.seen.met) or "", iso(d.seen.ended) or "", "、".join(d.seen.sites), d.what, d.seen.id)
        for d in found.differences
    ]  # fmt: skip
    headers = ("变动", "规则", "县", "区划", "关于", "成立日", "结束日", "矿点", "变动内容", "编号")
    _sheet(book, "逐项", headers, (8, 34, 18, 24, 16, 11, 11, 30, 40, 50), rows, forms)
    others = [
        (KINDS[d.kind], d.seen.rule, tree.path_name(d.county), d.seen.of, iso(d.seen.met) or "", d.what)
        for d in found.matters
    ]
    _sheet(
        book, "移送其他机关", ("变动", "事项", "县", "矿点", "起始日", "变动内容"), (8, 40, 24, 24, 12, 40), others, forms
    )  # fmt: skip
    said = [(w.rule, w.title, change) for w in words for change in w.changes]
    _sheet(book, "文字", ("规则", "标题", "改动"), (34, 40, 90), said, forms)
    book.close()
    return fixed_zip(out.getvalue())


def _sheet(
    book: Any,  # noqa: ANN401 - XlsxWriter has no types
    name: str, headers: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str | int]], forms: tuple[Any, Any],
) -> Any:  # noqa: ANN401  # fmt: skip
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    for at, (text, width) in enumerate(zip(headers, widths, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, text, forms[0])
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, at, value, forms[1])
            else:
                sheet.write_string(number, at, visible(value)[:_LONGEST], forms[1])
    if rows:
        sheet.autofilter(0, 0, len(rows), len(headers) - 1)
    return sheet


def _counties(book: Any, found: Effect, tree: Tree, forms: tuple[Any, Any]) -> None:  # noqa: ANN401
    counted = sorted(found.by_county.items(), key=lambda c: (-sum(c[1].values()), c[0]))
    rows: list[tuple[str | int, ...]] = [
        (tree.path_name(code), *(kinds[k] for k in KINDS)) for code, kinds in counted
    ]
    sheet = _sheet(book, "分县", ("县", *KINDS.values()), (24, 10, 10, 10), rows, forms)
    if rows:
        last = min(len(rows), _CHARTED)
        _chart(
            book,
            sheet,
            "分县",
            {"type": "bar", "subtype": "stacked"},
            "分县的变动（项）",
            tuple(KINDS.values()),
            last,
        )


def _weeks(book: Any, found: Effect, forms: tuple[Any, Any]) -> None:  # noqa: ANN401
    rows = [(day.isoformat(), before, after) for day, before, after in found.weeks]
    sheet = _sheet(book, "逐周", ("评估日", "现行规则", "改动后"), (14, 12, 12), rows, forms)
    _chart(book, sheet, "逐周", {"type": "line"}, "每周持续中的事项（项）", ("现行规则", "改动后"), len(rows))


def _chart(
    book: Any,  # noqa: ANN401
    sheet: Any,  # noqa: ANN401
    name: str, kind: dict[str, str], title: str, series: Sequence[str], last: int,
) -> None:  # fmt: skip
    made = book.add_chart(kind)
    for at, (label, colour) in enumerate(zip(series, _COLOURS, strict=False), 1):
        paint = {"line": {"color": colour}} if kind["type"] == "line" else {"fill": {"color": colour}}
        made.add_series(
            {"name": label, "categories": [name, 1, 0, last, 0], "values": [name, 1, at, last, at], **paint}
        )
    made.set_title({"name": title, "name_font": {"size": 11, "bold": False}})
    made.set_size({"width": 760, "height": 420})
    made.set_legend({"position": "bottom"})
    if kind["type"] == "bar":
        made.set_y_axis({"reverse": True})
    sheet.insert_chart(1, len(series) + 2, made)
