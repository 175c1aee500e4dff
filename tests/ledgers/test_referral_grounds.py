"""A dossier kept as data, what it rests on, and what a notice says; time alone changes none of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from offices import COUNTY, FOUND, Office, and_also, run, third_mine, two_mines

from engine.document import document
from engine.dossiers import Dossier, dossiers, drafts
from engine.ledgers import packing
from engine.ledgers.differences import difference
from engine.ledgers.dossier_form import DraftForm, dossier_of, form_of, packed, unpacked
from engine.ledgers.grounds import grounds_digest, identity, said_until
from engine.ledgers.notices import NOTICE_LETTERS, followed, notice
from engine.ledgers.papers import papers
from engine.ledgers.seen import RunSeen
from engine.referrals.wording import JUDGING


def of(as_of: str, rows: dict[str, list[dict[str, str]]] | None = None) -> Dossier:
    made = run(rows or two_mines(), date.fromisoformat(as_of))
    (one,) = [d for d in dossiers(made, {f["id"]: f for f in document(made)["findings"]}) if d.id == COUNTY]
    return one


def test_a_dossier_comes_back_whole() -> None:
    one = of("2022-03-07")
    form = form_of(one)
    assert unpacked(packed(form)) == form
    again = dossier_of(form)
    assert form_of(again) == form
    assert again.other.references() == one.other.references()
    assert (again.id, again.findings, dict(again.records)) == (
        one.id,
        tuple(form["findings"]),
        form["records"],
    )


@pytest.mark.parametrize("rows", [two_mines(), and_also(two_mines(), **third_mine())])
def test_a_draft_s_form_is_that_of_its_dossier(rows: dict[str, list[dict[str, str]]]) -> None:
    """What is signed is known before the rest is written, and is the same."""
    made = run(rows, date(2022, 3, 28))
    forms = {f["id"]: f for f in document(made)["findings"]}
    whole = map(form_of, dossiers(made, forms))
    lazy = (DraftForm(one.id, lambda one=one: one) for one in drafts(made, forms))
    for form, one in zip(whole, lazy, strict=True):
        assert one["id"] == form["id"]
        assert grounds_digest(one) == grounds_digest(form)
        assert dict(one) == form
        assert len(one) == len(form)
        assert packed(one) == packed(form)


def test_a_form_of_before_a_field_was_added_is_still_read() -> None:
    form = form_of(of("2022-03-07"))
    del form["reader_notes"]
    assert dossier_of(form).reader_notes == ()


@pytest.mark.parametrize("later", ["2022-03-08", "2022-03-14", "2022-12-30"])
def test_the_digest_of_grounds_does_not_move_with_the_day_alone(later: str) -> None:
    assert grounds_digest(form_of(of(later))) == grounds_digest(form_of(of("2022-03-07")))


@pytest.mark.parametrize(
    "more",
    [
        third_mine(),
        {"checks": [{"check_id": "C9", "site_id": "A", "checked_on": "2022-03-12", "result": "已停止", "checked_by": "某局"}]},
        {"measures": [{"measure_id": "M1", "site_id": "A", "kind": "停电", "ordered_on": "2022-03-01"}]},
        {"prior_actions": [{"action_id": "P1", "organ": "县级人民政府", "jurisdiction": "孝义市", "kind": "处分",
                            "on": "2022-03-01", "by": "某机关"}]},
        {"posts": [{"name": "陈某", "organ": "县级人民政府", "jurisdiction": "孝义市", "post": "市长", "role": "主要负责人",
                    "from_on": "2021-01-01", "document": "任〔2021〕9号"}]},
        {"discoveries": [{"discovery_id": "D1~2", "site_id": "A", "verified_on": "2022-02-23", **FOUND, "replaces": "D1"}]},
    ],
    ids=["a site", "a stop", "a measure in favour", "a prior action", "a post", "a new version"],
)  # fmt: skip
def test_the_digest_of_grounds_moves_with_whatever_the_letter_rests_on(
    more: dict[str, list[dict[str, str]]],
) -> None:
    before = grounds_digest(form_of(of("2022-03-28")))
    assert grounds_digest(form_of(of("2022-03-28", and_also(two_mines(), **more)))) != before


def test_facts_are_cut_on_the_day_they_were_told() -> None:
    facts = ("计入的日期：2022-03-02 至 2022-03-20、2022-04-01 至 2022-04-09", "发现 D1~2：是否生产填“是”")
    told = said_until(facts, "2022-03-10")
    assert told == {("计入的日期", "2022-03-02 至 2022-03-10"), ("发现 D1", "是否生产填“是”")}
    for day, until in (
        ("2022-03-19", "2022-03-19"),
        ("2022-03-20", "2022-03-20"),
        ("2022-03-21", "2022-03-20"),
    ):
        assert ("计入的日期", f"2022-03-02 至 {until}") in said_until(facts, day)
    assert ("计入的日期", "2022-04-01 至 2022-04-01") in said_until(facts, "2022-04-01")
    assert len(said_until(facts, "2022-03-31")) == 2


@pytest.mark.parametrize(
    ("reference", "record"),
    [("checks/C1", "C1"), ("checks/C1~2", "C1"), ("checks/C1~12", "C1"), ("checks/C1~2~", "C1"), ("checks/C~x", "C~x"),
     ("checks/C1~", "C1~"), ("checks/a/b~3", "a/b")],
)  # fmt: skip
def test_all_versions_of_a_row_are_one_record(reference: str, record: str) -> None:
    assert identity(reference) == ("checks", record)


def test_what_a_run_holds_is_the_row_that_stands() -> None:
    fixed = {"check_id": "C1~2", "site_id": "A", "checked_on": "2022-03-03", "result": "仍在生产", "checked_by": "某局",
             "replaces": "C1", "note": "电话更正"}  # fmt: skip
    gone = {"check_id": "C2~2", "site_id": "B", "checked_on": "2022-03-02", "result": "仍在生产", "checked_by": "某局",
            "replaces": "C2", "withdrawn": "是"}  # fmt: skip
    seen = RunSeen(run(and_also(two_mines(), checks=[fixed, gone]), date(2022, 3, 14)))
    row = seen.held("checks", "C1")
    assert row is not None
    assert row["checked_on"] == "2022-03-03"
    assert "note" not in row
    assert seen.held("checks", "C2") is None
    assert seen.held("checks", "C99") is None
    assert not seen.blocked("141181000000", "141181000000")


# --- what a notice says ---
@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home")
    yield made
    made.store.close()


def letters(office: Office) -> dict[str, str]:
    """Key of each paper that follows a referral → the text of its letter, and of the notice as data."""
    out = {}
    with office.store.reading() as session:
        everything = papers(session)
        for one in everything:
            if one.parent is None:
                continue
            family = [p for p in everything if one.parent in (p.key, p.parent)]
            made = packing.files(one, family)
            told = notice(one, followed(family, one.receiver))
            data = made[NOTICE_LETTERS[one.kind]]
            xml = ZipFile(BytesIO(data)).read("word/document.xml").decode()
            for item in told.items:
                assert item in xml
            out[one.key] = xml
            assert made == packing.files(one, family)  # the same bytes again
            assert ("facts.json" in made) is (one.kind != "withdrawal")
    return out


def test_each_notice_names_its_letter_what_changed_and_judges_nobody(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY)
    row = {"discovery_id": "D1~2", "site_id": "A", "verified_on": "2022-02-24", **FOUND, "replaces": "D1"}
    changed = and_also(two_mines(), **third_mine())
    changed["discoveries"].append(row)
    office.propose(changed, "2022-03-28")
    made = letters(office)
    correction, supplement = made[f"{COUNTY}.correction-1"], made[f"{COUNTY}.supplement-1"]
    for text in (correction, supplement):
        assert "晋安办问责移〔2022〕1号（2022年3月7日）" in text
        assert "吕梁市纪委监委" in text
        assert not [word for word in JUDGING if word in text]
    assert "发现记录 D1 有更正：核实日期由2022年2月23日变为2022年2月24日" in correction
    assert "新增矿点 E矿（E，吕梁市孝义市下堡镇）" in supplement
    assert "另有更正事项，另函告知" in supplement
    assert "第1号" in supplement


def test_a_withdrawal_carries_its_letter_alone(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY)
    office.propose({**two_mines(), "checks": []}, "2022-03-28")
    made = letters(office)
    assert "现予撤回" in made[f"{COUNTY}.withdrawal-1"]
    assert "不再成立" in made[f"{COUNTY}.withdrawal-1"]


def test_the_days_of_a_year_after_the_letter_make_no_notice() -> None:
    form = form_of(of("2022-03-07"))
    for days in (1, 30, 365):
        later = (date(2022, 3, 7) + timedelta(days=days)).isoformat()
        seen = RunSeen(run(two_mines(), date.fromisoformat(later)))
        assert not difference([form], form_of(of(later)), seen)
