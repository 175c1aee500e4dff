"""Ids where a department gives none; a site named without an id is offered to a person, never assumed."""

from pathlib import Path

import pytest
from bureau import HEAD, bureau, ledger, one
from hypothesis import given
from hypothesis import strategies as st
from importing import CITY_OFFICE, COUNTY_OFFICE, OTHER_TOWN, SITE, TOWN, Office

from engine.ledgers import joins
from engine.ledgers.holdings import Holdings
from engine.ledgers.joins import SiteError
from engine.ledgers.matching import find, offers
from engine.ledgers.minting import plain, speaking
from engine.records.cells import Fault
from engine.records.parsers import Parser
from engine.records.schema import TABLES

OURS = f"张家沟煤矿@{TOWN}#{COUNTY_OFFICE}"


def decide(office: Office, kind: str, number: int = 1) -> None:
    with office.store.writing(office.tick()) as session:
        one_offer = find(session, number)
        site, other = one_offer.site, one_offer.same_as
        if kind == "join":
            edges = Holdings(session).joined_sites()
            joins.join(session, site, other, edges, actor="A01", reason="现场核对", match_id=number)
        elif kind == "refuse":
            joins.refuse(session, site, other, actor="A01", reason="两处", match_id=number)
        else:
            joins.undo(session, site, other, actor="A01", reason="弄错了")


def waiting_office(tmp_path: Path) -> Office:
    """S1 is known; the bureau names 张家沟煤矿 in the same township."""
    office = bureau(Office(tmp_path))
    office.sites(SITE, sender=CITY_OFFICE)
    office.take("台账.xlsx", ledger(one()), profile="宁武")
    return office


