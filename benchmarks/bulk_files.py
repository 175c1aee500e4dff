"""The tables as one Parquet file each, typed as programs export them: rows sent twice, bad rows among the good."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.files import BY_CITY, REPEATED
from benchmarks.synthetic.planted import FAULTS, Planted
from benchmarks.synthetic.sizes import MARK
from engine.records import TABLES

GROUP: Final = 1_000_000
"""Rows of a row group."""
TYPED: Final = frozenset({"date", "instant", "flag"})
SPOILT: Final = [fault for fault in FAULTS if TABLES[fault[0]].column(fault[1]).base not in TYPED]
"""The faults that text can hold: a typed day can't be written wrongly."""


def write_bulk(
    folder: Path, tables: Iterable[tuple[str, pa.Table]], *, bad_rows: int, seed: int
) -> list[Planted]:
    """Write the tables into an empty folder as they come; the bad rows planted, sorted."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    planted: list[Planted] = []
    for name, table in tables:
        random = Random(f"{seed}/bulk/{name}")  # noqa: S311 - synthetic data, reproducible by its seed
        wanted = [n for n in range(bad_rows) if SPOILT[n % len(SPOILT)][0] == name]
        bad = pa.Table.from_pylist([_bad(name, table, n, random) for n in wanted], schema=table.schema)
        order, at = _mixed(table.num_rows, bad.num_rows, name in BY_CITY, random)
        planted += [
            Planted(f"{name}.parquet", "", row + 2, SPOILT[n % len(SPOILT)][1])
            for n, row in zip(wanted, at, strict=True)
        ]
        rows = pa.concat_tables([table, bad])
        with pq.ParquetWriter(folder / f"{name}.parquet", rows.schema, compression="zstd") as file:
            for start in range(0, max(1, len(order)), GROUP):
                file.write_table(_as_exported(name, rows.take(order.slice(start, GROUP))), GROUP)
    return sorted(planted)


def _bad(name: str, table: pa.Table, number: int, random: Random) -> dict[str, Any]:
    """A good row with one fault and an id of its own."""
    row: dict[str, Any] = table.slice(random.randrange(table.num_rows), 1).to_pylist()[0]
    _, column, value = SPOILT[number % len(SPOILT)]
    own = {TABLES[name].key: f"X{name[0].upper()}{number:06d}", "note": f"{MARK}：错行{number}"}
    return {
        **row,
        **dict.fromkeys(set(row) & {"replaces", "same_as"}),
        "withdrawn": False,
        **own,
        column: value,
    }


def _mixed(count: int, bad: int, repeated: bool, random: Random) -> tuple[pa.Array, list[int]]:  # noqa: FBT001
    """Positions of rows in their new order, and where the bad ones then stand.

    Bad rows, which come last in the table, and rows sent twice are put anywhere among the others.
    """
    twice = [random.randrange(count) for _ in range(int(count * REPEATED) if repeated else 0)]
    places = pa.array([random.random() * count for _ in range(bad + len(twice))], pa.float64())
    taken = pa.concat_arrays([pa.arange(0, count + bad), pa.array(twice, pa.int64())])
    order = pc.sort_indices(pa.concat_arrays([pa.arange(0, count).cast(pa.float64()), places]))
    taken = taken.take(order)
    return taken, pc.index_in(pa.arange(count, count + bad), value_set=taken).to_pylist()


def _as_exported(name: str, table: pa.Table) -> pa.Table:
    """Several items of a cell with `;` between them only."""
    for column in TABLES[name].columns:
        if column.base in {"codes", "list"}:
            at = table.column_names.index(column.name)
            table = table.set_column(at, column.name, pc.utf8_trim(table[column.name], ";"))
    return table
