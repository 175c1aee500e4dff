"""A Parquet file, opened only when its footer, its columns and the pages of those columns may be read."""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from engine.records import limits
from engine.records.bulkpages import DELTA_BYTE_ARRAY, Page, PageError, pages
from engine.records.opening import opened_file
from engine.records.rejections import RecordsError
from engine.records.sheets import file_name

BATCH = 65_536
"""Rows that are unpacked and judged at a time."""
_MAGIC, _ENCRYPTED, _TAIL = b"PAR1", b"PARE", 8
_MEND = "请重新导出为 Parquet 文件"
# What pyarrow raises for a file that isn't what it says; an error of the disk is an OSError with a number.
DAMAGE = (pa.ArrowException, OSError, ValueError, TypeError, LookupError, OverflowError, AttributeError)


@dataclass(frozen=True)
class BulkFile:
    """An opened file: its name as messages print it, its columns' names and pyarrow types, how many rows."""

    name: str
    header: tuple[str, ...]
    types: tuple[Any, ...]
    rows: int
    _source: BinaryIO
    _file: Any

    def check_pages(self, columns: Sequence[int]) -> None:
        """Raises RecordsError where the pages of the columns unpack to too much, or are none."""
        metadata, largest, count = self._file.metadata, dict.fromkeys(columns, 0), 0
        try:
            for group in self._groups():
                for column in columns:
                    chunk = metadata.row_group(group).column(column)
                    start = chunk.data_page_offset
                    if chunk.has_dictionary_page and 0 < chunk.dictionary_page_offset < start:
                        start = chunk.dictionary_page_offset
                    for page in pages(self._at, start, chunk.total_compressed_size):
                        largest[column] = max(largest[column], page.unpacked)
                        count += 1
                        self._check(page, sum(largest.values()), count)
        except (PageError, *DAMAGE) as error:
            raise self._damaged(error) from None

    def _groups(self) -> list[int]:
        """The row groups that hold any row."""
        metadata = self._file.metadata
        return [at for at in range(metadata.num_row_groups) if metadata.row_group(at).num_rows > 0]

    def _at(self, offset: int, length: int) -> bytes:
        self._source.seek(offset)
        return self._source.read(length)

    def _check(self, page: Page, together: int, count: int) -> None:
        if page.unpacked > limits.BULK_PAGE_BYTES or together > limits.BULK_PAGES_BYTES:
            size = limits.BULK_PAGE_BYTES // 1024**2
            raise RecordsError(
                f"{self.name}：有数据页声明解压后超过 {size} MiB，或各列的数据页合计过大；"
                f"{_MEND}，并把数据页设为 1 MiB 左右。"
            )
        if count > limits.BULK_PAGES:
            raise RecordsError(f"{self.name}：有超过 {limits.BULK_PAGES} 个数据页；{_MEND}。")
        if page.encoding == DELTA_BYTE_ARRAY:
            raise RecordsError(
                f"{self.name}：有列用了 DELTA_BYTE_ARRAY 编码，解开以前看不出有多少文字；"
                f"{_MEND}，用字典或 PLAIN 编码。"
            )

    def batches(self, columns: Sequence[int]) -> Iterator[list[Any]]:
        """Some columns, by position, as arrays of at most BATCH rows, in order; text dictionary-encoded.

        Raises RecordsError: damaged, or text that is no UTF-8.
        """
        reading, done = iter(self._file.reader.iter_batches(BATCH, self._groups(), list(columns), False)), 0
        while True:
            try:
                batch = next(reading, None)
                if batch is None:
                    break
                batch.validate(full=True)
                arrays = batch.columns
            except MemoryError:
                raise
            except DAMAGE as error:
                raise self._damaged(error, done) from None
            done += batch.num_rows
            yield arrays
        if done != self.rows:
            raise self._damaged(ValueError("rows"), done)

    def _damaged(self, error: Exception, done: int = 0) -> Exception:
        if _of_disk(error):
            return error
        after = f"第{done + 2}行以后" if done else ""
        return RecordsError(f"{self.name}：{after}内容已损坏、被截断，或有不是 UTF-8 的文字；{_MEND}。")


def _of_disk(error: Exception) -> bool:
    """Whether reading failed, and not the bytes: places that there can't be are the file's own fault."""
    return isinstance(error, OSError) and bool(error.errno) and error.errno != errno.EINVAL


