"""Referrals in the store: proposed by a run, drafted, approved by another, issued with a number, followed up."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from offices import BAD, COUNTY, FOUND, SERIES, TOWNS, Office, and_also, third_mine, two_mines

from engine.ledgers import packing, referrals
from engine.ledgers.lives import LifeError
from engine.ledgers.officers import OfficerError
from engine.ledgers.papers import paper
from engine.ledgers.proposals import Lapse, Opened
from engine.referrals.docx_text import paragraphs
from engine.signing import new_signer
from engine.store import StoreError
from engine.store.models import RecordVersion, ReferralStep, Run


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home")
    yield made
    made.store.close()


def opened(moves: list[object]) -> list[tuple[str, str]]:
    return [(m.kind, m.key) for m in moves if isinstance(m, Opened)]


def test_a_run_proposes_one_referral_for_each_organ_and_receiver_and_again_nothing(office: Office) -> None:
    first = office.propose(two_mines(), "2022-03-07")
    assert opened(first) == [("referral", k) for k in (COUNTY, *TOWNS)]
    assert office.propose(two_mines(), "2022-03-07") == []
    assert {p.state for p in office.every()} == {"proposed"}


def test_time_that_goes_on_changes_nothing_before_and_after_the_letter_left(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    assert office.propose(two_mines(), "2022-03-14") == []
    office.send(COUNTY, *TOWNS)
    assert office.propose(two_mines(), "2022-03-21") == []
    assert office.propose(two_mines(), "2022-06-27") == []


def test_a_stop_after_the_letter_corrects_nothing(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY, *TOWNS)
    stop = {
        "check_id": "C9",
        "site_id": "A",
        "checked_on": "2022-03-20",
        "result": "已停止",
        "checked_by": "某局",
    }
    assert office.propose(and_also(two_mines(), checks=[stop]), "2022-03-28") == []


def test_a_run_of_an_earlier_day_moves_nothing(office: Office) -> None:
    office.propose(two_mines(), "2022-03-14")
    office.send(COUNTY)
    assert office.propose({**two_mines(), "checks": []}, "2022-03-07") == []


def test_issued_letters_take_the_numbers_of_the_year_without_gaps(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY, *TOWNS)
    numbers = [office.paper(k).issued.number for k in (COUNTY, *TOWNS)]  # type: ignore[union-attr]
    assert numbers == [f"{SERIES}〔2022〕{n}号" for n in (1, 2, 3)]
    office.on("2022-12-31")
    office.propose(and_also(two_mines(), **third_mine()), "2022-12-31")
    office.clock = office.clock.replace(hour=16)  # already the next year in Beijing
    key = f"{COUNTY}.supplement-1"
    office.send(key)
    assert office.paper(key).issued.number == f"{SERIES}〔2023〕1号"  # type: ignore[union-attr]


def test_a_supplement_names_the_evidence_that_goes_with_it(office: Office, tmp_path: Path) -> None:
    rows = two_mines()
    rows["checks"] = [{**row, "evidence": f"{row['check_id']}.png"} for row in rows["checks"]]
    (tmp_path / "C1.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    office.propose(rows, "2022-03-07")
    office.send(COUNTY)
    office.propose(and_also(rows, **third_mine()), "2022-03-21")
    key = f"{COUNTY}.supplement-1"
    digest = office.compose(key, tmp_path)[0]
    name = "补充移送函.docx"
    said = [
        p.text for p in paragraphs((packing.folder_of(office.home, key, digest) / name).read_bytes(), name)
    ]
    assert "5. 证据材料（证据001，共1件）" in said


def test_an_issue_that_fails_takes_no_number(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.draft(COUNTY)
    office.approve(COUNTY)
    with pytest.raises(LifeError, match="材料与审批时"):
        office.act(referrals.issue, office.drafter, COUNTY, "0" * 64, SERIES)
    office.issue(COUNTY)
    assert office.paper(COUNTY).issued.number == f"{SERIES}〔2022〕1号"  # type: ignore[union-attr]


def test_the_drafter_never_approves_and_an_approver_never_drafts(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.draft(COUNTY)
    with pytest.raises(OfficerError, match="须有“审批”权限"):
        office.approve(COUNTY, office.drafter)
    with pytest.raises(OfficerError, match="须有“起草”权限"):
        office.draft(COUNTY, office.approver)
    with pytest.raises(OfficerError, match="须有“审批”权限"):
        office.approve(COUNTY, office.admin)


def test_one_person_with_both_roles_still_needs_another_to_approve(office: Office) -> None:
    both = new_signer("D04")
    office.register(both, "drafter", "approver")
    office.propose(two_mines(), "2022-03-07")
    office.draft(COUNTY, both)
    with pytest.raises(LifeError, match="由 D04 起草"):
        office.approve(COUNTY, both)
    office.approve(COUNTY)
    office.issue(COUNTY, both)


def test_a_draft_that_was_changed_on_disk_is_not_approved(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.draft(COUNTY)
    folder = packing.folder_of(office.home, COUNTY, office.drafted(COUNTY))
    letter = folder / "移送函.docx"
    whole = letter.read_bytes()
    letter.write_bytes(whole + b"x")
    with pytest.raises(LifeError, match=r"移送函\.docx"):
        office.approve(COUNTY)
    letter.write_bytes(whole)
    office.approve(COUNTY)


def test_grounds_that_changed_after_the_draft_ask_for_a_new_draft(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.draft(COUNTY)
    office.approve(COUNTY)
    office.propose(and_also(two_mines(), **third_mine()), "2022-03-21")
    assert office.paper(COUNTY).state == "proposed"
    with pytest.raises(LifeError, match="不能印发"):
        office.issue(COUNTY)
    office.send(COUNTY)
    assert office.paper(COUNTY).state == "issued"


def test_a_draft_composed_before_the_grounds_changed_is_not_recorded(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    composed = office.compose(COUNTY)
    office.propose(and_also(two_mines(), **third_mine()), "2022-03-21")
    with pytest.raises(LifeError, match="再起草一次"):
        office.act(referrals.draft, office.drafter, COUNTY, *composed)


@pytest.mark.parametrize(
    ("corrected", "number", "content"), [("D1", 2, "{}"), ("D1b", 1, '{"replaces":"D1"}')],
    ids=["the row itself changed", "another row corrects it"],
)  # fmt: skip
def test_a_cited_record_that_was_corrected_after_the_last_run_stops_the_letter(
    office: Office, corrected: str, number: int, content: str
) -> None:
    office.propose(two_mines(), "2022-03-07")
    with office.store.writing(office.now()) as session:
        digest = "0" * 64
        session.add(
            Run(
                as_of=date(2022, 3, 7), known_at=session.now, engine_version="0", rules_sha256=digest,
                settings_sha256=digest, jurisdictions_sha256=digest, inputs_sha256=digest, document_sha256=digest,
                document=b"", actor="wenze",
            )
        )  # fmt: skip
    office.draft(COUNTY)

    def version(record: str, number: int, content: str = "{}") -> None:
        with office.store.writing(office.now()) as session:
            session.add(
                RecordVersion(
                    table="discoveries", record_id=record, version=number, row_id=f"{record}~{number}", content=content,
                    content_sha256=digest,
                )
            )  # fmt: skip

    version("D9", 2)
    version("D8", 1, '{"replaces":"D9"}')
    office.approve(COUNTY)  # not a record of this letter
    version(corrected, number, content)
    with pytest.raises(LifeError, match=f"discoveries/{corrected} 在最近一次评估以后有变动"):
        office.issue(COUNTY)


def test_a_refused_referral_returns_only_with_something_new(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    with pytest.raises(LifeError, match="须写明理由"):
        office.act(referrals.refuse, office.approver, COUNTY, " ")
    office.act(referrals.refuse, office.approver, COUNTY, "已由市纪委另案受理")
    assert office.propose(two_mines(), "2022-03-14") == []
    assert office.paper(COUNTY).state == "refused"
    office.propose(and_also(two_mines(), **third_mine()), "2022-03-21")
    assert office.paper(COUNTY).state == "proposed"


def test_a_proposal_that_no_longer_stands_lapses_before_it_left(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    stopped = {**two_mines(), "checks": []}
    moves = office.propose(stopped, "2022-03-14")
    assert [type(m) for m in moves] == [Lapse] * 3
    assert office.paper(COUNTY).state == "closed"
    assert opened(office.propose(two_mines(), "2022-03-21"))[0] == ("referral", f"{COUNTY}~2")


def test_a_new_site_makes_a_numbered_supplement_and_the_next_one_another(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY, *TOWNS)
    more = and_also(two_mines(), **third_mine())
    moves = office.propose(more, "2022-03-28")
    assert opened(moves) == [
        ("supplement", f"{COUNTY}.supplement-1"),
        ("supplement", f"{TOWNS[0]}.supplement-1"),
    ]
    assert office.paper(f"{COUNTY}.supplement-1").title == "补充移送第1号"
    assert office.propose(more, "2022-04-04") == []
    office.send(f"{COUNTY}.supplement-1", f"{TOWNS[0]}.supplement-1")
    assert office.propose(more, "2022-04-11") == []
    fourth = {
        "sites": [{"site_id": "F", "name": "F矿", "mineral": "煤", "jurisdiction": "孝义市/下堡镇"}],
        "discoveries": [{"discovery_id": "D6", "site_id": "F", "verified_on": "2022-04-05", **FOUND}],
        "checks": [{"check_id": "C6", "site_id": "F", "checked_on": "2022-04-06", **BAD}],
    }
    moves = office.propose(and_also(more, **fourth), "2022-04-18")
    assert opened(moves) == [
        ("supplement", f"{COUNTY}.supplement-2"),
        ("supplement", f"{TOWNS[0]}.supplement-2"),
    ]


def corrected(**changes: str) -> dict[str, list[dict[str, str]]]:
    row = {
        "discovery_id": "D1~2",
        "site_id": "A",
        "verified_on": "2022-02-23",
        **FOUND,
        "replaces": "D1",
        **changes,
    }
    return and_also(two_mines(), discoveries=[row])


def test_a_corrected_record_makes_a_correction_for_whom_it_was_told_and_for_no_other(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY, *TOWNS)
    moves = office.propose(corrected(verified_on="2022-02-24"), "2022-03-21")
    # A lies in the second town
    assert opened(moves) == [
        ("correction", f"{COUNTY}.correction-1"),
        ("correction", f"{TOWNS[1]}.correction-1"),
    ]
    assert office.propose(corrected(verified_on="2022-02-24"), "2022-03-28") == []
    office.send(f"{COUNTY}.correction-1", f"{TOWNS[1]}.correction-1")
    assert office.propose(corrected(verified_on="2022-02-24"), "2022-04-04") == []


def test_a_correction_of_what_no_package_shows_tells_nobody(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY, *TOWNS)
    assert office.propose(corrected(note="电话补记", source="来信"), "2022-03-21") == []


def test_a_correction_taken_back_before_it_left_lapses(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY)
    office.propose(corrected(verified_on="2022-02-24"), "2022-03-21")
    moves = office.propose(two_mines(), "2022-03-28")
    assert [m.paper.key for m in moves if isinstance(m, Lapse)] == [f"{COUNTY}.correction-1"]
    assert office.paper(f"{COUNTY}.correction-1").state == "closed"


def test_a_refused_correction_returns_only_when_it_says_something_else(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY)
    office.propose(corrected(found_by="另一局"), "2022-03-21")
    key = f"{COUNTY}.correction-1"
    office.act(referrals.refuse, office.approver, key, "不影响认定")
    assert office.propose(corrected(found_by="另一局"), "2022-03-28") == []
    office.propose(corrected(found_by="另一局", verified_on="2022-02-24"), "2022-04-04")
    assert office.paper(key).state == "proposed"


def test_what_no_longer_stands_is_withdrawn_and_the_referral_ends_with_it(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY, *TOWNS)
    moves = office.propose(corrected(producing="否"), "2022-03-21")
    # one mine is left: the county's finding is gone, and that of A's town
    assert opened(moves) == [
        ("withdrawal", f"{COUNTY}.withdrawal-1"),
        ("withdrawal", f"{TOWNS[1]}.withdrawal-1"),
    ]
    office.send(f"{COUNTY}.withdrawal-1")
    assert office.paper(COUNTY).state == "closed"
    assert office.paper(COUNTY).last("closed").detail["withdrawn_by"] == f"{COUNTY}.withdrawal-1"  # type: ignore[union-attr]
    # should it stand again, it is a referral of its own
    moves = office.propose(two_mines(), "2022-03-28")
    assert ("referral", f"{COUNTY}~2") in opened(moves)


def test_a_pending_correction_gives_way_to_a_withdrawal(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY)
    office.propose(corrected(found_by="另一局"), "2022-03-21")
    moves = office.propose(corrected(producing="否"), "2022-03-28")
    assert opened(moves) == [("withdrawal", f"{COUNTY}.withdrawal-1")]
    assert [m.paper.key for m in moves if isinstance(m, Lapse) and m.paper.kind == "correction"] == [
        f"{COUNTY}.correction-1"
    ]


def test_a_finished_referral_gets_corrections_and_new_sites_open_another(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY)
    office.on("2022-03-20")
    office.dispose(COUNTY, "2022-03-18")
    office.act(referrals.close, office.approver, COUNTY, "已函告了结")
    assert office.propose(two_mines(), "2022-03-21") == []
    moves = office.propose(and_also(corrected(verified_on="2022-02-24"), **third_mine()), "2022-03-28")
    assert [m for m in opened(moves) if m[1].startswith(COUNTY)] == [
        ("correction", f"{COUNTY}.correction-1"), ("referral", f"{COUNTY}~2"),
    ]  # fmt: skip


def test_a_receipt_and_a_disposition_need_their_day_and_their_order(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY)  # on 7 March
    office.on("2022-03-20")
    with pytest.raises(LifeError, match="请先登记回执"):
        office.act(referrals.disposition, office.drafter, COUNTY, date(2022, 3, 18), "立案", {})
    for wrong in (date(2022, 3, 6), date(2022, 3, 21)):
        with pytest.raises(LifeError, match="日期"):
            office.act(referrals.receipt, office.drafter, COUNTY, wrong, {"by": "案管室"})
    office.act(referrals.receipt, office.drafter, COUNTY, date(2022, 3, 7), {"by": "案管室"})
    with pytest.raises(LifeError, match="请先登记处置"):
        office.act(referrals.close, office.approver, COUNTY, "已函告了结")
    with pytest.raises(LifeError, match="已有回执"):
        office.act(referrals.receipt, office.drafter, COUNTY, date(2022, 3, 8), {"by": "案管室"})
    with pytest.raises(LifeError, match="处置方式“警告”无效"):
        office.act(referrals.disposition, office.drafter, COUNTY, date(2022, 3, 18), "警告", {})
    for kind in ("谈话函询", "初步核实", "暂存待查", "立案", "予以了结"):
        office.act(referrals.disposition, office.drafter, COUNTY, date(2022, 3, 18), kind, {})
    with pytest.raises(LifeError, match="“予以了结”（2022-03-18）已经登记"):
        office.act(referrals.disposition, office.drafter, COUNTY, date(2022, 3, 18), "concluded", {})
    office.act(referrals.close, office.approver, COUNTY, "已函告了结")
    with pytest.raises(LifeError, match="已办结的不再变动"):
        office.act(referrals.close, office.approver, COUNTY, "再来")


def test_a_paper_is_found_by_part_of_its_key_or_by_its_number_and_never_guessed(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY)
    with office.store.reading() as session:
        assert paper(session, "county_government").key == COUNTY
        assert paper(session, f"{SERIES}〔2022〕1号").key == COUNTY
        with pytest.raises(LifeError, match="对应 2 件"):
            paper(session, "township")
        assert paper(session, "〔2022〕1号").key == COUNTY
        for none in ("xyz", "", "〔2022〕11号", "%"):
            with pytest.raises(LifeError, match="没有编号或文号"):
                paper(session, none)


@pytest.mark.parametrize("column", ["actor", "on", "package_sha256", "detail", "signature", "step"])
def test_a_step_that_was_changed_in_the_file_is_named(office: Office, column: str) -> None:
    import sqlite3

    from engine.ledgers.papers import papers, signature_faults

    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY)
    office.store.close()
    value = {
        "actor": "C03", "on": "2022-03-08", "package_sha256": "0" * 64, "detail": '{"grounds_sha256":"x"}',
        "signature": "A" * 86 + "==", "step": "approved",
    }[column]  # fmt: skip
    with sqlite3.connect(office.home / "wenze.sqlite") as base:
        base.execute("DROP TRIGGER IF EXISTS x")
        for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute(f'UPDATE referral_step SET "{column}" = ? WHERE seq = 2', (value,))  # noqa: S608 - a test's own
    with office.store.reading() as session:
        (one,) = papers(session, [COUNTY])
        faults = signature_faults(session, one)
    assert any(f.startswith("第 2 步") for f in faults), faults


def test_two_steps_at_once_leave_one(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    one = office.paper(COUNTY)

    def twice() -> None:
        with office.store.writing(office.now()) as session:
            for _ in range(2):
                row = {"referral_id": one.id or 0, "seq": 2, "step": "drafted", "on": date(2022, 3, 7)}
                session.add(ReferralStep(**row, actor="B02", detail={}))

    with pytest.raises(StoreError):
        twice()
    assert office.paper(COUNTY).state == "proposed"
