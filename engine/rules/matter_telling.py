"""A matter for another body told in Chinese: when it arises, to whom it goes, by which clocks and numbers."""

from collections.abc import Iterator, Mapping
from typing import Final

from engine.rules.describing import instrument_name, short_name, told_span
from engine.rules.matters import MatterRule
from engine.rules.naming import ORIGIN
from engine.rules.ruleset import Instrument, RuleSet
from engine.rules.telling import chinese_day

CLOCKS: Final = {
    "request": "提请关闭，自发现之日起{n}内",
    "approve": "批准移送或者不批准移送，自接到报告之日起{n}内",
    "transfer": "批准移送的，自批准之时起{n}内移送；按小时连续计算，遇休息日、节假日不停不延",
    "decide": "作出决定，自收到之日起{n}内",
    "review": "对不予立案有异议的，自接到通知书之日起{n}内提请复议",
    "redecide": "作出复议决定，自收到提请复议的文件之日起{n}内",
    "hand_over": "决定立案的，移送机关自接到立案通知书之日起{n}内移交涉案物品和其他材料",
}
"""Step → what must be done in which time; `n` is the number with its unit."""
_EACH: Final = {
    "illegal_coal_mine": "一处矿点第一次成立“非法煤矿”的认定之日起，不论其后是否停止",
    "unlicensed_coal_production": "一处矿点第一次成立“擅自进行煤矿生产”的认定之日起，不论其后是否停止",
    "appraisal": "一件价值认定",
    "prosecuted_site": "一处盗采或者无证照开采的矿点有已执行的“立案”措施之日起",
}
_GOES: Final = {
    "closure_request": "提请县级人民政府关闭",
    "judicial_transfer": "移送同级公安机关",
    "exposure_draft": "起草通报，向社会曝光",
}
HEAD: Final = """\
## 移送其他机关的事项

写在文书目录的 `matters.yaml` 里，计入规则摘要。这类事项不涉及任何单位的责任，不列为结论：在结果文件的 `matters` 里，起草、审批、印发与移送相同。
"""


def describe_matter(rule: MatterRule, instruments: Mapping[str, Instrument]) -> str:
    """One paragraph: when it arises, what follows, on which clause, in which time, by which numbers, its limits."""
    bases = "；".join(_bases(rule, instruments))
    clocks = "".join(f"{one}。" for one in told_clocks(rule, instruments))
    numbers = "".join(f"{one}。" for one in _numbers(rule))
    return (
        f"《{rule.title}》（{rule.id}）。{told_occasion(rule)}。{told_destination(rule)}。"
        f"依据：{bases}。施行期间：{told_span(rule.in_force)}。"
        f"{clocks}{numbers}局限：{rule.limits.rstrip('。')}。"
    )


def matters_section(rules: RuleSet) -> Iterator[str]:
    """All matters of a set as Markdown, nothing where there are none."""
    if rules.matters:
        yield HEAD
    for name, rule in rules.matters.items():
        lines = [
            f"### {rule.title}", "", f"`{name}`", "",
            f"- 情形：{told_occasion(rule)}", f"- 去向：{told_destination(rule)}",
            *(f"- 依据：{one}" for one in _bases(rule, rules.instruments)),
            f"- 施行期间：{told_span(rule.in_force)}",
            *(f"- 期限：{one}" for one in told_clocks(rule, rules.instruments)),
            *(f"- {one}" for one in _numbers(rule)),
            f"- 局限：{rule.limits.rstrip('。')}", "",
        ]  # fmt: skip
        yield "\n".join(lines)


def told_destination(rule: MatterRule) -> str:
    """`由省安委办起草通报，向社会曝光`."""
    return f"由{rule.by}{_GOES[rule.then.kind]}"


def told_occasion(rule: MatterRule) -> str:
    """When it arises."""
    where = "在特别保护矿区内、" if rule.protected else ""
    return f"{_EACH[rule.each]}{where}达到数额（{rule.at_least}）的" if rule.at_least else _EACH[rule.each]


def _bases(rule: MatterRule, instruments: Mapping[str, Instrument]) -> Iterator[str]:
    for basis in rule.legal_basis:
        yield f"{instrument_name(basis.instrument, instruments)}{basis.article}：“{basis.quote or ''}”"


def told_clocks(
    rule: MatterRule, instruments: Mapping[str, Instrument], only: str | None = None
) -> Iterator[str]:
    """Each clock, or that of one step, with the latest value of its number and its clause."""
    for step, clock in rule.clocks.items():
        if only not in (None, step):
            continue
        parameter = rule.parameters[clock.within]
        value = parameter.values[max(parameter.values)]
        clause = f"{short_name(clock.instrument, instruments)}{clock.article}"
        yield f"{CLOCKS[step].format(n=f'{value}{parameter.unit}')}（{clause}）"


def _numbers(rule: MatterRule) -> Iterator[str]:
    """The numbers that no clock uses: amounts, each from its day on, with its origin."""
    used = {clock.within for clock in rule.clocks.values()}
    for name, parameter in rule.parameters.items():
        for day, value in sorted(parameter.values.items()):
            if name not in used:
                told = "没有录入，录入以前不能计算" if value is None else f"{value}{parameter.unit}"
                yield f"数额（{name}）{chinese_day(day)}起：{told}，{ORIGIN[parameter.origin]}"
