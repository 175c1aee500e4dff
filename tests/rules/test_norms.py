"""Open norms: a register beside the rules, which say on which of them they lean."""

from pathlib import Path
from shutil import copytree

import pytest
from plan9 import plant

from engine.comparing import told_difference
from engine.rules import check_folder, load_rules
from engine.rules.describing import describe

NORMS = """\
promptly:
  term: 及时移送
  definition: 五个工作日内
  decided_by: 本办公室
  legal_basis:
    - {instrument: plan9, article: 第三条, quote: 發現公職人員失職的，及時移送}
"""
BASES = NORMS.partition("legal_basis:")[2]
LEANING = ("clue.yaml", "when:\n", "leans_on: [promptly]\nwhen:\n")


@pytest.fixture
def leaning(folder: Path) -> Path:
    (folder / "norms.yaml").write_text(NORMS, encoding="utf-8")
    plant(folder, *LEANING)
    return folder


def told(folder: Path) -> list[str]:
    return [str(f).removeprefix(f"{folder.as_posix()}/") for f in check_folder([folder])]


def test_a_rule_says_on_which_norm_it_leans_and_its_description_prints_it(leaning: Path) -> None:
    assert told(leaning) == []
    rules = load_rules([leaning])
    sentence = "“及时移送”的工作解释：五个工作日内；个案由本办公室判断。"
    assert sentence in describe(rules.rules["plan9.clue"], rules.instruments, rules.norms)
    assert sentence not in describe(rules.rules["plan9.city"], rules.instruments, rules.norms)


def test_the_bundled_register_has_the_four_open_words_of_the_texts() -> None:
    rules = load_rules()
    assert {"有效制止措施", "及时", "突出", "负有责任"} <= {n.term for n in rules.norms.values()}
    for name in ("order446.county-two-illegal-coal-mines", "order446.township-illegal-coal-mine"):
        assert rules.rules[name].leans_on == ("effective-stop", "responsible")


def test_the_digest_of_the_rules_covers_the_norms(leaning: Path) -> None:
    before = load_rules([leaning]).sha256
    plant(leaning, "norms.yaml", "五个工作日内", "十个工作日内")
    assert load_rules([leaning]).sha256 != before


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "said"),
    [
        ("clue.yaml", "[promptly]", "[promtly]", "clue.yaml:8:12", "“promtly”不是 norms.yaml 里的开放概念；现有：promptly。是否想写“promptly”？"),
        ("clue.yaml", "[promptly]", "[promptly, promptly]", "clue.yaml:8:22", "与第 8 行的一项相同"),
        ("clue.yaml", "[promptly]", "promptly", "clue.yaml:8:11", "应是列表"),
        ("clue.yaml", "leans_on:", "lean_on:", "clue.yaml:8:1", "是否想写“leans_on”？"),
        ("norms.yaml", "quote: 發現公職人員失職的，及時移送", "quote: 發現公職人員失職的", "norms.yaml:6:48", "引文里没有“及时移送”这个词"),
        ("norms.yaml", "quote: 發現公職", "quote: 没有公職", "norms.yaml:6:48", "引文不在 plan9"),
        ("norms.yaml", "instrument: plan9", "instrument: plan8", "norms.yaml:6:20", "文书“plan8”不在所给的目录中"),
        ("norms.yaml", "  decided_by: 本办公室\n", "", "norms.yaml:2:3", "缺少必填的“decided_by”（由谁判断）"),
        ("norms.yaml", "definition: 五", "definiton: 五", "norms.yaml:3:3", "是否想写“definition”？"),
        ("norms.yaml", "term: 及", "term：及", "norms.yaml:2:7", "用了全角冒号"),
        ("norms.yaml", BASES, " []\n", "norms.yaml:5:16", "缺少必填的“instrument”"),
    ],
)  # fmt: skip
def test_a_fault_about_a_norm_is_told_with_its_place(
    leaning: Path, file: str, old: str, new: str, place: str, said: str
) -> None:
    plant(leaning, file, old, new)
    assert [t for t in told(leaning) if t.startswith(f"{place} ") and said in t], told(leaning)


def test_a_norm_is_quoted_from_a_text_that_is_kept(leaning: Path, tmp_path: Path) -> None:
    other = tmp_path / "named"
    other.mkdir()
    text = "id: named\ntitle: 法\nnumber: 一\nkind: law\nin_force: {from: 2010-01-01}\n"
    (other / "instrument.yaml").write_text(text, encoding="utf-8")
    (other / "notes.yaml").write_text(
        "n:\n  title: 甲\n  applies: {prior_actions: listed}\n  legal_basis: [{instrument: named, article: 第一条}]\n  text: 乙。\n",
        encoding="utf-8",
    )
    plant(leaning, "norms.yaml", "instrument: plan9", "instrument: named")
    found = [f.text for f in check_folder([leaning, other])]
    assert [t for t in found if "named 的目录里没有 source.txt，引文无从核对" in t], found


def test_a_norm_of_one_name_in_two_instruments_is_a_fault(leaning: Path, tmp_path: Path) -> None:
    other = tmp_path / "plan8"
    other.mkdir()
    text = "id: plan8\ntitle: 令\nnumber: 八\nkind: law\nin_force: {from: 2010-01-01}\n"
    (other / "instrument.yaml").write_text(text, encoding="utf-8")
    (other / "source.txt").write_text("## 第一条\n無\n", encoding="utf-8")
    (other / "norms.yaml").write_text(NORMS, encoding="utf-8")
    found = [f.text for f in check_folder([leaning, other])]
    assert any("开放概念“promptly”已在 plan9 中出现" in t for t in found), found


def test_a_norm_told_otherwise_is_told_as_a_difference(leaning: Path, tmp_path: Path) -> None:
    after = Path(copytree(leaning, tmp_path / "改" / "plan9"))
    plant(after, "norms.yaml", "五个工作日内", "十个工作日内")
    plant(after, "clue.yaml", "leans_on: [promptly]\n", "")
    found = {d.rule: d.changes for d in told_difference(load_rules([leaning]), load_rules([after]))}
    assert found["plan9.clue"] == ("所用开放概念由“promptly”改为“无”",)
    assert "改为““及时移送”的工作解释：十个工作日内" in found["norms/promptly"][0]
