"""XLSX files: typed cells by calamine, after the archive itself has been looked through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import python_calamine as calamine

from engine.records.archive import Flaws, inspect
from engine.records.cells import Cell, blank, cell
from engine.records.limits import check_file_size
from engine.records.rejections import RecordsError
from engine.records.sheets import Sheet, file_name

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_SAVE_AS = "用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”"
_ENCRYPTED = b"\xd0\xcf\x11\xe0"


def read_workbook(path: Path) -> Iterator[Sheet]:
    """Each worksheet that holds anything, in the workbook's order, hidden ones too; no chart sheets.

    Formulas give the values that Excel last computed. Raises RecordsError: corrupt, encrypted, too large.
    """
    check_file_size(path)
    name = file_name(path)
    with path.open("rb") as file:
        start = file.read(4)
    if start == _ENCRYPTED:
        raise RecordsError(f"{name}：文件已加密或是旧的 .xls 格式；请去掉密码，并{_SAVE_AS}。")
    try:
        flaws = inspect(path)
        with calamine.CalamineWorkbook.from_path(path) as book:
            for sheet in book.sheets_metadata:
                if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
                    # A sheet that was not looked through raises KeyError here.
                    read = _sheet(name, book.get_sheet_by_name(sheet.name), flaws[sheet.name])
                    if read is not None:
                        yield read
    except (RecordsError, OSError):
        raise
    except Exception as error:  # noqa: BLE001  (a damaged archive provokes errors of every kind)
        raise _corrupt(path, error) from None


def _corrupt(path: Path, error: Exception) -> RecordsError:
    detail = " ".join(str(error).split())[:80]
    return RecordsError(f"{file_name(path)}：不是完好的 .xlsx 文件（{detail}）；请{_SAVE_AS}后重新报送。")


def _sheet(file: str, source: CalamineSheet, flaws: Flaws) -> Sheet | None:
    rows: list[list[Cell]] = [
        [value if type(value) is str else cell(value) for value in row]
        for row in source.to_python(skip_empty_area=False)
    ]
    for (row, column), flaw in flaws.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = flaw
    while rows and all(map(blank, rows[-1])):
        rows.pop()
    if not rows:
        return None
    return Sheet(file, source.name, tuple(str(value).strip() for value in rows[0]), rows[1:])
