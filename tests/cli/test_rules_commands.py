"""`rules check`, `rules test` and `rules describe` as policy staff use them."""

import re
import shutil
from pathlib import Path

import pytest
import scene
from running import ROOT, wenze

RULESETS = ROOT / "rulesets"


@pytest.fixture
def order(tmp_path: Path) -> Path:
    """A copy of one instrument's folder, to be harmed."""
    return Path(shutil.copytree(RULESETS / "order446", tmp_path / "order446"))


def test_the_bundled_rules_have_no_fault() -> None:
    ran = wenze("rules", "check")
    assert (ran.code, ran.err) == (0, "")
    assert re.search(r"\d+ 条规则没有错误", ran.out)


def test_three_planted_faults_are_all_told_with_file_line_and_column(order: Path) -> None:
    path = order / "county-two-illegal-coal-mines.yaml"
    text = path.read_text(encoding="utf-8")
    planted = {
        "state: not_stopped": "stat: not_stopped",
        "status: active": "status: aktive",
        "title_en: ": "title_en：",
    }
    for good, bad in planted.items():
        assert text.count(good) == 1
        text = text.replace(good, bad)
    path.write_text(text, encoding="utf-8")
    ran = wenze("rules", "check", order)
    assert (ran.code, ran.err) == (1, "")
    places = re.findall(rf"{re.escape(path.name)}:(\d+):\d+ ", ran.out)
    lines = text.splitlines()
    for bad in planted.values():
        at = next(n for n, line in enumerate(lines, start=1) if bad in line)
        assert str(at) in places, (bad, ran.out)


def test_a_folder_of_rules_that_is_not_there_is_refused(tmp_path: Path) -> None:
    ran = wenze("rules", "check", tmp_path / "none")
    assert ran.code in (1, 2)
    assert "none" in ran.out + ran.err


def test_the_trials_of_one_rule_pass_and_each_sentence_is_shown() -> None:
    ran = wenze("rules", "test", "--rule", "local.unanswered-inquiry")
    assert (ran.code, ran.err) == (0, "")
    passed = [line for line in ran.out.splitlines() if line.startswith("通过")]
    assert len(passed) >= 3
    assert all("local.unanswered-inquiry" in line for line in passed)
    assert "0 句不符" in ran.out


def test_a_changed_number_fails_its_trials(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(RULESETS, tmp_path / "rulesets"))
    path = copy / "local" / "province-list.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("values: {2005-09-03: 2}") == 1
    path.write_text(text.replace("values: {2005-09-03: 2}", "values: {2005-09-03: 3}"), encoding="utf-8")
    ran = wenze("rules", "test", copy, "--rule", "local.province-list", "--quiet")
    assert ran.code == 1
    assert re.search(r"不符  local\.province-list：", ran.out)
    assert re.search(r"province-list\.test\.yaml:\d+ ", ran.out)


def test_trials_of_an_unknown_rule_are_refused() -> None:
    wenze("rules", "test", "--rule", "order446.none").one_line()


def test_one_rule_is_described_in_words() -> None:
    ran = wenze("rules", "describe", scene.COUNTY)
    assert ran.code == 0
    for words in ("2处以上", "1个月", "第七条第一款", "2024年4月30日", "局限"):
        assert words in ran.out


def test_all_rules_are_described() -> None:
    ran = wenze("rules", "describe")
    assert ran.code == 0
    for path in RULESETS.glob("*/*.yaml"):
        if path.name not in {
            "instrument.yaml",
            "notes.yaml",
            "duties.yaml",
            "norms.yaml",
            "matters.yaml",
        } and not path.name.endswith(".test.yaml"):
            assert f"（{path.parent.name}.{path.stem}）" in ran.out, path


def test_an_unknown_rule_is_refused_with_the_known_ones() -> None:
    line = wenze("rules", "describe", "order446.none").one_line()
    assert scene.COUNTY in line
