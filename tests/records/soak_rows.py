"""By hand: 1,000,000 random rows and 5,000 spoilt files of each form; then files at the limits.

    python tests/records/soak_rows.py [rows] [files]

Prints what was accepted and placed, the seconds, and how much the process grew.
"""

import random
import sys
import tempfile
import time
from pathlib import Path

from confined import TREE, _status
from mutating import check_rows, random_rows, spoilt_csv, spoilt_xlsx
from rowmaking import csv_bytes, row

from engine.records import TABLES, RecordsError, read_folder
from engine.records.limits import MAX_CELLS, MAX_ROWS, PEAK_MEMORY

BATCH = 25_000
MIB = 1024**2


def rows_soaked(count: int) -> None:
    accepted = placed = 0
    start, before = time.perf_counter(), _status("VmRSS")
    names = list(TABLES)
    for batch in range(-(-count // BATCH)):
        rng = random.Random(batch)  # noqa: S311
        strange = ["".join(chr(_scalar(rng)) for _ in range(rng.randrange(1, 9))) for _ in range(40)]
        name = names[batch % len(names)]
        tables = {"sites": [row("sites")], name: random_rows(rng, name, BATCH, strange)}
        with tempfile.TemporaryDirectory() as folder:
            for table, rows in tables.items():
                (Path(folder) / f"{table}.csv").write_bytes(csv_bytes(rows))
            one, other = check_rows(tables, read_folder(Path(folder), TREE), "{}.csv".format)
        accepted, placed = accepted + one, placed + other
    seconds, growth = time.perf_counter() - start, (_status("VmHWM") - before) // MIB
    print(f"rows: {accepted} accepted, {placed} placed, {seconds:.0f} s, at most {growth} MiB more")


def _scalar(rng: random.Random) -> int:
    """Any character but NUL and surrogates."""
    code = rng.choice((rng.randrange(1, 0x100), rng.randrange(1, 0x3100), rng.randrange(1, 0x110000 - 0x800)))
    return code + 0x800 if code >= 0xD800 else code


def files_soaked(count: int) -> None:
    for ending, spoilt in (("csv", spoilt_csv), ("xlsx", spoilt_xlsx)):
        read = refused = 0
        slowest = 0.0
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"sites.{ending}"
            for seed in range(count):
                path.write_bytes(spoilt(random.Random(seed)))  # noqa: S311
                start = time.perf_counter()
                try:
                    read_folder(Path(folder), TREE)
                    read += 1
                except RecordsError:
                    refused += 1
                slowest = max(slowest, time.perf_counter() - start)
        print(f"{ending}: {read} read, {refused} refused, slowest {slowest:.2f} s")


def at_the_limits(table: str, *, all_columns: bool) -> None:
    """As many rows as may be, each cell faulty and unlike any other."""
    columns = [column.name for column in TABLES[table].columns if all_columns or column.required]
    count = min(MAX_CELLS // len(columns), MAX_ROWS) - 2
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / f"{table}.csv").open("w", encoding="utf-8") as file:
            file.write(",".join(columns) + "\n")
            for number in range(count):
                file.write(",".join(f"\u200b{number:x}{at:x}" for at in range(len(columns))) + "\n")
        start, before = time.perf_counter(), _status("VmRSS")
        faults = len(read_folder(Path(folder), TREE).rejected)
    seconds, growth = time.perf_counter() - start, _status("VmHWM") - before
    print(f"limits: {count} rows, {faults} faults, {seconds:.0f} s, {growth // MIB} MiB more")
    assert growth < PEAK_MEMORY


if __name__ == "__main__":
    wanted = [*map(int, sys.argv[1:]), 1_000_000, 5_000]
    rows_soaked(wanted[0])
    files_soaked(wanted[1])
    at_the_limits("discoveries", all_columns=True)
    at_the_limits("measures", all_columns=False)
