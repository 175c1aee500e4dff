"""Organs by their full names, each division once; which units are an organ's own."""

import pytest

from engine.jurisdictions import load_jurisdictions
from engine.organs import organ_name, own_units
from engine.referrals.labels import unit_name

TREE = load_jurisdictions().tree
COUNTY, TOWN, CITY = (TREE.resolve(p) for p in ("孝义市", "孝义市/西辛庄镇", "吕梁市"))


@pytest.mark.parametrize(
    ("place", "organ", "name"),
    [
        (COUNTY, "county_government", "吕梁市孝义市人民政府"),
        (TOWN, "township_party_committee", "吕梁市孝义市西辛庄镇党委"),
        (COUNTY, "department:自然资源局", "吕梁市孝义市自然资源局"),
        (COUNTY, "department:孝义市自然资源局", "吕梁市孝义市自然资源局"),
        (COUNTY, "department:吕梁市孝义市自然资源局", "吕梁市孝义市自然资源局"),
        (COUNTY, "department:吕梁市自然资源局孝义分局", "吕梁市自然资源局孝义分局"),
        (COUNTY, "department:山西省能源局", "山西省能源局"),
        (TOWN, "village:西辛庄镇甲村", "吕梁市孝义市西辛庄镇甲村"),
        (COUNTY, "vertical:国家矿山安全监察局山西局", "国家矿山安全监察局山西局"),
    ],
)
def test_an_organ_bears_the_names_of_the_divisions_above_it_each_once(
    place: str, organ: str, name: str
) -> None:
    assert organ_name(TREE, place, organ) == name


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("部门:孝义市自然资源局", "孝义市自然资源局"),
        ("department:孝义市自然资源局", "孝义市自然资源局"),
        ("部门：孝义市自然资源局", "孝义市自然资源局"),
        ("孝义市自然资源局", "孝义市自然资源局"),
        ("线索:甲", "线索:甲"),
    ],
)
def test_a_unit_is_called_by_its_name_without_the_word_for_its_kind(unit: str, name: str) -> None:
    assert unit_name(unit) == name


@pytest.mark.parametrize(
    ("place", "organ", "unit", "own"),
    [
        (COUNTY, "county_government", "孝义市人民政府", True),
        (COUNTY, "county_government", "山西省吕梁市孝义市人民政府", True),
        (COUNTY, "county_government", "县级人民政府", True),
        (COUNTY, "county_government", "部门:孝义市自然资源局", True),
        (COUNTY, "county_government", "孝义市西辛庄镇人民政府", False),
        (COUNTY, "county_government", "孝义市西辛庄镇安监站", False),
        (COUNTY, "county_government", "孝义市甲村村民委员会", False),
        (COUNTY, "county_government", "孝义市甲煤业公司", False),
        (COUNTY, "county_government", "吕梁市应急管理局", False),
        (COUNTY, "county_government", "柳林县人民政府", False),
        (TOWN, "township_government", "孝义市西辛庄镇人民政府", True),
        (TOWN, "township_government", "西辛庄镇安监站", True),
        (TOWN, "township_government", "孝义市人民政府", False),
        (CITY, "city_government", "吕梁市人民政府", True),
        (CITY, "city_government", "吕梁市孝义市自然资源局", False),
        (COUNTY, "department:自然资源局", "孝义市自然资源局", True),
        (COUNTY, "department:孝义市自然资源局", "部门:自然资源局", True),
        (COUNTY, "department:自然资源局", "孝义市应急管理局", False),
        (COUNTY, "department:自然资源局", "吕梁市自然资源局", False),
    ],
)
def test_a_unit_is_an_organs_own_at_its_level_and_no_unit_below_that_bears_its_name(
    place: str, organ: str, unit: str, *, own: bool
) -> None:
    assert own_units(TREE, place, organ)(unit) is own
