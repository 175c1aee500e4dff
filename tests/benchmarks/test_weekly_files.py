from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks.weekly_files import WEEKS_A_YEAR, Post, posts, year_of
from benchmarks.weeks import take
from engine.jurisdictions import Tree, load_jurisdictions
from engine.ledgers.quarantine import waiting
from engine.records import TABLES
from engine.store import create_store

FIRST = date(2014, 7, 7)


@pytest.fixture(scope="module")
def tree() -> Tree:
    return load_jurisdictions().tree


@pytest.fixture(scope="module")
def two_years(tree: Tree) -> list[Post]:
    return list(posts(FIRST, 2, 1, 200, tree))


def test_every_week_has_its_post_on_its_monday(two_years: list[Post]) -> None:
    assert [p.monday for p in two_years] == [
        FIRST + timedelta(days=7 * (n + 1)) for n in range(2 * WEEKS_A_YEAR)
    ]
    assert all(p.monday.weekday() == 0 for p in two_years)


def test_every_row_comes_once_but_those_learned_of_too_late(two_years: list[Post], tree: Tree) -> None:
    drawn = [year_of(n, FIRST + timedelta(days=7 * WEEKS_A_YEAR * n), 1, 200, tree) for n in range(2)]
    ids = [i for year in drawn for name, t in year.items() for i in t[TABLES[name].key].to_pylist()]
    came = [
        line.partition(",")[0]
        for p in two_years
        for data in p.files.values()
        for line in data.decode().splitlines()[1:]
    ]
    assert len(came) == len(set(came)) == sum(p.rows for p in two_years)
    assert set(came) <= set(ids)
    assert len(set(ids) - set(came)) < 0.05 * len(ids)


def test_post_that_is_not_taken_in_comes_with_the_next_that_is(two_years: list[Post], tree: Tree) -> None:
    some = list(posts(FIRST, 2, 1, 200, tree, lambda week: week in (1, 51, 52, 104)))
    assert [p.monday for p in some] == [two_years[week - 1].monday for week in (1, 51, 52, 104)]
    between = [two_years[0:1], two_years[1:51], two_years[51:52], two_years[52:104]]
    assert [p.rows for p in some] == [sum(p.rows for p in part) for part in between]
    assert some[0] == two_years[0]


def test_the_same_seed_gives_the_same_post(two_years: list[Post], tree: Tree) -> None:
    assert list(posts(FIRST, 2, 1, 200, tree)) == two_years
    assert (
        list(posts(FIRST, 1, 1, 200, tree)) == two_years[:WEEKS_A_YEAR]
    )  # a year does not change those before
    assert list(posts(FIRST, 1, 2, 200, tree)) != two_years[:WEEKS_A_YEAR]


def test_what_comes_is_taken_in(two_years: list[Post], tree: Tree, tmp_path: Path) -> None:
    store = create_store(None, tmp_path)
    for post in two_years[:3]:
        take(tmp_path, post, tree)
    with store.reading() as session:
        assert len(waiting(session)) < 3
    held = store.records(None, tree).tables
    assert sum(t.num_rows for t in held.values()) >= sum(p.rows for p in two_years[:3]) - 3
    store.close()
