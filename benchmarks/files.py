"""The tables as departments send them: one file a city in its own form, rows sent twice, bad rows among the good."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter  # type: ignore[import-untyped]

from benchmarks.synthetic.cells import DAY_FORMS, Hand, Manner, Written
from benchmarks.synthetic.planted import Planted, plant, shares
from engine.jurisdictions import Tree
from engine.records import TABLES

BY_CITY: Final = ("sites", "discoveries", "measures", "checks")
OFFICE: Final = ("inquiries", "duty_evidence", "posts", "prior_actions", "appraisals")
REPEATED: Final = 0.01
ROWS_A_FILE: Final = 200_000
"""Below the reader's limit on a file's bytes."""


@dataclass(frozen=True, slots=True)
class Form:
    """Ending and encoding of a department's files, and its manner."""

    encoding: str | None
    manner: Manner


PLAIN: Final = Form("utf-8", Manner(chinese=False, days=DAY_FORMS[0]))
MIXED: Final = (
    PLAIN,
    Form("gb18030", Manner(chinese=True, days=DAY_FORMS[3])),
    Form(None, Manner(chinese=True, days=None)),
    Form("utf-8-sig", Manner(chinese=True, days=DAY_FORMS[1])),
    Form("gb18030", Manner(chinese=False, days=DAY_FORMS[2])),
)
"""A workbook has no encoding."""


def write(folder: Path, tables: dict[str, pa.Table], tree: Tree, *, mixed: bool, bad_rows: int, seed: int) -> list[Planted]:  # fmt: skip
    """Write all tables into an empty folder; the bad rows planted, sorted."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    random = Random(f"{seed}/files")  # noqa: S311 - synthetic data, reproducible by its seed
    wanted = shares(bad_rows)
    planted: list[Planted] = []
    for name in BY_CITY:
        parts = list(_by_city(name, tables, tree)) if mixed else [("", tables[name])]
        faults = wanted.get(name, [])
        for at, (city, part) in enumerate(parts):
            form = MIXED[at % len(MIXED)] if mixed else PLAIN
            planted += _file(folder, name, city, part, tree, form, faults[at :: len(parts)], random)
    if mixed:
        _workbook(folder / "办公室台账.xlsx", {n: tables[n] for n in OFFICE}, tree)
    else:
        for name in OFFICE:
            _file(folder, name, "", tables[name], tree, PLAIN, [], random)
    return sorted(planted)


def _by_city(name: str, tables: dict[str, pa.Table], tree: Tree) -> Iterator[tuple[str, pa.Table]]:
    """Rows of one table by the city of their site; rows of a city stay in order."""
    sites = tables["sites"]
    codes = sites["jurisdiction"].unique().to_pylist()
    city = {c: tree.ancestor_at(c, "city") or tree.ancestor_at(c, "province") or c for c in codes}
    at = sites["jurisdiction"] if name == "sites" else sites["jurisdiction"].take(
        pc.index_in(tables[name]["site_id"], value_set=sites["site_id"].combine_chunks())
    )  # fmt: skip
    place = pc.index_in(at, value_set=pa.array(codes, pa.string()))
    cities = pa.array([city[c] for c in codes], pa.string()).take(place.combine_chunks())
    for code in sorted(set(city.values())):
        part = tables[name].filter(pc.equal(cities, code))
        if part.num_rows:
            yield tree.place(code).name, part


def _file(
    folder: Path, name: str, city: str, table: pa.Table, tree: Tree, form: Form, faults: list[int], random: Random
) -> list[Planted]:  # fmt: skip
    hand = Hand(tree, form.manner)
    columns = hand.columns(name, table)
    header = hand.header(name, columns)
    out: list[Planted] = []
    starts = range(0, max(1, table.num_rows), ROWS_A_FILE)
    for number, start in enumerate(starts):
        rows = hand.rows(name, columns, table.slice(start, ROWS_A_FILE))
        for _ in range(int(len(rows) * REPEATED) if name in BY_CITY else 0):
            rows.insert(random.randrange(len(rows) + 1), random.choice(rows))
        here = faults[number :: len(starts)] if rows else []
        label = TABLES[name].label if form.manner.chinese else name
        stem = "-".join(filter(None, (label, city, str(number + 1) if len(starts) > 1 else "")))
        places = plant(name, columns, rows, here, random)
        if form.encoding:
            file, sheet = f"{stem}.csv", ""
            _csv(folder / file, form.encoding, [header, *rows])
        else:
            file, sheet = f"{stem}.xlsx", label
            book = xlsxwriter.Workbook(str(folder / file), {"constant_memory": True})
            _sheet(book, sheet, [header, *rows])
            book.close()
        out += [Planted(file, sheet, row, column) for row, column in places]
    return out


def _csv(path: Path, encoding: str, rows: Sequence[Sequence[Written]]) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)


def _workbook(path: Path, tables: dict[str, pa.Table], tree: Tree) -> None:
    hand = Hand(tree, Manner(chinese=True, days=None))
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    for name, table in tables.items():
        columns = hand.columns(name, table)
        _sheet(book, TABLES[name].label, [hand.header(name, columns), *hand.rows(name, columns, table)])
    book.close()


def _sheet(book: xlsxwriter.Workbook, name: str, rows: Sequence[Sequence[Written]]) -> None:
    sheet = book.add_worksheet(name)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, row in enumerate(rows):
        for at, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, at, value, day)
            elif value:
                sheet.write_string(number, at, value)
