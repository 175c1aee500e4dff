"""How large a file may be; stated here and in the messages that refuse it."""

from __future__ import annotations

from pathlib import Path

from engine.records.rejections import RecordsError
from engine.records.sheets import file_name

_MIB = 1024**2

MAX_FILE_BYTES = 256 * _MIB
MAX_UNPACKED_BYTES = 1024 * _MIB
MAX_COLUMNS = 16_384  # of Excel
MAX_CELLS = 40_000_000  # of one sheet, blank ones included: a reader lays them all out in memory


def check_file_size(path: Path) -> None:
    """Raises RecordsError for a file over the limit."""
    _check_size(path, path.stat().st_size, MAX_FILE_BYTES, "文件")


def check_unpacked_size(path: Path, size: int) -> None:
    """Raises RecordsError for a workbook whose parts declare more bytes than the limit."""
    _check_size(path, size, MAX_UNPACKED_BYTES, "解压后")


def _check_size(path: Path, size: int, limit: int, what: str) -> None:
    if size > limit:
        found, allowed = f"{size // _MIB} MiB", f"{limit // _MIB} MiB"
        raise RecordsError(f"{file_name(path)}：{what}有 {found}，超过 {allowed} 的上限；请拆成几个文件。")


def check_width(where: str, columns: int) -> None:
    """Raises RecordsError for a sheet with more columns than Excel has."""
    if columns > MAX_COLUMNS:
        raise RecordsError(f"{where}：有 {columns} 列，超过 {MAX_COLUMNS} 列的上限；请删去多余的列。")


def check_area(where: str, rows: int, columns: int) -> None:
    """Raises RecordsError for a sheet whose used range is too large, mostly by a stray cell far away."""
    check_width(where, columns)
    if rows * columns > MAX_CELLS:
        raise RecordsError(
            f"{where}：使用区域有 {rows} 行 {columns} 列，超过 {MAX_CELLS} 个单元格的上限；"
            f"请删去表格以外的单元格，或拆成几个文件。"
        )
