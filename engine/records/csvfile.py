"""CSV files: their records read strictly, as they stream, so that a refusal costs little memory."""

from __future__ import annotations

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from engine.records import limits
from engine.records.cells import Cell
from engine.records.encodings import encoding_of
from engine.records.grids import Grid
from engine.records.opening import read_bytes
from engine.records.rejections import RecordsError
from engine.records.sheets import Sheet, file_name, filled

FIELD_LIMIT = 131_072  # characters; a longer field is an unclosed quote
_ARCHIVE = b"PK\x03\x04"
_LARGE = 8 * 1024**2  # bytes; larger files are looked through before any row is kept


def read_csv(path: Path) -> Sheet:
    """The one sheet of a CSV file in UTF-8, with or without a byte order mark, or GB18030.

    Raises RecordsError: undecodable, NUL bytes, a quote that doesn't close, no header, too large.
    """
    return csv_sheet(file_name(path), read_bytes(path))


def csv_sheet(name: str, data: bytes) -> Sheet:
    """As `read_csv`, from the content of a file; `name` is that of the file."""
    records = _checked(name, data)
    header = tuple(field.strip() for field in next(records, ()))
    if not any(header):
        raise RecordsError(f"{name}：第1行没有列名；列名须在第1行，请用 wenze template 生成的模板。")
    if header[0].casefold().startswith("sep=") and len(header) <= 2:  # noqa: PLR2004  (`sep=,` splits)
        raise RecordsError(
            f"{name}：第1行是 Excel 的分隔符说明“{header[0]}”；请删去第1行，各列之间用逗号分隔。"
        )
    return Sheet(name, None, header, *filled(records))


def csv_grid(name: str, data: bytes) -> Grid:
    """All records of a CSV file, row 1 first, whichever is the header. Raises RecordsError as `read_csv`."""
    return Grid(name, None, [list[Cell](record) for record in _checked(name, data)])


def _checked(name: str, data: bytes) -> Iterator[list[str]]:
    if data.startswith(_ARCHIVE):
        raise RecordsError(f"{name}：内容是工作簿或压缩包，不是 CSV；是工作簿的，请把文件名改为 .xlsx。")
    encoding = encoding_of(data, name)
    if len(data) > _LARGE:
        deque(_records(data, encoding, name), maxlen=0)
    return _records(data, encoding, name)


def _records(data: bytes, encoding: str, name: str) -> Iterator[list[str]]:
    """The records in their order, the header first, blank ones empty. Raises RecordsError where one is bad."""
    start = 0
    while data.startswith(codecs.BOM_UTF8, start):
        start += len(codecs.BOM_UTF8)
    raw = io.BytesIO(data)
    raw.seek(start)
    lines = _lines(io.TextIOWrapper(raw, encoding, newline=""), name)
    # Without `skipinitialspace` a space before an opening quote makes the quotes part of the cell.
    reader = csv.reader(lines, strict=True, skipinitialspace=True)
    number = cells = 0
    limit = csv.field_size_limit(FIELD_LIMIT)
    try:
        for number, record in enumerate(reader, start=1):
            cells += len(record)
            if len(record) > limits.MAX_COLUMNS or number > limits.MAX_ROWS or cells > limits.MAX_CELLS:
                limits.check_width(name, len(record))
                limits.check_rows(name, number)
                limits.check_cells(name, cells)
            yield record
    except csv.Error as error:
        raise RecordsError(
            f"{name}：第{number + 1}行起不是有效的 CSV（{_problem(error)}）；请检查该行的英文双引号是否成对。"
        ) from None
    finally:
        csv.field_size_limit(limit)


def _lines(text: TextIO, name: str) -> Iterator[str]:
    number = 0
    while line := text.readline(limits.MAX_LINE):
        number += 1
        if len(line) == limits.MAX_LINE:
            commas = line.count(",")
            raise RecordsError(
                f"{name}：第{number}行超过 {limits.MAX_LINE} 个字符（已有 {commas} 个逗号），不像表格的一行；"
                f"请核对文件，每行只写一条记录。"
            )
        yield line


def _problem(error: csv.Error) -> str:
    text = str(error)
    if "field larger" in text:
        return f"有超过 {FIELD_LIMIT} 个字符的内容，多半是双引号没有闭合"
    if "unexpected end" in text:
        return "双引号没有闭合"
    return "双引号后面应为逗号" if "expected after" in text else "格式错误"
