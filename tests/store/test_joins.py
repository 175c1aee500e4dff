"""A person's join of two sites: laid over what departments say, never lost, undone when undone."""

import pytest
from storing import MONDAY, OTHER, discovery, rows, say, site

from engine.facts.sites import aliases, root_table
from engine.facts.standing import standing
from engine.jurisdictions import Tree
from engine.store import Store
from engine.store.joins import Join, standing_joins
from engine.store.models import SiteDecision


def decide(store: Store, kind: str, one: str, same_as: str) -> None:
    with store.writing(MONDAY) as session:
        session.add(SiteDecision(kind=kind, site=one, same_as=same_as, actor="li", reason="同一井口"))


def places(store: Store, tree: Tree) -> dict[str, str]:
    """Where each site id leads."""
    table = root_table(standing(store.records(None, tree).tables, None))
    return dict(zip(table["site_id"].to_pylist(), table["root"].to_pylist(), strict=True))


@pytest.fixture
def three(store: Store) -> Store:
    say(store, site("A"), site("B"), site("C"))
    return store


def test_a_join_makes_two_sites_one_place(three: Store, tree: Tree) -> None:
    decide(three, "join", "A", "B")
    assert places(three, tree) == {"A": "B", "B": "B", "C": "C"}
    assert rows(three.records(None, tree), "sites", "site_id", "same_as") == [
        ("A", "B"),
        ("B", None),
        ("C", None),
    ]


def test_the_attributes_of_the_site_that_the_person_named_count(store: Store, tree: Tree) -> None:
    say(store, site("A"), site("B", jurisdiction=OTHER))
    decide(store, "join", "A", "B")
    table = root_table(standing(store.records(None, tree).tables, None))
    assert set(zip(table["site_id"].to_pylist(), table["jurisdiction"].to_pylist(), strict=True)) == {
        ("A", OTHER),
        ("B", OTHER),
    }


@pytest.mark.parametrize("pair", [("A", "B"), ("B", "A")])
def test_an_undone_join_is_gone_whichever_way_round_it_is_named(
    three: Store, tree: Tree, pair: tuple[str, str]
) -> None:
    decide(three, "join", "A", "B")
    joined = three.last_known()
    decide(three, "undo", *pair)
    undone = three.last_known()
    assert places(three, tree) == {"A": "A", "B": "B", "C": "C"}
    decide(three, "join", "A", "B")
    assert places(three, tree)["A"] == "B"
    assert rows(three.records(undone, tree), "sites", "same_as") == [(None,), (None,), (None,)]
    assert rows(three.records(joined, tree), "sites", "same_as") == [("B",), (None,), (None,)]


def test_a_refusal_joins_nothing_and_ends_a_join(three: Store, tree: Tree) -> None:
    decide(three, "refuse", "A", "B")
    assert places(three, tree)["A"] == "A"
    decide(three, "join", "A", "B")
    decide(three, "refuse", "A", "B")
    assert places(three, tree)["A"] == "A"


def test_a_join_outlives_the_correction_of_either_site(three: Store, tree: Tree) -> None:
    decide(three, "join", "A", "B")
    say(three, site("A", name="甲"), site("B", name="乙"))
    say(three, site("A", name="丙"))
    found = places(three, tree)
    assert {found[key] for key in ("A", "A~2", "A~3", "B", "B~2")} == {"B~2"}


def test_a_join_outlives_the_replacement_of_a_site_by_another_record(three: Store, tree: Tree) -> None:
    decide(three, "join", "A", "B")
    say(three, site("A2", replaces="A"), site("B2", replaces="B"))
    found = places(three, tree)
    assert {found[key] for key in ("A", "A2", "B", "B2")} == {"B2"}


def test_a_join_returns_with_the_site_that_was_withdrawn(three: Store, tree: Tree) -> None:
    decide(three, "join", "A", "B")
    say(three, site("B", withdrawn=True))
    assert places(three, tree) == {"A": "A", "C": "C"}
    say(three, site("B", name="又报"))
    found = places(three, tree)
    assert {found[key] for key in ("A", "B")} == {"B~3"}


def test_sites_joined_to_one_that_was_withdrawn_stay_one_place(three: Store, tree: Tree) -> None:
    decide(three, "join", "A", "B")
    decide(three, "join", "C", "B")
    say(three, site("B", withdrawn=True))
    found = places(three, tree)
    assert found["A"] == found["C"] == "A"


def test_joins_go_on_from_one_to_the_next(three: Store, tree: Tree) -> None:
    decide(three, "join", "A", "B")
    decide(three, "join", "B", "C")
    assert set(places(three, tree).values()) == {"C"}


def test_a_join_of_sites_that_are_one_already_changes_nothing(three: Store, tree: Tree) -> None:
    decide(three, "join", "A", "B")
    decide(three, "join", "B", "C")
    before = three.records(None, tree).sha256
    decide(three, "join", "C", "A")
    assert three.records(None, tree).sha256 == before


def test_a_department_s_own_join_and_a_person_s_add_up(store: Store, tree: Tree) -> None:
    say(store, site("A", same_as="B"), site("B"), site("C"))
    decide(store, "join", "A", "C")
    assert set(places(store, tree).values()) == {"C"}
    assert rows(store.records(None, tree), "sites", "site_id", "same_as") == [
        ("A", "B"),
        ("B", "C"),
        ("C", None),
    ]
    decide(store, "undo", "A", "C")
    assert places(store, tree) == {"A": "B", "B": "B", "C": "C"}


def test_a_person_s_join_against_a_department_s_makes_no_circle(store: Store, tree: Tree) -> None:
    say(store, site("A", same_as="B"), site("B"))
    decide(store, "join", "B", "A")
    assert set(places(store, tree).values()) == {"B"}


def test_where_a_department_s_join_leads_nowhere_a_person_s_counts(store: Store, tree: Tree) -> None:
    say(store, site("A", same_as="B"), site("B"), site("C"))
    say(store, site("B", withdrawn=True))
    decide(store, "join", "A", "C")
    found = places(store, tree)
    assert (found["A"], found["C"]) == ("C", "C")


def test_what_a_department_joined_in_a_circle_is_broken_by_a_person(store: Store, tree: Tree) -> None:
    say(store, site("A", same_as="B"), site("B", same_as="A"), site("C"))
    decide(store, "join", "B", "C")
    assert set(places(store, tree).values()) == {"C"}


def test_discoveries_follow_a_site_through_its_corrections(store: Store, tree: Tree) -> None:
    say(store, site("S1"), discovery("D1"))
    say(store, site("S1", name="改名"))
    records = store.records(None, tree)
    assert rows(records, "discoveries", "discovery_id", "site_id") == [("D1", "S1")]
    assert aliases(standing(records.tables, None)) == {"S1": "S1~2"}


def test_the_last_decision_on_a_pair_speaks() -> None:
    told = [
        ("join", "A", "B"),
        ("join", "C", "D"),
        ("undo", "D", "C"),
        ("refuse", "E", "F"),
        ("join", "B", "A"),
    ]
    assert standing_joins(told) == [Join("B", "A")]
    assert standing_joins([("join", "A", "A")]) == []
    assert standing_joins([("join", "A", "B"), ("join", "C", "D"), ("join", "A", "B")]) == [
        Join("C", "D"),
        Join("A", "B"),
    ]
