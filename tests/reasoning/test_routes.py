"""DESIGN §6.14: who receives what concerns a subject, and who never does."""

from typing import Any

import pytest
from factmaking import LVLIANG, REAL, SHANXI, XIAOYI, XIXINZHUANG, checked, document, evidence, found, site
from treemaking import CITY, EAST, PROVINCE, place, places

from engine.jurisdictions import Jurisdictions
from engine.reasoning.routes import HELD, Route, Router, Subject, Surroundings, body_places, taken
from engine.reasoning.singles import Evidence

DAY = 738_215
TOWN = Subject(XIXINZHUANG, "township_government")
COUNTY = Subject(XIAOYI, "county_government")
BUREAU = Subject(XIAOYI, "department:能源局")


def told(
    where: str = LVLIANG, kind: str = "dereliction", *, verified: bool = True, names: str = "", root: str | None = None
) -> Evidence:
    """A piece of evidence about the government of a place."""
    return Evidence("E1", where, "city_government", kind, verified, DAY if verified else None, root, {"names_body": names})


def post(organ: str, where: str, managed_by: str) -> dict[str, Any]:
    return {"organ": organ, "jurisdiction": where, "managed_by": managed_by}


def route(subject: Subject, around: Surroundings | None = None, where: Jurisdictions = REAL) -> Route:
    """The route that is taken; every route on the way must give its reason."""
    ways = Router(where, around or Surroundings([], []), DAY).routes(subject)
    assert all(w.reason for w in ways)
    assert len({w.rank for w in ways}) == len(ways)
    return taken(ways)


def to(subject: Subject, *pieces: Evidence, posts: tuple[dict[str, Any], ...] = (), **around: Any) -> str:
    return route(subject, Surroundings(pieces, posts, **around)).to


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
    ("text", "receiver"), [("吕梁市委", LVLIANG), ("吕梁市委组织部", LVLIANG), ("山西省委", SHANXI), ("141100000000", LVLIANG)]
)
def test_managed_by_wins_over_the_table(text: str, receiver: str) -> None:
    given = route(TOWN, Surroundings([], [post("township_government", XIXINZHUANG, text)]))
    assert given.to == receiver
    assert text in given.reason


def test_managed_by_of_another_organ_or_place_does_not_count() -> None:
    posts = (post("township_party_committee", XIXINZHUANG, "山西省委"), post("township_government", XIAOYI, "山西省委"))
    assert to(TOWN, posts=posts) == XIAOYI


def test_of_several_managing_bodies_the_highest_receives() -> None:
    posts = tuple(post("township_government", XIXINZHUANG, t) for t in ("孝义市委", "吕梁市委", "孝义市委"))
    assert to(TOWN, posts=posts) == LVLIANG


def test_managed_by_that_is_no_place_leaves_the_table() -> None:
    assert to(TOWN, posts=(post("township_government", XIXINZHUANG, "某总公司党委"),)) == XIAOYI


def test_never_the_body_of_the_subject_s_own_government_when_its_leaders_are_subjects() -> None:
    both = frozenset({BUREAU, COUNTY})
    assert to(BUREAU, subjects=frozenset({BUREAU})) == XIAOYI
    assert to(BUREAU, subjects=both) == LVLIANG
    assert "上提一级" in route(BUREAU, Surroundings([], [], both)).reason


def test_a_party_committee_that_is_a_subject_counts_as_leaders_too() -> None:
    assert to(BUREAU, subjects=frozenset({BUREAU, Subject(XIAOYI, "county_party_committee")})) == LVLIANG


def test_leaders_of_another_place_or_another_department_do_not_count() -> None:
    others = frozenset({BUREAU, Subject("141122000000", "county_government"), Subject(XIAOYI, "department:公安局"), TOWN})
    assert to(BUREAU, subjects=others) == XIAOYI


def test_a_government_whose_managing_body_is_written_as_its_own_is_not_received_by_it() -> None:
    posts = (post("county_government", XIAOYI, XIAOYI),)
    assert to(COUNTY, posts=posts, subjects=frozenset({COUNTY})) == LVLIANG


