"""Each fault that a policy officer can make is told with its file, line, column and mend."""

from pathlib import Path

import pytest
from conftest import FILES, plant, sentences

from engine.rules import check_folder

# name: (file, old, new, line, column, fragment)
PLANTED: dict[str, tuple[str, str, str, int, int, str]] = {
    # punctuation
    "full-width colon": ("two-pits.yaml", "within: window", "within：window", 17, 9, "“within：” 用了全角冒号；YAML 只认半角“:”，请改为“within: window”。"),
    "full-width colon in a flow": ("two-pits.yaml", "unit: 处", "unit：处", 9, 16, "请改为“unit: 处”"),
    "no space after a colon": ("two-pits.yaml", "in: county", "in:county", 16, 5, "“in:” 后面缺空格"),
    "no space in a flow": ("clue.yaml", "{is: dereliction}", "{is:dereliction}", 10, 20, "请改为“is: dereliction”"),
    "full-width comma between entries": ("two-pits.yaml", "unit: 处, origin", "unit: 处，origin", 9, 19, "用了全角“，”分隔"),
    "full-width comma in a list": ("two-pits.yaml", "principal, responsible", "principal，responsible", 21, 60, "用了全角“，”分隔"),
    "full-width bracket": ("clue.yaml", "verified: {is: yes}}", "verified: {is: yes}｝", 10, 55, "用了全角括号“｝”"),
    "full-width quotes": ("two-pits.yaml", "status: active", "status: “active”", 4, 9, "“active”整个放在全角引号里"),
    "full-width space": ("two-pits.yaml", "  state:", "　 state:", 14, 1, "用了全角空格"),
    "a dash that is none": ("city.yaml", "    - finding", "    — finding", 10, 5, "列表项用了“—”"),
    "tab": ("two-pits.yaml", "  state:", "\tstate:", 14, 1, "用了制表符"),
    # YAML beyond rule files
    "duplicate key": ("two-pits.yaml", "title_en: Two pits", "title: 又一个", 3, 1, "“title”重复出现（第一次在第 2 行）"),
    "duplicate day": ("two-pits.yaml", "{2010-01-01: 2}", "{2010-01-01: 2, 2010-01-01: 3}", 9, 58, "“2010-01-01”重复出现"),
    "anchor": ("clue.yaml", "title: 失职线索", "title: &t 失职线索", 2, 8, "用了锚点“&t”"),
    "alias": ("clue.yaml", "title_en: Clue", "title_en: *t", 3, 11, "用了引用“*t”"),
    "tag": ("clue.yaml", "title: 失职线索", "title: !!str 失职线索", 2, 8, "用了类型标记"),
    "merge key": ("clue.yaml", "limits: 没有。", "<<: {limits: 没有。}", 15, 1, "用了合并键"),
    "too deep": ("clue.yaml", "title: 失职线索", "title: " + "[" * 14 + "]" * 14, 2, 19, "嵌套超过 12 层"),
    "two documents": ("clue.yaml", "limits: 没有。\n", "limits: 没有。\n---\nid: x\n", 16, 1, "多份文档"),
    "directive": ("clue.yaml", "id: plan9.clue", "%YAML 1.1\n---\nid: plan9.clue", 2, 1, "用了“%”指令"),
    "a colon inside a value": ("clue.yaml", "title_en: Clue", "title_en: Clue: a", 3, 15, "值里有半角冒号时须加引号"),
    "list not closed": ("clue.yaml", "roles: [direct]}", "roles: [direct}", 13, 48, "没有收尾"),
    "not a mapping": ("clue.yaml", "id: plan9.clue", "- x: 1\n- id: plan9.clue", 3, 1, "YAML 写法有误"),
    "no such day": ("two-pits.yaml", "to: 2020-12-31", "to: 2020-02-30", 7, 34, "“2020-02-30”不是有效日期"),
    "no such day as a key": ("two-pits.yaml", "{2010-01-01: 2}", "{2010-13-01: 2}", 9, 43, "“2010-13-01”不是有效日期"),
    # words and types
    "unknown section": ("two-pits.yaml", "limits: 没有。", "limit: 没有。", 23, 1, "不认识的词“limit”；这里可用：succeeds、limits。是否想写“limits”？"),
    "unknown key": ("two-pits.yaml", "within: window", "withn: window", 17, 3, "是否想写“within”？"),
    "unknown key of a parameter": ("two-pits.yaml", "origin: local", "orign: local", 11, 28, "是否想写“origin”？"),
    "unknown word": ("two-pits.yaml", "state: not_stopped", "state: not_stoped", 14, 10, "“not_stoped”不是这里可用的词；可用：not_stopped。是否想写“not_stopped”？"),
    "unknown unit": ("two-pits.yaml", "unit: 月", "unit: 年", 10, 18, "“年”不是这里可用的词"),
    "unknown operator": ("clue.yaml", "{is: dereliction}", "{equals: dereliction}", 10, 18, "“equals”不是这里可用的词"),
    "missing section": ("clue.yaml", "limits: 没有。\n", "", 1, 1, "缺少必填的“limits”（局限）"),
    "missing key": ("two-pits.yaml", "  at_least: least\n", "", 12, 1, "“when”缺少必填的“at_least”"),
    "number without origin": ("two-pits.yaml", "unit: 处, origin: law, ", "unit: 处, ", 9, 3, "参数“least”没有写出处"),
    "number in place of a parameter": ("two-pits.yaml", "at_least: least", "at_least: 2", 18, 13, "“at_least”直接写了数字 2"),
    "integer for a word": ("clue.yaml", "title: 失职线索", "title: 2022", 2, 8, "请加半角引号，写作 '2022'"),
    "date for a word": ("clue.yaml", "title_en: Clue", "title_en: 2022-02-22", 3, 11, "请加半角引号，写作 '2022-02-22'"),
    "word for a date": ("clue.yaml", "from: 2010-01-01", "from: 2010年1月1日", 7, 18, "写作 2022-02-22 的形式"),
    "octal is no number": ("two-pits.yaml", "{2010-01-01: 2}", "{2010-01-01: 02}", 9, 55, "应是不小于 1 的整数"),
    "quoted number": ("two-pits.yaml", "{2010-01-01: 2}", "{2010-01-01: '2'}", 9, 55, "应是不小于 1 的整数"),
    "boolean for a value": ("two-pits.yaml", "{2010-01-01: 2}", "{2010-01-01: true}", 9, 55, "既不是整数也不是文字"),
    "word for a boolean": ("clue.yaml", "  finding: clue", "  finding: clue\n  restricted: yes", 13, 15, "应写 true 或 false"),
    "word for an integer": ("clue.yaml", "  finding: clue", "  finding: clue\n  raise_levels: one", 13, 17, "应是整数"),
    "integer out of range": ("clue.yaml", "  finding: clue", "  finding: clue\n  raise_levels: 5", 13, 17, "请写 0、1 或 2"),
    "word for a list": ("clue.yaml", "roles: [direct]", "roles: direct", 13, 41, "应是列表"),
    "word for a mapping": ("clue.yaml", "in_force: {from: 2010-01-01, to: 2020-12-31}", "in_force: 2010-01-01", 7, 11, "应是“名称: 值”的形式"),
    "empty title": ("clue.yaml", "title: 失职线索", "title:", 2, 1, "应是文字"),
    "no kind of condition": ("clue.yaml", "  fact: duty_evidence\n", "  every: county\n", 8, 1, "when 的写法无法识别"),
    # instruments, clauses and days
    "unknown instrument": ("clue.yaml", "instrument: plan9,", "instrument: plan8,", 6, 18, "文书“plan8”不在所给的目录中；现有：plan9。是否想写“plan9”？"),
    "unknown article": ("clue.yaml", "article: 第三条", "article: 第四条", 6, 34, "source.txt 里没有“## 第四条”"),
    "no quote": ("clue.yaml", ", quote: 发现公职人员失职的", "", 6, 5, "没有引文"),
    "quote not in the source": ("clue.yaml", "公职人员失职的", "公职人员渎职的", 6, 46, "引文不在 plan9 的 source.txt“第三条”之下"),
    "quote under another article": ("clue.yaml", "发现公职人员失职的", "没有采矿许可证", 6, 46, "而在“第一条第一款”之下"),
    "instrument of another name": ("instrument.yaml", "id: plan9", "id: plan10", 1, 5, "与目录名“plan9”不一致"),
    "force outside the instrument": ("clue.yaml", "from: 2010-01-01", "from: 2009-12-31", 7, 18, "2009-12-31 不在 plan9 的施行期间（2010-01-01 至 2020-12-31）之内"),
    "force without an end": ("clue.yaml", ", to: 2020-12-31", "", 7, 1, "in_force 没有 to"),
    "end before start": ("clue.yaml", "to: 2020-12-31", "to: 2009-12-31", 7, 34, "早于起始日"),
    "instrument ends before it starts": ("instrument.yaml", "to: 2020-12-31", "to: 2009-12-31", 5, 34, "早于起始日"),
    "basis outside the instrument": ("clue.yaml", "article: 第三条", "from: 2021-01-01, article: 第三条", 6, 31, "2021-01-01 不在 plan9 的施行期间"),
    # parameters
    "parameter not declared": ("two-pits.yaml", "within: window", "within: windows", 17, 11, "参数“windows”没有在 parameters 中声明；请声明它的单位、出处和各日的值。是否想写“window”？"),
    "parameter not used": ("two-pits.yaml", "  window: {unit: 月", "  spare: {unit: 日, origin: law, values: {2010-01-01: 1}}\n  window: {unit: 月", 10, 3, "参数“spare”声明了却没有用到"),
    "parameter of a wrong unit": ("two-pits.yaml", "window: {unit: 月", "window: {unit: 处", 10, 18, "单位须为 日、月"),
    "parameter of a definition": ("pit.yaml", "{2010-01-01: yes}", "{2010-01-01: no}", 9, 56, "应写 yes"),
    "number below one": ("two-pits.yaml", "{2010-01-01: 2}", "{2010-01-01: 0}", 9, 55, "应是不小于 1 的整数"),
    "number begins too late": ("two-pits.yaml", "{2010-01-01: 2}", "{2010-02-01: 2}", 9, 42, "从 2010-01-01 起没有值"),
    "number ends too early": ("two-pits.yaml", "{2010-01-01: 2}", "{2010-01-01: 2, 2012-01-01: null}", 9, 70, "从 2012-01-01 起没有值"),
    "number after the end": ("two-pits.yaml", "{2010-01-01: 2}", "{2010-01-01: 2, 2021-01-01: 3}", 9, 58, "晚于规则的最后一天 2020-12-31"),
    "no values": ("two-pits.yaml", "{2010-01-01: 2}", "{}", 9, 42, "没有任何值"),
    # conditions
    "unknown column": ("clue.yaml", "{kind: {is", "{knd: {is", 10, 11, "没有可用于条件的列“knd”；可用：organ、kind、verified。是否想写“kind”？"),
    "unknown code": ("clue.yaml", "is: dereliction", "is: derelicton", 10, 22, "是否想写“dereliction”？"),
    "integer code": ("pit.yaml", "{missing_licences: {is: mining_permit}}", "{situation: {is: 4}}", 15, 32, "写作 '4'"),
    "code in a list": ("pit.yaml", "{missing_licences: {is: mining_permit}}", "{situation: {in: [1a, 1f]}}", 15, 37, "“1f”不是“situation”的代码"),
    "two operators": ("clue.yaml", "{is: dereliction}", "{is: dereliction, in: [dereliction]}", 10, 17, "却有 2 个"),
    "operator for numbers": ("clue.yaml", "{is: dereliction}", "{at_least: dereliction}", 10, 18, "不能用“at_least”比较"),
    "one value for in": ("clue.yaml", "{is: dereliction}", "{in: dereliction}", 10, 22, "须给出列表"),
    "a list for is": ("clue.yaml", "{is: dereliction}", "{is: [dereliction]}", 10, 22, "只能给一个值"),
    "not for evidence": ("clue.yaml", "{is: dereliction}", "{not: dereliction}", 10, 18, "只能用 is 或 in"),
    "count without a state": ("two-pits.yaml", "  state: not_stopped\n", "", 13, 10, "没有写 state"),
    "level not below": ("several-counties.yaml", "in: city", "in: township", 12, 13, "不在 in 的“township”之下"),
    "kinds outside townships": ("two-pits.yaml", "  within: window", "  kinds: [镇]\n  within: window", 17, 3, "kinds 只用于 in: township"),
    "fact that findings do not have": ("city.yaml", "    - finding: plan9.two-pits", "    - fact: pit", 10, 13, "“pit”不是这里可用的词"),
    "any of a fact": ("city.yaml", "- finding: plan9.two-pits", "- fact: duty_evidence", 10, 7, "any 的每一项须写 finding"),
    "limb of both": ("city.yaml", "- finding: plan9.two-pits", "- {finding: plan9.two-pits, fact: duty_evidence}", 10, 7, "须恰好写 fact 或 finding 之一"),
    # consequences
    "two consequences": ("clue.yaml", "  refer_to: discipline_body", "  refer_to: discipline_body\n  list: province", 15, 3, "须恰好有一个，现有：refer_to、list"),
    "no consequence": ("clue.yaml", "  refer_to: discipline_body\n", "", 11, 1, "then 中没有"),
    "definition derives another": ("pit.yaml", "derive: pit", "derive: pitt", 16, 16, "须为 derive: pit"),
    "derive without a definition": ("clue.yaml", "refer_to: discipline_body", "derive: clue", 14, 3, "derive 只用于定义"),
    "no finding": ("clue.yaml", "  finding: clue\n", "", 11, 1, "then 缺少 finding"),
    "nobody accountable": ("clue.yaml", "  accountable: {organ: as_named, roles: [direct]}\n", "", 11, 1, "没有 accountable"),
    "no roles": ("clue.yaml", ", roles: [direct]", "", 13, 16, "须写明 roles"),
    "organ of another level": ("two-pits.yaml", "organ: county_government", "organ: city_government", 21, 24, "请改为 county 开头的单位"),
    "evidence names its organ": ("clue.yaml", "organ: as_named", "organ: county_government", 13, 24, "这里应为“as_named”"),
    "notice to another level": ("city.yaml", "supervise: city_government", "supervise: township_government", 14, 14, "这里应为“city_government”"),
    "raised without a referral": ("city.yaml", "  finding: city\n", "  finding: city\n  raise_levels: 1\n", 14, 3, "只用于 refer_to"),
    # between rules
    "id of another name": ("clue.yaml", "id: plan9.clue", "id: plan9.clues", 1, 5, "应为“plan9.clue”（文书.文件名）"),
    "id twice": ("clue.yaml", "id: plan9.clue", "id: plan9.city", 1, 5, "已在"),
    "nothing to count": ("two-pits.yaml", "count: pit", "count: pitt", 13, 10, "count 的“pitt”既不是已定义的事实，也不是规则的 id"),
    "count of sites by county": ("two-pits.yaml", "distinct: site", "distinct: township", 15, 13, "distinct 应为 site"),
    "count of rules by site": ("several-counties.yaml", "distinct: county", "distinct: site", 12, 13, "distinct 应为 county"),
    "finding of no rule": ("city.yaml", "finding: plan9.two-pits", "finding: plan9.two-pit", 10, 16, "“plan9.two-pit”不是任何规则的 id"),
    "definition too short": ("pit.yaml", "in_force: {from: 2010-01-01, to: 2020-12-31}", "in_force: {from: 2010-01-01, to: 2015-12-31}", 13, 10, "没有盖住本规则的期间"),
    "succeeds no rule": ("clue.yaml", "limits: 没有。", "succeeds: plan9.gone\nlimits: 没有。", 15, 11, "“plan9.gone”不是任何规则的 id"),
    "succeeds too early": ("clue.yaml", "limits: 没有。", "succeeds: plan9.city\nlimits: 没有。", 15, 11, "到 2020-12-31 才结束"),
    # tests beside rules
    "missing case": ("two-pits.test.yaml", "case: window_edge", "case: other", 1, 1, "缺少情形“window_edge”"),
    "unknown case": ("two-pits.test.yaml", "case: window_edge", "case: window_edges", 14, 9, "是否想写“window_edge”？"),
    "unknown table": ("clue.test.yaml", "case: not_met\n  as_of: 2012-01-01\n  records: {}", "case: not_met\n  as_of: 2012-01-01\n  records: {site: []}", 10, 13, "不认识的表“site”"),
    "unknown column of a row": ("clue.test.yaml", "case: not_met\n  as_of: 2012-01-01\n  records: {}", "case: not_met\n  as_of: 2012-01-01\n  records: {sites: [{site: A}]}", 10, 22, "不认识的词“site”"),
    "the same sentence twice": ("clue.test.yaml", "第 2 句", "第 1 句", 7, 3, "与第 1 行的句子相同"),
    "definition seen nowhere": ("pit.test.yaml", "  case: not_met\n  seen_in: plan9.two-pits\n", "  case: not_met\n", 8, 1, "请写 seen_in"),
    "definition seen elsewhere": ("pit.test.yaml", "  case: not_met\n  seen_in: plan9.two-pits\n", "  case: not_met\n  seen_in: plan9.city\n", 8, 1, "不是计数“pit”的规则"),
}  # fmt: skip


