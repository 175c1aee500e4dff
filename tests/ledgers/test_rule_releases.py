"""Two persons let a set of rules into use; the set stays in the ledger, and each week keeps its own."""

import base64
import json
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
from offices import Office
from plan9 import FILES, TESTS, plant
from sqlmodel import select

from engine.errors import RuleError
from engine.ledgers import acts, norm_decisions, releases
from engine.ledgers.acts import ActError
from engine.ledgers.audit_verify import verify_database
from engine.ledgers.officers import OfficerError
from engine.ledgers.releases import Release, active_on, rules_of, standing
from engine.rules import RuleSet, load_rules
from engine.rules.bundle import bundled, unbundled, unpacked
from engine.signing import Ed25519Signer, new_signer
from engine.store.models import Decision


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home")
    yield made
    made.store.close()


@pytest.fixture
def plans(tmp_path: Path) -> list[Path]:
    """Two sets of rules that differ in one number."""
    first = tmp_path / "甲" / "plan9"
    first.mkdir(parents=True)
    for name, text in {**FILES, **TESTS}.items():
        if name != "department.yaml":
            (first / name).write_text(text, encoding="utf-8")
    second = Path(copytree(first, tmp_path / "乙" / "plan9"))
    plant(second, "two-pits.yaml", "local, values: {2010-01-01: 1}", "local, values: {2010-01-01: 3}")
    return [first, second]


def submit(office: Office, folder: Path, by: Ed25519Signer | None = None) -> Release:
    with office.store.writing(office.now()) as session:
        return releases.submit(session, by or office.drafter, [folder], load_rules([folder]), "修订稿")


def approve(office: Office, given: str, by: Ed25519Signer | None = None, why: str = "议定") -> Release:
    with office.store.writing(office.now()) as session:
        return releases.approve(session, by or office.approver, given, why)


def activate(office: Office, given: str, first: str, by: Ed25519Signer | None = None) -> Release:
    with office.store.writing(office.now()) as session:
        return releases.activate(session, by or office.approver, given, date.fromisoformat(first), "印发")


def retire(office: Office, given: str, first: str) -> Release:
    with office.store.writing(office.now()) as session:
        return releases.retire(session, office.approver, given, date.fromisoformat(first), "废止")


def release(office: Office, folder: Path, first: str) -> str:
    sha256 = submit(office, folder).sha256
    approve(office, sha256)
    return activate(office, sha256, first).sha256


def active(office: Office, day: str) -> str | None:
    with office.store.reading() as session:
        found = active_on(session, date.fromisoformat(day))
        return found and found.sha256


def kept(office: Office, sha256: str) -> RuleSet | None:
    with office.store.reading() as session:
        return rules_of(session, sha256)


def test_a_set_is_in_use_from_its_day_on_and_not_before(office: Office, plans: list[Path]) -> None:
    sha256 = release(office, plans[0], "2015-04-01")
    assert sha256 == load_rules([plans[0]]).sha256
    assert [active(office, d) for d in ("2015-03-31", "2015-04-01", "2019-01-01")] == [None, sha256, sha256]


def test_a_later_set_takes_over_on_its_day_and_the_earlier_one_stays(
    office: Office, plans: list[Path]
) -> None:
    one, two = release(office, plans[0], "2015-01-01"), release(office, plans[1], "2016-01-01")
    assert [active(office, d) for d in ("2015-12-31", "2016-01-01")] == [one, two]
    for sha256, folder in zip((one, two), plans, strict=True):
        assert kept(office, sha256) == load_rules([folder])


def test_a_retired_set_is_used_no_more_but_loads(office: Office, plans: list[Path]) -> None:
    one = release(office, plans[0], "2015-01-01")
    assert retire(office, one, "2016-01-01").state == "retired"
    assert [active(office, d) for d in ("2015-12-31", "2016-01-01")] == [one, None]
    assert kept(office, one) == load_rules([plans[0]])
    activate(office, one, "2017-01-01")
    assert [active(office, d) for d in ("2016-12-31", "2017-01-01")] == [None, one]


