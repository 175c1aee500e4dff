"""Random rows and files spoilt at random: no traceback, and every bad row placed."""

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutating import check_rows, random_rows, spoilt_csv, spoilt_xlsx
from rowmaking import csv_bytes

from engine.jurisdictions import Tree
from engine.records import TABLES, RecordsError, read_folder

ROWS, EXAMPLES = 100, 200


@given(
    st.sampled_from(list(TABLES)),
    st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9), max_size=12
    ),
    st.randoms(use_true_random=False),
)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_of_20_000_random_rows_is_accepted_or_placed(
    tree: Tree, table: str, strange: list[str], rng: random.Random
) -> None:
    tables = {
        "sites": [*random_rows(rng, "sites", 9, strange)],
        table: random_rows(rng, table, ROWS, strange),
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in tables.items():
            (Path(folder) / f"{name}.csv").write_bytes(csv_bytes(rows))
        records = read_folder(Path(folder), tree)
    check_rows(tables, records, "{}.csv".format)


@pytest.mark.parametrize(("ending", "spoilt"), [("csv", spoilt_csv), ("xlsx", spoilt_xlsx)])
def test_spoilt_files_are_read_or_refused_and_nothing_else(
    ending: str, spoilt: Callable[[random.Random], bytes], tmp_path: Path, tree: Tree, capfd: Any
) -> None:
    path = tmp_path / f"sites.{ending}"
    for seed in range(300):
        path.write_bytes(spoilt(random.Random(seed)))  # noqa: S311
        line = _refusal(tmp_path, tree)
        assert line is None or ("sites" in line and line.isprintable())
    assert capfd.readouterr() == ("", "")


def _refusal(folder: Path, tree: Tree) -> str | None:
    try:
        read_folder(folder, tree)
    except RecordsError as error:
        return str(error)
    return None
