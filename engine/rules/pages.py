"""A rule as a page: summary, clause, condition, parameters, exceptions and limits, tests, history; all as one document."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from engine.rules.describing import (
    instrument_name,
    roles_of,
    threshold_row,
    told_consequence,
    told_norms,
    told_span,
)
from engine.rules.folders import TEST_SUFFIX, instrument_folders
from engine.rules.graph import mermaid
from engine.rules.matter_telling import matters_section
from engine.rules.model import Count, Definition, Rule
from engine.rules.naming import ORGAN, ORIGIN, PLACE, STATUS
from engine.rules.notes import Applies
from engine.rules.ruleset import RuleSet
from engine.rules.sentences import Sentence, read_sentences
from engine.rules.telling import chinese_day, told_condition
from engine.rules.vocabulary import CASES

Tests = Mapping[str, Sequence[Sentence]]
HEAD: Final = """\
# 规则说明

本页由 `wenze rules describe --write docs/rules.md` 生成，请勿手改：改了规则文件或旁边的试验，重新运行这条命令。
规则文件在 `rulesets/`，一条一个文件，旁边是它的试验。“本办公室定”“解释”的数值可以由设置替换（见 [settings.md](settings.md)），“法定”的不能。

规则摘要 {sha256}，共 {number} 条。

## 规则之间的关系

箭头从被用到的指向用它的；虚线是旧规定到新规定的接续。同样的图：`wenze rules graph`。

```mermaid
{graph}```
"""
NORMS_HEAD: Final = """\
## 开放概念

条文里没有数字可依的词，写在文书目录的 `norms.yaml` 里：`term`（原词）、`definition`（工作解释）、`decided_by`（由谁判断）、`legal_basis`（引文须有这个词）。
规则用 `leans_on: [编号]` 写明用到哪一个；`wenze rules describe` 和移送函的“读者须知”照印。个案的决定记在台账：`wenze norms`。
"""
NOTES_HEAD: Final = """\
## 读者须知