def test_nobody_approves_what_the_same_person_submitted(office: Office, plans: list[Path]) -> None:
    both = new_signer("D04")
    office.register(both, "drafter", "approver")
    sha256 = submit(office, plans[0], both).sha256
    with pytest.raises(ActError, match="D04 提交的规则不能由本人批准"):
        approve(office, sha256, both)
    with pytest.raises(OfficerError, match="须有“审批”权限"):
        approve(office, sha256, office.drafter)
    assert approve(office, sha256).state == "approved"


def test_no_step_is_skipped_or_taken_twice(office: Office, plans: list[Path]) -> None:
    with pytest.raises(ActError, match="台账里没有摘要以“abcd”开头的规则"):
        approve(office, "abcd")
    sha256 = submit(office, plans[0]).sha256
    with pytest.raises(ActError, match="已提交，不能再作“提交”"):
        submit(office, plans[0])
    with pytest.raises(ActError, match="已提交，不能再作“发布”"):
        activate(office, sha256, "2015-01-01")
    with pytest.raises(ActError, match="须写明理由"):
        approve(office, sha256, why=" ")
    approve(office, sha256)
    with pytest.raises(ActError, match="已批准，不能再作“批准”"):
        approve(office, sha256)
    retire(office, sha256, "2015-01-01")
    with pytest.raises(ActError, match="已停用，不能再作“停用”"):
        retire(office, sha256, "2015-01-01")


def test_a_set_retired_before_it_was_approved_cannot_be_activated(office: Office, plans: list[Path]) -> None:
    sha256 = submit(office, plans[0]).sha256
    retire(office, sha256, "2015-01-01")
    with pytest.raises(ActError, match="还没有批准，不能发布"):
        activate(office, sha256, "2015-01-01")


def test_a_set_that_cites_an_instrument_ended_by_its_first_day_is_not_let_into_use(
    office: Office, plans: list[Path]
) -> None:
    later = plans[0].parent / "later"
    later.mkdir()
    head = "id: later\ntitle: 后\nnumber: 后\nkind: notice\nin_force: {from: 2012-01-01}\n"
    (later / "instrument.yaml").write_text(head, encoding="utf-8")
    (later / "source.txt").write_text("## 第一条\n移送。\n", encoding="utf-8")
    rule = (
        FILES["clue.yaml"]
        .replace("plan9.clue", "later.clue")
        .replace("2010-01-01, to: 2020-12-31", "2012-01-01")
    )
    (later / "clue.yaml").write_text(rule, encoding="utf-8")
    sha256 = submit(office, plans[0].parent).sha256
    approve(office, sha256)
    with pytest.raises(
        ActError, match=r"不能自 2021-01-01 起发布：later/clue.yaml:6:18 plan9 已于 2020-12-31 结束施行"
    ):
        activate(office, sha256, "2021-01-01")
    assert activate(office, sha256, "2020-12-31").state == "activated"


def test_what_a_week_says_of_its_rules(office: Office, plans: list[Path]) -> None:
    one, two = (load_rules([p]).sha256 for p in plans)
    day = date(2015, 6, 1)

    def said(sha256: str) -> str:
        with office.store.reading() as session:
            return standing(session, sha256, day, office.clock)

    assert said(one) == "未经发布：台账里没有提交、批准过这套规则"
    submit(office, plans[0])
    assert said(one) == "未发布到 2015-06-01（已提交；B02（B02某）提交）"
    approve(office, one)
    activate(office, one, "2015-06-01")
    assert said(one) == "B02（B02某）提交，C03（C03某）批准，自 2015-06-01 起使用"
    assert said(two).startswith(f"未经发布：2015-06-01 应使用的是规则 {one[:16]}")


