"""A rule told in Chinese sentences, and as one row of the table of thresholds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType

from engine.rules.dated import Value
from engine.rules.model import All, Count, Definition, FactIs, Force, Lack, Rule, Together, When
from engine.rules.model import Any as AnyOf
from engine.rules.naming import COUNTED, LEVEL, ORGAN, ORIGIN, ROLE, STATE, STATUS, fact_name
from engine.rules.norms import Norm
from engine.rules.place_numbers import told_places
from engine.rules.row_kinds import RowKind
from engine.rules.row_telling import row_level, row_roles, told_threshold
from engine.rules.ruleset import Instrument
from engine.rules.telling import chinese_day, latest, told_condition, told_number, told_span_of, window_length


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """One row for a table: the rule's title, its clause, its threshold and its level, in Chinese."""

    rule: str
    clause: str
    threshold: str
    level: str


def describe(
    rule: Rule, instruments: Mapping[str, Instrument], norms: Mapping[str, Norm] = MappingProxyType({})
) -> str:
    """A paragraph: what makes it met, what follows, on which clause, when, by which numbers, its limits."""
    return "".join(
        [
            f"《{rule.title}》（{rule.id}）。",
            f"{STATUS[rule.status]}。" if rule.status != "active" else "",
            told_condition(rule),
            told_consequence(rule),
            told_bases(rule, instruments),
            f"施行期间：{told_span(rule.in_force)}。",
            *_parameters(rule),
            *told_norms(rule, norms),
            f"局限：{rule.limits.rstrip('。')}。",
        ]
    )


def threshold_row(rule: Rule, instruments: Mapping[str, Instrument] = MappingProxyType({})) -> ThresholdRow:
    """The rule as a row: rule · clause · threshold · level; instruments not given are named by their id."""
    clause = "；".join(f"{short_name(b.instrument, instruments)}{b.article}" for b in rule.legal_basis)
    return ThresholdRow(rule.title, clause, _threshold(rule), _level(rule.when))


def told_span(force: Force) -> str:
    """The days in force, `2005年9月3日至2024年4月30日，两日均在内`."""
    if force.end is None:
        return f"{chinese_day(force.start)}起"
    return f"{chinese_day(force.start)}至{chinese_day(force.end)}，两日均在内"


def told_consequence(rule: Rule) -> str:
    """What follows once the rule is met."""
    then = rule.then
    if then.derive:
        return "本规则只作认定，供其他规则计数，本身不产生结论。"
    roles = "、".join(ROLE[r] for r in then.accountable.roles) if then.accountable else ""
    who = ORGAN[then.accountable.organ] if then.accountable else ""
    if then.refer_to:
        text = f"成立后，将有关线索移送纪检监察机关，所涉单位是{who}，所涉岗位是{roles}；"
        text += "接收机关按干部管理权限确定"
        text += f"，并上提{then.raise_levels}级" if then.raise_levels else ""
        text += "，限制知悉范围" if then.restricted else ""
        return text + "。"
    if then.supervise:
        addressee = ORGAN[then.supervise]
        return f"成立后，向{addressee}发出督办通知；只督办，不移送。"
    return "成立后，列入省级督办清单；不移送。"


def told_bases(rule: Rule, instruments: Mapping[str, Instrument]) -> str:
    """The clauses a rule rests on, with their quotes."""
    parts = []
    for basis in rule.legal_basis:
        name = instrument_name(basis.instrument, instruments)
        since = f"自{chinese_day(basis.start)}起并依据" if basis.start else ""
        quote = f"：“{basis.quote}”" if basis.quote else ""
        parts.append(f"{since}{name}{basis.article}{quote}")
    return f"依据：{'；'.join(parts)}。"


def told_norms(rule: Rule, norms: Mapping[str, Norm]) -> list[str]:
    """The open norms that the rule leans on, a sentence each."""
    return [norms[name].told for name in rule.leans_on if name in norms]


def instrument_name(name: str, instruments: Mapping[str, Instrument]) -> str:
    """A law by title and number, a notice by its number, an office's own rule by its title."""
    known = instruments.get(name)
    if known is None:
        return name
    if known.kind in {"law", "regulation"}:
        return f"《{known.title}》（{known.number}）"
    return known.number if known.kind == "notice" else f"《{known.title}》"


def short_name(name: str, instruments: Mapping[str, Instrument]) -> str:
    """The number of an instrument, the title of an office's own rules; its id where it isn't given."""
    known = instruments.get(name)
    if known is None:
        return f"{name} "
    return known.title if known.kind == "office_rule" else known.number


def roles_of(rule: Rule) -> dict[str, str]:
    """What each number of a rule does, by parameter, in Chinese."""
    roles = {"response_days": "复查间隔"}
    if isinstance(rule.when, Count):
        roles |= {rule.when.at_least: "最少数量", rule.when.within or "": "窗口长度"}
    elif isinstance(rule.when, RowKind):
        roles |= row_roles(rule.when)
    elif isinstance(rule.when, Lack):
        roles |= {rule.when.within: "期限"}
    return roles


def _parameters(rule: Rule) -> Iterator[str]:
    numbers = {n: p for n, p in rule.parameters.items() if p.unit not in {"证照", "情形"}}
    roles = roles_of(rule)
    if numbers:
        told = "；".join(
            f"{roles.get(name, '')}（{name}）{_values(p.unit, p.values)}，{ORIGIN[p.origin]}"
            f"{told_places(p, partial(_values, p.unit))}"
            for name, p in numbers.items()
        )
        yield f"数值：{told}。"


def _values(unit: str, values: Mapping[date, Value]) -> str:
    return "，".join(
        f"{chinese_day(day)}起为{told_number(value, unit)}"
        if value is not None
        else f"{chinese_day(day)}起不再有值"
        for day, value in sorted(values.items())
    )


def _threshold(rule: Rule) -> str:
    when = rule.when
    if isinstance(when, Count):
        number = f"{latest(rule, when.at_least)}{rule.parameters[when.at_least].unit}以上"
        if when.distinct != "site":
            return f"同日{number}{COUNTED[when.distinct]}"
        window = f"{window_length(rule, when.within)}内" if when.within else ""
        states = (
            "未有效制止" if when.states == ("not_stopped",) else "或者".join(STATE[s] for s in when.states)
        )
        return f"{window}{number}，{states}" + ("或者未报告" if when.or_else else "")
    if isinstance(when, All):
        return "同一矿点：" + "，加".join(fact_name(m.fact or m.finding or "") for m in when.all)
    if isinstance(when, Lack):
        return "逾期未核实" if when.fact == "report" else "逾期未答复"
    if isinstance(when, RowKind):
        return told_threshold(when, partial(told_span_of, rule))
    return _KINDS[type(when)][0]


def _level(when: When) -> str:
    if isinstance(when, (Count, AnyOf)):
        return LEVEL[when.place]
    if isinstance(when, Lack):
        return "县级主管部门" if when.fact == "report" else "被询问单位"
    if isinstance(when, RowKind):
        return row_level(when)
    return _KINDS[type(when)][1]


_KINDS = {
    Definition: ("认定，不计数", "不分级"),
    FactIs: ("每件经核实的线索", "线索所指单位"),
    All: ("", "线索所指单位"),
    AnyOf: ("任一下级区划成立", ""),
    Together: ("同日各项结论都成立", ""),
}
