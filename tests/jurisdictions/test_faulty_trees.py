"""A table of divisions that is no tree is refused, with the path and the names of what is wrong."""

from pathlib import Path

import pytest
from treemaking import ABOVE, CITY, EAST, FORD, MILL, PROVINCE, WEST, change, place

from engine.errors import TreeError
from engine.jurisdictions import Change, Place, Tree, load_jurisdictions

A, B, C = "900201000000", "900202000000", "900203000000"
HEADER = "code,name,level,parent_code,kind,valid_from,valid_to\n"


def refused(*places: Place, changes: tuple[Change, ...] = (), above: tuple[Place, ...] = ABOVE) -> str:
    with pytest.raises(TreeError) as caught:
        Tree([*above, *places], changes)
    return str(caught.value)


def refused_text(tmp_path: Path, text: str, name: str = "divisions.csv") -> str:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(TreeError) as caught:
        load_jurisdictions(tmp_path)
    return str(caught.value)


def test_a_place_above_itself_is_refused_with_the_circle() -> None:
    message = refused(place(A, "甲县", "county", A, "县"))
    assert message.count(f"甲县（{A}）") == 2
    assert "成环" in message


def test_a_circle_is_refused_with_its_path() -> None:
    rows = (
        place(A, "甲县", "county", B, "县"),
        place(B, "乙县", "county", C, "县"),
        place(C, "丙县", "county", A, "县"),
    )
    message = refused(*rows)
    assert all(f"{name}（{code}）" in message for name, code in (("甲县", A), ("乙县", B), ("丙县", C)))


def test_a_circle_across_time_is_refused() -> None:
    rows = (
        place(A, "甲市", "city", PROVINCE, "地级市", "1990-01-01", "1999-12-31"),
        place(B, "乙县", "county", A, "县", "1990-01-01"),
        place(A, "甲市", "city", B, "地级市", "2000-01-01"),
    )
    message = refused(*rows)
    assert f"甲市（{A}" in message
    assert f"乙县（{B}" in message


def test_an_orphan_is_refused_with_its_name_and_the_code_that_is_missing() -> None:
    message = refused(place(A, "甲县", "county", "900900000000", "县"))
    assert f"甲县（{A}）" in message
    assert "900900000000 不存在" in message


@pytest.mark.parametrize("level", ["city", "county", "township"])
def test_only_a_province_may_have_no_parent(level: str) -> None:
    assert f"甲地（{A}）不是省级，却没有上级编码" in refused(place(A, "甲地", level, "", "县"))


def test_two_parents_at_once_are_refused_with_both() -> None:
    message = refused(place(MILL, "磨镇", "township", EAST), place(MILL, "磨镇", "township", WEST))
    assert "同时有两个上级" in message
    assert f"东县（{EAST}）" in message
    assert f"西县（{WEST}）" in message


@pytest.mark.parametrize(
    ("last", "refusal"), [("2022-02-14", False), ("2022-02-15", True), ("2022-02-16", True)]
)
def test_two_parents_are_two_at_once_only_if_a_day_is_shared(last: str, refusal: bool) -> None:  # noqa: FBT001
    rows = (
        place(MILL, "磨镇", "township", EAST, first="1990-01-01", last=last),
        place(MILL, "磨镇", "township", WEST, first="2022-02-15"),
    )
    if refusal:
        assert "同时有两个上级" in refused(*rows)
    else:
        assert MILL in Tree([*ABOVE, *rows])


def test_one_row_given_twice_is_refused() -> None:
    assert "重复登记" in refused(place(MILL, "磨镇", "township", EAST), place(MILL, "磨镇", "township", EAST))


def test_two_codes_of_one_place_at_once_are_refused_with_both() -> None:
    message = refused(place(MILL, "磨镇", "township", EAST), place(FORD, "磨镇", "township", EAST))
    assert "磨镇 同时有两个编码" in message
    assert MILL in message
    assert FORD in message


def test_two_codes_of_one_place_one_after_the_other_are_accepted() -> None:
    tree = Tree([
        *ABOVE, place(MILL, "磨镇", "township", EAST, last="2022-02-14"),
        place(FORD, "磨镇", "township", EAST, first="2022-02-15"),
    ])  # fmt: skip
    assert {MILL, FORD} <= set(tree.children(EAST))


def test_one_name_in_two_counties_is_accepted() -> None:
    tree = Tree([*ABOVE, place(MILL, "城关镇", "township", EAST), place(FORD, "城关镇", "township", WEST)])
    assert tree.resolve("东县/城关镇") == MILL
    assert tree.resolve("西县/城关镇") == FORD


@pytest.mark.parametrize(
    ("level", "parent", "above"),
    [("county", EAST, "东县"), ("city", EAST, "东县"), ("province", CITY, "某市"), ("city", CITY, "某市")],
)
def test_a_place_below_its_own_or_a_lower_level_is_refused_with_both(
    level: str, parent: str, above: str
) -> None:
    message = refused(place(A, "甲地", level, parent, "县"))
    assert f"甲地（{A}，" in message
    assert f"{above}（{parent}）" in message


def test_a_change_of_a_code_that_does_not_exist_is_refused() -> None:
    message = refused(
        place(MILL, "磨镇", "township", EAST), changes=(change("2022-02-15", "900999999999", MILL),)
    )
    assert "900999999999" in message


def test_all_faults_are_told_at_once_and_many_are_counted() -> None:
    message = refused(
        *[place(f"9003{n:02d}000000", f"县{n}", "county", "900900000000", "县") for n in range(8)]
    )
    assert message.count("不存在") == 5
    assert "另有 3 处" in message


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("14000000000,山西省,province,,省,,", "12 位"),
        ("14000000000X,山西省,province,,省,,", "14000000000X"),
        ("140000000000,山西省,国家,,省,,", "国家"),
        ("140000000000,山西省,province,,省,2022年2月,", "2022年2月"),
        ("140000000000,山西省,province,,省,,2022-02-30", "2022-02-30"),
    ],
)
def test_a_bad_cell_of_a_table_is_refused_with_its_value(tmp_path: Path, row: str, said: str) -> None:
    assert said in refused_text(tmp_path, HEADER + row + "\n")


def test_a_table_without_a_column_is_refused_with_the_column(tmp_path: Path) -> None:
    assert "parent_code" in refused_text(tmp_path, "code,name,level,kind\n140000000000,山西省,province,省\n")


def test_an_empty_table_is_refused(tmp_path: Path) -> None:
    assert "divisions.csv" in refused_text(tmp_path, HEADER)
