"""The workbook of parameters that goes out: drop-downs for what has a closed list, the rest locked."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

from engine.exchange.items import CODE, ITEMS, LABELS, items
from engine.exchange.places import place_rows
from engine.exchange.table import (
    ABOUT,
    COLUMNS,
    DIGEST,
    FIRST_ROW,
    PARAMETERS,
    PLACE_COLUMNS,
    PLACES,
    YES,
    Column,
    held,
    spelt,
)
from engine.referrals.fixed_zip import fixed_zip
from engine.referrals.wording import visible
from engine.rules.naming import ORIGIN
from engine.rules.shelf import Shelf

_LIST_LIMIT: Final = 255
"""Characters of a drop-down's own list that Excel takes."""
_SPARE: Final = 60
"""Blank rows below for values of further days."""
_FIXED: Final = datetime(2022, 2, 22)  # noqa: DTZ001 - XlsxWriter writes it as UTC
_NEVER: Final = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
_HELP: Final = (
    "改“单位、出处、值”各列：黄底的格可以改，灰底的格已经锁住。",
    "一个参数自某日起另有新值：在下面的空行里照抄规则编号和参数，写明单位、出处、日期和值。",
    f"某日起不再有值：值选“无”。证照、情形一类的参数，值写“{YES}”或“无”。",
    "要删去一个值：在“处理”列选“删除”；换一个日期，就删去旧的，在空行里写新的。不要删行：少了的行会被退回。",
    "“各地另定”工作表是省、市、县自己定的数：改值照样改；某地另定一个参数，在空行里写明参数、地方、出处、文件、日期和值。",
    "“清单”工作表是认定和清单各项的代码，只能换代码；增减项请直接修改规则文件。",
    "改好后：wenze rules import-table 本文件，先看改动的说明；确认后加 --write 写进规则文件。",
    "规则文件在导出以后又改过的，本表不能读回，请重新导出。",
)


def parameter_workbook(shelf: Shelf) -> bytes:
    """The workbook's bytes, the same for the same rules. Every cell of the table is text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **dict.fromkeys(_NEVER, False)})
    book.set_properties({"title": "规则参数", "author": "Wenze 问责", "created": _FIXED})
    head = book.add_format({"bold": True, "bg_color": "#E8ECF1", "border": 1, "locked": True})
    fixed = book.add_format({"bg_color": "#F2F2F2", "border": 1, "num_format": "@", "text_wrap": True})
    free = book.add_format({"bg_color": "#FFF9E5", "border": 1, "num_format": "@", "locked": False})
    forms = (head, fixed, free)
    known = held(shelf)
    rows = [
        (one.rule, one.title, one.name, one.role, one.parameter.unit, ORIGIN[one.parameter.origin],
         day.isoformat(), spelt(value), "")
        for one in known.values()
        for day, value in one.parameter.values.items()
    ]  # fmt: skip
    _table(book, PARAMETERS, COLUMNS, rows, forms)
    _table(book, PLACES, PLACE_COLUMNS, place_rows(known), forms)
    _lists(book, shelf, forms)
    about = book.add_worksheet(ABOUT)
    about.set_column(0, 0, 12)
    about.set_column(1, 1, 100)
    about.write_string(0, 0, DIGEST, head)
    about.write_string(0, 1, shelf.sha256, fixed)
    for number, line in enumerate(_HELP, 1):
        about.write_string(number, 0, str(number), fixed)
        about.write_string(number, 1, line, fixed)
    about.protect("")
    book.close()
    return fixed_zip(out.getvalue())


def _table(
    book: Any,  # noqa: ANN401
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    forms: tuple[Any, Any, Any],
) -> None:
    """One table: its header, its rows, blank rows below, drop-downs and hints; what names a row is locked."""
    head, fixed, free = forms
    sheet = _sheet(book, name, [(column.label, column.width) for column in columns], head)
    for number, row in enumerate(rows, FIRST_ROW - 1):
        for at, (column, text) in enumerate(zip(columns, row, strict=True)):
            sheet.write_string(number, at, visible(text), fixed if column.fixed else free)
    last = len(rows) + _SPARE
    for number in range(len(rows) + 1, last + 1):
        for at in range(len(columns)):
            sheet.write_blank(number, at, None, free)
    for at, column in enumerate(columns):
        sheet.data_validation(1, at, last, at, _rule(column.choices, column.label, column.hint))
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": False})
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _lists(book: Any, shelf: Shelf, forms: tuple[Any, Any, Any]) -> None:  # noqa: ANN401
    """The codes in the lists of definitions and checklists; only the codes may change."""
    head, fixed, free = forms
    sheet = _sheet(book, ITEMS, list(zip(LABELS, (42, 40, 44, 16, 24, 24), strict=True)), head)
    for number, item in enumerate(items(shelf).values(), 1):
        for at, text in enumerate(item.row):
            sheet.write_string(number, at, visible(text), free if at == CODE else fixed)
        choices = item.choices if len(",".join(item.choices)) <= _LIST_LIMIT else ()
        sheet.data_validation(
            number, CODE, number, CODE, _rule(choices, LABELS[CODE], "从下拉选项里选代码。")
        )
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _sheet(book: Any, name: str, columns: Sequence[tuple[str, int]], head: Any) -> Any:  # noqa: ANN401
    """A sheet with its header, printed across on as many pages as it needs; columns by label and width."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for at, (label, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, label, head)
    return sheet


def _rule(choices: tuple[str, ...], label: str, hint: str) -> dict[str, Any]:
    shown = {"input_title": label, "input_message": hint, "ignore_blank": True}
    if choices:
        return {
            "validate": "list",
            "source": list(choices),
            "error_title": label,
            "error_message": hint,
            **shown,
        }
    return {"validate": "any", **shown}
