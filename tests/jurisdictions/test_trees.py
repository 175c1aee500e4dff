"""What a tree answers: names inside their parents, the climbing order, irregular places, places on a day."""

import pytest
from treemaking import ABOVE, CITY, EAST, FORD, MILL, PROVINCE, TIMELESS, WEST, change, day, place

from engine.errors import PlaceError
from engine.jurisdictions import Tree, load_jurisdictions

DIRECT_COUNTY, ITS_TOWN, DIRECT_TOWN = "909001000000", "909001100000", "900100400000"
IRREGULAR = Tree([
    *TIMELESS,
    place(DIRECT_COUNTY, "直县", "county", PROVINCE, "县级市"),
    place(ITS_TOWN, "直县镇", "township", DIRECT_COUNTY),
    place(DIRECT_TOWN, "直镇", "township", CITY),
    place(MILL, "磨镇", "township", EAST),
])  # fmt: skip
SHANXI = load_jurisdictions().tree


def refused(tree: Tree, text: str) -> str:
    with pytest.raises(PlaceError) as caught:
        tree.resolve(text)
    return str(caught.value)


def test_a_name_counts_only_inside_its_parent() -> None:
    message = refused(IRREGULAR, "西县/磨镇")
    assert "西县" in message
    assert "下没有“磨镇”" in message
    assert IRREGULAR.resolve("东县/磨镇") == MILL


def test_a_township_alone_is_refused_with_the_path_to_write() -> None:
    assert "某市/东县/磨镇" in refused(IRREGULAR, "磨镇")


def test_an_ambiguous_district_is_refused_with_every_meaning() -> None:
    message = refused(SHANXI, "城区")
    assert "有 2 处同名" in message
    assert "阳泉市/城区" in message
    assert "晋城市/城区" in message
    assert SHANXI.resolve("晋城市/城区") != SHANXI.resolve("阳泉市/城区")


def test_an_unknown_name_is_refused_with_itself() -> None:
    assert "没有县" in refused(SHANXI, "没有县")


@pytest.mark.parametrize("text", ["141181", "14118110300", "1411811030000"])
def test_a_code_of_another_length_is_refused_with_its_length(text: str) -> None:
    message = refused(SHANXI, text)
    assert f"{len(text)} 位" in message
    assert "12 位" in message


def test_an_unknown_code_is_refused() -> None:
    assert "999999999999" in refused(SHANXI, "999999999999")


@pytest.mark.parametrize("text", ["孝义市/西辛庄镇", "孝义市／西辛庄镇", " 孝义市 / 西辛庄镇 "])
def test_a_path_may_be_written_with_either_slash_and_spaces(text: str) -> None:
    assert SHANXI.resolve(text) == "141181103000"


@pytest.mark.parametrize("tree", [IRREGULAR, SHANXI], ids=["made", "Shanxi"])
def test_bottom_up_gives_each_place_after_all_that_lie_below_it(tree: Tree) -> None:
    order = tree.bottom_up()
    position = {code: n for n, code in enumerate(order)}
    assert sorted(order) == [p.code for p in tree]
    assert all(position[below] < position[code] for code in order for below in tree.children(code))
    assert order == tree.bottom_up()


def test_a_county_directly_under_a_province_has_no_city() -> None:
    assert IRREGULAR.ancestors(ITS_TOWN) == [DIRECT_COUNTY, PROVINCE]
    assert IRREGULAR.ancestor_at(ITS_TOWN, "county") == DIRECT_COUNTY
    assert IRREGULAR.ancestor_at(ITS_TOWN, "city") is None


def test_a_township_directly_under_a_city_has_no_county() -> None:
    assert IRREGULAR.ancestors(DIRECT_TOWN) == [CITY, PROVINCE]
    assert IRREGULAR.ancestor_at(DIRECT_TOWN, "county") is None
    (where,) = IRREGULAR.placements([DIRECT_TOWN])
    assert (where.township, where.county, where.city, where.province) == (DIRECT_TOWN, None, CITY, PROVINCE)


def test_placements_of_a_county_have_no_township() -> None:
    (where,) = IRREGULAR.placements([EAST])
    assert (where.township, where.county, where.city) == (None, EAST, CITY)


