"""DESIGN §6.14: who receives what concerns a subject, and who never does."""

import pytest
from factmaking import LVLIANG, REAL, SHANXI, XIAOYI, XIXINZHUANG, checked, document, evidence, found, site
from routing import BUREAU, COUNTY, DAY, TOWN, post, route, to, told
from treemaking import CITY, EAST, PROVINCE, place, places

from engine.reasoning.routes import HELD, Subject, Surroundings, body_places
from engine.reasoning.singles import Act


@pytest.mark.parametrize(
    ("organ", "where", "receiver"),
    [
        ("township_government", XIXINZHUANG, XIAOYI),
        ("township_party_committee", XIXINZHUANG, XIAOYI),
        ("county_government", XIAOYI, LVLIANG),
        ("county_party_committee", XIAOYI, LVLIANG),
        ("city_government", LVLIANG, SHANXI),
        ("city_party_committee", LVLIANG, SHANXI),
        ("department:自然资源所", XIXINZHUANG, XIAOYI),
        ("department:能源局", XIAOYI, XIAOYI),
        ("department:能源局", LVLIANG, LVLIANG),
        ("department:能源局", SHANXI, SHANXI),
        ("village:某村", XIXINZHUANG, XIAOYI),
    ],
)
def test_by_default_the_dated_table_says_who_receives(organ: str, where: str, receiver: str) -> None:
    assert to(Subject(where, organ)) == receiver


@pytest.mark.parametrize("organ", ["vertical:矿山安全监察局", "enterprise:某煤业公司"])
def test_vertical_bodies_and_enterprises_are_held_for_a_named_person(organ: str) -> None:
    given = route(Subject(XIAOYI, organ))
    assert given.to == HELD
    assert "具名人员" in given.reason


def test_what_the_table_does_not_say_is_held_for_a_named_person() -> None:
    assert to(Subject(LVLIANG, "village:某村")) == HELD


@pytest.mark.parametrize(
    ("text", "receiver"),
    [("吕梁市委", LVLIANG), ("吕梁市委组织部", LVLIANG), ("山西省委", SHANXI), ("141100000000", LVLIANG)],
)
def test_managed_by_wins_over_the_table(text: str, receiver: str) -> None:
    given = route(TOWN, Surroundings([], [post("township_government", XIXINZHUANG, text)]))
    assert given.to == receiver
    assert text in given.reason


def test_managed_by_of_another_organ_or_place_does_not_count() -> None:
    posts = (
        post("township_party_committee", XIXINZHUANG, "山西省委"),
        post("township_government", XIAOYI, "山西省委"),
    )
    assert to(TOWN, posts=posts) == XIAOYI


def test_of_several_managing_bodies_the_highest_receives() -> None:
    posts = tuple(post("township_government", XIXINZHUANG, t) for t in ("孝义市委", "吕梁市委", "孝义市委"))
    assert to(TOWN, posts=posts) == LVLIANG


HEADED = (
    post("county_government", XIAOYI, "山西省委", post="县长"),
    post("county_government", XIAOYI, "吕梁市委", post="副县长", from_on=DAY - 5, to_on=DAY - 1),
    post("county_government", XIAOYI, "山西省委", post="副县长", from_on=DAY),
)


@pytest.mark.parametrize(
    ("named", "day", "receiver"),
    [
        ("副县长", DAY - 6, LVLIANG), ("副县长", DAY - 5, LVLIANG), ("副县长", DAY - 1, LVLIANG),
        ("副县长", DAY, SHANXI), ("县长", DAY - 1, SHANXI), (None, DAY - 1, SHANXI), ("秘书", DAY, LVLIANG),
    ],
)  # fmt: skip
def test_evidence_goes_to_the_body_that_managed_its_post_on_the_day_of_the_act(
    named: str | None, day: int, receiver: str
) -> None:
    assert to(COUNTY, posts=HEADED, acts={COUNTY: [Act("E1", day, named)]}) == receiver


