"""Beyond syntax: rules that can never or must always be met, numbers without a clause, two rules for one limb."""

from datetime import date
from pathlib import Path

import pytest
from plan9 import plant
from unsound import BRANCH, UNSOUND

from engine.jurisdictions import load_jurisdictions
from engine.referrals.wording import JUDGING as IN_LETTERS
from engine.rules import BUNDLED, check_folder
from engine.rules.glossary import JUDGING
from engine.rules.place_checking import nearest

TREE = load_jurisdictions().tree


def told(folder: Path, as_of: date | None = None) -> list[str]:
    return [f"{Path(f.file).name}:{f.line}:{f.column} {f.text}" for f in check_folder([folder], as_of, TREE)]


@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_rule_is_told_at_its_place_with_the_mend(folder: Path, name: str) -> None:
    file, old, new, line, column, fragment = UNSOUND[name]
    if name == "counted before its days":
        plant(
            folder,
            "two-pits.yaml",
            "{from: 2010-01-01, to: 2020-12-31}",
            "{from: 2015-01-01, to: 2020-12-31}",
        )
    plant(folder, file, old, new)
    assert [t for t in told(folder) if fragment in t and f":{line}:{column} " in t], told(folder)


def test_a_branch_with_two_comparisons_is_told_and_stops_no_other_check(folder: Path) -> None:
    plant(
        folder,
        "pit.yaml",
        BRANCH,
        BRANCH.replace("{missing_licences: {is: mining_permit}}", "{mineral: {is: coal, not: iron}}"),
    )
    assert any("却有 2 个" in t for t in told(folder))


def test_a_word_that_judges_may_stand_as_a_quotation(folder: Path) -> None:
    plant(folder, "clue.yaml", "limits: 没有。", "limits: 条文写“给予降级处分”，本规则不涉。")
    plant(folder, "clue.yaml", "title_en: Clue", "title_en: Clue for the lead agency")
    assert told(folder) == []


def test_the_words_that_judge_are_those_that_letters_leave_out() -> None:
    assert set(JUDGING) == set(IN_LETTERS)


def test_a_second_rule_for_the_same_limb_is_told_and_with_other_numbers_as_a_contradiction(
    folder: Path,
) -> None:
    text = (folder / "two-pits.yaml").read_text(encoding="utf-8").replace("plan9.two-pits", "plan9.twice")
    (folder / "twice.yaml").write_text(text, encoding="utf-8")
    assert any(
        "two-pits.yaml:12:1 本规则与" in t and "twice.yaml 是同一情形、同一后果" in t for t in told(folder)
    )
    (folder / "twice.yaml").write_text(
        text.replace("law, values: {2010-01-01: 2}", "local, values: {2010-01-01: 3}"), encoding="utf-8"
    )
    assert any(
        "阈值却不同（at_least 一为 2处，一为 3处）" in t or "阈值却不同（at_least 一为 3处，一为 2处）" in t
        for t in told(folder)
    )
    (folder / "twice.yaml").write_text(text.replace("status: active", "status: draft"), encoding="utf-8")
    assert not any("同一情形" in t for t in told(folder))


def test_the_same_count_with_another_consequence_is_another_limb(folder: Path) -> None:
    text = (folder / "two-pits.yaml").read_text(encoding="utf-8").replace("plan9.two-pits", "plan9.twice")
    consequence = "  accountable: {organ: county_government, roles: [principal, responsible]}\n  refer_to: discipline_body"
    (folder / "twice.yaml").write_text(text.replace(consequence, "  list: province"), encoding="utf-8")
    assert not any("同一情形" in t for t in told(folder))


def test_an_instrument_that_has_ended_stops_the_rules_that_still_rest_on_it(folder: Path) -> None:
    later = folder.parent / "later1"
    later.mkdir()
    (later / "instrument.yaml").write_text(
        "id: later1\ntitle: 后\nnumber: 后\nkind: notice\nin_force: {from: 2010-01-01}\n", encoding="utf-8"
    )
    (later / "source.txt").write_text("## 第一条\n移送。\n", encoding="utf-8")
    rule = (folder / "clue.yaml").read_text(encoding="utf-8").replace("plan9.clue", "later1.again")
    rule = rule.replace(", to: 2020-12-31", "").replace("title: 失职线索", "title: 再一次")
    (later / "again.yaml").write_text(rule, encoding="utf-8")
    (later / "again.test.yaml").write_bytes((folder / "clue.test.yaml").read_bytes())
    ended = [
        f for f in check_folder([folder.parent], date(2021, 1, 1)) if "已于 2020-12-31 结束施行" in f.text
    ]
    assert [(Path(f.file).name, f.line, f.column) for f in ended] == [("again.yaml", 6, 18)]
    assert not any("结束施行，" in f.text for f in check_folder([folder.parent], date(2020, 12, 31)))
    assert not any("结束施行，" in f.text for f in check_folder([folder.parent]))


def test_a_traditional_character_that_the_small_table_lacks_is_the_same_character(folder: Path) -> None:
    text = (folder / "source.txt").read_text(encoding="utf-8").replace("有两处黑口子", "有两處黑口子（龜裂）")
    (folder / "source.txt").write_text(text, encoding="utf-8")
    plant(
        folder,
        "two-pits.yaml",
        "quote: 一个月内有两处黑口子没有制止的",
        "quote: 一個月內有两处黑口子（龟裂）没有制止的",
    )
    assert told(folder) == []


def test_a_misspelt_place_of_a_sentence_is_told_with_the_nearest(folder: Path) -> None:
    plant(folder, "clue.test.yaml", "case: not_met\n  as_of: 2012-01-01\n  records: {}",
          "case: not_met\n  as_of: 2012-01-01\n  records: {sites: [{site_id: A, jurisdiction: 孝义市/西辛荘镇}]}")  # fmt: skip
    assert any("clue.test.yaml:10:48 " in t and "是否想写“孝义市/西辛庄镇”？" in t for t in told(folder)), (
        told(folder)
    )


@pytest.mark.parametrize(
    ("written", "near"), [("孝仪市", "孝义市"), ("汾阳市/三泉", "汾阳市/三泉镇"), ("某地", None)]
)
def test_the_nearest_place(written: str, near: str | None) -> None:
    assert nearest(TREE, written) == near


def test_the_bundled_rules_are_sound_today() -> None:
    assert [str(f) for f in check_folder([BUNDLED], date(2026, 11, 25), TREE)] == []
