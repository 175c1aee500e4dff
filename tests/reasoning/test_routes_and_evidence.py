"""DESIGN §6.14: evidence that names the receiving body or shields the subject leads up, or is held for a person."""

import pytest
from factmaking import LVLIANG, SHANXI, XIAOYI, XIXINZHUANG, checked, document, evidence, found, site
from routing import TOWN, route, to, told

from engine.reasoning.routes import HELD, Subject, Surroundings


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
    assert (
        to(
            TOWN,
            told(XIAOYI, "protective_umbrella", verified=False, root="A"),
            sites={TOWN: frozenset({"A"})},
        )
        == HELD
    )


def test_shielding_of_other_sites_or_elsewhere_leaves_the_route() -> None:
    sites = {TOWN: frozenset({"A"})}
    assert to(TOWN, told(XIAOYI, "protective_umbrella", root="B"), sites=sites) == XIAOYI
    assert to(TOWN, told("141122000000", "protective_umbrella"), sites=sites) == XIAOYI


def test_restricted_evidence_is_not_named_in_a_reason() -> None:
    for verified in (True, False):
        given = route(TOWN, Surroundings([told(XIAOYI, "protective_umbrella", verified=verified)], []))
        assert "E1" not in given.reason
        assert "庇护" not in given.reason


def test_the_document_prints_the_reason_and_what_is_held() -> None:
    rows = (site("A"), found("A", "2022-02-01"), checked("A", "2022-02-05"))
    given = document("2022-03-10", *rows, evidence("E1", "2022-03-01", place=LVLIANG, organ="city_government",
                                                  verified="no", verified_on="", names_body="孝义市纪委监委"))  # fmt: skip
    (finding,) = given["findings"]
    assert finding["refer_to"]["jurisdiction"] is None
    assert "未经核实的线索 E1 涉及接收机关" in finding["refer_to"]["reason"]
    assert {d["reason"] for d in given["to_decide"]} == {"unverified", "receiver_held"}