def test_the_folder_is_sound_before_anything_is_planted(folder: Path) -> None:
    assert [str(f) for f in check_folder([folder])] == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_told_at_its_place_with_the_mend(folder: Path, name: str) -> None:
    file, old, new, line, column, fragment = PLANTED[name]
    plant(folder, file, old, new)
    assert [t for t in told(folder) if fragment in t and f":{line}:{column} " in t], told(folder)


def told(folder: Path) -> list[str]:
    return [f"{Path(f.file).name}:{f.line}:{f.column} {f.text}" for f in check_folder([folder])]


def test_every_fault_of_a_folder_is_told_at_once(folder: Path) -> None:
    plant(folder, "two-pits.yaml", "within: window", "within：windw")
    plant(folder, "two-pits.yaml", "quote: 一个月内", "quote: 两个月内")
    plant(folder, "clue.yaml", "status: active", "status: activ")
    (folder / "city.test.yaml").unlink()
    places = [t.split(" ")[0] for t in told(folder)]
    assert places == [
        "city.yaml:1:1",
        "clue.yaml:4:9",
        "two-pits.yaml:6:46",
        "two-pits.yaml:10:3",
        "two-pits.yaml:17:9",
        "two-pits.yaml:17:10",
    ]


def test_columns_after_a_mended_colon_are_those_of_the_file(folder: Path) -> None:
    plant(folder, "clue.yaml", "kind: {is: dereliction}", "kind：{is:derelicton}")
    assert any(t.startswith("clue.yaml:10:20 “derelicton”不是“kind”的代码") for t in told(folder)), told(
        folder
    )
    plant(folder, "clue.yaml", "status: active", "status:activ")
    assert any(t.startswith("clue.yaml:4:8 “activ”不是这里可用的词") for t in told(folder)), told(folder)


