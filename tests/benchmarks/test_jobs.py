from pathlib import Path

import pytest

from benchmarks.generator import tables
from benchmarks.jobs import duckdb_sql, oracle, plain, wenze
from benchmarks.jobs.data import COUNTY, TOWNSHIP, Data
from benchmarks.jobs.pairing import expected, load_task, save_task, task
from benchmarks.synthetic.sizes import sizes
from engine.jurisdictions import load_jurisdictions


@pytest.fixture(scope="module", params=[1, 2])
def data(request: pytest.FixtureRequest) -> Data:
    places = load_jurisdictions()
    size = sizes(3000)
    return Data(tables(request.param, size, places.tree), size.last, places)


def test_every_job_gives_the_oracles_stretches(data: Data) -> None:
    wanted = oracle.stretches(data)
    assert {rule for rule, *_ in wanted} == {TOWNSHIP, COUNTY}
    assert plain.stretches(data) == wanted
    assert duckdb_sql.stretches(data) == wanted
    assert wenze.screened(data) == wanted


def test_the_whole_evaluation_gives_the_oracles_stretches(data: Data) -> None:
    assert wenze.evaluated(data) == oracle.stretches(data)


def test_the_sweep_finds_the_places_that_the_pairs_find(data: Data) -> None:
    given = task(data)
    assert wenze.swept(given) == expected(given)[2]


def test_a_saved_task_is_the_task(data: Data, tmp_path: Path) -> None:
    given = task(data)
    save_task(tmp_path / "task.json", given)
    assert load_task(tmp_path / "task.json") == (given, expected(given))
