import csv
import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from benchmarks.bulk_files import SPOILT
from benchmarks.generate import generate
from benchmarks.generator import tables
from benchmarks.jobs.data import FORCE
from benchmarks.synthetic.discoveries import READINGS
from benchmarks.synthetic.sizes import MARK, sizes
from engine.errors import UsageError
from engine.jurisdictions import Tree, load_jurisdictions
from engine.records import TABLES, read_folder

SMALL = sizes(600)


@pytest.fixture(scope="module")
def tree() -> Tree:
    return load_jurisdictions().tree


@pytest.fixture(scope="module")
def drawn(tree: Tree) -> dict[str, Any]:
    return tables(7, SMALL, tree)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixed")
    generate(folder, SMALL, 7, None, "mixed", 25)
    return folder


def digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*.csv"))}


def test_one_seed_gives_one_set_of_rows_and_another_seed_others(tree: Tree, drawn: dict[str, Any]) -> None:
    again, other = tables(7, SMALL, tree), tables(8, SMALL, tree)
    assert all(again[n].equals(drawn[n]) for n in TABLES)
    assert not other["discoveries"].equals(drawn["discoveries"])


def test_one_seed_gives_the_same_files(written: Path, tmp_path: Path) -> None:
    generate(tmp_path, SMALL, 7, None, "mixed", 25)
    assert digests(tmp_path) == digests(written)


@pytest.mark.parametrize("forms", ["mixed", "csv", "parquet"])
def test_exactly_the_planted_rows_are_rejected(tmp_path: Path, tree: Tree, forms: str) -> None:
    generate(tmp_path, SMALL, 7, None, forms, 25)
    with (tmp_path / "planted.csv").open(encoding="utf-8", newline="") as file:
        planted = sorted((r["file"], r["sheet"], r["row"], r["column"]) for r in csv.DictReader(file))
    rejected = read_folder(tmp_path / "tables", tree).rejected
    assert len(planted) == 25
    assert sorted((r.file, r.sheet or "", str(r.row), r.column or "") for r in rejected) == planted


def test_the_files_hold_the_tables_whatever_their_form(
    written: Path, tree: Tree, drawn: dict[str, Any]
) -> None:
    read = read_folder(written / "tables", tree).tables
    assert {n: read[n].num_rows for n in TABLES} == {n: drawn[n].num_rows for n in TABLES}
    for name in TABLES:
        assert read[name].to_pylist() == drawn[name].to_pylist()


def test_parquet_holds_the_same_rows_too_some_twice_and_the_same_each_time(
    written: Path, tree: Tree, drawn: dict[str, Any], tmp_path: Path
) -> None:
    for name in ("one", "two"):
        generate(tmp_path / name, SMALL, 7, None, "parquet", 25)
    files = sorted((tmp_path / "one" / "tables").iterdir())
    assert [p.name for p in files] == sorted(f"{name}.parquet" for name in TABLES)
    assert all(p.read_bytes() == (tmp_path / "two" / "tables" / p.name).read_bytes() for p in files)
    held = {n: pq.read_metadata(tmp_path / "one" / "tables" / f"{n}.parquet").num_rows for n in TABLES}
    bad = [n for n in range(25) if SPOILT[n % len(SPOILT)][0] == "checks"]
    assert held["checks"] == drawn["checks"].num_rows * 101 // 100 + len(bad)
    read = read_folder(tmp_path / "one" / "tables", tree)
    assert read.sha256 == read_folder(written / "tables", tree).sha256
    assert all(read.tables[name].equals(drawn[name]) for name in TABLES)


def test_departments_use_workbooks_and_old_encodings(written: Path) -> None:
    files = list((written / "tables").iterdir())
    assert any(p.suffix == ".xlsx" for p in files)
    assert any(_encoding(p) == "gb18030" for p in files if p.suffix == ".csv")


def _encoding(path: Path) -> str:
    try:
        path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def test_sizes_are_honoured(tree: Tree) -> None:
    wanted = sizes(50, sites=20, checks=333, measures=7, first=date(2022, 1, 1), days=31)
    given = tables(1, wanted, tree)
    assert [given[n].num_rows for n in ("discoveries", "sites", "checks", "measures")] == [50, 20, 333, 7]
    days = given["checks"]["checked_on"].to_pylist()
    assert date(2022, 1, 1) <= min(days) <= max(days) <= date(2022, 1, 31)


def test_proportions_default_to_a_province_year() -> None:
    usual = sizes()
    assert (usual.discoveries, usual.sites, usual.checks, usual.measures) == (10_000, 4_000, 30_000, 8_000)


def test_impossible_sizes_are_refused() -> None:
    with pytest.raises(UsageError):
        sizes(0)


def test_every_row_is_marked_synthetic(drawn: dict[str, Any], written: Path) -> None:
    for name, table in drawn.items():
        assert all(note == MARK for note in table["note"].to_pylist()), name
        for column in {"name", "found_by", "checked_by", "by", "source", "document"} & set(
            table.column_names
        ):
            assert all(MARK in v for v in table[column].to_pylist() if v), (name, column)
    assert MARK in (written / "README.md").read_text(encoding="utf-8")


def test_the_year_holds_what_makes_records_hard(drawn: dict[str, Any]) -> None:
    found, sites = drawn["discoveries"], drawn["sites"]
    days = [d for d in found["verified_on"].to_pylist() if d]
    assert min(days) <= FORCE[1] < max(days), "straddles the end of Order 446"
    assert found["verified_on"].null_count
    assert found["replaces"].null_count < found.num_rows
    assert sites["same_as"].null_count < sites.num_rows
    late = [
        r
        for r, d in zip(found["recorded_at"].to_pylist(), found["reported_on"].to_pylist(), strict=True)
        if (r.date() - d).days > 30
    ]
    assert late


def test_about_three_in_ten_prove_an_illegal_coal_mine() -> None:
    proves = sum(
        w
        for says, s, m, w in READINGS
        if says == "yes" and m != ";none;" and (s in (";1a;", ";4;") or m not in (None, ";coal_permit;"))
    )
    assert 0.28 < 0.72 * proves / sum(r[3] for r in READINGS) < 0.34
