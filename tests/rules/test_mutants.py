"""Every number of the bundled rules is held by a sentence; one that is not is named; a failure shows its proof."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from engine.jurisdictions import Jurisdictions, load_jurisdictions
from engine.rules import BUNDLED, load_rules
from engine.trials import TrialResult, run_mutants, run_trials
from engine.trials.mutating import above, moved_to, numbers

RULES = load_rules()
NUMBERED = sorted(r.id for r in RULES.active if list(numbers(r)))


@pytest.fixture(scope="module")
def jurisdictions() -> Jurisdictions:
    return load_jurisdictions()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUNDLED, tmp_path / "rulesets"))


@pytest.mark.parametrize("rule", NUMBERED)
def test_every_number_of_a_bundled_rule_is_held_by_a_sentence(
    rule: str, jurisdictions: Jurisdictions
) -> None:
    mutants = list(run_mutants([BUNDLED], jurisdictions, rule))
    assert mutants
    assert [(m.parameter, m.moved) for m in mutants if not m.held] == []


def test_a_number_that_no_sentence_holds_is_named(copied: Path, jurisdictions: Jurisdictions) -> None:
    path = copied / "order774" / "report-not-handled.test.yaml"
    path.write_text(
        "- sentence: 举报后很久才没有核实\n  case: met\n  as_of: 2024-12-31\n  records:\n"
        "    sites: [{site_id: A, jurisdiction: 孝义市/西辛庄镇}]\n"
        "    discoveries: [{site_id: A, producing: unknown, reported_on: 2024-06-01}]\n"
        "  expect: [{outcome: met, jurisdiction: 孝义市}]\n",
        encoding="utf-8",
    )
    loose = [m for m in run_mutants([copied], jurisdictions, "order774.report-not-handled") if not m.held]
    assert [(m.parameter, m.since, m.value, m.moved) for m in loose] == [
        ("clock", date(2024, 5, 1), 15, 14),
        ("clock", date(2024, 5, 1), 15, 16),
    ]


def test_a_moved_number_changes_nothing_but_itself() -> None:
    rule = RULES.rules["order446.county-two-illegal-coal-mines"]
    moved = moved_to(RULES, rule, "window", date(2005, 9, 3), 2)
    changed = moved.rules[rule.id]
    assert changed.parameters["window"].values == {date(2005, 9, 3): 2}
    assert changed.model_copy(update={"parameters": rule.parameters}) == rule
    assert {n for n in RULES.rules if moved.rules[n] != RULES.rules[n]} == {rule.id}


def test_the_rules_above_a_rule_are_those_that_count_it() -> None:
    assert above(RULES.rules["order446.illegal-coal-mine"], RULES) == {
        "order446.county-two-illegal-coal-mines", "order446.township-illegal-coal-mine", "order446.department-responsible",
    }  # fmt: skip
    assert above(RULES.rules["order446.county-two-illegal-coal-mines"], RULES) == {
        "local.city-supervision-notice",
        "local.province-list",
    }


def failing(copied: Path, jurisdictions: Jurisdictions, result: str, expect: str) -> TrialResult:
    path = copied / "order446" / "township-illegal-coal-mine.test.yaml"
    path.write_text(
        "- sentence: 一处\n  case: other\n  as_of: 2022-02-03\n  records:\n"
        "    sites: [{site_id: A, jurisdiction: 孝义市/西辛庄镇}]\n"
        "    discoveries: [{site_id: A, verified_on: 2022-02-01, producing: yes, missing_licences: mining_permit}]\n"
        f"    checks: [{{site_id: A, checked_on: 2022-02-02, result: {result}}}]\n  expect: [{expect}]\n",
        encoding="utf-8",
    )
    (one,) = run_trials([copied], jurisdictions, "order446.township-illegal-coal-mine")
    return one


def test_a_failure_shows_the_first_element_that_differs_and_the_proof(
    copied: Path, jurisdictions: Jurisdictions
) -> None:
    one = failing(
        copied,
        jurisdictions,
        "producing",
        "{outcome: met, jurisdiction: 孝义市/西辛庄镇, met_on: 2022-02-01}",
    )
    assert one.proof[0] == "首先不同：成立日，预期 2022-02-01，得到 2022-02-02"
    assert any(line.startswith("有据  ") and "checks/C1" in line for line in one.proof)


def test_a_failure_without_a_finding_shows_what_each_site_is(
    copied: Path, jurisdictions: Jurisdictions
) -> None:
    one = failing(copied, jurisdictions, "stopped", "{outcome: met, jurisdiction: 孝义市/西辛庄镇}")
    assert one.proof[0] == "首先不同：预期成立，而规则什么也没有得出"
    assert one.proof[1].startswith("矿点 A：2022-02-01 发现，2022-02-02 起已停止，认定为 非法煤矿")


def test_a_finding_that_was_not_expected_shows_its_proof(copied: Path, jurisdictions: Jurisdictions) -> None:
    one = failing(copied, jurisdictions, "producing", "{outcome: not_met}")
    assert one.proof[0] == "首先不同：没有预期，却得到成立"
    assert len(one.proof) > 1