def test_a_file_that_cannot_be_read_is_not_missed_by_the_others(folder: Path) -> None:
    plant(folder, "two-pits.yaml", "in_force: {from", "in_force: {{from")
    assert {t.split(":")[0] for t in told(folder)} == {"two-pits.yaml"}


def test_full_width_punctuation_inside_text_is_no_fault(folder: Path) -> None:
    plant(
        folder,
        "clue.yaml",
        "limits: 没有。",
        "limits: 注意：甲，乙；“丙”、within：丁（戊）【己】，见 https://example.org/a:b",
    )
    plant(folder, "clue.yaml", "title: 失职线索", "title: “三超”线索")
    assert told(folder) == []


def test_text_in_quotes_and_in_comments_is_left_alone(folder: Path) -> None:
    plant(folder, "clue.yaml", "title_en: Clue", "title_en: 'a，b：c ｛d｝: e'  # 注释：x:y，｛")
    assert told(folder) == []


def test_a_block_of_text_is_left_alone(folder: Path) -> None:
    plant(folder, "clue.yaml", "limits: 没有。", "limits: >-\n  within：x\n  in:y\n")
    assert told(folder) == []


def test_a_basis_must_begin_within_the_rule(folder: Path) -> None:
    plant(folder, "clue.yaml", "to: 2020-12-31", "to: 2015-12-31")
    plant(folder, "clue.yaml", "article: 第三条", "from: 2016-01-01, article: 第三条")
    assert any("依据的起始日 2016-01-01 不在规则的施行期间" in t for t in told(folder))


