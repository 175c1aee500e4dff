"""Notes for the reader: data beside rules, checked like them."""

from pathlib import Path

import pytest

from engine.rules import check_folder, load_rules

NOTES = """\
once:
  title: 不重复
  applies: {prior_actions: listed}
  legal_basis:
    - {instrument: plan9, article: 第二条, quote: 没有制止的，移送}
  text: 已经处理的不重复处理。
"""
LATER = "id: later1\ntitle: 后\nnumber: 后\nkind: law\nin_force: {from: 2015-01-01}\n"


def told(folder: Path, *others: Path) -> list[str]:
    return [str(f).removeprefix(f"{folder.as_posix()}/") for f in check_folder([folder, *others])]


def test_a_note_is_read_with_its_clause(folder: Path) -> None:
    (folder / "notes.yaml").write_text(NOTES, encoding="utf-8")
    assert told(folder) == []
    (note,) = load_rules([folder]).notes.values()
    assert (note.title, note.applies.prior_actions, note.legal_basis[0].article) == (
        "不重复",
        "listed",
        "第二条",
    )


def test_the_digest_of_the_rules_covers_the_notes(folder: Path) -> None:
    before = load_rules([folder]).sha256
    (folder / "notes.yaml").write_text(NOTES, encoding="utf-8")
    first = load_rules([folder]).sha256
    (folder / "notes.yaml").write_text(NOTES.replace("不重复处理", "不再处理"), encoding="utf-8")
    assert len({before, first, load_rules([folder]).sha256}) == 3


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("quote: 没有制止的", "quote: 没有查处的", "5:48", "引文不在 plan9 的 source.txt“第二条”之下"),
        (", quote: 没有制止的，移送", "", "5:7", "依据“第二条”没有引文"),
        ("article: 第二条", "article: 第九条", "5:36", "source.txt 里没有“## 第九条”"),
        ("instrument: plan9", "instrument: plan8", "5:20", "文书“plan8”不在所给的目录中"),
        ("{prior_actions: listed}", "{}", "3:3", "applies 须恰好写一种适用情形"),
        ("listed}", "listed, principal_of: [county_government]}", "3:3", "applies 须恰好写一种适用情形"),
        ("prior_actions: listed", "law_changed: {old: plan9, new: plan10}", "3:44", "文书“plan10”不在"),
        ("prior_actions: listed", "principal_of: [县政府]", "3:28", "“县政府”不是这里可用的词"),
        ("prior_actions: listed", "prior_acts: listed", "3:13", "不认识的词“prior_acts”"),
        ("  title: 不重复\n", "", "2:3", "缺少必填的“title”"),
        ("  text: 已经", "  txt: 已经", "6:3", "不认识的词“txt”"),
        ("text: 已", "text：已", "6:7", "用了全角冒号"),
    ],
)
def test_a_fault_in_a_note_is_told_with_its_place(
    folder: Path, old: str, new: str, place: str, said: str
) -> None:
    assert NOTES.count(old) == 1
    (folder / "notes.yaml").write_text(NOTES.replace(old, new), encoding="utf-8")
    assert any(t.startswith(f"notes.yaml:{place} ") and said in t for t in told(folder)), told(folder)


@pytest.mark.parametrize(
    ("text", "said"), [("- 1\n", "整个文件须为"), ("once: 好\n", "“once”应是“名称: 值”的形式")]
)
def test_a_file_that_holds_no_notes_is_told(folder: Path, text: str, said: str) -> None:
    (folder / "notes.yaml").write_text(text, encoding="utf-8")
    assert any(said in t for t in told(folder)), told(folder)


def test_a_clause_whose_text_is_not_kept_may_be_named_but_not_quoted(folder: Path) -> None:
    later = folder.parent / "later1"
    later.mkdir()
    (later / "instrument.yaml").write_text(LATER, encoding="utf-8")
    named = NOTES.replace("plan9, article: 第二条, quote: 没有制止的，移送", "later1, article: 第五十条")
    (later / "notes.yaml").write_text(named, encoding="utf-8")
    assert told(folder, later) == []
    (later / "notes.yaml").write_text(named.replace("第五十条", "第五十条, quote: 须"), encoding="utf-8")
    (fault,) = told(folder, later)
    assert "later1 的目录里没有 source.txt，引文无从核对" in fault


def test_a_rule_still_needs_the_text_of_its_instrument(folder: Path) -> None:
    (folder / "notes.yaml").write_text(NOTES, encoding="utf-8")
    (folder / "source.txt").unlink()
    assert any("目录里没有 source.txt；请把规则所依据的条文原文放进去" in t for t in told(folder))


def test_two_folders_must_not_give_one_note_twice(folder: Path) -> None:
    later = folder.parent / "later1"
    later.mkdir()
    (later / "instrument.yaml").write_text(LATER, encoding="utf-8")
    for place in (folder, later):
        (place / "notes.yaml").write_text(NOTES, encoding="utf-8")
    (fault,) = told(folder, later)
    assert "读者须知“once”已在 plan9 中出现" in fault


def test_the_bundled_notes_name_the_articles_of_the_sanctions_law() -> None:
    bundled = load_rules().notes
    articles = {
        name: [b.article for b in note.legal_basis if b.instrument == "governmental-sanctions"]
        for name, note in bundled.items()
    }
    assert articles == {
        "elected-heads": ["第五十条"],
        "from-old-lighter-if-new": ["第六十七条"],
        "handled-once": ["第十六条"],
        "known-not-found": [],
    }