@contextmanager
def opened(path: Path) -> Iterator[BulkFile]:
    """Open a Parquet file for the time of reading. Raises RecordsError: none, damaged, too large; OSError."""
    name = file_name(path)
    with opened_file(path) as (source, size):
        _check_ends(name, source, size)
        yield _read(name, source)


@contextmanager
def opened_bytes(name: str, data: bytes) -> Iterator[BulkFile]:
    """The same for a content that is held already."""
    source = io.BytesIO(data)
    _check_ends(name, source, len(data))
    yield _read(name, source)


def _check_ends(name: str, source: BinaryIO, size: int) -> None:
    """The magic bytes at both ends, and the footer's length, before the footer is read."""
    if size > limits.BULK_FILE_BYTES:
        found, allowed = -(-size // 1024**2), limits.BULK_FILE_BYTES // 1024**2
        raise RecordsError(f"{name}：文件有 {found} MiB，超过 {allowed} MiB 的上限；请拆成几个文件夹。")
    head = source.read(len(_MAGIC))
    if head not in {_MAGIC, _ENCRYPTED}:
        raise RecordsError(f"{name}：内容不是 Parquet 文件；请核对文件，{_MEND.removeprefix('请')}。")
    source.seek(max(0, size - _TAIL))
    tail = source.read(_TAIL)
    footer = int.from_bytes(tail[:4], "little")
    if _ENCRYPTED in {head, tail[4:]}:
        raise RecordsError(f"{name}：文件已加密；请去掉加密后重新导出。")
    if tail[4:] != _MAGIC or footer > size - len(_MAGIC) - _TAIL:
        raise RecordsError(f"{name}：文件不完整（多半是没有传完）；{_MEND}，或重新传送。")
    if footer > limits.BULK_FOOTER_BYTES:
        allowed = limits.BULK_FOOTER_BYTES // 1024**2
        raise RecordsError(f"{name}：文件尾部的说明超过 {allowed} MiB，列或分组过多；{_MEND}。")


def _read(name: str, source: BinaryIO) -> BulkFile:
    try:
        source.seek(0)
        plain = pq.ParquetFile(source, pre_buffer=False)
        limits.check_width(name, plain.metadata.num_columns)
        schema = plain.schema_arrow
        header = tuple(schema.names)
        texts = [field.name for field in schema if _is_text(field.type)]
        file = pq.ParquetFile(
            source, metadata=plain.metadata, read_dictionary=texts, pre_buffer=False, buffer_size=1024**2
        )
        types = tuple(field.type for field in schema)
        rows, nested = _rows(file.metadata), _nested(plain, schema)
    except MemoryError:
        raise
    except DAMAGE as error:
        if _of_disk(error):
            raise
        raise RecordsError(f"{name}：不是可读的 Parquet 文件，或尾部的说明已损坏；{_MEND}。") from None
    if nested is not None:
        mend = "每行每列只能有一个值，几项之间用分号“;”隔开"
        raise RecordsError(f"{name}：列“{nested}”是嵌套的（列表、结构或映射）；{mend}，{_MEND}。")
    if rows < 0:
        raise RecordsError(f"{name}：各分组的行数与文件声明的行数不符；{_MEND}。")
    if rows > limits.BULK_ROWS:
        raise RecordsError(
            f"{name}：声明有 {rows} 行，超过 {limits.BULK_ROWS} 行的上限；请拆成几个文件夹，分次评估。"
        )
    return BulkFile(name, header, types, rows, source, file)


def _is_text(kind: Any) -> bool:  # noqa: ANN401 - pyarrow has no types
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _rows(metadata: Any) -> int:  # noqa: ANN401
    """The declared rows; -1 where groups and file disagree."""
    groups = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    return metadata.num_rows if min(groups, default=0) >= 0 and sum(groups) == metadata.num_rows else -1


def _nested(plain: Any, schema: Any) -> str | None:  # noqa: ANN401
    """The name of the first column that isn't flat."""
    columns = plain.metadata.num_columns
    for field in schema:
        if pa.types.is_nested(field.type):
            return str(field.name)
    repeated = (plain.schema.column(number) for number in range(columns))
    return next((str(c.path) for c in repeated if c.max_repetition_level > 0), None)