def test_a_counted_stretch_beside_evidence_asks_of_every_appointment_of_its_days() -> None:
    done = {COUNTY: [Act("E1", DAY - 1, "副县长")]}
    assert to(COUNTY, posts=HEADED, acts=done, since={COUNTY: DAY - 1}) == SHANXI


def test_managed_by_that_is_no_place_is_left_to_a_person() -> None:
    assert to(TOWN, posts=(post("township_government", XIXINZHUANG, "某总公司党委"),)) == ""


def test_never_the_body_of_the_subject_s_own_government_when_its_leaders_are_subjects() -> None:
    both = frozenset({BUREAU, COUNTY})
    assert to(BUREAU, subjects=frozenset({BUREAU})) == XIAOYI
    assert to(BUREAU, subjects=both) == LVLIANG
    assert "上提一级" in route(BUREAU, Surroundings([], [], both)).reason


def test_a_party_committee_that_is_a_subject_counts_as_leaders_too() -> None:
    assert to(BUREAU, subjects=frozenset({BUREAU, Subject(XIAOYI, "county_party_committee")})) == LVLIANG


def test_leaders_of_another_place_or_another_department_do_not_count() -> None:
    others = frozenset(
        {BUREAU, Subject("141122000000", "county_government"), Subject(XIAOYI, "department:公安局"), TOWN}
    )
    assert to(BUREAU, subjects=others) == XIAOYI


def test_a_government_whose_managing_body_is_written_as_its_own_is_not_received_by_it() -> None:
    posts = (post("county_government", XIAOYI, XIAOYI),)
    assert to(COUNTY, posts=posts, subjects=frozenset({COUNTY})) == LVLIANG


def test_a_protective_umbrella_goes_one_level_up() -> None:
    subject = Subject(XIXINZHUANG, "township_government", restricted=True)
    assert to(subject, raised={subject: 1}) == LVLIANG
    assert to(Subject(LVLIANG, "city_government"), raised={Subject(LVLIANG, "city_government"): 1}) == HELD


def test_restricted_and_open_referrals_of_one_organ_are_two_subjects() -> None:
    assert Subject(XIXINZHUANG, "township_government", restricted=True).key != TOWN.key
    given = document(
        "2022-03-10", site("A"), found("A", "2022-03-01"), checked("A", "2022-03-05"),
        evidence("E1", "2022-03-02"), evidence("E2", "2022-03-03", kind="protective_umbrella"),
    )  # fmt: skip
    to_ = {f["rule"]: (f["refer_to"]["jurisdiction"], f["restricted"]) for f in given["findings"]}
    assert to_ == {
        "order446.township-illegal-coal-mine": (XIAOYI, False),
        "notice2022-21.dereliction": (XIAOYI, False),
        "notice2022-21.protective-umbrella": (LVLIANG, True),
    }


def test_a_county_directly_under_a_province_goes_to_the_province() -> None:
    made = places(place("909001000000", "直县", "county", PROVINCE, "县级市"))
    assert route(Subject("909001000000", "county_government"), where=made).to == PROVINCE


def test_a_township_directly_under_a_city_goes_to_the_city() -> None:
    made = places(place("900100400000", "直镇", "township", CITY))
    assert route(Subject("900100400000", "township_government"), where=made).to == CITY
    assert route(Subject("900100400000", "department:所"), where=made).to == CITY
    assert route(Subject(EAST, "county_government"), where=made).to == CITY


def test_above_the_province_there_is_nobody() -> None:
    assert to(Subject(SHANXI, "department:能源局"), told(names="山西省纪委监委")) == HELD


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("孝义市纪委监委", ([XIAOYI], False)),
        ("孝义市纪律检查委员会、吕梁市监察委员会", ([XIAOYI, LVLIANG], False)),
        ("某某公司", ([], True)),
        ("城区纪委", ([], True)),
        (None, ([], False)),
        ("", ([], False)),
    ],
)
def test_the_place_of_a_body_is_read_from_its_name(
    text: str | None, expected: tuple[list[str], bool]
) -> None:
    assert body_places(REAL.tree, text) == expected
