"""Blank tables to fill in: one XLSX a table, which reads back without loss."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from engine.errors import os_reason
from engine.records.guide import GUIDES, Guide
from engine.records.rejections import RecordsError
from engine.records.schema import TABLES, Column, Table

_LAST_ROW = 5000
_WIDTH = 18
_REQUIRED = PatternFill("solid", fgColor="FFE699")
_OPTIONAL = PatternFill("solid", fgColor="E7E6E6")
# The same template carries the same metadata whenever it is written.
_CREATED = datetime(2022, 2, 22)  # noqa: DTZ001  (openpyxl writes naive UTC)


def write_templates(
    folder: Path, tables: Sequence[str] | None = None, language: str = "zh"
) -> tuple[Path, ...]:
    """Write a blank workbook for each table (English names; by default those sent each week) and give their paths.

    `language` is `zh` or `en`: of the file and sheet names, headers and drop-downs. Required columns are
    marked yellow; all columns are text, so that Excel changes neither codes nor dates. Existing files are
    replaced.
    Raises RecordsError: an unknown table or language, a folder that can't be written.
    """
    if language not in GUIDES:
        raise RecordsError(f"模板语言“{language}”不可用；请选 {' 或 '.join(GUIDES)}。")
    unknown = [name for name in tables or () if name not in TABLES]
    if unknown:
        raise RecordsError(f"没有名为“{'、'.join(unknown)}”的表；可用的表：{'、'.join(TABLES)}。")
    guide = GUIDES[language]
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in dict.fromkeys(tables or [n for n, one in TABLES.items() if not one.by_case]):
            path = folder / f"{guide.table_name(TABLES[name])}.xlsx"
            _workbook(TABLES[name], guide).save(path)
            written.append(path)
    except OSError as error:
        raise RecordsError(f"模板不能写入 {folder}（{os_reason(error)}）；请另选可写的文件夹。") from None
    return tuple(written)


def _workbook(table: Table, guide: Guide) -> Any:  # noqa: ANN401  (openpyxl has no types)
    book = Workbook()
    book.properties.creator = "Wenze 问责"
    book.properties.created = book.properties.modified = _CREATED
    sheet = book.active
    sheet.title = guide.table_name(table)
    sheet.freeze_panes = "A2"
    options = book.create_sheet(guide.options_sheet)
    for position, column in enumerate(table.columns, start=1):
        letter = get_column_letter(position)
        head = sheet.cell(1, position, guide.header(column))
        head.font = Font(bold=column.required)
        head.fill = _REQUIRED if column.required else _OPTIONAL
        sheet.column_dimensions[letter].width = _WIDTH
        sheet.column_dimensions[letter].number_format = "@"
        rule = _rule(column, guide, options, position)
        rule.add(f"{letter}2:{letter}{_LAST_ROW}")
        sheet.add_data_validation(rule)
    _explain(book.create_sheet(guide.guide_sheet, 1), table, guide)
    options.sheet_state = "hidden"
    return book


def _rule(column: Column, guide: Guide, options: Any, position: int) -> Any:  # noqa: ANN401
    """What appears at a cell: the hint, and the drop-down where the column has a closed list."""
    choices = guide.choices(column)
    if choices:
        letter = get_column_letter(position)
        for row, choice in enumerate(choices, start=1):
            options.cell(row, position, choice).number_format = "@"
        source = f"'{options.title}'!${letter}$1:${letter}${len(choices)}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True)
    else:
        rule = DataValidation(allow_blank=True)
    rule.showInputMessage = True
    # Lists of several values and names outside the list are typed over the drop-down.
    rule.showErrorMessage = bool(choices) and column.base in {"code", "flag"}
    rule.promptTitle = guide.header(column)[:32]
    rule.prompt = guide.hint(column)[:255]
    return rule


def _explain(sheet: Any, table: Table, guide: Guide) -> None:  # noqa: ANN401
    sheet.append(list(guide.guide_headers))
    for column in table.columns:
        required = guide.yes if column.required else ""
        words = guide.separator.join(guide.spelt_choices(column))
        sheet.append([guide.header(column), guide.other_header(column), required, guide.hint(column), words])
    for position, width in enumerate((20, 22, 8, 60, 80), start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
        sheet.cell(1, position).font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"
