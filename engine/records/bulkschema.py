"""Which pyarrow types may stand in a column: text anywhere, days, instants and truth values in theirs."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.records.bulkfile import BulkFile
from engine.records.headers import Matched
from engine.records.rejections import RecordsError
from engine.records.schema import Column, Table

_AS_TEXT: Final = "请把该列存为文本（string）后重新导出"
_WANTED: Final = {
    "date": "请存为日期（date32）或文本",
    "instant": "请存为带时区的时间（timestamp，UTC）或文本",
    "flag": "请存为布尔（bool）或文本",
}


def check_types(table: Table, file: BulkFile, matched: Matched) -> None:
    """Raises RecordsError for the first column whose type can't hold what the column says.

    A number in place of an id or code has lost its leading zeros, and no reader can tell.
    """
    for name, position in matched.positions.items():
        column, kind = table.column(name), file.types[position]
        if not _fits(column, kind):
            mend = _WANTED.get(column.base, _AS_TEXT)
            raise RecordsError(
                f"{file.name}：列“{file.header[position]}”的类型是 {kind}，不能读作{column.label}；{mend}。"
            )


def _fits(column: Column, kind: Any) -> bool:  # noqa: ANN401 - pyarrow has no types
    types = pa.types
    if is_text(kind) or types.is_null(kind):
        return True
    if column.base == "date":
        return bool(types.is_date(kind) or (types.is_timestamp(kind) and kind.tz is None))
    if column.base == "instant":
        return bool(types.is_timestamp(kind) and kind.tz is not None)
    return bool(types.is_boolean(kind) and column.domain in {"flag", "answer"})


def dense(cells: Any) -> Any:  # noqa: ANN401
    """A column of a batch as the parsers take it: text as plain strings, the rest as it is typed."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if pa.types.is_large_string(cells.type):
        cells = cells.cast(pa.string())
    return cells


def text_bytes(cells: Any) -> int:  # noqa: ANN401
    """How many bytes of text a column of a batch holds, a value counted as often as cells repeat it."""
    if pa.types.is_dictionary(cells.type):
        lengths = pc.binary_length(cells.dictionary)
        return int(pc.sum(lengths.take(cells.indices)).as_py() or 0)
    return int(pc.sum(pc.binary_length(cells)).as_py() or 0) if is_text(cells.type) else 0


def is_text(kind: Any) -> bool:  # noqa: ANN401
    """Whether the type is text of any width, dictionary-encoded or not."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
