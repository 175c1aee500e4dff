"""`wenze audit list` says in Chinese who did what to what; every act that the program logs has its words."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from offices import COUNTY, Office, two_mines

from engine.ledgers import audit, referrals
from engine.ledgers.audit_words import ACTS, told
from engine.ledgers.listing import STEPS
from engine.signing.statements import ACT_TYPES, STEP_TYPES

ENGINE = Path(__file__).resolve().parents[2] / "engine"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home")
    yield made
    made.store.close()


def said(office: Office) -> list[str]:
    with office.store.reading() as session:
        return list(told(session, audit.entries(session)))


def logged(office: Office, action: str, subject: str, **detail: object) -> str:
    with office.store.writing(office.now()) as session:
        audit.append(session, session.now, "B02", action, subject, detail)
    return said(office)[-1].split("  ", 2)[2]


def test_a_referral_is_told_from_its_proposal_to_its_disposition(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY)
    office.on("2022-04-10")
    office.dispose(COUNTY, "2022-04-08", "初步核实")
    office.act(referrals.close, office.approver, COUNTY, "已函告")
    lines = said(office)
    assert lines[1].startswith("2  2022-03-07 09:00:02  A01某（A01） 登记密钥 B02：B02某，权限 起草，指纹 ")
    mine = [line.split("  ", 2)[2] for line in lines if COUNTY in line]
    assert mine[0] == f"程序 提出 移送函 {COUNTY}：日期 2022-03-07"
    assert f"B02某（B02） 印发 移送函 {COUNTY}：文号 晋安办问责移〔2022〕1号，日期 2022-03-07" in mine
    assert f"B02某（B02） 处置 移送函 {COUNTY}：日期 2022-04-08，初步核实" in mine
    assert mine[-1].endswith("，理由：已函告")


@pytest.mark.parametrize(
    ("action", "subject", "detail", "text"),
    [
        ("import", "imports/3", {"name": "矿点.csv", "sender": "某局", "new": 2, "refused": 0, "sha256": "ab"},
         "收入来件 第 3 号来件：矿点.csv，报送单位 某局，新收 2 行"),
        ("run", "runs/4", {"as_of": "2022-03-07", "follows": 3, "changes": {"new": 2, "ended": 1}},
         "评估 第 4 号：评估日 2022-03-07，接续第 3 号，新增 2 项，终止或者已有结论 1 项"),
        ("site.join", "sites/A", {"same_as": "B", "reason": "同一井口"}, "合并矿点 矿点 A：与矿点 B，理由：同一井口"),
        ("coverage.zero", "coverage/140925000000", {"sender": "某局", "tables": ["checks"], "from": "2022-03-01", "to": "2022-03-07"},
         "登记零报告 140925000000：报送单位 某局，复查，自 2022-03-01，至 2022-03-07"),
        ("audit.checkpoint", "9", {"seq": 9, "sha256": "ab"}, "签检查点：至第 9 条"),
        ("export.encrypted", "某纪委", {"files": {f"{n}.zip": "ab" for n in range(8)}},
         "加密送件 某纪委：文件 0.zip、1.zip、2.zip、3.zip、4.zip、5.zip 等 8 项"),
        ("referral.proposed", "x.correction-1", {"on": "2022-03-07", "changes": [["record", "a", "b"]]},
         "提出 x.correction-1：日期 2022-03-07"),
        ("some.later.act", "x", {"y": 1}, "some.later.act x"),
        ("quarantine.set_aside", "quarantine/5", {"file": "甲\n乙", "row": 7, "reason": "重复"},
         "搁置隔离的行 隔离编号 5：甲␊乙，第 7 行，理由：重复"),
    ],
)  # fmt: skip
def test_an_act_is_one_line_with_what_a_clerk_asks_for(
    office: Office, action: str, subject: str, detail: dict[str, object], text: str
) -> None:
    assert logged(office, action, subject, **detail) == f"B02某（B02） {text}"


def test_whoever_is_no_officer_is_named_as_logged(office: Office) -> None:
    with office.store.writing(office.now()) as session:
        audit.append(session, session.now, "clerk", "run", "runs/1", {"as_of": str(date(2022, 3, 7))})
    assert said(office)[-1].endswith("clerk 评估 第 1 号：评估日 2022-03-07")


def test_every_action_that_the_program_logs_has_its_words() -> None:
    """Actions stand in the code as words of two parts, or are made of a step or a signed act."""
    named = re.compile(r'"((?:export|keys|quarantine|inquiry|coverage|recipients|package|audit)\.[a-z_]+)"')
    found = {f"{of}.{kind}" for of, kinds in ACT_TYPES.items() for kind in kinds}
    for path in (ENGINE / "ledgers").glob("*.py"):
        found |= set(named.findall(path.read_text(encoding="utf-8")))
    assert len(found) > 15
    assert found - set(ACTS) == set()
    assert {"site.join", "site.refuse", "site.undo", "import", "run", "export.audit"} <= set(ACTS)
    assert set(STEP_TYPES) <= set(STEPS)
