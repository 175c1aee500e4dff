"""Every sentence of the notice is served, declared not computable, or open; what serves it exists."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from engine.rules import BUNDLED, check_folder, load_rules
from engine.rules.duties import Duty, read_duties, stale
from engine.rules.ruleset import RuleSet

DUTIES = read_duties([BUNDLED])
DECLARED = {"P1", "1.17", "3.1", "5.10"}
"""What no program computes; others wait for a person's decision as a fact."""


def test_every_sentence_of_the_notice_has_its_row() -> None:
    ids = [d.id for d in DUTIES]
    assert len(ids) == len(set(ids)) == 97
    sections = {n: sum(i.startswith(f"{n}.") for i in ids) for n in "12345"}
    assert sections == {"1": 22, "2": 22, "3": 16, "4": 18, "5": 15}
    assert {f"P{n}" for n in range(1, 5)} <= set(ids)
    assert {d.id for d in DUTIES if d.status == "declared"} >= DECLARED


@pytest.mark.parametrize("source", sorted({s for d in DUTIES for s in d.by if s.startswith("ledger:")}))
def test_a_ledger_that_serves_a_sentence_exists(source: str) -> None:
    assert find_spec(f"engine.ledgers.{source.removeprefix('ledger:')}")


def test_every_rule_of_the_notice_and_the_orders_serves_some_sentence() -> None:
    serving = {s.removeprefix("rule:") for d in DUTIES for s in d.by}
    assert {r for r in load_rules().rules if not r.startswith("local.")} - serving == {
        "order774.department-not-acting"  # of the department, whom the notice does not name
    }


@pytest.fixture
def listed(folder: Path) -> Path:
    (folder / "duties.yaml").write_text(
        "- {id: '1', sentence: 甲, kinds: [THR], status: served, by: ['rule:plan9.two-pits', 'table:sites.mineral']}\n"
        "- {id: '2', sentence: 乙, kinds: [PRI], status: declared, why: 不能计算}\n",
        encoding="utf-8",
    )
    return folder


def test_a_sound_list_has_no_fault_and_does_not_move_the_digest(listed: Path) -> None:
    assert [str(f) for f in check_folder([listed])] == []
    before = load_rules([listed]).sha256
    (listed / "duties.yaml").unlink()
    assert load_rules([listed]).sha256 == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rule:plan9.two-pits", "rule:plan9.two-pit", "“rule:plan9.two-pit”并不存在；现有：plan9.city、"),
        ("rule:plan9.two-pits", "rule:plan9.two-pit", "是否想写“plan9.two-pits”？"),
        ("table:sites.mineral", "table:sites.minerals", "是否想写“sites.mineral”？"),
        ("table:sites.mineral", "somewhere", "“somewhere”看不出是什么"),
        (", by: ['rule:plan9.two-pits', 'table:sites.mineral']", "", "却没有写由什么落实"),
        (", why: 不能计算", "", "也没有说明理由"),
        ("id: '2'", "id: '1'", "句子“1”已在"),
        ("status: declared", "status: done", "“done”不是这里可用的词"),
        ("id: '1', sentence: 甲", "id: '1'", "缺少必填的“sentence”"),
    ],
)
def test_a_fault_of_the_list_is_told(listed: Path, old: str, new: str, said: str) -> None:
    path = listed / "duties.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = [f for f in check_folder([listed]) if Path(f.file).name == "duties.yaml"]
    assert any(said in f.text for f in found), found


def test_a_list_that_is_none_is_told(listed: Path) -> None:
    (listed / "duties.yaml").write_text("id: x\n", encoding="utf-8")
    assert any("duties.yaml 须为列表" in f.text for f in check_folder([listed]))


def test_what_only_a_draft_serves_is_stale() -> None:
    duty = Duty(id="1", sentence="甲", kinds=("THR",), status="served", by=("rule:local.province-list",))
    rules = load_rules()
    assert stale([duty], rules) == []
    draft = rules.rules["local.province-list"].model_copy(update={"status": "draft"})
    changed = RuleSet({**rules.rules, draft.id: draft}, rules.instruments, rules.sha256, rules.notes)
    assert stale([duty], changed) == [duty]
