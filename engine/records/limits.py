"""How much the reader takes; stated here and in the messages that refuse more.

Memory is growth of the process over what it holds before reading, on 64-bit CPython.
"""

from __future__ import annotations

from engine.records.rejections import RecordsError

_MIB = 1024**2

MAX_FILE_BYTES = 64 * _MIB
MAX_UNPACKED_BYTES = 256 * _MIB  # of the parts of a workbook that are read
MAX_DESCRIBING_BYTES = 16 * _MIB  # of a part that describes the workbook: sheets, links, styles
MAX_TAGS = 500_000  # in such a part
MAX_PARTS = 10_000  # of a workbook's archive, pictures included
MAX_SHEETS = 255
MAX_COLUMNS = 16_384  # of Excel
MAX_ROWS = 1_048_576  # of Excel
MAX_CELLS = 3_000_000  # of all files together, blank ones within a table included
MAX_LINE = 2 * _MIB  # characters
MAX_ROW_BYTES = 16 * _MIB  # of one row of a sheet's XML
MAX_STRING_BYTES = _MIB  # of one shared string's XML; a cell of Excel holds 32,767 characters
MAX_TEXT_BYTES = 128 * _MIB  # of one sheet's cells, a string counted as often as cells repeat it

REFUSAL_MEMORY = 300 * _MIB
"""A file that is refused makes the process grow by no more than this."""

PEAK_MEMORY = 2048 * _MIB
"""Files at the limits, with every cell faulty, make the process grow by no more than this."""

# Parquet files, for data beyond the limits above. A file that is refused for what it is, before its rows are
# read, makes the process grow by no more than REFUSAL_MEMORY too.
BULK_FILE_BYTES = 4096 * _MIB
BULK_FOOTER_BYTES = 16 * _MIB
BULK_PAGE_BYTES = 64 * _MIB  # of one page, unpacked; a page is unpacked whole
BULK_PAGES_BYTES = 256 * _MIB  # of the largest page of each column that is read, together
BULK_PAGES = 200_000  # of one file
BULK_ROWS = 20_000_000  # of all files together
BULK_TEXT_BYTES = 2000 * _MIB  # of all cells together, a value counted as often as cells repeat it; below 2³¹
BULK_UNCOUNTED_BYTES = 512 * _MIB  # of text; before more is unpacked, all that a file holds is counted
BULK_BATCH_BYTES = 64 * _MIB  # of text in one batch; as above
BULK_FAULTS = 500_000  # rows that are refused or must be looked at one by one

BULK_PEAK_MEMORY = 8192 * _MIB
"""Parquet files at the limits make the process grow by no more than this."""


def check_file_size(name: str, size: int) -> None:
    """Raises RecordsError for a file over the limit."""
    _check_size(name, size, MAX_FILE_BYTES, "文件")


def check_unpacked_size(name: str, size: int) -> None:
    """Raises RecordsError for a workbook whose parts declare more bytes than the limit."""
    _check_size(name, size, MAX_UNPACKED_BYTES, "解压后")


def _check_size(name: str, size: int, limit: int, what: str) -> None:
    if size > limit:
        found, allowed = f"{-(-size // _MIB)} MiB", f"{limit // _MIB} MiB"
        raise RecordsError(f"{name}：{what}有 {found}，超过 {allowed} 的上限；请拆成几个文件。")


def check_width(where: str, columns: int) -> None:
    """Raises RecordsError for a sheet with more columns than Excel has."""
    if columns > MAX_COLUMNS:
        raise RecordsError(f"{where}：有 {columns} 列，超过 {MAX_COLUMNS} 列的上限；请删去多余的列。")


def check_rows(where: str, rows: int) -> None:
    """Raises RecordsError for a sheet with more rows than Excel has."""
    if rows > MAX_ROWS:
        raise RecordsError(f"{where}：有超过 {MAX_ROWS} 行；请删去空行，或拆成几个文件。")


def check_area(where: str, rows: int, columns: int) -> None:
    """Raises RecordsError for a sheet whose used range is too large, mostly by a stray cell far away."""
    check_width(where, columns)
    check_rows(where, rows)
    if rows * columns > MAX_CELLS:
        raise RecordsError(
            f"{where}：使用区域至少有 {rows} 行 {columns} 列，超过 {MAX_CELLS} 个单元格的上限；"
            f"请删去表格以外的单元格，或拆成几个文件。"
        )


def check_cells(where: str, cells: int) -> None:
    """Raises RecordsError where the files read so far hold too many cells together."""
    if cells > MAX_CELLS:
        raise RecordsError(
            f"{where}：至此共有超过 {MAX_CELLS} 个单元格；请拆成几个文件夹，分次评估，或改存为 Parquet。"
        )
