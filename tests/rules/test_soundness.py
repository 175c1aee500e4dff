# ruff: noqa: E501 - one planted fault, one line
"""Beyond syntax: rules that can never or must always be met, numbers without a clause, two rules for one limb."""

from datetime import date
from pathlib import Path

import pytest
from plan9 import plant

from engine.jurisdictions import load_jurisdictions
from engine.referrals.wording import JUDGING as IN_LETTERS
from engine.rules import BUNDLED, check_folder
from engine.rules.glossary import JUDGING
from engine.rules.place_checking import nearest

TREE = load_jurisdictions().tree
BRANCH = "    - {where: {missing_licences: {is: mining_permit}}, provided: permit}"
LEAST = "{unit: 处, origin: law, values: {2010-01-01: 2}}"

# name → file, what stands there, what takes its place; then line, column and a piece of the message
UNSOUND: dict[str, tuple[str, str, str, int, int, str]] = {
    "nothing can be in an empty list": ("clue.yaml", "{is: dereliction}", "{in: []}", 10, 17, "“kind”没有任何值能够满足"),
    "no mineral is left": ("pit.yaml", BRANCH, BRANCH.replace("{missing_licences: {is: mining_permit}}", "{mineral: {is: iron}}"), 15, 7, "相抵触（mineral），永远不成立"),
    "one licence both missing and not": ("pit.yaml", "producing: {is: yes}}", "producing: {is: yes}, missing_licences: {not: mining_permit}}", 15, 7, "相抵触（missing_licences）"),
    "only contradictory": ("pit.yaml", "then: {derive", "  contradictory: [{missing_licences: {is: mining_permit}}]\nthen: {derive", 15, 7, "只会得出“不能判断”"),
    "never admitted": ("pit.yaml", "{2010-01-01: yes}", "{2010-01-01: null}", 15, 66, "从未为 yes，永远不成立"),
    "no branch": ("pit.yaml", "  any:\n" + BRANCH, "  any: []", 14, 8, "“any”是空的，规则永远不成立"),
    "no finding to climb": ("city.yaml", "  any:\n    - finding: plan9.two-pits", "  any: []", 9, 8, "“any”是空的"),
    "no kind of township": ("two-pits.yaml", "in: county", "in: township\n  kinds: []", 17, 10, "“kinds”是空的"),
    "a kind that no township is of": ("two-pits.yaml", "in: county", "in: township\n  kinds: [乡镇]", 17, 11, "“乡镇”不是乡级区划的类别；可用：乡、镇"),
    "counted above its level": ("city.yaml", "in: city", "in: township", 10, 16, "“plan9.two-pits”在县一级成立，不会落在“乡镇”之下"),
    "counted before its days": ("city.yaml", "to: 2020-12-31", "to: 2011-12-31", 10, 16, "没有一日相同，规则永远不成立"),
    "counted while a draft": ("two-pits.yaml", "status: active", "status: draft", 10, 16, "“plan9.two-pits”还是草稿"),
    "every code listed": ("clue.yaml", "{is: dereliction}", "{in: [dereliction, protective_umbrella]}", 10, 17, "“kind”的条件对每一个值都成立"),
    "nothing left out": ("clue.yaml", "where: {kind: {is: dereliction}, verified: {is: yes}}", "where: {}", 10, 10, "每一件线索都会使规则成立"),
    "a branch without condition": ("pit.yaml", BRANCH, BRANCH + "\n    - {where: {}}", 16, 7, "any 的这一项没有任何条件"),
    "a window for one": ("two-pits.yaml", LEAST, LEAST.replace(": 2}", ": 1}"), 17, 11, "窗口“window”因此不起作用"),
    "a number that the clause lacks": ("two-pits.yaml", LEAST, LEAST.replace(": 2}", ": 3}"), 9, 55, "出处写的是法定，引文里却没有“3处”"),
    "a window that the clause lacks": ("two-pits.yaml", "{unit: 月, origin: law, values: {2010-01-01: 1}}", "{unit: 日, origin: law, values: {2010-01-01: 30}}", 10, 55, "引文里却没有“30日”"),
    "a value superseded before the rule begins": ("two-pits.yaml", LEAST, LEAST.replace("law", "local").replace("{2010-01-01: 2}", "{2009-01-01: 3, 2010-01-01: 2}"), 9, 45, "2009-01-01 的值到 2010-01-01 就被下一个值取代"),
    "a value said twice": ("two-pits.yaml", LEAST, LEAST.replace("{2010-01-01: 2}", "{2010-01-01: 2, 2012-01-01: 2}"), 9, 58, "与前一个日期的值“2”相同，两段重叠"),
    "a law's number before the law": ("two-pits.yaml", LEAST, LEAST.replace("2010-01-01", "2009-12-31"), 9, 43, "2009-12-31 不在 plan9 的施行期间"),
    "a word of other systems": ("two-pits.yaml", "title: 一县一个月两处", "title: 一县一个月两处案件", 2, 8, "“案件”不是本系统的用语；请改为“事项”"),
    "an English word of other systems": ("clue.yaml", "title_en: Clue", "title_en: Alerts", 3, 11, "“alert”不是本系统的用语；请改为“finding”"),
    "a finding named otherwise": ("clue.yaml", "  finding: clue", "  finding: clue_case", 12, 12, "“case”不是本系统的用语"),
    "a word that judges": ("clue.yaml", "limits: 没有。", "limits: 故意不报的从严。", 15, 9, "“故意”是认定过错、意图或者处分的话"),
}  # fmt: skip


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
