"""One file: which tables it holds, said by its name or those of its sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from engine.records.csvfile import csv_grid, csv_sheet
from engine.records.grids import Grid
from engine.records.guide import GUIDE_SHEETS
from engine.records.headers import folded_name, match, table_named
from engine.records.rejections import RecordsError, Rejection
from engine.records.schema import TABLES, Table
from engine.records.sheets import Sheet
from engine.records.workbook import workbook_grids

_READ = {".csv", ".xlsx"}
_OLD = {".xls", ".xlsm", ".xlsb", ".et", ".ods"}
BULK_ENDING = ".parquet"
ENDINGS = frozenset(_READ | _OLD)
"""Endings of files that may hold tables, those included that are refused with a mend."""


def tables_in(name: str, load: Callable[[], bytes]) -> Iterator[tuple[Table, Sheet] | Rejection]:
    """The tables of a file, and what of it was not read; `load` gives its content.

    Raises RecordsError: unreadable, or an old format under a table's name; OSError.
    """
    table = table_named(Path(name).stem)
    ending = Path(name).suffix.casefold()
    if ending == ".csv":
        if table is None:
            yield unread(name, None, "文件名不是表名，整个文件")
        else:
            yield table, csv_sheet(name, load())
    elif ending == ".xlsx":
        yield from tables_of_workbook(name, workbook_grids(name, load()), table)
    elif ending == BULK_ENDING:
        if table is None:
            yield unread(name, None, "文件名不是表名，整个文件")
        else:
            from engine.records.bulksheet import parquet_sheet

            yield table, parquet_sheet(name, load(), table)
    elif ending in _OLD:
        if table is not None:
            raise RecordsError(f"{name}：{_old(ending)}。")
        yield unread(name, None, f"{_old(ending)}；整个文件")


def grids_in(name: str, load: Callable[[], bytes]) -> list[Grid]:
    """All sheets of a file that hold anything, whatever their names.

    Raises RecordsError: unreadable, or neither CSV nor workbook nor Parquet; OSError.
    """
    ending = Path(name).suffix.casefold()
    if ending == ".csv":
        grid = csv_grid(name, load())
        return [grid] if grid.rows else []
    if ending == ".xlsx":
        return list(workbook_grids(name, load()))
    if ending == BULK_ENDING:
        from engine.records.bulksheet import parquet_grid

        return [parquet_grid(name, load())]
    raise RecordsError(f"{name}：{_old(ending)}。")


def unread(file: str, sheet: str | None, why: str) -> Rejection:
    """What is reported of a file or sheet that names no table."""
    return Rejection(file, sheet, None, None, "", f"{why}未读入；{naming_help()}")


def naming_help() -> str:
    """How files and sheets are to be named."""
    names = "、".join(f"{table.label}（{name}）" for name, table in TABLES.items())
    return f"文件或工作表须以表名命名：{names}"


def _old(ending: str) -> str:
    return f"不读取 {ending} 格式的文件；请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”"


def tables_of_workbook(
    name: str, grids: Iterable[Grid], by_file: Table | None
) -> Iterator[tuple[Table, Sheet] | Rejection]:
    """Sheets named as tables; if there are none, the sheets of a file named as one (`by_file`).

    Of several unnamed sheets in such a file the first must be the table; others are if they have its columns.
    """
    all_sheets = [grid.sheet() for grid in grids if folded_name(grid.name or "") not in GUIDE_SHEETS]
    named = {sheet.name: table for sheet in all_sheets if (table := table_named(sheet.name or ""))}
    expected = by_file if not named else None
    if not all_sheets and by_file is not None:
        raise RecordsError(f"{name}：工作簿里没有内容；请填写后报送，或移走该文件。")
    if not named and by_file is None:
        yield unread(name, None, "文件名和工作表名都不是表名，整个文件")
        return
    for position, sheet in enumerate(all_sheets):
        table = named.get(sheet.name, expected)
        if table is None or (not named and position > 0 and match(table, sheet.header).missing(table)):
            yield unread(name, sheet.name, "工作表名不是表名，该工作表")
        else:
            yield table, sheet