def test_placements_are_cut_where_a_row_of_the_place_or_above_it_begins_or_ends() -> None:
    tree = Tree([
        ABOVE[0], ABOVE[1], ABOVE[3],
        place(EAST, "东县", "county", CITY, "县", "1990-01-01", "1999-12-31"),
        place(EAST, "东区", "county", CITY, "市辖区", "2000-01-01"),
        place(MILL, "磨镇", "township", EAST, first="1995-01-01", last="2009-12-31"),
        place(MILL, "磨镇", "township", WEST, first="2010-01-01"),
    ])  # fmt: skip
    given = [(p.first, p.county) for p in tree.placements([MILL])]
    assert given == [(day("1995-01-01"), EAST), (day("2000-01-01"), EAST), (day("2010-01-01"), WEST)]


LONG_MILL = Tree([
    *ABOVE[:2], ABOVE[3],
    place(EAST, "东县", "county", CITY, "县", "1990-01-01", "1999-12-31"),
    place(EAST, "东区", "county", PROVINCE, "市辖区", "2000-01-01"),
    place(MILL, "磨镇", "township", EAST, first="1995-01-01", last="2009-12-31"),
    place(MILL, "磨镇", "township", WEST, first="2010-01-01"),
])  # fmt: skip


@pytest.mark.parametrize(
    "on", ["1990-01-01", "1995-01-01", "1999-12-31", "2000-01-01", "2009-12-31", "2010-01-01", None]
)
def test_what_lies_above_a_code_on_a_day_is_found_by_climbing_the_rows_of_that_day(on: str | None) -> None:
    when = day(on) if on else None
    climbed = [LONG_MILL.place(MILL, when)]
    while climbed[-1].parent:
        climbed.append(LONG_MILL.place(climbed[-1].parent, when))
    for _ in range(2):  # the second answer is remembered
        assert LONG_MILL.ancestors(MILL, when) == [p.code for p in climbed[1:]]
        for level in ("township", "county", "city", "province"):
            held = [p.code for p in climbed if p.level == level]
            assert LONG_MILL.ancestor_at(MILL, level, when) == (held[0] if held else None)


def test_a_code_belongs_to_its_county_else_to_its_city_else_to_itself() -> None:
    on = day("2022-01-01")
    codes = (MILL, DIRECT_TOWN, EAST, PROVINCE)
    assert [IRREGULAR.county_or_city(c, on) for c in codes] == [EAST, CITY, EAST, PROVINCE]


def test_a_place_on_a_day_is_the_row_of_that_day() -> None:
    tree = Tree([
        *ABOVE, place(MILL, "磨乡", "township", EAST, "乡", last="2009-12-31"),
        place(MILL, "磨镇", "township", EAST, "镇", first="2010-01-01"),
    ])  # fmt: skip
    assert [tree.place(MILL, day(d)).kind for d in ("2009-12-31", "2010-01-01")] == ["乡", "镇"]
    assert tree.place(MILL).name == "磨镇"
    assert tree.resolve("东县/磨乡") == tree.resolve("东县/磨镇") == MILL


def test_a_chain_of_changes_is_followed_both_ways() -> None:
    third = "900102300000"
    tree = Tree(
        [
            *TIMELESS,
            place(MILL, "甲镇", "township", EAST, last="1999-12-31"),
            place(FORD, "甲镇", "township", EAST, first="2000-01-01", last="2009-12-31"),
            place(third, "甲镇", "township", WEST, first="2010-01-01"),
        ],
        (change("2000-01-01", MILL, FORD), change("2010-01-01", FORD, third)),
    )
    for code in (MILL, FORD, third):
        given = sorted((p.first, p.township, p.county) for p in tree.placements([code]))
        assert given == [(0, MILL, EAST), (day("2000-01-01"), FORD, EAST), (day("2010-01-01"), third, WEST)]


def test_a_merged_place_goes_to_its_heir_and_the_heir_keeps_its_own_past() -> None:
    tree = Tree(
        [
            *TIMELESS,
            place(MILL, "甲镇", "township", EAST, last="1999-12-31"),
            place(FORD, "乙镇", "township", WEST),
            place("900101300000", "丙镇", "township", EAST, last="1999-12-31"),
        ],
        (change("2000-01-01", MILL, FORD), change("2000-01-01", "900101300000", FORD)),
    )
    assert [(p.first, p.township) for p in tree.placements([MILL])] == [(0, MILL), (day("2000-01-01"), FORD)]
    assert {p.township for p in tree.placements([FORD])} == {FORD}


def test_labels_and_paths_name_places() -> None:
    assert SHANXI.label("141181000000") == "孝义市（141181000000）"
    assert SHANXI.path_name("141181103000") == "吕梁市孝义市西辛庄镇"
    assert SHANXI.path_name("140000000000") == "山西省"
    assert SHANXI.label("1") == "1"
