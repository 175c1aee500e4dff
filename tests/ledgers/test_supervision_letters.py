"""督办 letters: who is pressed for what, once; approved like a referral and never part of one (DESIGN §6.7, 6.16)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from offices import COUNTY, Office, Row, and_also, run, third_mine, two_mines
from openpyxl import load_workbook

from engine.document import document
from engine.ledgers import carrying, packing, referrals
from engine.ledgers.lives import LifeError
from engine.ledgers.notices import notice
from engine.ledgers.proposals import Again, Lapse, Move, Opened
from engine.ledgers.seen import RunSeen
from engine.ledgers.supervising import supervised
from engine.referrals import verify_package

CITY = "141100000000-city_government-supervision"
GOVERNMENT = "141181000000-county_government-supervision"
BUREAU = "141181000000-孝义市自然资源局-supervision"
SERIES = "晋安办问责督"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home")
    yield made
    made.store.close()


def asked(inquiry: str, site: str, unit: str, due_on: str = "2022-02-25", answered_on: str = "") -> Row:
    return {
        "inquiry_id": inquiry, "site_id": site, "sent_on": "2022-02-20", "sent_to": unit, "due_on": due_on,
        "answered_on": answered_on,
    }  # fmt: skip


def mines(*inquiries: Row) -> dict[str, list[Row]]:
    return and_also(two_mines(), inquiries=inquiries)


ONE = asked("Q1", "A", "county_government")


def pressed(rows: Mapping[str, Sequence[Row]], as_of: str = "2022-03-07") -> dict[str, list[str]]:
    """What each unit is pressed for."""
    made = run(rows, date.fromisoformat(as_of))
    return {
        f["id"]: [text for _, text in items or ()]
        for f, items in supervised(made, document(made), RunSeen(made))
    }


def supervise(office: Office, rows: Mapping[str, Sequence[Row]], as_of: str) -> list[Move]:
    made = run(rows, date.fromisoformat(as_of))
    seen = RunSeen(made)
    with office.store.writing(office.now()) as session:
        return carrying.supervise(session, None, supervised(made, document(made), seen), seen)


def keys(moves: Sequence[Move]) -> list[tuple[type, str]]:
    return [(type(m), m.key if isinstance(m, Opened) else m.paper.key) for m in moves]


def issue(office: Office, key: str) -> Path:
    office.draft(key)
    office.approve(key)
    approved = office.drafted(key)
    out = office.act(
        referrals.issue, office.drafter, key, approved, SERIES,
        lambda number, on: packing.issued(office.home, office.paper(key), approved, number, on),
    )  # fmt: skip
    return packing.folder_of(office.home, key, out.issued.package_sha256)


@pytest.mark.parametrize(
    ("due_on", "late"), [("2022-03-06", True), ("2022-03-07", False), ("2022-03-08", False)]
)
def test_a_unit_is_pressed_from_the_day_after_the_answer_was_due(due_on: str, *, late: bool) -> None:
    assert (GOVERNMENT in pressed(mines(asked("Q1", "A", "county_government", due_on)))) == late


def test_an_answered_inquiry_presses_nobody() -> None:
    assert GOVERNMENT not in pressed(mines(asked("Q1", "A", "county_government", answered_on="2022-03-07")))


def test_each_unit_gets_a_letter_of_its_own_and_the_city_one_with_its_countys_sites() -> None:
    said = pressed(mines(ONE, asked("Q2", "B", "孝义市自然资源局")))
    assert list(said) == [CITY, GOVERNMENT, BUREAU]
    assert said[GOVERNMENT] == [
        "关于A矿（A，吕梁市孝义市西辛庄镇）的询问 Q1，2022-02-20 发出，答复期限 2022-02-25，没有收到答复"
    ]
    assert said[CITY] == [
        f"{s}矿（{s}，吕梁市孝义市{t}）：{d} 核实；2022-03-02 复查（仍在生产）"
        for s, t, d in (("A", "西辛庄镇", "2022-02-23"), ("B", "下堡镇", "2022-02-25"))
    ]


def test_what_was_recorded_of_a_joined_site_is_told_under_the_site_that_counts() -> None:
    rows = two_mines()
    rows["sites"].append({**rows["sites"][0], "site_id": "A0", "name": "A0矿", "same_as": "A"})
    rows["checks"][0]["site_id"] = rows["discoveries"][0]["site_id"] = "A0"
    (of_a, _) = pressed(rows)[CITY]
    assert of_a == "A矿（A，吕梁市孝义市西辛庄镇）：2022-02-23 核实；2022-03-02 复查（仍在生产）"


def test_the_letter_says_site_facts_and_nothing_of_the_referral(office: Office) -> None:
    office.propose(mines(ONE), "2022-03-07")
    supervise(office, mines(ONE), "2022-03-07")
    folder = issue(office, CITY)
    assert verify_package(folder) == []
    assert {p.name for p in folder.iterdir()} == {
        "督办函.docx",
        "督办函.pdf",
        "回执.docx",
        "回执.xlsx",
        "manifest.json",
        "manifest.sha256",
    }
    text = "\n".join(p.text for p in Document(str(folder / "督办函.docx")).paragraphs)
    assert f"{SERIES}〔2022〕1号" in text
    assert "附件：回执" in text.replace(" ", "").replace("\u3000", "")
    assert "2022年3月2日复查（仍在生产）" in text.replace(" ", "")
    form = [cell.text for row in Document(str(folder / "回执.docx")).tables[0].rows for cell in row.cells]
    sheet = [
        str(c.value or "") for row in load_workbook(folder / "回执.xlsx").active.iter_rows() for c in row
    ]
    for word in ("移送", "问题线索", "纪委", "446", "失职", "县长", "处置"):
        assert word not in text + "".join(form + sheet)
    assert CITY in form
    assert CITY in sheet


def test_what_a_letter_asks_for_fits_what_it_names(office: Office) -> None:
    supervise(office, mines(ONE), "2022-03-07")
    of_inquiry = "".join(notice(office.paper(GOVERNMENT), []).closing)
    of_sites = "".join(notice(office.paper(CITY), []).closing)
    assert ("逐项答复" in of_inquiry, "核实上列矿点" in of_inquiry) == (True, False)
    assert ("逐项答复" in of_sites, "核实上列矿点" in of_sites) == (False, True)


def test_it_takes_two_persons_and_a_series_of_its_own(office: Office) -> None:
    office.propose(mines(ONE), "2022-03-07")
    supervise(office, mines(ONE), "2022-03-07")
    office.draft(GOVERNMENT)
    with pytest.raises(LifeError, match="不能印发"):
        office.issue(GOVERNMENT)
    office.send(COUNTY)
    issue(office, GOVERNMENT)
    numbers = [p.issued.number for p in office.every() if p.issued]
    assert numbers == [f"{SERIES}〔2022〕1号", "晋安办问责移〔2022〕1号"]


def test_a_part_of_a_key_names_the_referral_and_the_letter_by_its_ending(office: Office) -> None:
    office.propose(mines(ONE), "2022-03-07")
    supervise(office, mines(ONE), "2022-03-07")
    assert office.paper("141181000000-county_government").key == COUNTY
    assert office.paper("141181000000-county_government-supervision").key == GOVERNMENT


def test_the_same_run_again_proposes_nothing_and_referrals_go_their_own_way(office: Office) -> None:
    assert keys(supervise(office, mines(ONE), "2022-03-07")) == [(Opened, CITY), (Opened, GOVERNMENT)]
    assert supervise(office, mines(ONE), "2022-03-07") == []
    assert supervise(office, mines(ONE), "2022-03-14") == []
    assert office.propose(mines(ONE), "2022-03-14") != []
    assert office.propose(mines(ONE), "2022-03-14") == []


def test_an_answer_lets_a_letter_lapse_and_ends_one_that_left(office: Office) -> None:
    late = mines(ONE, asked("Q2", "B", "孝义市自然资源局"))
    supervise(office, late, "2022-03-07")
    issue(office, GOVERNMENT)
    answered = [
        asked("Q1", "A", "county_government", answered_on="2022-03-10"),
        asked("Q2", "B", "孝义市自然资源局", answered_on="2022-03-10"),
    ]
    moves = supervise(office, mines(*answered), "2022-03-14")
    assert keys(moves) == [(Lapse, GOVERNMENT), (Lapse, BUREAU)]
    assert {office.paper(k).state for k in (GOVERNMENT, BUREAU)} == {"closed"}


def test_only_what_a_unit_was_not_told_of_makes_another_letter(office: Office) -> None:
    supervise(office, mines(ONE), "2022-03-07")
    issue(office, GOVERNMENT)
    more = mines(ONE, asked("Q3", "B", "county_government", "2022-03-09"))
    moves = supervise(office, more, "2022-03-14")
    assert keys(moves) == [(Opened, f"{GOVERNMENT}~2")]
    told = office.paper(f"{GOVERNMENT}~2").proposal.detail["items"]
    assert len(told) == 1
    assert "Q3" in told[0][1]


def test_a_letter_that_has_not_left_follows_the_evaluation(office: Office) -> None:
    supervise(office, mines(ONE), "2022-03-07")
    office.draft(CITY)
    moves = supervise(office, and_also(mines(ONE), **third_mine()), "2022-03-21")
    assert keys(moves) == [(Again, CITY)]
    with pytest.raises(LifeError, match="请先起草"):
        office.approve(CITY)


def test_a_government_disposes_of_no_clue(office: Office) -> None:
    supervise(office, mines(ONE), "2022-03-07")
    issue(office, GOVERNMENT)
    office.act(referrals.receipt, office.drafter, GOVERNMENT, date(2022, 3, 7), {"by": "办公室"})
    with pytest.raises(LifeError, match="是督办函，收件一方不作处置，没有登记"):
        office.act(referrals.disposition, office.drafter, GOVERNMENT, date(2022, 3, 7), "立案", {})
    assert office.act(referrals.close, office.approver, GOVERNMENT, "已整改").state == "closed"


def test_a_refused_letter_returns_only_with_something_new(office: Office) -> None:
    supervise(office, mines(ONE), "2022-03-07")
    office.act(referrals.refuse, office.approver, CITY, "已当面督办")
    check: dict[str, Any] = {
        "check_id": "C9",
        "site_id": "A",
        "checked_on": "2022-03-09",
        "result": "仍在生产",
        "checked_by": "某局",
    }
    assert supervise(office, and_also(mines(ONE), checks=[check]), "2022-03-14") == []
    moves = supervise(office, and_also(mines(ONE), **third_mine()), "2022-03-21")
    assert keys(moves) == [(Again, CITY)]