def test_a_basis_of_a_later_instrument_says_since_when(folder: Path) -> None:
    later = folder.parent / "later1"
    later.mkdir()
    (later / "instrument.yaml").write_text(
        "id: later1\ntitle: 后\nnumber: 后\nkind: notice\nin_force: {from: 2015-01-01}\n", encoding="utf-8"
    )
    (later / "source.txt").write_text("## 第一条\n移送。\n", encoding="utf-8")
    basis = "  - {instrument: later1, article: 第一条, quote: 移送}\nin_force: {from: 2010"
    plant(folder, "clue.yaml", "in_force: {from: 2010", basis)
    faults = [str(f) for f in check_folder([folder.parent])]
    assert len(faults) == 1
    assert "请在这项依据里写 from: 2015-01-01" in faults[0]


def test_a_retired_rule_says_its_last_day(folder: Path) -> None:
    plant(folder, "instrument.yaml", ", to: 2020-12-31", "")
    plant(folder, "clue.yaml", ", to: 2020-12-31", "")
    plant(folder, "clue.yaml", "status: active", "status: retired")
    assert any("status 是 retired" in t for t in told(folder))


def test_one_fact_is_defined_once_a_day(folder: Path) -> None:
    text = (folder / "pit.yaml").read_text(encoding="utf-8").replace("id: plan9.pit", "id: plan9.pit2")
    (folder / "pit2.yaml").write_text(text, encoding="utf-8")
    assert any(t.startswith("pit2.yaml:11:11 “pit”已由") for t in told(folder))


