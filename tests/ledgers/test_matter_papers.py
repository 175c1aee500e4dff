"""The life of a paper to another body: two people, its own number, its receipt and decision, and what replaces it."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from matteroffice import CLOSURE, EXPOSURE, RULES, TRANSFER, appraisal, handled, measure, propose, with_rows
from offices import Office, and_also

from engine.ledgers import exporting, packing, referrals
from engine.ledgers.listing import handled as told_before
from engine.ledgers.listing import told as history
from engine.ledgers.lives import LifeError
from engine.ledgers.matter_proposals import matter_key
from engine.ledgers.packing import letter_name
from engine.ledgers.proposals import Again, Lapse, Opened
from engine.referrals import verify_package
from engine.referrals.docx_text import paragraphs
from engine.referrals.reading_copy import NOTE, Reader, reading_copy
from engine.referrals.recipes import recipe
from engine.referrals.redaction import MASK
from engine.signing import new_signer

ROWS = with_rows(appraisals=[appraisal("250000")], measures=[measure("prosecute")])
B = CLOSURE.replace("-A", "-B")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path / "home")
    propose(made, ROWS)
    return made


def folder(office: Office, key: str) -> Path:
    return packing.folder_of(office.home, key, office.drafted(key))


def test_a_run_opens_one_paper_for_each_site_and_kind_and_the_same_run_opens_none(office: Office) -> None:
    assert [(p.key, p.kind, p.state) for p in office.every()] == [
        (CLOSURE, "closure_request", "proposed"),
        (B, "closure_request", "proposed"),
        (EXPOSURE, "exposure_draft", "proposed"),
        (TRANSFER, "judicial_transfer", "proposed"),
    ]
    assert propose(office, ROWS, "2022-03-08") == []


def test_who_drafts_does_not_approve_and_the_issued_paper_has_a_number(office: Office) -> None:
    both = new_signer("D04")
    office.register(both, "drafter", "approver")
    office.draft(TRANSFER, both)
    with pytest.raises(LifeError, match="起草人不能审批"):
        office.approve(TRANSFER, both)
    assert office.approve(TRANSFER).state == "approved"
    assert verify_package(folder(office, TRANSFER)) == []
    assert json.loads((folder(office, TRANSFER) / "manifest.json").read_bytes())["status_zh"] == "草稿"
    issued = office.issue(TRANSFER).issued
    assert issued is not None
    assert (issued.number or "").endswith("〔2022〕1号")


def test_the_police_open_a_case_and_the_paper_is_closed(office: Office) -> None:
    office.send(TRANSFER)
    office.on("2022-03-09")
    day = date(2022, 3, 9)
    office.act(referrals.receipt, office.drafter, TRANSFER, day, {"by": "值班民警"})
    with pytest.raises(LifeError, match="决定立案、不予立案"):
        office.act(referrals.disposition, office.drafter, TRANSFER, day, "决定关闭", {})
    office.act(referrals.disposition, office.drafter, TRANSFER, day, "决定立案", {})
    assert office.act(referrals.close, office.approver, TRANSFER, "已移交").state == "closed"
    assert any("决定立案" in line for line in history(office.paper(TRANSFER), office.every()))


def test_the_police_refuse_and_are_asked_to_look_again(office: Office) -> None:
    office.send(TRANSFER)
    office.on("2022-03-09")
    day = date(2022, 3, 9)
    office.act(referrals.receipt, office.drafter, TRANSFER, day, {"by": "值班民警"})
    office.act(referrals.disposition, office.drafter, TRANSFER, day, "不予立案", {})
    one = office.act(referrals.request_review, office.drafter, TRANSFER, day, {"document": "复议函"})
    assert one.state == "review_requested"
    office.act(referrals.disposition, office.drafter, TRANSFER, day, "决定立案", {})
    assert office.paper(TRANSFER).state == "disposition"
    assert office.every()  # every signature of every step holds


def test_the_county_decides_on_a_closure_before_the_paper_is_closed(office: Office) -> None:
    office.send(CLOSURE)
    office.on("2022-03-09")
    office.act(referrals.receipt, office.drafter, CLOSURE, date(2022, 3, 9), {"by": "县政府办"})
    with pytest.raises(LifeError):
        office.act(referrals.close, office.approver, CLOSURE, "无")
    office.act(referrals.disposition, office.drafter, CLOSURE, date(2022, 3, 9), "不予关闭", {})
    assert office.act(referrals.close, office.approver, CLOSURE, "已决定").state == "closed"


def test_a_notice_to_the_public_ends_with_the_record_of_its_publication(office: Office) -> None:
    office.send(EXPOSURE)
    office.on("2022-03-09")
    office.act(referrals.receipt, office.drafter, EXPOSURE, date(2022, 3, 9), {"by": "省政府网站"})
    assert office.act(referrals.close, office.approver, EXPOSURE, "已公开").state == "closed"


def test_a_paper_that_has_not_left_follows_the_run(office: Office) -> None:
    more = with_rows(appraisals=[appraisal("250000", document="晋价认1号")], measures=[measure("prosecute")])
    assert {type(m) for m in propose(office, more, "2022-03-08")} == {Again}
    assert {type(m) for m in propose(office, with_rows(measures=[measure("prosecute")]), "2022-03-09")} == {
        Again,
        Lapse,
    }
    assert office.paper(TRANSFER).state == "closed"
    (again,) = [m for m in propose(office, more, "2022-03-10") if isinstance(m, Opened)]
    assert again.key == f"{TRANSFER}~2"


def test_what_left_is_replaced_when_its_number_changes_and_taken_back_when_it_is_gone(office: Office) -> None:
    office.send(TRANSFER)
    further = with_rows(
        appraisals=[appraisal("250000", document="晋价认1号")], measures=[measure("prosecute")]
    )
    assert not [m for m in propose(office, further, "2022-03-08") if isinstance(m, Opened)]
    other = with_rows(appraisals=[appraisal("260000")], measures=[measure("prosecute")])
    (second,) = [m for m in propose(office, other, "2022-03-09") if isinstance(m, Opened)]
    number = office.paper(TRANSFER).issued
    assert number is not None
    assert second.key == f"{TRANSFER}~2"
    assert second.form["matter"]["follows"] == {
        "number": number.number,
        "on": "2022-03-07",
        "withdraws": False,
    }
    gone = with_rows(measures=[measure("prosecute")])
    (instead,) = [
        m for m in propose(office, gone, "2022-03-10") if isinstance(m, Again) and m.paper.key == second.key
    ]
    assert instead.form["matter"]["follows"]["withdraws"] is True
    office.send(second.key)
    assert [m for m in propose(office, gone, "2022-03-11") if not isinstance(m, Again)] == []
    (third,) = [m for m in propose(office, other, "2022-03-12") if isinstance(m, Opened)]
    assert third.key == f"{TRANSFER}~3"


def test_a_draft_that_agrees_again_with_what_left_lapses(office: Office) -> None:
    office.send(TRANSFER)
    other = with_rows(appraisals=[appraisal("260000")], measures=[measure("prosecute")])
    propose(office, other, "2022-03-08")
    assert [
        type(m)
        for m in propose(office, ROWS, "2022-03-09")
        if getattr(m, "paper", None) and "~2" in m.paper.key
    ] == [Lapse]


def test_a_run_of_an_earlier_day_moves_nothing(office: Office) -> None:
    assert propose(office, with_rows(), "2022-03-06") == []


def test_referrals_and_papers_to_other_bodies_leave_each_other_alone(office: Office) -> None:
    before = [p.key for p in office.every()]
    office.propose(with_rows(), "2022-03-08")
    assert {p.key for p in office.every() if p.state == "closed"} == set()
    assert set(before) < {p.key for p in office.every()}


def test_the_key_of_a_paper_names_the_record_whatever_its_version_and_is_a_sound_folder_name() -> None:
    form = {"place": "141181000000", "matter": {"kind": "closure_request"}, "sites": [{"site_id": "甲/1~2"}]}
    assert matter_key(form) == "141181000000-closure_request-甲~2f1"
    form["sites"] = [{"site_id": "矿" * 200}]
    assert len(matter_key(form).encode()) < 80


def test_the_same_form_gives_the_same_bytes(office: Office) -> None:
    first = office.compose(TRANSFER)[0]
    shutil.rmtree(office.home / "packages")
    assert office.compose(TRANSFER)[0] == first


@pytest.mark.parametrize("key", [CLOSURE, TRANSFER, EXPOSURE])
def test_what_was_done_about_an_organ_is_told_to_who_drafts_and_stands_in_no_file(
    tmp_path: Path, key: str
) -> None:
    office = Office(tmp_path / "home")
    looked_into = {**handled("Y9"), "organ": "部门:自然资源局", "kind": "立案调查", "by": "孝义市某机关"}
    propose(office, and_also(ROWS, prior_actions=[looked_into]))
    office.draft(key)
    assert any("（Y9，不写入本件）" in line for line in history(office.paper(key), office.every()))
    for path in folder(office, key).iterdir():
        assert "孝义市某机关".encode() not in path.read_bytes()
    said = "\n".join(
        p.text for p in paragraphs((folder(office, key) / letter_name(office.paper(key))).read_bytes(), "x")
    )
    assert "Y9" not in said


@pytest.mark.parametrize("key", [CLOSURE, TRANSFER, EXPOSURE])
@pytest.mark.parametrize("kind", ["supervised", "police", None])
def test_a_copy_of_a_paper_to_another_body_is_its_letter_masked_or_with_its_data(
    office: Office, key: str, kind: str | None
) -> None:
    office.draft(key)
    one = office.paper(key)
    source = exporting.source(office.home, one, [one])
    made = reading_copy(source, Reader("市安委办王某", "2026-11-30 22:15", recipe(kind) if kind else None))
    name = letter_name(one).removesuffix(".docx")
    whole = {"matter.json"} if kind is None else set()
    own = {f"{name}.pdf", "阅读副本说明.txt", "manifest.json", "manifest.sha256", "verify.py"}
    assert set(made) == own | whole
    assert f"{name}.docx" not in made[NOTE].decode()
    if kind is None:
        return
    assert source.masked is not None
    letter = "\n".join(p.text for p in paragraphs(source.masked(recipe(kind)), name))
    plain = "\n".join(p.text for p in paragraphs(source.data, name))
    assert "某局" in plain
    assert ("某局" in letter, MASK in letter) == ((False, True) if kind == "supervised" else (True, False))


def test_every_clock_of_a_transfer_is_in_its_form(office: Office) -> None:
    form = office.paper(TRANSFER).proposal.detail["dossier"]
    assert set(form["matter"]["clocks"]) == set(RULES.matters["mining-crime.value"].clocks)


EARLIER = "  2022-02-27 孝义市公安局：移送，对象为吕梁市孝义市的矿点 A（prior_actions/Y1）"


@pytest.mark.parametrize("key", [CLOSURE, TRANSFER, EXPOSURE])
def test_what_was_already_done_about_the_site_is_told_before_its_paper_is_drafted(
    tmp_path: Path, key: str
) -> None:
    office = Office(tmp_path / "home")
    propose(office, and_also(ROWS, prior_actions=[handled(), handled("Y2", site_id="B"), handled("Y3", on="2022-03-08")]))  # fmt: skip
    assert list(told_before(office.paper(key), office.every())) == ["已有处理：1 项。", EARLIER]


def test_a_site_about_which_nothing_was_done_says_so(office: Office) -> None:
    assert list(told_before(office.paper(TRANSFER), office.every())) == ["已有处理：记录中没有。"]


def test_an_earlier_transfer_stands_in_the_paper_to_the_police_and_not_in_the_notice_to_the_public(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path / "home")
    propose(office, and_also(ROWS, prior_actions=[handled()]))
    said = {}
    for key in (TRANSFER, EXPOSURE):
        office.draft(key)
        name = letter_name(office.paper(key))
        said[key] = [p.text for p in paragraphs((folder(office, key) / name).read_bytes(), name)]
    assert "2022年2月27日已有处理（Y1，孝义市公安局）：移送，对象为吕梁市孝义市的矿点 A。" in said[TRANSFER]
    assert "（五）其他有关材料：台账中有4件：C1、D1、M1、Y1。" in said[TRANSFER]
    assert not any("Y1" in line or "移送" in line for line in said[EXPOSURE])


def test_a_prior_action_that_comes_later_opens_the_draft_again(office: Office) -> None:
    office.draft(TRANSFER)
    moves = propose(office, and_also(ROWS, prior_actions=[handled()]), "2022-03-08")
    assert {m.paper.key for m in moves if isinstance(m, Again)} >= {TRANSFER}


@pytest.mark.parametrize("key", [CLOSURE, TRANSFER, EXPOSURE])
def test_only_the_office_s_own_paper_gets_its_number_and_day_when_it_leaves(office: Office, key: str) -> None:
    office.draft(key)
    office.approve(key)
    digest = packing.issued(
        office.home, office.paper(key), office.drafted(key), "晋安办问责案〔2022〕7号", date(2022, 3, 8)
    )
    made = packing.read(packing.folder_of(office.home, key, digest))
    name = letter_name(office.paper(key))
    said = ["".join(p.text.split()) for p in paragraphs(made[name], name)]
    own = key == EXPOSURE
    assert ("晋安办问责案〔2022〕7号" in said, "〔〕号" in said) == (own, not own)
    assert ("2022年3月8日" in said, "年月日" in said) == (own, not own)
    manifest = json.loads(made["manifest.json"])
    assert (manifest["number"], manifest["issued_on"]) == ("晋安办问责案〔2022〕7号", "2022-03-08")
    assert ("发送登记号" in manifest.get("代拟", "")) == (not own)


def test_what_follows_a_paper_drafted_for_another_organ_names_the_number_under_which_it_was_sent(
    office: Office,
) -> None:
    office.send(TRANSFER)
    number = office.paper(TRANSFER).issued
    assert number is not None
    propose(office, with_rows(measures=[measure("prosecute")]), "2022-03-10")
    back = f"{TRANSFER}~2"
    office.draft(back)
    name = letter_name(office.paper(back))
    said = [p.text for p in paragraphs((folder(office, back) / name).read_bytes(), name)]
    assert "关于撤回“涉嫌犯罪案件移送书”的函" in said
    (opening,) = [line for line in said if "发送登记号" in line]
    assert f"发送登记号{number.number}，2022年3月7日发送）所据的记录" in opening


@pytest.mark.parametrize(("key", "ending"), [(TRANSFER, "号（发送登记号）"), (EXPOSURE, "号")])
def test_a_copy_says_of_which_kind_the_number_of_its_paper_is(office: Office, key: str, ending: str) -> None:
    office.send(key)
    one = office.paper(key)
    made = reading_copy(exporting.source(office.home, one, [one]), Reader("市安委办王某", "2026-11-30 22:15"))
    (line,) = [text for text in made[NOTE].decode().splitlines() if text.startswith("文号：")]
    assert line.endswith(f"〔2022〕1{ending}")
