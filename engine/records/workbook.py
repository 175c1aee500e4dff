"""XLSX files: typed cells by calamine, after the archive itself has been looked through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import python_calamine as calamine

from engine.records.archive import Scanned, repacked
from engine.records.cells import Cell, blank, cell
from engine.records.grids import Grid
from engine.records.opening import read_bytes
from engine.records.package import SAVE_AS
from engine.records.rejections import RecordsError
from engine.records.sheets import Sheet, file_name

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_ENCRYPTED = b"\xd0\xcf\x11\xe0"
_ARCHIVE = b"PK"


def read_workbook(path: Path) -> Iterator[Sheet]:
    """Each worksheet that holds anything, in the workbook's order, hidden ones too; no chart sheets.

    Formulas give the values that Excel last computed; nothing is computed here. Raises RecordsError: corrupt,
    encrypted, hostile, too large; OSError.
    """
    for grid in workbook_grids(file_name(path), read_bytes(path)):
        yield grid.sheet()


def workbook_grids(name: str, data: bytes) -> Iterator[Grid]:
    """All cells of each worksheet that holds anything, as `read_workbook`; `name` is that of the file."""
    if data.startswith(_ENCRYPTED):
        raise RecordsError(
            f"{name}：文件已加密或是旧的 .xls 格式；请去掉密码，{SAVE_AS.removeprefix('请')}。"
        )
    if not data.startswith(_ARCHIVE):
        mend = f"{SAVE_AS}；如果原是 CSV，请把文件名改为 .csv"
        raise RecordsError(f"{name}：内容不是 .xlsx 工作簿（可能是 CSV、网页或空文件）；{mend}。")
    try:
        archive, scans = repacked(data, name)
        del data
        with calamine.CalamineWorkbook.from_filelike(archive) as book:
            for index, scan in enumerate(scans):
                rows = _rows(book.get_sheet_by_index(index), scan)
                if not all(all(map(blank, row)) for row in rows):
                    yield Grid(name, scan.name, rows, scan.merged)
    except (RecordsError, OSError, MemoryError):
        raise
    except BaseException as error:
        # A damaged archive provokes errors of every kind; those of Rust are no Exceptions.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise _corrupt(name, error) from None
        raise


def _corrupt(name: str, error: BaseException) -> RecordsError:
    if isinstance(error, KeyError):
        what = f"缺少部件 {error.args[0] if error.args else ''}"
    else:
        what = "压缩包已损坏" if isinstance(error, BadZipFile) else "内容不合 .xlsx 的格式"
    return RecordsError(f"{name}：不是完好的 .xlsx 文件（{what}）；{SAVE_AS}。")


def _cell(value: object) -> Cell:
    return value if type(value) is str else cell(value)


def _rows(source: CalamineSheet, scan: Scanned) -> list[list[Cell]]:
    rows = [list(map(_cell, row)) for row in source.to_python(skip_empty_area=False)]
    for (number, column), flaw in scan.flaws.items():
        if number < len(rows) and column < len(rows[number]):
            rows[number][column] = flaw
    return rows
