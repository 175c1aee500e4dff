"""What a finding is about (`per`) and which states count (`state`, one or a list): checked, told, found, agreed on."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factmaking import Row, checked, evidence, found, records, site
from faulty_folders import CLOSING, put, sound
from plan9 import FILES

from engine.document import document
from engine.evaluation import evaluate
from engine.jurisdictions import load_jurisdictions
from engine.rules import check_folder, load_rules
from engine.rules.describing import describe
from engine.settings import Settings

PITS = (
    FILES["two-pits.yaml"]
    .replace("  refer_to: discipline_body\n", "  supervise: county_government\n")
    .replace(", roles: [principal, responsible]", "")
)
SUM = CLOSING.replace(
    "  fact: measure\n  where: {kind: {is: seal}}\n  needs:\n    - {fact: measure, where: {kind: {is: cut_power}}}\n",
    "  sum: {fact: discovery}\n  over: limit\n",
).replace("parameters:\n", "parameters:\n  limit: {unit: 次, origin: local, values: {2010-01-01: 1}}\n")


def given(folder: Path, *rows: Row) -> list[dict[str, Any]]:
    """The findings of 1 March 2012 under the rules of a folder; the second computation must agree."""
    run = evaluate(
        records(*rows), as_of=date(2012, 3, 1), known_at=None, rules=load_rules([folder]),
        settings=Settings(), jurisdictions=load_jurisdictions(),
    )  # fmt: skip
    made = document(run)
    assert made["blocked"] == []
    return list(made["findings"])


def with_states(tmp_path: Path, states: str) -> Path:
    folder = sound(tmp_path)
    put("two-pits.yaml", PITS.replace("state: not_stopped", f"state: {states}"))(folder)
    assert check_folder([folder]) == []
    return folder


ROWS = [
    *(r for n in "ABC" for r in (site(n), found(n, "2012-02-01"))),
    checked("A", "2012-02-10", "producing"),
    checked("B", "2012-02-10", "stopped"),
]
"""A is not stopped, B stopped, of C nobody knows."""


@pytest.mark.parametrize(
    ("states", "sites", "met_on"),
    [
        ("[not_stopped, unknown]", "AC", "2012-02-01"),  # until the checks all three were unknown
        ("[unknown]", "ABC", "2012-02-01"),
        ("[not_stopped, stopped]", "AB", "2012-02-10"),
        ("[unknown, stopped]", "BC", "2012-02-01"),
    ],
)
def test_each_state_of_a_list_counts(tmp_path: Path, states: str, sites: str, met_on: str) -> None:
    (one, *_) = [f for f in given(with_states(tmp_path, states), *ROWS) if f["rule"] == "plan9.two-pits"]
    assert (one["outcome"], one["met_on"]) == ("met", met_on)
    assert set(sites) <= set(one["sites"])


def test_a_single_state_may_stand_without_brackets_and_two_not_stopped_are_needed(tmp_path: Path) -> None:
    found_ = [f for f in given(with_states(tmp_path, "not_stopped"), *ROWS) if f["rule"] == "plan9.two-pits"]
    assert [f["outcome"] for f in found_] == ["cannot_tell"]


def test_a_stopped_site_is_proved_by_the_check_that_says_so(tmp_path: Path) -> None:
    (one,) = [
        f
        for f in given(with_states(tmp_path, "[not_stopped, stopped]"), *ROWS)
        if f["rule"] == "plan9.two-pits"
    ]
    assert {"checks/C-A-2012-02-10-producing", "checks/C-B-2012-02-10-stopped"} <= set(one["records"])
    assert any(e["element"] == "B（B）没有采取有效制止措施或者已经停止" for e in one["proof"])


def test_states_are_told(tmp_path: Path) -> None:
    rules = load_rules([with_states(tmp_path, "[not_stopped, unknown]")])
    told = describe(rules.rules["plan9.two-pits"], rules.instruments)
    assert "在同一日都没有采取有效制止措施或者是否已经停止不明的，该日本规则成立" in told


def clues(tmp_path: Path, per: str) -> Path:
    folder = sound(tmp_path)
    old = "verified: {is: yes}}\n"
    put("clue.yaml", FILES["clue.yaml"].replace(old, f"{old}  per: {per}\n"))(folder)
    assert check_folder([folder]) == []
    return folder


EVIDENCE = [
    evidence("E1", "2012-01-01", post="镇长"), evidence("E2", "2012-01-05", post="镇长"),
    evidence("E3", "2012-01-07", post="副镇长"), evidence("E4", "2012-01-09"),
    evidence("E5", "2012-01-09", organ="department:自然资源所"),
]  # fmt: skip


def test_evidence_about_one_organ_is_one_finding_from_its_first_day(tmp_path: Path) -> None:
    found_ = given(clues(tmp_path, "organ"), *EVIDENCE)
    assert [(f["id"].split("/")[2], f["met_on"], len(f["records"])) for f in found_] == [
        ("department:自然资源所", "2012-01-09", 1),
        ("township_government", "2012-01-01", 4),
    ]


def test_evidence_about_one_post_is_one_finding_and_without_a_post_stands_by_itself(tmp_path: Path) -> None:
    found_ = given(clues(tmp_path, "post"), *EVIDENCE)
    assert [(f["id"].split("/")[2], len(f["records"])) for f in found_] == [
        ("E4", 1), ("E5", 1), ("township_government:副镇长", 1), ("township_government:镇长", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(("per", "subjects"), [("", 1), ("  per: county\n", 1), ("  per: site\n", 2)])
def test_an_excess_is_a_places_or_a_sites(tmp_path: Path, per: str, subjects: int) -> None:
    folder = sound(tmp_path)
    put("closing.yaml", SUM.replace("  in: county\n", f"  in: county\n{per}"))(folder)
    rows = [r for n in "AB" for r in (site(n), found(n, "2012-01-05"), found(n, "2012-01-20"))]
    found_ = [f for f in given(folder, *rows, site("C"), found("C", "2012-01-06")) if "closing" in f["rule"]]
    assert len(found_) == subjects
    assert [f["sites"] for f in found_] == ([["A"], ["B"]] if subjects == 2 else [["A", "B", "C"]])


@pytest.mark.parametrize(
    ("file", "per", "said"),
    [
        ("closing.yaml", "shaft", "没有哪张表登记井口，记录只到矿点；这里可用：site"),
        ("closing.yaml", "enterprise", "请用 per: organ，并写 where: {organ: {in: [enterprise]}}"),
        ("closing.yaml", "county", "这种条件逐个矿点成立；这里可用：site"),
        ("sum.yaml", "township", "累计按 in 所写的一级（county）或者按矿点；这里可用：county、site"),
        ("clue.yaml", "site", "线索逐件、按单位或者按职务成立；这里可用：organ、post"),
        ("clue.yaml", "orgn", "是否想写“organ”？"),
    ],
)
def test_a_word_that_no_column_serves_is_told_with_the_reason(
    tmp_path: Path, file: str, per: str, said: str
) -> None:
    folder = sound(tmp_path)
    texts = {
        "closing.yaml": CLOSING.replace("  in: county\n", f"  in: county\n  per: {per}\n"),
        "sum.yaml": SUM.replace("closing", "sum").replace("  in: county\n", f"  in: county\n  per: {per}\n"),
        "clue.yaml": FILES["clue.yaml"].replace("is: yes}}\n", f"is: yes}}}}\n  per: {per}\n"),
    }
    put(file, texts[file])(folder)
    assert [f for f in check_folder([folder]) if said in f.text], [str(f) for f in check_folder([folder])]