def test_verified_evidence_that_names_the_receiving_body_leads_one_level_up() -> None:
    given = route(TOWN, Surroundings([told(names="孝义市纪委监委")], []))
    assert given.to == LVLIANG
    assert given.reason.startswith("上提一级")
    assert "E1" in given.reason


def test_unverified_evidence_that_names_the_receiving_body_holds_for_a_named_person() -> None:
    given = route(TOWN, Surroundings([told(names="孝义市纪委监委", verified=False)], []))
    assert given.to == HELD
    assert "具名人员" in given.reason


@pytest.mark.parametrize("names", ["", "吕梁市纪委监委", "汾阳市纪委监委"])
def test_evidence_that_names_no_body_or_another_body_leaves_the_route(names: str) -> None:
    assert to(TOWN, told(names=names)) == XIAOYI


def test_evidence_that_names_both_bodies_leads_two_levels_up() -> None:
    assert to(TOWN, told(names="孝义市纪委监委；吕梁市监察委员会")) == SHANXI


def test_evidence_that_names_every_body_leaves_a_named_person() -> None:
    given = route(TOWN, Surroundings([told(names="孝义市纪委；吕梁市纪委；山西省纪委监委")], []))
    assert given.to == HELD
    assert "其上再无机关" in given.reason


def test_doubt_about_the_body_one_level_up_holds_as_well() -> None:
    doubt = told(names="吕梁市纪委", verified=False)
    assert to(TOWN, told(names="孝义市纪委"), doubt) == HELD


@pytest.mark.parametrize("verified", [True, False])
def test_a_name_that_is_not_understood_holds_what_the_evidence_is_about(verified: bool) -> None:  # noqa: FBT001
    unclear = told(XIXINZHUANG, names="某某纪检组", verified=verified)
    assert to(TOWN, unclear) == HELD
    assert to(Subject("141181100000", "township_government"), unclear) == "141181000000"


def test_verified_shielding_where_the_receiving_body_sits_leads_one_level_up() -> None:
    shield = told(XIAOYI, "protective_umbrella", root="A")
    sites = {TOWN: frozenset({"A"})}
    assert to(TOWN, shield, sites=sites) == LVLIANG
    assert to(TOWN, told(XIAOYI, "protective_umbrella"), sites=sites) == LVLIANG


def test_unverified_shielding_holds_for_a_named_person() -> None:
    assert to(TOWN, told(XIAOYI, "protective_umbrella", verified=False, root="A"), sites={TOWN: frozenset({"A"})}) == HELD


def test_shielding_of_other_sites_or_elsewhere_leaves_the_route() -> None:
    sites = {TOWN: frozenset({"A"})}
    assert to(TOWN, told(XIAOYI, "protective_umbrella", root="B"), sites=sites) == XIAOYI
    assert to(TOWN, told("141122000000", "protective_umbrella"), sites=sites) == XIAOYI


def test_restricted_evidence_is_not_named_in_a_reason() -> None:
    for verified in (True, False):
        given = route(TOWN, Surroundings([told(XIAOYI, "protective_umbrella", verified=verified)], []))
        assert "E1" not in given.reason
        assert "庇护" not in given.reason


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
def test_the_place_of_a_body_is_read_from_its_name(text: str | None, expected: tuple[list[str], bool]) -> None:
    assert body_places(REAL.tree, text) == expected


def test_the_document_prints_the_reason_and_what_is_held() -> None:
    rows = (site("A"), found("A", "2022-02-01"), checked("A", "2022-02-05"))
    given = document("2022-03-10", *rows, evidence("E1", "2022-03-01", place=LVLIANG, organ="city_government",
                                                  verified="no", verified_on="", names_body="孝义市纪委监委"))  # fmt: skip
    (finding,) = given["findings"]
    assert finding["refer_to"]["jurisdiction"] is None
    assert "未经核实的线索 E1 涉及接收机关" in finding["refer_to"]["reason"]
    assert {d["reason"] for d in given["to_decide"]} == {"unverified", "receiver_held"}
