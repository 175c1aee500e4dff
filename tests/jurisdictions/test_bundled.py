"""The bundled tree is Shanxi as the Ministry of Civil Affairs lists it (2025-12-31)."""

from collections import Counter
from pathlib import Path

import pytest

from engine.jurisdictions import BUNDLED, Tree, load_jurisdictions

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "shanxi_divisions_mca2025.csv"


@pytest.fixture(scope="module")
def tree() -> Tree:
    return load_jurisdictions().tree


def test_shanxi_has_11_cities_117_counties_and_1283_townships(tree: Tree) -> None:
    assert Counter(p.level for p in tree) == {"province": 1, "city": 11, "county": 117, "township": 1283}


def test_its_townships_are_631_zhen_430_xiang_and_222_subdistricts(tree: Tree) -> None:
    assert Counter(p.kind for p in tree if p.level == "township") == {"镇": 631, "乡": 430, "街道": 222}


def test_its_counties_are_districts_county_level_cities_and_counties(tree: Tree) -> None:
    assert {p.kind for p in tree if p.level == "county"} == {"县", "县级市", "市辖区"}


def test_every_place_climbs_to_the_province(tree: Tree) -> None:
    assert {tree.ancestor_at(p.code, "province") for p in tree} == {"140000000000"}
    assert {tree.ancestors(p.code)[-1] for p in tree if p.level != "province"} == {"140000000000"}


def test_every_start_and_end_is_unknown(tree: Tree) -> None:
    assert {p.first for p in tree} == {0}


def test_names_of_places_resolve_to_their_codes(tree: Tree) -> None:
    assert tree.resolve("孝义市/西辛庄镇") == "141181103000"
    assert tree.resolve("孝义市") == "141181000000"
    assert tree.resolve("吕梁市/孝义市/西辛庄镇") == "141181103000"
    assert tree.resolve("山西省/吕梁市/孝义市") == "141181000000"
    assert tree.resolve("141181103000") == "141181103000"


def test_every_township_resolves_by_its_path_of_names(tree: Tree) -> None:
    for place in tree:
        if place.level == "township":
            above = [tree.place(c).name for c in tree.ancestors(place.code)[::-1]]
            assert tree.resolve("/".join([*above, place.name])) == place.code


def test_the_bundled_table_is_the_shared_one() -> None:
    if not SHARED.is_file():
        pytest.skip("the table that the bundled one was taken from lies outside the repository")
    source = load_jurisdictions(SHARED).tree
    assert [(p.code, p.name, p.level, p.kind, p.parent) for p in source] == [
        (p.code, p.name, p.level, p.kind, p.parent) for p in load_jurisdictions(BUNDLED).tree
    ]
