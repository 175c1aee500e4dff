"""The condition of a rule told in Chinese sentences."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from engine.rules.dated import Parameter
from engine.rules.model import All, Count, Definition, FactIs, Lack, Member, Rule, Together
from engine.rules.model import Any as AnyOf
from engine.rules.naming import COUNTED, LEVEL, ORIGIN, PLACE, STATE, column_name, fact_name
from engine.rules.row_kinds import RowKind
from engine.rules.row_telling import told_one, told_rows
from engine.rules.terms import Condition


def chinese_day(day: date) -> str:
    """`2022年2月22日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def latest(rule: Rule, name: str | None) -> int | str | None:
    """The value that holds at the end of the rule's force, of the last one not ended."""
    parameter = rule.parameters.get(name) if name else None
    if parameter is None:
        return None
    return next((v for _, v in sorted(parameter.values.items(), reverse=True) if v is not None), None)


def window_length(rule: Rule, name: str) -> str:
    """`1个月` or `30日`."""
    return f"{latest(rule, name)}{'个月' if rule.parameters[name].unit == '月' else '日'}"


def told_number(value: int | str | None, unit: str) -> str:
    """A number with its unit: `15个工作日`, `1个月`, `2次`."""
    return f"{value}{'个' if unit in {'月', '工作日'} else ''}{unit}"


def told_span_of(rule: Rule, name: str) -> str:
    """The latest value of a parameter with its unit."""
    return told_number(latest(rule, name), rule.parameters[name].unit)


def told_condition(rule: Rule) -> str:
    """What makes the rule met, in one or more sentences."""
    when = rule.when
    if isinstance(when, Definition):
        return _definition(rule, when)
    if isinstance(when, Count):
        return _count(rule, when)
    if isinstance(when, (FactIs, Lack)):
        return _evidence(when) if isinstance(when, FactIs) else _lack(rule, when)
    if isinstance(when, All):
        limbs = "；".join(f"（{number}）{_limb(m)}" for number, m in enumerate(when.all, 1))
        once = "每个单位各成立一次，成立后不因矿点停止而终止。"
        return f"同一矿点同时有下列各项的，本规则成立：{limbs}。{once}"
    if isinstance(when, RowKind):
        return told_rows(when, partial(told_span_of, rule))
    return _climbing(when)


def _climbing(when: AnyOf) -> str:
    if isinstance(when, Together):
        names = "；".join(f"（{n}）{m.finding}" for n, m in enumerate(when.any, 1))
        return f"{PLACE[when.place]}在同一日有下列各项结论的，该日本规则成立，下级区划的结论也算：{names}。"
    named = "或者".join(fact_name(m.finding or m.fact or "") for m in when.any)
    return f"{PLACE[when.place]}范围内有下级区划使 {named} 成立的每一日，本规则在该{LEVEL[when.place]}成立。"


def _evidence(when: FactIs) -> str:
    what = f"凡{fact_name(when.fact)}，{_conditions(when.where)}的，"
    if when.per is None:
        return f"{what}每一件各自使本规则成立，自核实之日起计。"
    about = "单位" if when.per == "organ" else "单位和职务（没有写职务的逐件）"
    return f"{what}在一个区划内按{about}合为一项，使本规则成立，自其中最早一件核实之日起计。"


def _lack(rule: Rule, when: Lack) -> str:
    if when.fact == "report":
        clock = window_length(rule, when.within)
        return f"收到指向煤矿的举报后，满{clock}仍没有核实的，自次日起本规则成立，到核实前一日为止。"
    due = column_name(when.within)
    return f"{fact_name(when.fact)}发出后，过了{due}仍没有答复的，自次日起本规则成立，到答复前一日为止。"


def _limb(member: Member) -> str:
    where = f"，{_conditions(member.where)}" if member.where else ""
    return f"有{fact_name(member.fact or member.finding or '')}{where}"


def _definition(rule: Rule, when: Definition) -> str:
    branches = "；".join(_branch(rule, b.where, b.provided) for b in when.any)
    text = f"一次{fact_name(when.fact)}，{_conditions(when.where)}，并且有下列情形之一的，"
    text += f"认定为{fact_name(when.define)}：{branches}。"
    text += "其中任何一项未经核查、足以影响认定的，不能判断。"
    for where in when.contradictory:
        text += f"同时填写{_conditions(where)}的，自相矛盾，不能判断。"
    return text


def _branch(rule: Rule, where: Mapping[str, Condition], provided: str | None) -> str:
    text = _conditions(where)
    if provided and provided in rule.parameters:
        parameter = rule.parameters[provided]
        return f"{text}（{_spans(parameter)}，{ORIGIN[parameter.origin]}）"
    return text


def _spans(parameter: Parameter) -> str:
    days = sorted(parameter.values)
    parts = []
    for start, following in zip(days, [*days[1:], None], strict=True):
        if parameter.values[start] is not None:
            parts.append(f"{chinese_day(start)}起" + (f"，至{chinese_day(following)}前" if following else ""))
    return "、".join(parts)


def _count(rule: Rule, when: Count) -> str:
    least, unit = latest(rule, when.at_least), rule.parameters[when.at_least].unit
    where = PLACE[when.place]
    if when.kinds:
        where += f"（限{'、'.join(when.kinds)}）"
    what = fact_name(when.count)
    if when.distinct != "site":
        counted = COUNTED[when.distinct]
        return f"同一日，{where}有{least}{unit}以上（含{least}{unit}）{counted}使 {what} 成立的，本规则成立。"
    window = ""
    if when.within:
        window = f"自其中一处发现之日起{window_length(rule, when.within)}内"
        if rule.parameters[when.within].unit == "月":
            window += "（到相应日为止，当日在内；没有相应日的到月末为止）"
        window += "，"
    every = "都" if isinstance(least, int) and least > 1 else ""
    text = f"在{where}内，{window}发现有{least}{unit}以上（含{least}{unit}，同一矿点只算一处）{what}，"
    text += {
        None: "",
        "township_informed": "自乡镇知悉之日起，",
        "reported_up": "自报告县级主管部门的次日起，",
    }[when.knowledge]
    failing = "或者".join(STATE[s] for s in when.states) + (
        "或者没有报告县级主管部门" if when.or_else else ""
    )
    text += f"并且{'在同一日' if every else ''}{every}{failing}的，该日本规则成立。"
    text += f"发现之日以{column_name(when.discovery_date)}为准"
    if when.discovery_date != "verified_on":
        text += "（该日期空缺的以核实日期为准），未经核实的不算发现"
    response = latest(rule, "response_days")
    if "not_stopped" not in when.states:
        return f"{text}。"
    return text + f"；没有制止须以发现之日后第{response}日起的复查或者再次发现为证，没有复查的视为不明。"


def _conditions(where: Mapping[str, Condition]) -> str:
    return "、".join(told_one(column, condition) for column, condition in where.items())
