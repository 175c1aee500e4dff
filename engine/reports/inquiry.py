"""A letter of inquiry on paper, and the workbook that its addressee fills in and sends back as ordinary records."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

from engine.inquiries import CONTRADICTION, INFORMED, LICENCES, PRODUCING, REPORTED, TOWNSHIP
from engine.jurisdictions import Tree
from engine.ledgers.inquiry_letters import Letter, LetterRow
from engine.records import TABLES, said
from engine.records.guide import GUIDES
from engine.records.schema import Column
from engine.referrals.fixed_zip import fixed_zip
from engine.referrals.wording import day, shown, visible
from engine.reports.paper import FANG, HEI, TITLE, Paper

TO_FILL: Final[Mapping[str, tuple[str, ...]]] = {
    PRODUCING: ("producing",), LICENCES: ("missing_licences",), CONTRADICTION: ("missing_licences", "situation"),
    INFORMED: ("township_informed_on",), REPORTED: ("reported_up", "reported_up_on"), TOWNSHIP: ("jurisdiction",),
}  # fmt: skip
"""What is missing → the columns of the row to complete that say it."""
CHECKS: Final = ("check_id", "site_id", "checked_on", "result", "checked_by", "note")
FILLED_BY_UNIT: Final = ("checked_on", "result", "checked_by")
"""Columns of sheet 复查 that the addressee fills; the others stand and stay."""
_YELLOW, _GREY = "#FFE699", "#E7E6E6"
_WAYS: Final = (
    "请在随附的表格（XLSX）上填写：“复查”表每行一处，填复查日期、复查结果、复查单位三列（黄色）；其他表只补黄色的列。",
    "编号等灰色的列请勿改动。不能答复的行请整行删除，并在回函中说明。复查结果从下拉列表中选。",
    "填好的表格发回本办，直接收入台账，不另作登记。",
)


def letter(one: Letter, office: str, tree: Tree) -> bytes:
    """The letter's bytes: number, addressee, what is asked of which sites, a table to fill by hand, by when."""
    paper = Paper("询问函", one.sent_on, wide=False, body=FANG, size=14)
    paper.running(shown(office), one.number)
    paper.paragraph(one.number, align="right", exact=26)
    paper.paragraph("关于请说明有关矿点情况的函", font=TITLE, size=20, align="center", exact=34, space=10)
    paper.paragraph(f"{shown(one.unit)}：", keep=True, exact=26, space=8)
    paper.paragraph(
        f"为核对有关记录，请对下列 {len(one.rows)} 处矿点逐项说明，并于{day(one.due_on.isoformat())}以前（含当日）答复。"
        "没有答复的，有关情况仍按不明处理，不作推定；逾期未答复的，列入督办。", indent=True, exact=26,
    )  # fmt: skip
    rows = [
        (str(at), _site(row), _place(tree, row.place), "、".join(row.missing), day(row.since), "", "", "")
        for at, row in enumerate(one.rows, 1)
    ]
    headers = ("序号", "矿点（编号）", "所在地", "须说明", "不明自", "复查日期", "复查结果", "复查单位和人员")
    paper.table(headers, (6, 16, 16, 20, 12, 11, 11, 14), rows, size=9)
    paper.paragraph("填写方法", font=HEI, keep=True, exact=26)
    for text in _WAYS:
        paper.paragraph(text, indent=True, exact=26)
    paper.paragraph("专此函达。", indent=True, keep=True, exact=26)
    paper.paragraph(f"附件：{form_name(one)}", indent=True, keep=True, exact=26)
    paper.paragraph(shown(office), align="right", keep=True, exact=26, space=14)
    paper.paragraph(day(one.sent_on.isoformat()), align="right", keep=True, exact=26)
    paper.paragraph("（联系人：　　　　　联系电话：　　　　　　）", indent=True, exact=26)
    return paper.data()


def letter_name(one: Letter) -> str:
    """File name of the letter: number and unit, without what a file system refuses."""
    return f"{_safe(one.number)} {_safe(one.unit)}.docx"


def form_name(one: Letter) -> str:
    """File name of the workbook to fill."""
    return f"{_safe(one.number)} {_safe(one.unit)} 填报表.xlsx"


def _safe(text: str) -> str:
    return "".join("_" if c in '/\\:*?"<>|' or not c.isprintable() else c for c in text)[:80]


def _site(row: LetterRow) -> str:
    return shown(f"{row.name}（{row.site}）" if row.name and row.name != row.site else row.site)


def _place(tree: Tree, code: str) -> str:
    return shown(tree.path_name(code) if code in tree else code)