def test_what_a_week_said_stays_as_it_was_known_then(office: Office, plans: list[Path]) -> None:
    sha256, then = submit(office, plans[0]).sha256, office.clock
    approve(office, sha256)
    activate(office, sha256, "2015-01-01")
    with office.store.reading() as session:
        assert standing(session, sha256, date(2015, 6, 1), then).startswith("未发布")


def test_a_changed_row_and_a_foreign_signature_are_found(office: Office, plans: list[Path]) -> None:
    release(office, plans[0], "2015-01-01")
    with office.store.reading() as session:
        assert acts.faults(session, releases.RULES) == []
        rows = session.exec(select(Decision).order_by(Decision.id)).all()  # type: ignore[arg-type]
        session.expunge_all()
    first, last = rows[0], rows[-1]
    with office.store.writing(office.now()) as session:
        for row, changes in ((last, {"chosen": "2001-01-01"}), (first, {"actor": "C03"})):
            fields = ("subject_kind", "subject", "kind", "chosen", "actor", "reason", "signature", "detail")
            session.add(Decision(**{**{f: getattr(row, f) for f in fields}, **changes}))
    with office.store.reading() as session:
        found = acts.faults(session, releases.RULES)
    assert len(found) == 2
    assert all("已被改动，或者次序不对" in f for f in found)


def test_every_act_stands_in_the_audit_log(office: Office, plans: list[Path]) -> None:
    release(office, plans[0], "2015-01-01")
    office.store.close()
    assert verify_database(office.home / "wenze.sqlite").faults == []


def test_a_bundle_is_the_same_for_the_same_files_and_nothing_leads_out_of_it(
    plans: list[Path], tmp_path: Path
) -> None:
    made = bundled([plans[0]])
    assert made == bundled([plans[0]])
    out = tmp_path / "out"
    out.mkdir()
    unpacked(made, out)
    assert {p.name: p.read_bytes() for p in (out / "plan9").iterdir()} == {
        p.name: p.read_bytes() for p in plans[0].iterdir()
    }
    for name in ("../x", "a/../b", "/etc/x", "a/b/c", "x", "a/.b", ""):
        text = base64.b64encode(zlib.compress(json.dumps({name: "x"}).encode())).decode()
        with pytest.raises(RuleError, match="不能读出"):
            unpacked(text, tmp_path)
    with pytest.raises(RuleError, match="不能读出"):
        unpacked("!", tmp_path)
    with pytest.raises(RuleError, match="登记的是"):
        unbundled(made, "0" * 64)


# --- open norms ---
def decide(office: Office, about: str, chosen: str = "未采取", seen: int = 0) -> acts.Act:
    norm = load_rules().norms["effective-stop"]
    with office.store.writing(office.now()) as session:
        return norm_decisions.decide(
            session,
            office.drafter,
            "effective-stop",
            norm,
            about=about,
            chosen=chosen,
            why="复查仍在生产",
            seen=seen,
        )


def test_a_decision_on_a_norm_is_signed_and_shown_before_the_next(office: Office) -> None:
    decide(office, "sites/A")
    with pytest.raises(ActError, match="刚有另一人作了决定"):
        decide(office, "sites/B")
    decide(office, "sites/B", "已采取", seen=1)
    with office.store.reading() as session:
        made = norm_decisions.decided(session, "effective-stop")
        assert [(a.detail["about"], a.chosen, a.officer) for a in made] == [
            ("sites/A", "未采取", "B02"),
            ("sites/B", "已采取", "B02"),
        ]
        assert norm_decisions.decided(session, "responsible") == []
        assert acts.faults(session, norm_decisions.NORM) == []


@pytest.mark.parametrize(("about", "chosen"), [("", "是"), (" ", "是"), ("A", "")])
def test_a_decision_says_about_what_and_how(office: Office, about: str, chosen: str) -> None:
    with pytest.raises(ActError, match="关于哪一件"):
        decide(office, about, chosen)
