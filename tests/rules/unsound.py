# ruff: noqa: E501 - one planted fault, one line
"""Faults beyond syntax to plant: name → file, what stands there, what takes its place; line, column, a piece of the message."""

BRANCH = "    - {where: {missing_licences: {is: mining_permit}}, provided: permit}"
LEAST = "{unit: 处, origin: law, values: {2010-01-01: 2}}"

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