移送函里的“读者须知”也是数据：写在文书目录的 `notes.yaml` 里，随 `wenze rules check` 一起检查，计入规则摘要。
写法：须知的编号，下面是 `title`、`applies`、`legal_basis`、`text`。
`applies` 恰好写一种：`law_changed: {old, new}`、`principal_of: [单位]`、`knowledge: township_informed`、`prior_actions: listed`。
文书目录里有 `source.txt` 的，`quote` 必填，并与原文逐字核对；没有的，只写条号，不许引文。
"""


def sentences_of(folders: Sequence[Path]) -> dict[str, list[Sentence]]:
    """The sound sentences beside the rules of some folders, by rule. Raises UsageError as `instrument_folders`."""
    return {
        f"{folder.resolve().name}.{path.name.removesuffix(TEST_SUFFIX)}": [
            placed.sentence for placed in read_sentences(path)[0]
        ]
        for folder in instrument_folders(folders)
        for path in sorted(folder.glob(f"*{TEST_SUFFIX}"))
    }


def page(rule: Rule, rules: RuleSet, tests: Tests) -> str:
    """One rule as Markdown, seven headings."""
    parts = [
        f"## {rule.title}", "", f"`{rule.id}` · {rule.title_en}", "",
        "### 概要", "", _summary(rule, rules), "",
        "### 条款", "", *_clauses(rule, rules), "",
        "### 条件", "", told_condition(rule), "",
        "### 参数", "", *_parameters(rule), "",
        "### 例外与已知局限", "", *_limits(rule, rules), "",
        "### 试验", "", *_sentences(tests.get(rule.id, ())), "",
        "### 沿革", "", *_history(rule, rules),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def whole(rules: RuleSet, tests: Tests) -> str:
    """All rules, the matters for other bodies, the open norms and the notes for the reader as one document."""
    head = HEAD.format(sha256=rules.sha256, number=len(rules.rules), graph=mermaid(rules))
    return "\n".join(
        [
            head,
            *(page(r, rules, tests) for r in rules.rules.values()),
            *matters_section(rules),
            *_norms(rules),
            *_notes(rules),
        ]
    )


def _summary(rule: Rule, rules: RuleSet) -> str:
    row = threshold_row(rule, rules.instruments)
    return f"{STATUS[rule.status]}；{row.level}；{row.threshold}。{told_consequence(rule)}"


def _clauses(rule: Rule, rules: RuleSet) -> Iterator[str]:
    for basis in rule.legal_basis:
        since = f"（自{chinese_day(basis.start)}起）" if basis.start else ""
        yield f"- {instrument_name(basis.instrument, rules.instruments)}{basis.article}{since}：“{basis.quote or ''}”"


def _parameters(rule: Rule) -> Iterator[str]:
    if not rule.parameters:
        yield "没有参数。"
        return
    yield "| 参数 | 作用 | 自何日起 | 值 | 出处 |"
    yield "|---|---|---|---|---|"
    roles = roles_of(rule)
    for name, parameter in rule.parameters.items():
        for day, value in sorted(parameter.values.items()):
            told = (
                "不再有"
                if value is None
                else f"{value}{parameter.unit}"
                if isinstance(value, int)
                else "适用"
            )
            role = roles.get(name, f"列入的{parameter.unit}")
            yield f"| `{name}` | {role} | {chinese_day(day)} | {told} | {ORIGIN[parameter.origin]} |"
        for one in parameter.places:
            for day, value in sorted(one.values.items()):
                told = f"{one.place}：" + ("改用上一级的值" if value is None else f"{value}{parameter.unit}")
                who = f"{ORIGIN[one.origin]}，{one.basis}"
                yield f"| `{name}` | {roles.get(name, '')} | {chinese_day(day)} | {told} | {who} |"


def _limits(rule: Rule, rules: RuleSet) -> Iterator[str]:
    when = rule.when
    yield f"- {rule.limits.rstrip('。')}。"
    if isinstance(when, Count) and when.kinds:
        yield f"- {PLACE[when.place]}只限{'、'.join(when.kinds)}；其余类别列入政策研究。"
    if isinstance(when, Definition) and when.contradictory:
        yield "- 自相矛盾的记录不作认定，列入政策研究。"
    yield f"- 只在{told_span(rule.in_force)}的期间成立。"
    yield from (f"- {told}" for told in told_norms(rule, rules.norms))


def _sentences(sentences: Sequence[Sentence]) -> Iterator[str]:
    if not sentences:
        yield "没有试验。"
    for one in sentences:
        yield f"- {CASES[one.case]}：{one.sentence}（核查日 {one.as_of}）"


def _history(rule: Rule, rules: RuleSet) -> Iterator[str]:
    """What became different on which day, oldest first."""
    days: list[tuple[date, str]] = [(rule.in_force.start, "起施行")]
    if rule.in_force.end:
        days.append(
            (rule.in_force.end + timedelta(days=1), f"不再施行（最后一日是{chinese_day(rule.in_force.end)}）")
        )
    days += [(b.start, f"增加依据：{instrument_name(b.instrument, rules.instruments)}{b.article}")
             for b in rule.legal_basis if b.start]  # fmt: skip
    for name, parameter in rule.parameters.items():
        for day, value in sorted(parameter.values.items())[1:]:
            said = "不再有值" if value is None else f"改为 {value}{parameter.unit}"
            days.append((day, f"参数 `{name}` {said}"))
    if rule.succeeds:
        days.append((rule.in_force.start, f"接续 `{rule.succeeds}`"))
    for other in rules.rules.values():
        if other.succeeds == rule.id:
            days.append((other.in_force.start, f"由 `{other.id}` 接续"))
    yield from (f"- {chinese_day(day)}：{said}" for day, said in sorted(days))


def _norms(rules: RuleSet) -> Iterator[str]:
    if not rules.norms:
        return
    yield NORMS_HEAD
    for name, norm in rules.norms.items():
        bases = "；".join(
            f"{instrument_name(b.instrument, rules.instruments)}{b.article}：“{b.quote or ''}”"
            for b in norm.legal_basis
        )
        leaning = (
            "、".join(f"`{r.id}`" for r in rules.rules.values() if name in r.leans_on) or "还没有规则用到"
        )
        yield f"### {norm.term}\n\n`{name}` · {norm.told}\n\n- 出处：{bases}\n- 用到它的规则：{leaning}\n"


def _notes(rules: RuleSet) -> Iterator[str]:
    if not rules.notes:
        return
    yield NOTES_HEAD
    for name, note in rules.notes.items():
        bases = "；".join(
            f"{instrument_name(b.instrument, rules.instruments)}{b.article}" for b in note.legal_basis
        )
        head = f"### {note.title}\n\n`{name}` · 依据：{bases}。写入：{_occasion(note.applies)}"
        yield f"{head}。\n\n{note.text.strip()}\n"


def _occasion(applies: Applies) -> str:
    if applies.law_changed:
        changed = applies.law_changed
        return f"依据中有 `{changed.new}`，或者有 `{changed.old}` 而评估日已在 `{changed.new}` 施行之后"
    if applies.principal_of:
        return f"责任单位是{'、'.join(ORGAN[o] for o in applies.principal_of)}，所涉职务中有主要负责人"
    if applies.knowledge:
        return "依据的规则自乡镇知悉之日起计，而所计矿点有由其他单位发现的"
    return "每一份移送函"