def test_the_same_row_sent_again_is_the_same_row(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    office.take("台账.xlsx", ledger(one()), profile="宁武")
    again = office.take("台账.xlsx", ledger(one(), one("李家湾煤矿")), profile="宁武")
    assert (again.counts["unchanged"], again.counts["new"]) == (2, 2)
    assert office.ids("sites") == [OURS, f"李家湾煤矿@{TOWN}#{COUNTY_OFFICE}"]
    assert f"张家沟煤矿@{TOWN}:2022-02-20#{COUNTY_OFFICE}" in office.ids("discoveries")


def test_a_changed_cell_outside_the_key_is_a_correction(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    office.take("台账.xlsx", ledger(one()), profile="宁武")
    changed = office.take("台账.xlsx", ledger(one(是否生产="停产")), profile="宁武")
    assert (changed.counts["corrected"], changed.counts["unchanged"]) == (1, 1)


def test_a_name_written_with_other_width_or_space_keeps_its_id(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    office.take("台账.xlsx", ledger(one("张家沟1号矿")), profile="宁武")
    office.take("台账.xlsx", ledger(one("张家沟 １号矿")), profile="宁武")
    assert {row.split("~")[0] for row in office.ids("sites")} == {f"张家沟1号矿@{TOWN}#{COUNTY_OFFICE}"}


def test_two_rows_of_one_natural_key_with_other_content_are_both_sent_back(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    outcome = office.take("台账.xlsx", ledger(one(), one(是否生产="停产")), profile="宁武")
    assert (outcome.counts["new"], outcome.counts["refused"]) == (1, 2)
    assert all("同一发现编号的内容" in reason for reason in office.reasons())


def test_a_row_that_is_written_twice_is_one_row(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    outcome = office.take("台账.xlsx", ledger(one(), one()), profile="宁武")
    assert (outcome.clean, outcome.counts["new"]) == (True, 2)


def test_a_row_without_its_natural_key_is_sent_back(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    outcome = office.take("台账.xlsx", ledger(one(day="")), profile="宁武")
    assert outcome.counts["refused"] == 1
    assert office.reasons() == ["没有编号，又缺少据以编号的“核实日期”，无从编号；请补填，或给出编号"]
    assert office.waiting()[0].record_id is None or "待编号" in str(office.waiting()[0].record_id)


def test_a_row_whose_site_has_no_place_is_sent_back_with_the_site(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    outcome = office.take("台账.xlsx", ledger(one(town="没有的镇")), profile="宁武")
    assert (outcome.counts["new"], outcome.counts["refused"]) == (0, 2)


NAMES = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=90).filter(
    lambda t: t.strip()
)


@given(name=NAMES, day=st.dates())
def test_a_minted_id_is_one_that_the_reader_keeps_as_it_is(name: str, day: object) -> None:
    site = speaking("sites", [plain(name), TOWN], COUNTY_OFFICE)
    for made in (site, speaking("discoveries", [site, str(day)], COUNTY_OFFICE)):
        read = Parser(TABLES["sites"].column("site_id"), None)[made]  # type: ignore[arg-type]
        assert read == made
        assert not isinstance(read, Fault)
        assert "~" not in made


@given(st.lists(NAMES.map(plain).filter(bool), min_size=2, max_size=2, unique=True))
def test_two_names_have_two_ids(names: list[str]) -> None:
    made = {speaking("sites", [name, TOWN], COUNTY_OFFICE) for name in names}
    assert len(made) == 2


@pytest.mark.parametrize("length", [85, 86, 200])
def test_a_long_name_is_cut_without_becoming_another(length: int) -> None:
    made = {speaking("sites", ["长" * length + end, TOWN], COUNTY_OFFICE) for end in "甲乙"}
    assert len(made) == 2
    assert all(len(one_id) <= 200 for one_id in made)


def test_a_site_named_like_a_known_one_waits_for_a_person_with_all_that_refers_to_it(tmp_path: Path) -> None:
    office = waiting_office(tmp_path)
    assert office.ids("sites") == ["S1"]
    assert next(reason.partition("：")[0] for reason in office.reasons()) == "待人确认"
    assert {entry.table for entry in office.waiting()} == {"sites", "discoveries"}
    with office.reading() as session:
        (offer,) = offers(session)
    assert (offer.site, offer.same_as, offer.waiting) == (OURS, "S1", True)
    assert office.readmit() == 0


def test_a_site_confirmed_goes_in_and_counts_as_the_known_one(tmp_path: Path) -> None:
    office = waiting_office(tmp_path)
    decide(office, "join")
    assert office.readmit() == 2
    said = {row["site_id"]: row["same_as"] for row in office.records().tables["sites"].to_pylist()}
    assert said == {"S1": None, OURS: "S1"}
    assert office.waiting() == []


def test_a_site_refused_goes_in_as_one_of_its_own(tmp_path: Path) -> None:
    office = waiting_office(tmp_path)
    decide(office, "refuse")
    assert office.readmit() == 2
    said = {row["site_id"]: row["same_as"] for row in office.records().tables["sites"].to_pylist()}
    assert said == {"S1": None, OURS: None}


def test_a_decision_holds_for_every_later_file(tmp_path: Path) -> None:
    office = waiting_office(tmp_path)
    decide(office, "join")
    office.readmit()
    later = office.take("台账.xlsx", ledger(one(), one(day="2022-03-06")), profile="宁武")
    assert (later.clean, later.counts["new"], later.counts["unchanged"]) == (True, 1, 3)  # the site twice


def test_a_join_undone_leaves_two_sites_and_every_row(tmp_path: Path) -> None:
    office = waiting_office(tmp_path)
    decide(office, "join")
    office.readmit()
    known = office.store.last_known()
    decide(office, "undo")
    assert {row["same_as"] for row in office.records().tables["sites"].to_pylist()} == {None}
    assert office.ids("discoveries")
    assert {row["same_as"] for row in office.records(known).tables["sites"].to_pylist()} == {None, "S1"}


def test_the_same_name_in_another_township_is_another_site(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    office.sites({**SITE, "行政区划": OTHER_TOWN}, sender=CITY_OFFICE)
    assert office.take("台账.xlsx", ledger(one()), profile="宁武").clean
    assert len(office.ids("sites")) == 2


def test_two_sites_with_ids_of_their_own_go_in_and_are_offered(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE)
    outcome = office.sites({**SITE, "矿点编号": "S2", "名称": "張家溝煤礦有限公司"}, sender=CITY_OFFICE)
    assert (outcome.clean, outcome.offers) == (True, 1)
    with office.reading() as session:
        (offer,) = offers(session)
    assert (offer.site, offer.same_as, offer.waiting) == ("S2", "S1", False)


def test_a_pair_is_offered_once(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE, {**SITE, "矿点编号": "S2"})
    assert office.sites(SITE, {**SITE, "矿点编号": "S2", "备注": "改"}).offers == 0


def test_a_join_in_a_circle_or_of_one_site_is_refused(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.sites(SITE, {**SITE, "矿点编号": "S2", "同一矿点": "S1"}, {**SITE, "矿点编号": "S3"})
    for pair, said in (
        (("S1", "S1"), "不能与自己"),
        (("S1", "S2"), "已经是同一处"),
        (("S2", "S3"), "已与 S1 合并"),
    ):
        with pytest.raises(SiteError, match=said), office.store.writing(office.tick()) as session:
            joins.join(session, *pair, Holdings(session).joined_sites(), actor="A01", reason="试")
    with pytest.raises(SiteError, match="没有可撤销"), office.store.writing(office.tick()) as session:
        joins.undo(session, "S1", "S3", actor="A01", reason="试")


def test_a_department_may_name_sites_of_its_own_list_by_name(tmp_path: Path) -> None:
    office = bureau(Office(tmp_path))
    office.take("台账.xlsx", ledger(one()), profile="宁武")
    later = office.take("台账.xlsx", ledger(one(day="2022-03-01"), head=HEAD), profile="宁武")
    assert (later.clean, later.counts["new"], later.counts["unchanged"]) == (True, 1, 1)
