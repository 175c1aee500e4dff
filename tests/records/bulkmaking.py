"""The same rows as CSV and as Parquet, and what both ways of reading gave, made comparable."""

import csv
import io
import random
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from mutating import random_rows

from engine.jurisdictions import Tree
from engine.records import TABLES, Records, RecordsError, read_folder

Rows = Sequence[Mapping[str, str]]
ODD = (
    *("\u3000A", "A ", "Ａ", "x;y", "；", "x；y", "e.jpg;e2", "\t", " \n", "a\u00a0", "é", "e\u0301", "A~1"),
    *("甲（乙）", "C\u202e", "true", "FALSE", "x" * 201, "长" * 100, "E 1", "0"),
    *("1950-01-01T00:00:00Z", "2024-02-30T00:00:00Z", "2024-02-29T23:59:59.123456+08:00"),
    *("2023-02-29T10:00:00Z", "2101-01-01T00:00:00Z", "2100-12-31T23:59:59-14:00"),
)
MEETING = ("site_id", "same_as", "replaces", "person_id")


def random_tables(rng: random.Random, strange: Sequence[str] = ()) -> dict[str, list[dict[str, str]]]:
    """Rows whose ids meet, correct and join each other; repeated rows, blank rows, columns too many or too few."""
    named = [name for name in TABLES if name == "sites" or rng.random() < 0.5]
    return {name: _random_table(rng, name, [*ODD, *strange]) for name in named}


def _random_table(rng: random.Random, name: str, strange: Sequence[str]) -> list[dict[str, str]]:
    rows = random_rows(rng, name, rng.choice((1, 3, 8, 20)), strange)
    ids = ["A", "B", "", *(f"sites{n}" for n in range(4)), *(f"{name}{n}" for n in range(4))]
    often = rng.choice((0.1, 0.4))
    for cells in rows:
        for column in sorted({*MEETING, TABLES[name].key} & set(cells)):
            if rng.random() < often:
                cells[column] = rng.choice(ids)
        if rng.random() < 0.05:
            cells.update(dict.fromkeys(cells, rng.choice(("", " "))))
    rows += [dict(rng.choice(rows)) for _ in range(rng.choice((0, 0, 1, 3)))]
    rng.shuffle(rows)
    for header in [header for header in ("foo", "") if rng.random() < 0.1]:
        for cells in rows:
            cells[header] = rng.choice(("", " ", "x"))
    if rng.random() < 0.05:
        column = rng.choice(list(rows[0]))
        for cells in rows:
            del cells[column]
    return rows


def headers(rows: Rows) -> list[str]:
    return list(dict.fromkeys(header for cells in rows for header in cells))


def write_csv(folder: Path, name: str, rows: Rows) -> None:
    """Every cell in quotes: without them the reader of CSV drops the spaces before a cell."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headers(rows), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    (folder / f"{name}.csv").write_bytes(text.getvalue().encode())


def text_table(rows: Rows) -> Any:
    """All columns as text; a cell that a row leaves out, and every other empty one, is null."""
    columns = {}
    for header in headers(rows):
        cells = [row.get(header) for row in rows]
        columns[header] = pa.array(
            [None if cell == "" and at % 2 else cell for at, cell in enumerate(cells)], pa.string()
        )
    return pa.table(columns)


def write_parquet(folder: Path, name: str, rows: Rows, **options: Any) -> None:
    pq.write_table(text_table(rows), folder / f"{name}.parquet", **options)


def told(records: Records) -> list[Any]:
    """Rejections with the ending of their file, and of files that reasons name, left out."""
    return sorted(
        tuple(
            part.replace(".parquet", "").replace(".csv", "") if isinstance(part, str) else part
            for part in one
        )
        for one in map(astuple, records.rejected)
    )


def read(folder: Path, tree: Tree) -> Any:
    """The records, or the line that refuses the folder, endings of files left out."""
    try:
        return read_folder(folder, tree)
    except RecordsError as error:
        return str(error).replace(".parquet", "").replace(".csv", "")


def both(folder: Path, tables: Mapping[str, Rows], tree: Tree) -> tuple[Any, Any]:
    """Read as CSV, then as Parquet."""
    out = []
    for name, write in (("csv", write_csv), ("parquet", write_parquet)):
        place = folder / name
        place.mkdir()
        for table, rows in tables.items():
            write(place, table, rows)
        out.append(read(place, tree))
    return out[0], out[1]


def compare(one: Any, two: Any) -> None:
    """Both refused in the same line, or equal in tables, digest and rejections."""
    if isinstance(one, str) or isinstance(two, str):
        assert one == two
        return
    assert told(one) == told(two)
    assert one.sha256 == two.sha256
    assert one.tables == two.tables
