"""Parquet and CSV are two ways of reading the same: equal tables, digests and rejections, whatever the rows."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bulkmaking import both, compare, random_tables, read, write_csv, write_parquet
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.jurisdictions import Tree, load_jurisdictions
from engine.records import TABLES, read_folder

QUARTER = Path(__file__).parents[2] / "examples" / "synthetic-quarter" / "tables"
# What fails is drawn by a random generator: making it smaller would take minutes and show nothing.
SLOW = settings(
    max_examples=150,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)


@contextmanager
def batches_of(rows: int) -> Iterator[None]:
    """Files are cut into batches of so many rows: what holds for one must hold for many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.records.bulkfile.BATCH", rows)
        yield


@given(st.lists(TEXT, max_size=8), st.randoms(use_true_random=False), st.sampled_from([1, 3, 7, 65_536]))
@SLOW
def test_csv_and_parquet_give_the_same(tree: Tree, strange: list[str], rng: random.Random, rows: int) -> None:
    tables = random_tables(rng, strange)
    with tempfile.TemporaryDirectory() as folder, batches_of(rows):
        compare(*both(Path(folder), tables, tree))


@given(st.randoms(use_true_random=False))
@SLOW
def test_tables_in_any_mixture_of_forms_are_judged_together(tree: Tree, rng: random.Random) -> None:
    tables = random_tables(rng)
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder) / name for name in ("csv", "mixed")]
        for place in places:
            place.mkdir()
        for name, rows in tables.items():
            cut = rng.randrange(len(rows) + 1)
            for number, part in enumerate((rows[:cut], rows[cut:])):
                if part:
                    write_csv(places[0], f"{name}-{number}", part)
                    write = rng.choice((write_csv, write_parquet))
                    write(places[1], f"{name}-{number}", part)
        compare(read(places[0], tree), read(places[1], tree))


@pytest.mark.parametrize("compression", ["none", "snappy", "zstd", "gzip", "brotli", "lz4"])
@pytest.mark.parametrize("dictionary", [True, False])
def test_the_form_of_the_file_moves_nothing(
    tree: Tree, tmp_path: Path, compression: str, *, dictionary: bool
) -> None:
    rng = random.Random(compression)  # noqa: S311
    rows = random_tables(rng)["sites"] * 3
    write_csv(tmp_path, "sites", rows)
    one = read_folder(tmp_path, tree)
    (tmp_path / "sites.csv").unlink()
    write_parquet(
        tmp_path, "sites", rows, compression=compression, use_dictionary=dictionary, row_group_size=5,
        data_page_size=64, data_page_version="2.0" if dictionary else "1.0",
    )  # fmt: skip
    compare(one, read_folder(tmp_path, tree))


def test_the_bundled_quarter_typed_as_programs_export_it_gives_the_same(tmp_path: Path) -> None:
    places = load_jurisdictions().tree
    from_files = read_folder(QUARTER, places)
    for name, table in from_files.tables.items():
        lists = [c.name for c in TABLES[name].columns if c.base in {"codes", "list"}]
        for column in lists:
            at = table.column_names.index(column)
            texts = [None if cell is None else cell.strip(";") for cell in table[column].to_pylist()]
            table = table.set_column(at, column, pa.array(texts, pa.string()))  # noqa: PLW2901
        pq.write_table(table, tmp_path / f"{name}.parquet")
    again = read_folder(tmp_path, places)
    assert again.rejected == ()
    assert again.sha256 == from_files.sha256
    assert again.tables == from_files.tables
