"""Names of sites: width, script, numerals and suffix make no difference to a proposal; places do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing import COUNTY, OTHER_TOWN, TOWN, tree

from engine.ledgers.site_names import Likeness, Site, alike, compared, led

LICENCE = "C1400002009111220040000"


def pairs(*sites: Site) -> list[Likeness]:
    return alike(tree(), sites)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张家沟煤矿", "張家溝煤礦"),
        ("张家沟煤矿", "张家沟煤矿有限公司"),
        ("张家沟煤矿", "张家沟煤业有限责任公司"),
        ("张家沟煤矿", "张家沟　煤矿"),
        ("张家沟煤矿", "宁武县阳方口镇张家沟煤矿"),
        ("张家沟煤矿", "张家沟煤矿（已关闭）"),
        ("张家沟1号井", "张家沟一号井"),
        ("张家沟１号井", "张家沟#1井"),
        ("Ａ1矿", "a1矿"),
    ],
)
def test_names_that_differ_only_in_writing_are_proposed(one: str, other: str) -> None:
    (found,) = pairs(Site("A", one, TOWN), Site("B", other, TOWN))
    assert (found.first, found.second) == ("A", "B")


@pytest.mark.parametrize(
    ("one", "other"),
    [("张家沟煤矿", "李家沟煤矿"), ("张家沟一号井", "张家沟二号井"), ("张家沟1号井", "张家沟11号井"), ("煤矿", "铁矿"), ("东煤矿", "西煤矿")],
)  # fmt: skip
def test_names_that_differ_in_what_tells_them_apart_are_not(one: str, other: str) -> None:
    assert pairs(Site("A", one, TOWN), Site("B", other, TOWN)) == []


def test_a_name_counts_only_within_its_township(tmp_path: object) -> None:  # noqa: ARG001
    assert pairs(Site("A", "张家沟煤矿", TOWN), Site("B", "张家沟煤矿", OTHER_TOWN)) == []


def test_a_site_given_at_county_level_is_compared_with_all_townships_of_the_county() -> None:
    found = pairs(
        Site("A", "张家沟煤矿", COUNTY), Site("B", "张家沟煤矿", TOWN), Site("C", "张家沟煤矿", OTHER_TOWN)
    )
    assert [(one.first, one.second, one.score) for one in found] == [("A", "B", 2), ("A", "C", 2)]


def test_an_equal_name_is_surer_than_one_that_differs_in_writing() -> None:
    found = pairs(Site("A", "甲煤矿", TOWN), Site("B", "甲煤矿", TOWN), Site("C", "甲矿", TOWN))
    assert [(one.first, one.second, one.score) for one in found] == [
        ("A", "B", 3),
        ("A", "C", 2),
        ("B", "C", 2),
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [(f"采矿许可证号{LICENCE}", 1), (f"{LICENCE}0", 0), (LICENCE[:-1], 0), (f"X{LICENCE}", 0)],
    ids=["in the national form", "a digit more", "a digit less", "part of another number"],
)
def test_a_licence_number_in_the_notes_of_both_is_a_proposal_wherever_they_lie(text: str, count: int) -> None:
    found = pairs(Site("A", "甲矿", TOWN, (text,)), Site("B", "乙矿", "141181102000", (f"证号：{LICENCE}",)))
    assert len(found) == count


def test_only_pairs_with_one_of_the_sites_asked_for_are_given() -> None:
    sites = [Site(one, "甲矿", TOWN) for one in "ABC"]
    assert [(p.first, p.second) for p in alike(tree(), sites, frozenset("C"))] == [("A", "C"), ("B", "C")]


def test_a_place_that_the_tree_has_not_is_a_place_of_its_own() -> None:
    assert pairs(Site("A", "甲矿", "999999999999"), Site("B", "甲矿", "999999999999")) != []
    assert pairs(Site("A", "甲矿", "999999999999"), Site("B", "甲矿", TOWN)) == []


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_a_name_is_compared_by_something_whatever_it_is(name: str) -> None:
    assert compared(name) == compared(f"  {name} ")


def test_a_circle_of_joins_ends_where_it_closes() -> None:
    assert led({"A": "B", "B": "C"}, "A") == "C"
    assert led({"A": "B", "B": "A"}, "A") == "B"
