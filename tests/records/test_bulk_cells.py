"""Cells judged in sets: as the parsers of the spreadsheets judge each; columns that Parquet types."""

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.jurisdictions import Tree
from engine.records.bulkcells import BulkParser
from engine.records.cells import Fault
from engine.records.parsers import Parser
from engine.records.rejections import shown
from engine.records.schema import TABLES

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)
COLUMNS = {(c.kind, c.required): c for t in TABLES.values() for c in t.columns}


@given(
    st.sampled_from(sorted(COLUMNS)),
    st.lists(
        st.one_of(st.none(), TEXT, st.text("AZaz09 ;；,（）甲é\u3000\u00a0~!", max_size=12)), min_size=1
    ),
)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sets_of_cells_are_parsed_as_each_cell_is(tree: Tree, kind: Any, cells: list[str | None]) -> None:
    column = COLUMNS[kind]
    one = Parser(column, tree)
    wanted = [one[cell or ""] for cell in cells]
    parsed = BulkParser(column, tree).parse(pa.array(cells, pa.string()))
    faults = {at: (r.cell, r.fault) for r in parsed.refused for at in r.positions}
    assert faults == {
        at: (cells[at] or "", value) for at, value in enumerate(wanted) if isinstance(value, Fault)
    }
    assert parsed.values.type == column.arrow
    assert parsed.values.to_pylist() == [None if isinstance(v, Fault) else v for v in wanted]
    if parsed.own:
        assert all(
            value == (cell or None)
            for value, cell in zip(parsed.values.to_pylist(), cells, strict=True)
            if not isinstance(value, Fault) and value is not None
        )


def parsed(tree: Tree, table: str, column: str, cells: Any) -> tuple[list[Any], dict[int, tuple[str, str]]]:
    one = BulkParser(TABLES[table].column(column), tree).parse(cells)
    faults = {at: (shown(r.cell), str(r.fault)) for r in one.refused for at in r.positions}
    assert one.values.type == TABLES[table].column(column).arrow
    return one.values.to_pylist(), faults


DAYS = [date(1949, 1, 1), date(2024, 2, 29), date(2100, 12, 31), None]


@pytest.mark.parametrize(
    "kind",
    [pa.date32(), pa.date64(), pa.timestamp("s"), pa.timestamp("ms"), pa.timestamp("us"), pa.timestamp("ns")],
)
def test_typed_days_are_days_whatever_their_unit(tree: Tree, kind: Any) -> None:
    cells = pa.array(DAYS, pa.date32()).cast(kind)
    assert parsed(tree, "discoveries", "verified_on", cells) == (DAYS, {})


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(1948, 12, 31), 1948), (date(2101, 1, 1), 2101), (date(1, 1, 1), 1), (date(9999, 12, 31), 9999)],
)
@pytest.mark.parametrize("kind", [pa.date32(), pa.date64(), pa.timestamp("us")])
def test_a_typed_day_outside_the_years_is_refused_as_one_that_is_written(
    tree: Tree, day: date, year: int, kind: Any
) -> None:
    values, faults = parsed(tree, "checks", "checked_on", pa.array([day], pa.date32()).cast(kind))
    assert values == [None]
    assert faults[0][1] == f"年份 {year} 不在 1949 年至 2100 年之间；请核对年份"
    assert faults[0][0].startswith(f"{year:04}-")


def test_a_typed_day_beyond_what_a_calendar_holds_is_refused_with_its_number(tree: Tree) -> None:
    cells = pa.array([2_000_000_000, -2_000_000_000], pa.int32()).cast(pa.date32())
    values, faults = parsed(tree, "discoveries", "verified_on", cells)
    assert values == [None, None]
    assert {told for _, told in faults.values()} == {"年份不在 1949 年至 2100 年之间；请核对年份"}


def test_a_time_in_a_column_of_days_is_refused_and_midnight_is_not(tree: Tree) -> None:
    times = [datetime(2024, 5, 1), datetime(2024, 5, 1, 0, 0, 0, 1), datetime(2024, 5, 1, 9, 30)]  # noqa: DTZ001
    values, faults = parsed(tree, "discoveries", "verified_on", pa.array(times, pa.timestamp("us")))
    assert values == [date(2024, 5, 1), None, None]
    assert [faults[at][0] for at in (1, 2)] == ["2024-05-01 00:00:00.000001", "2024-05-01 09:30:00"]
    assert faults[2][1].startswith("含有时刻，此列只要日期；")


@pytest.mark.parametrize("kind", [pa.date32(), pa.timestamp("us")])
def test_a_typed_day_that_is_required_may_not_be_empty(tree: Tree, kind: Any) -> None:
    values, faults = parsed(
        tree, "checks", "checked_on", pa.array([None, date(2024, 5, 1)], pa.date32()).cast(kind)
    )
    assert values == [None, date(2024, 5, 1)]
    assert faults == {0: ("", "必填，不能为空；请填写复查日期")}


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "-05:00"])
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_typed_instants_are_kept_in_utc(tree: Tree, zone: str, unit: str) -> None:
    when = datetime(2024, 5, 1, 1, 30, tzinfo=UTC)
    values, faults = parsed(tree, "sites", "recorded_at", pa.array([when, None], pa.timestamp(unit, zone)))
    assert (values, faults) == ([when, None], {})


def test_an_instant_finer_than_microseconds_is_refused_not_cut(tree: Tree) -> None:
    cells = pa.array([1_714_527_000_000_001_000, 1_714_527_000_000_001_001], pa.timestamp("ns", "UTC"))
    values, faults = parsed(tree, "sites", "recorded_at", cells)
    assert values == [datetime(2024, 5, 1, 1, 30, 0, 1, UTC), None]
    assert "比百万分之一秒更细" in faults[1][1]


def test_an_instant_outside_the_years_is_refused(tree: Tree) -> None:
    cells = pa.array(
        [datetime(2101, 1, 1, tzinfo=UTC), datetime(1948, 12, 31, tzinfo=UTC)], pa.timestamp("us", "UTC")
    )
    values, faults = parsed(tree, "sites", "recorded_at", cells)
    assert values == [None, None]
    assert ["年份 2101" in faults[0][1], "年份 1948" in faults[1][1]] == [True, True]


def test_truth_values_are_yes_and_no(tree: Tree) -> None:
    cells = pa.array([True, False, None])
    assert parsed(tree, "discoveries", "reported_up", cells) == (["yes", "no", None], {})
    assert parsed(tree, "discoveries", "withdrawn", cells) == ([True, False, False], {})
    assert parsed(tree, "discoveries", "producing", cells)[1] == {2: ("", "必填，不能为空；请填写是否生产")}


def test_a_parser_forgets_cells_before_they_fill_the_memory(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.records.bulkcells._KEPT", 10)
    parser = BulkParser(TABLES["sites"].column("evidence"), tree)
    for number in range(20):
        cells = [f"a{number}-{n};b" for n in range(9)]
        assert parser.parse(pa.array(cells)).values.to_pylist() == [
            f";{';'.join(sorted(c.split(';')))};" for c in cells
        ]
        assert len(parser._parser) < 30