# --- the workbook ---
def form(one: Letter) -> bytes:
    """The workbook's bytes: sheet 复查 with ids given, sheets 发现 and 矿点 with rows to complete where asked for.

    Headings, words and layout are those of `wenze template`, so that `wenze import` takes it in as it is.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    created = datetime(one.sent_on.year, one.sent_on.month, one.sent_on.day)  # noqa: DTZ001 - written as UTC
    book.set_properties({"title": form_name(one), "author": "Wenze 问责", "created": created})
    checks = [_check(one, row) for row in one.rows if row.check]
    if checks:
        _sheet(book, "checks", CHECKS, checks, [set(FILLED_BY_UNIT)] * len(checks))
    for table in ("discoveries", "sites"):
        _completing(book, table, one.rows)
    _guide(book, one)
    book.close()
    return fixed_zip(out.getvalue())


def _check(one: Letter, row: LetterRow) -> dict[str, str]:
    about = f"答复询问 {row.inquiry}（{one.number}）"
    return {
        "check_id": row.check or "",
        "site_id": row.site,
        "note": f"{about}：{row.name}" if row.name else about,
    }


def _completing(book: Any, table: str, rows: Sequence[LetterRow]) -> None:  # noqa: ANN401 - XlsxWriter has no types
    """A sheet with the rows of a table as last known, and which of their cells are asked for."""
    cells: dict[str, dict[str, str]] = {}
    wanted: dict[str, set[str]] = {}
    key = TABLES[table].key
    for row in rows:
        asked = {c for missing in row.missing for c in TO_FILL.get(missing, ())}
        for content in row.rows:
            if content["table"] == table:
                cells[content[key]] = {k: _cell(table, k, v) for k, v in content.items() if k != "table"}
                wanted.setdefault(content[key], set()).update(asked)
    if not cells:
        return
    filled = {c for row in cells.values() for c in row} | {c for some in wanted.values() for c in some}
    names = [c.name for c in TABLES[table].columns if c.name in filled]
    ids = sorted(cells)
    _sheet(book, table, names, [cells[i] for i in ids], [wanted[i] & set(names) for i in ids])


def _cell(table: str, column: str, value: Any) -> str:  # noqa: ANN401 - a stored cell
    """A stored cell as a person fills it in: words for codes, `；` between several."""
    if value is True:
        return "是"
    text = str(value)
    parts = text.strip(";").split(";") if len(text) > 1 and text[0] == text[-1] == ";" else [text]
    return "；".join(said(table, column, part) for part in parts)


def _sheet(
    book: Any,  # noqa: ANN401 - XlsxWriter has no types
    table: str,
    names: Sequence[str],
    rows: Sequence[Mapping[str, str]],
    wanted: Sequence[set[str]],
) -> None:
    sheet = book.add_worksheet(TABLES[table].label)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    form_ = {
        "font_name": "宋体",
        "font_size": 11,
        "border": 1,
        "num_format": "@",
        "text_wrap": True,
        "valign": "top",
    }
    fill, kept = (
        book.add_format({**form_, "bg_color": _YELLOW}),
        book.add_format({**form_, "bg_color": _GREY}),
    )
    head = book.add_format({**form_, "bold": True})
    for at, name in enumerate(names):
        column = TABLES[table].column(name)
        sheet.set_column(at, at, 40 if name == "note" else 20)
        sheet.write_string(0, at, column.label, head)
        for row, (cells, asked) in enumerate(zip(rows, wanted, strict=True), 1):
            sheet.write_string(row, at, visible(cells.get(name, "")), fill if name in asked else kept)
            if name in asked:
                sheet.data_validation(row, at, row, at, _rule(column))


def _rule(column: Column) -> dict[str, Any]:
    guide = GUIDES["zh"]
    choices = guide.choices(column)
    told = {"input_title": column.label[:32], "input_message": guide.hint(column)[:255]}
    if not choices or column.base not in ("code", "flag", "codes"):
        return {"validate": "any", **told}
    # Several values are typed over the list.
    return {"validate": "list", "source": choices, "show_error": column.base != "codes", **told}


def _guide(book: Any, one: Letter) -> None:  # noqa: ANN401
    sheet = book.add_worksheet(GUIDES["zh"].guide_sheet)
    plain = book.add_format({"font_name": "宋体", "font_size": 11, "text_wrap": True, "num_format": "@"})
    sheet.set_column(0, 0, 110)
    lines: Iterable[str] = (
        f"{one.number}　{one.unit}　答复期限：{day(one.due_on.isoformat())}", *_WAYS,
        *(f"{row.inquiry}　{_site(row)}：请说明{'、'.join(row.missing)}（自{day(row.since)}起不明）" for row in one.rows),
    )  # fmt: skip
    for at, text in enumerate(lines):
        sheet.write_string(at, 0, visible(text), plain)
