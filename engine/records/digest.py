"""The digest that names accepted rows, whatever file, order, encoding or language they came in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from json.encoder import encode_basestring_ascii
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

_PLAIN: Final = r"^[ !#-\[\]-~]*$"
"""Text that JSON writes as it is."""
_AT_ONCE: Final = 50_000
_DAY: Final = 86_400


def digest(tables: Mapping[str, Any]) -> str:
    """SHA-256 over the tables: a line of JSON for each column, `["sites","name",["甲矿",null]]`, non-ASCII escaped.

    `tables`: pyarrow tables by name, rows in order of their ids. The columns are joined by pyarrow: a million rows
    take half a second.
    """
    out = hashlib.sha256()
    for name in sorted(tables):
        for column in tables[name].column_names:
            out.update(json.dumps([name, column], separators=(",", ":"))[:-1].encode() + b",[")
            values = tables[name][column]
            for start in range(0, len(values), _AT_ONCE):
                part = _written(_one_chunk(values.slice(start, _AT_ONCE)))
                whole = pa.ListArray.from_arrays(pa.array([0, len(part)], pa.int32()), part)
                out.update(b"," if start else b"")
                out.update(pc.binary_join(whole, ",")[0].as_buffer())
            out.update(b"]]\n")
    return out.hexdigest()


def _one_chunk(column: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    whole = column.combine_chunks()
    if not isinstance(whole, pa.ChunkedArray):
        return whole
    return whole.chunk(0) if whole.num_chunks else pa.array([], whole.type)


def _written(column: Any) -> Any:  # noqa: ANN401
    """Each value as JSON writes it."""
    if column.null_count == len(column):
        return pa.repeat("null", len(column))
    if pa.types.is_timestamp(column.type):
        return _instants(column)
    if pa.types.is_string(column.type) and pc.all(pc.match_substring_regex(column, _PLAIN)).as_py():
        return pc.fill_null(pc.binary_join_element_wise('"', column, '"', ""), "null")
    # Few distinct values, or text to be escaped: each value is written once.
    coded = column.dictionary_encode()
    values = coded.dictionary.to_pylist()
    write = encode_basestring_ascii if pa.types.is_string(column.type) else _plain
    return pc.fill_null(pa.array(map(write, values), pa.string()).take(coded.indices), "null")


def _plain(value: object) -> str:
    return json.dumps(value.isoformat() if isinstance(value, date) else value)


def _instants(column: Any) -> Any:  # noqa: ANN401
    """Instants in UTC as `"2022-02-22T01:30:00+00:00"`, microseconds only where there are any."""
    micros = column.cast(pa.int64())
    days = pc.floor_temporal(column, unit="day")
    within = pc.subtract(micros, days.cast(pa.int64()))
    seconds = pc.divide(within, 1_000_000)
    rest = pc.subtract(within, pc.multiply(seconds, 1_000_000))
    day = days.cast(pa.date32()).cast(pa.string())
    time = pc.take(_times(), seconds)
    shown = pc.binary_join_element_wise(".", pc.utf8_lpad(rest.cast(pa.string()), 6, "0"), "")
    fraction = pc.if_else(pc.equal(rest, 0), "", shown)
    return pc.fill_null(pc.binary_join_element_wise('"', day, time, fraction, '+00:00"', ""), "null")


@cache
def _times() -> Any:  # noqa: ANN401
    """The times of a day, by second."""
    return pa.array([f"T{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(_DAY)], pa.string())