def test_only_the_join_that_the_worker_can_do_is_let_through(folder: Path) -> None:
    text = FILES["department.yaml"]
    (folder / "department.test.yaml").write_text(sentences(("met", "not_met")), encoding="utf-8")
    (folder / "department.yaml").write_text(text, encoding="utf-8")
    assert any("fact 的“illegal_coal_mine”既不是已定义的事实" in t for t in told(folder))
    (folder / "department.yaml").write_text(
        text.replace("fact: illegal_coal_mine", "finding: plan9.city"), encoding="utf-8"
    )
    assert any("all 须由一项 duty_evidence 和一项已定义的事实组成" in t for t in told(folder))


def test_more_joins_than_the_worker_bears_are_refused(folder: Path) -> None:
    for number in range(31):
        text = FILES["department.yaml"].replace("plan9.department", f"plan9.department{number}")
        (folder / f"department{number}.yaml").write_text(text, encoding="utf-8")
    assert any("事实“duty_evidence”用在 62 个合并条件里，超过 60 个" in t for t in told(folder))


@pytest.mark.parametrize(
    ("name", "data", "fragment"),
    [
        ("clue.yaml", b"", "文件是空的"),
        ("clue.yaml", b"title: \xff", ":1:8 第 8 个字节不是 UTF-8 文字"),
        ("clue.yaml", b"#" * 70_000, "文件超过 64 KB"),
        ("clue.yaml", b"id: a\x07b\n", "控制字符"),
        ("clue.yaml", b"- 1\n", "整个文件须为“名称: 值”的形式"),
        ("clue.yml", b"id: x\n", "扩展名“.yml”不会被读取"),
        ("gone.test.yaml", b"- sentence: x\n", "没有与这个测试同名的规则 gone.yaml"),
        ("clue.test.yaml", b"sentence: x\n", "测试文件须为句子的列表"),
    ],
)
def test_a_file_that_is_no_rule_file_is_told(folder: Path, name: str, data: bytes, fragment: str) -> None:
    (folder / name).write_bytes(data)
    assert any(fragment in t for t in told(folder)), told(folder)


@pytest.mark.parametrize(
    ("name", "fragment"),
    [
        ("instrument.yaml", "instrument.yaml:1:1 目录里没有 instrument.yaml"),
        ("source.txt", "source.txt:1:1 目录里没有 source.txt"),
        (
            "clue.test.yaml",
            "clue.yaml:1:1 没有测试文件 clue.test.yaml；请写一个，至少含 met、not_met 各一句。",
        ),
        ("two-pits.test.yaml", "至少含 at_threshold、one_below、window_edge 各一句。"),
    ],
)
def test_a_missing_file_is_told(folder: Path, name: str, fragment: str) -> None:
    (folder / name).unlink()
    assert any(fragment in t for t in told(folder)), told(folder)


def test_a_rule_file_outside_any_instrument_is_told(folder: Path) -> None:
    (folder.parent / "stray.yaml").write_text("id: x\n", encoding="utf-8")
    assert [f.text for f in check_folder([folder.parent])] == [
        "这个文件不在任何文书的目录里；请移入有 instrument.yaml 的目录。"
    ]
