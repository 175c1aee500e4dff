"""`wenze evaluate` over Parquet files: the same document as over spreadsheets; one line for what is no such file."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from running import EXAMPLES, evaluated, wenze

from engine.jurisdictions import load_jurisdictions
from engine.records import read_folder

TABLES = EXAMPLES / "synthetic-quarter" / "tables"
MONDAY = "2022-03-28"


def exported(folder: Path) -> dict[str, Any]:
    """The accepted rows of the bundled quarter, one Parquet file a table."""
    folder.mkdir()
    tables = read_folder(TABLES, load_jurisdictions().tree).tables
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    return dict(tables)


def test_parquet_gives_the_document_that_the_spreadsheets_give(tmp_path: Path) -> None:
    exported(tmp_path / "bulk")
    bulk = evaluated(tmp_path / "bulk", MONDAY, tmp_path / "bulk.json")
    sheets = evaluated(TABLES, MONDAY, tmp_path / "sheets.json", code=1)  # it brings planted bad rows
    assert bulk["findings"]
    assert bulk["rejected"] == []
    assert {**bulk, "rejected": sheets["rejected"]} == sheets


def test_a_bad_row_ends_with_1_and_is_placed(tmp_path: Path) -> None:
    checks = exported(tmp_path / "bulk")["checks"]
    bad = (
        checks.slice(0, 1)
        .set_column(0, "check_id", pa.array(["X"]))
        .set_column(1, "site_id", pa.array(["不存在"]))
    )
    pq.write_table(bad, tmp_path / "bulk" / "checks-2.parquet")
    document = evaluated(tmp_path / "bulk", MONDAY, tmp_path / "bulk.json", code=1)
    (fault,) = document["rejected"]
    assert (fault["file"], fault["sheet"], fault["row"], fault["column"], fault["value"]) == (
        "checks-2.parquet", None, 2, "site_id", "不存在",
    )  # fmt: skip


def test_what_is_no_parquet_file_ends_with_2_in_one_line(tmp_path: Path) -> None:
    exported(tmp_path / "bulk")
    path = tmp_path / "bulk" / "checks.parquet"
    path.write_bytes(path.read_bytes()[:-100])
    line = wenze("evaluate", "--records", tmp_path / "bulk", "--as-of", MONDAY).one_line()
    assert "checks.parquet：文件不完整" in line
