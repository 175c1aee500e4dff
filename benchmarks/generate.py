"""`python -m benchmarks.generate --out DIR`: a synthetic province-year as files, with its planted bad rows."""

import argparse
import csv
import sys
from dataclasses import astuple, fields
from datetime import date
from pathlib import Path

from benchmarks.bulk_files import write_bulk
from benchmarks.files import write
from benchmarks.generator import each_table, tables
from benchmarks.jobs.data import save
from benchmarks.synthetic.planted import Planted
from benchmarks.synthetic.sizes import FIRST, MARK, Sizes, sizes
from engine.errors import WenzeError
from engine.jurisdictions import load_jurisdictions

README = """{mark}：以下文件全部由程序编造（种子 {seed}），不指任何真实的矿点、单位或个人；只有行政区划的名称和编码是真实的。

评估日：{last}。tables/ 是各部门报送的表，planted.csv 是其中预埋的错行（文件、工作表、行、列）。
"""


def parser() -> argparse.ArgumentParser:
    """The options."""
    out = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    out.add_argument("--out", type=Path, required=True, help="folder to write into")
    out.add_argument("--seed", type=int, default=1)
    out.add_argument("--discoveries", type=int, default=10_000)
    for name in ("sites", "checks", "measures"):
        out.add_argument(f"--{name}", type=int, help="default: in proportion to the discoveries")
    out.add_argument("--from", dest="first", type=date.fromisoformat, default=FIRST, help="first day")
    out.add_argument("--days", type=int, default=366)
    out.add_argument("--national", type=Path, metavar="DIVISIONS.csv", help="divisions of the whole country")
    out.add_argument(
        "--format", "--forms", dest="forms", choices=("csv", "mixed", "parquet", "arrow"), default="mixed",
        help="mixed: each city in its own form; parquet: for millions of rows; arrow: validated tables",
    )  # fmt: skip
    out.add_argument("--bad-rows", type=int, default=20)
    return out


def generate(
    out: Path, sized: Sizes, seed: int, national: Path | None, forms: str, bad_rows: int
) -> list[Planted]:
    """Write the folder; the planted bad rows (none among validated tables). Raises WenzeError."""
    tree = (load_jurisdictions(national) if national else load_jurisdictions()).tree
    folder, planted = out / "tables", []
    if forms == "arrow":
        save(folder, tables(seed, sized, tree))
    elif forms == "parquet":
        planted = write_bulk(folder, each_table(seed, sized, tree), bad_rows=bad_rows, seed=seed)
    else:
        drawn = tables(seed, sized, tree)
        planted = write(folder, drawn, tree, mixed=forms == "mixed", bad_rows=bad_rows, seed=seed)
    with (out / "planted.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[f.name for f in fields(Planted)], *map(astuple, planted)])
    text = README.format(mark=MARK, seed=seed, last=sized.last.isoformat())
    (out / "README.md").write_text(text, encoding="utf-8")
    return planted


def main() -> int:
    """Generate by the command line's options."""
    given = parser().parse_args()
    try:
        sized = sizes(
            given.discoveries, sites=given.sites, checks=given.checks, measures=given.measures,
            first=given.first, days=given.days,
        )  # fmt: skip
        planted = generate(given.out, sized, given.seed, given.national, given.forms, given.bad_rows)
    except WenzeError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(
        f"{given.out}: {MARK}, {sized.discoveries} discoveries, {len(planted)} bad rows, as of {sized.last}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
