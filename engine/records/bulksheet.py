"""A Parquet file as a sheet of cells, for the ledger: small enough to be kept row by row, and judged like a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.records import limits
from engine.records.bulkfile import DAMAGE, BulkFile, opened_bytes
from engine.records.bulkschema import check_types, dense, text_bytes
from engine.records.cells import Cell, Unreadable, cell
from engine.records.grids import Grid
from engine.records.rejections import RecordsError
from engine.records.schema import Table
from engine.records.sheets import Sheet
from engine.records.validation import matched_columns

FINER = "时间比百万分之一秒更细，不能照存；请只保留六位小数"


def parquet_sheet(name: str, data: bytes, table: Table) -> Sheet:
    """The rows of a file that bears a table's name; the first is row 2, as in a spreadsheet.

    Raises RecordsError: no such file, damaged, columns missing or of a type that can't hold them, too large.
    """
    with opened_bytes(name, data) as file:
        header = tuple(column.strip() for column in file.header)
        check_types(table, file, matched_columns(table, Sheet(name, None, header, (), ())))
        return _grid(file).sheet()


def parquet_grid(name: str, data: bytes) -> Grid:
    """The names of the columns and all rows below them. Raises RecordsError: as above, but for columns."""
    with opened_bytes(name, data) as file:
        return _grid(file)


def _grid(file: BulkFile) -> Grid:
    limits.check_area(file.name, file.rows + 1, len(file.header))
    columns = list(range(len(file.header)))
    file.check_pages(columns)
    rows: list[list[Cell]] = [list(file.header)]
    text = 0
    for arrays in file.batches(columns):
        text += sum(map(text_bytes, arrays))
        if text > limits.MAX_TEXT_BYTES:
            allowed = limits.MAX_TEXT_BYTES // 1024**2
            raise RecordsError(f"{file.name}：文字合计超过 {allowed} MiB；请拆成几个文件。")
        try:
            rows += map(list, zip(*map(list, map(_cells, map(dense, arrays))), strict=True))
        except DAMAGE:
            raise RecordsError(
                f"{file.name}：第 {len(rows) + 1} 行以后有不能读取的值；请重新导出为 Parquet 文件。"
            ) from None
    return Grid(file.name, None, rows)


def _cells(array: Any) -> Iterator[Cell]:  # noqa: ANN401
    finer: set[int] = set()
    if pa.types.is_timestamp(array.type) and array.type.unit == "ns":
        whole = array.cast(pa.timestamp("us", array.type.tz), safe=False)
        finer = set(pc.indices_nonzero(pc.not_equal(whole.cast(array.type, safe=False), array)).to_pylist())
        array = whole
    zoned = pa.types.is_timestamp(array.type) and array.type.tz is not None
    for at, value in enumerate(array.to_pylist()):
        # An instant stands in a spreadsheet as text: its cells bear no zone.
        told = value.isoformat() if zoned and value is not None else value
        yield Unreadable(str(value), FINER) if at in finer else cell(told)
