"""From drawn lists to typed tables of the schema, without a row in between."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from benchmarks.synthetic.sizes import MARK
from engine.records import TABLES

DAY_US = 86_400_000_000
"""Microseconds of a day."""


def numbered(letter: str, count: int) -> pa.Array:
    """Ids in order: `D0000000`, `D0000001` …"""
    return pa.array([f"{letter}{n:07d}" for n in range(count)], pa.string())


def picked(values: Sequence[str | None], positions: Iterable[int]) -> pa.Array:
    """The values at the positions, as text."""
    return pa.array(values, pa.string()).take(pa.array(array("l", iter(positions)), pa.int64()))


def days(values: Iterable[int | None]) -> pa.Array:
    """Days counted from 1970-01-01 as dates."""
    return pa.array(values, pa.int32(), from_pandas=False).cast(pa.date32())


def instants(values: Iterable[int]) -> pa.Array:
    """Microseconds from 1970-01-01 as instants in UTC."""
    return pa.array(array("q", values), pa.int64()).cast(pa.timestamp("us", "UTC"))


def table(name: str, columns: Mapping[str, Any], count: int) -> pa.Table:
    """A whole table of the schema: columns that are not given are empty, no row is withdrawn, each is marked."""
    out = []
    for column in TABLES[name].columns:
        if column.name in columns:
            out.append(columns[column.name])
        elif column.name == "withdrawn":
            out.append(pa.repeat(pa.scalar(False), count))
        elif column.name == "note":
            out.append(pa.repeat(pa.scalar(MARK), count))
        else:
            out.append(pa.nulls(count, column.arrow))
    return pa.table(out, schema=TABLES[name].arrow)
