import random
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rowmaking import GOOD, chinese, csv_bytes, row, write_xlsx

from engine.jurisdictions import Tree
from engine.records import TABLES, read_folder, read_rows

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _cells(table: str) -> Any:
    """Rows of good and spoilt cells, ids from a small pool so that they meet."""
    pool = st.sampled_from(
        ["A", "B", "C", "", "1a;4", "yes", "是", "2022-02-22", "2022年2月", "coal", "煤", "孝义市"]
    )
    cell = st.one_of(pool, st.just(None), st.text(max_size=6))
    good = {name: st.one_of(st.just(value), cell) for name, value in GOOD[table].items()}
    other = {column.name: cell for column in TABLES[table].columns if column.name not in good}
    return st.fixed_dictionaries(good, optional=other).map(
        lambda cells: {name: value for name, value in cells.items() if value is not None}
    )


TABLES_OF_ROWS = st.fixed_dictionaries({name: st.lists(_cells(name), max_size=4) for name in TABLES})


@given(TABLES_OF_ROWS)
@SLOW
def test_whatever_the_cells_each_row_is_accepted_or_rejected(tree: Tree, tables: Any) -> None:
    records = read_rows(tables, tree)
    for name, rows in tables.items():
        key = TABLES[name].key
        accepted = set(records.tables[name][key].to_pylist())
        rejected = {fault.row for fault in records.rejected if fault.file == name}
        for number, cells in enumerate(rows, start=2):
            if any(value.strip() for value in cells.values()):
                standing = cells.get(key, "").strip() in accepted or (name == "posts" and accepted)
                assert number in rejected or standing
    sites = {*records.tables["sites"]["site_id"].to_pylist(), None}
    for table in records.tables.values():
        if "site_id" in table.column_names:
            assert sites.issuperset(table["site_id"].to_pylist())


@given(TABLES_OF_ROWS, st.randoms(use_true_random=False))
@SLOW
def test_the_order_of_rows_moves_nothing(tree: Tree, tables: Any, rng: random.Random) -> None:
    shuffled = {name: rng.sample(rows, len(rows)) for name, rows in tables.items()}
    one, two = read_rows(tables, tree), read_rows(shuffled, tree)
    assert one.sha256 == two.sha256
    assert one.tables == two.tables
    count = lambda records: sorted((f.file, f.column or "", f.value) for f in records.rejected)  # noqa: E731
    assert count(one) == count(two)


@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDEF"), st.sampled_from(["", *"ABCDEFZ"])),
        max_size=8,
        unique_by=lambda p: p[0],
    )
)
@SLOW
def test_accepted_joins_lead_to_accepted_sites_and_never_in_a_circle(tree: Tree, pairs: Any) -> None:
    rows = [row("sites", site_id=key, same_as=target) for key, target in pairs]
    accepted = read_rows({"sites": rows}, tree).tables["sites"].to_pylist()
    joins = {cells["site_id"]: cells["same_as"] for cells in accepted}
    for key in joins:
        at, steps = key, 0
        while joins[at] is not None:
            at, steps = joins[at], steps + 1
            assert steps <= len(joins)


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=8, unique=True),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "xlsx"]),
    st.sampled_from(["zh", "en"]),
    st.randoms(use_true_random=False),
)
@SLOW
def test_order_encoding_file_form_and_language_leave_the_digest_alone(
    tree: Tree, numbers: list[int], form: str, language: str, rng: random.Random
) -> None:
    tables = {
        "sites": [row("sites", site_id=f"S{n}", name=f"矿点{n}㐀") for n in numbers],
        "checks": [row("checks", check_id=f"C{n}", site_id=f"S{n}") for n in numbers],
    }
    expected = read_rows(tables, tree)
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in tables.items():
            mixed = [
                chinese(name, cells) if language == "zh" else cells for cells in rng.sample(rows, len(rows))
            ]
            if form == "xlsx":
                write_xlsx(Path(folder) / f"{name}.xlsx", Sheet1=mixed)
            else:
                (Path(folder) / f"{TABLES[name].label}.csv").write_bytes(csv_bytes(mixed, form))
        records = read_folder(Path(folder), tree)
    assert records.rejected == ()
    assert records.sha256 == expected.sha256
    assert records.tables == expected.tables
