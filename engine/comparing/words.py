"""How two sets of rules differ, rule by rule, clause by clause and parameter by parameter, in Chinese."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from engine.periods import to_day
from engine.rules.dated import Parameter
from engine.rules.describing import told_bases, told_consequence, told_span
from engine.rules.matter_telling import describe_matter, told_clocks, told_destination, told_occasion
from engine.rules.matters import MatterRule
from engine.rules.model import Basis, Rule
from engine.rules.naming import ORIGIN, STATUS
from engine.rules.norms import Norm
from engine.rules.ruleset import Instrument, RuleSet
from engine.rules.telling import told_condition
from engine.rules.terms import Scalar


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """One rule that is new, gone or changed, and its changes as sentences."""

    rule: str
    title: str
    changes: tuple[str, ...]


def told_difference(before: RuleSet, after: RuleSet) -> list[RuleDifference]:
    """Every rule that differs, by id; empty when both sets say the same."""
    out = []
    for id_ in sorted({*before.rules, *after.rules}):
        a, b = before.rules.get(id_), after.rules.get(id_)
        if a is None or b is None:
            rule = a or b
            assert rule is not None  # noqa: S101 - the id comes from one of them
            side = before if b is None else after
            said = (
                "删去了这条规则"
                if b is None
                else f"新增了这条规则：{told_condition(rule)}{told_consequence(rule)}"
            )
            out.append(RuleDifference(id_, rule.title, (said, told_bases(rule, side.instruments))))
        elif changes := tuple(_changes(a, b, before.instruments, after.instruments)):
            out.append(RuleDifference(id_, b.title, changes))
    return [*out, *_norms(before.norms, after.norms), *_matters(before, after)]


def _matters(before: RuleSet, after: RuleSet) -> Iterator[RuleDifference]:
    """Matters for other bodies that are new, gone or changed, by id."""
    for id_ in sorted({*before.matters, *after.matters}):
        a, b = before.matters.get(id_), after.matters.get(id_)
        if a and b:
            changes = tuple(_matter(a, b, before.instruments, after.instruments))
            if changes:
                yield RuleDifference(id_, b.title, changes)
        elif b:
            yield RuleDifference(id_, b.title, (f"新增了这一事项：{describe_matter(b, after.instruments)}",))
        elif a:
            yield RuleDifference(id_, a.title, (f"删去了这一事项：{describe_matter(a, before.instruments)}",))


def _matter(
    a: MatterRule, b: MatterRule, ours: Mapping[str, Instrument], theirs: Mapping[str, Instrument]
) -> Iterator[str]:
    for name, key in (("标题", "title"), ("局限", "limits")):
        yield from _replaced(name, getattr(a, key), getattr(b, key))
    yield from _replaced("施行期间", told_span(a.in_force), told_span(b.in_force))
    yield from _replaced("情形", told_occasion(a), told_occasion(b))
    yield from _replaced("去向", told_destination(a), told_destination(b))
    yield from _replaced("数额的幅度", "、".join(a.between or ()) or "无", "、".join(b.between or ()) or "无")
    yield from _bases(a, b, ours, theirs)
    yield from _parameters(a, b, lacking="没有录入，不能计算")
    for step in dict.fromkeys((*a.clocks, *b.clocks)):
        old, new = a.clocks.get(step), b.clocks.get(step)
        told = "；".join(told_clocks(a, ours, step)) or "无", "；".join(told_clocks(b, theirs, step)) or "无"
        yield from _replaced("期限", *told, otherwise=None if old == new else "期限所用的参数改了名")


def _norms(before: Mapping[str, Norm], after: Mapping[str, Norm]) -> Iterator[RuleDifference]:
    """Open norms that are new, gone, or told otherwise."""
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        changes = tuple(_replaced("开放概念", old.told if old else "无", new.told if new else "无"))
        if changes:
            term = new.term if new else before[name].term
            yield RuleDifference(f"norms/{name}", f"开放概念“{term}”", changes)


def _changes(
    a: Rule, b: Rule, ours: Mapping[str, Instrument], theirs: Mapping[str, Instrument]
) -> Iterator[str]:
    for name, key in (("标题", "title"), ("英文标题", "title_en"), ("局限", "limits")):
        yield from _replaced(name, getattr(a, key), getattr(b, key))
    yield from _replaced("状态", STATUS[a.status], STATUS[b.status])
    yield from _replaced("施行期间", told_span(a.in_force), told_span(b.in_force))
    yield from _replaced("接续", a.succeeds or "无", b.succeeds or "无")
    yield from _replaced("所用开放概念", "、".join(a.leans_on) or "无", "、".join(b.leans_on) or "无")
    yield from _bases(a, b, ours, theirs)
    yield from _parameters(a, b)
    if a.when != b.when:
        yield from _replaced("条件", told_condition(a), told_condition(b), otherwise="条件的写法有改动")
    if a.then != b.then:
        yield from _replaced("后果", told_consequence(a), told_consequence(b), otherwise="后果的写法有改动")


def _replaced(name: str, old: str, new: str, otherwise: str | None = None) -> Iterator[str]:
    if old != new:
        yield f"{name}由“{old}”改为“{new}”"
    elif otherwise:
        yield f"{otherwise}，说明的文字不变"


def _key(basis: Basis) -> tuple[str, str]:
    return basis.instrument, basis.article


def _bases(
    a: Rule | MatterRule,
    b: Rule | MatterRule,
    ours: Mapping[str, Instrument],
    theirs: Mapping[str, Instrument],
) -> Iterator[str]:
    old, new = {_key(x): x for x in a.legal_basis}, {_key(x): x for x in b.legal_basis}
    for key, basis in old.items():
        clause = f"{ours[key[0]].title if key[0] in ours else key[0]}{key[1]}"
        if key not in new:
            yield f"不再依据{clause}"
        else:
            yield from _replaced(f"{clause}的引文", basis.quote or "无", new[key].quote or "无")
            yield from _replaced(f"{clause}的起始日", str(basis.start or "无"), str(new[key].start or "无"))
    for key, basis in new.items():
        if key not in old:
            yield f"增加依据{theirs[key[0]].title if key[0] in theirs else key[0]}{key[1]}：“{basis.quote or ''}”"


def _parameters(a: Rule | MatterRule, b: Rule | MatterRule, lacking: str = "不再有") -> Iterator[str]:
    for name in sorted({*a.parameters, *b.parameters}):
        old, new = a.parameters.get(name), b.parameters.get(name)
        if old is None and new is not None:
            yield f"新增参数 {name}：{_told(new, lacking)}"
        elif new is None and old is not None:
            yield f"删去参数 {name}：{_told(old, lacking)}"
        elif old and new:
            yield from _replaced(f"参数 {name} 的单位", old.unit, new.unit)
            yield from _replaced(f"参数 {name} 的出处", ORIGIN[old.origin], ORIGIN[new.origin])
            yield from place_changes(name, old, new)
            for day in sorted({*old.values, *new.values}):
                yield from _replaced(
                    f"参数 {name} 自 {day} 起的值", _value(old, day, lacking), _value(new, day, lacking)
                )


def place_changes(name: str, old: Parameter, new: Parameter) -> Iterator[str]:
    """What changes of the numbers that places set for themselves: what was in force on the day, and what will be."""
    ours, theirs = ({one.place: one for one in p.places} for p in (old, new))
    for place in dict.fromkeys([*ours, *theirs]):
        own = [one for one in (ours.get(place), theirs.get(place)) if one is not None]
        for day in sorted({day for one in own for day in one.values}):
            yield from _replaced(
                f"参数 {name} 在{place}自 {day} 起的值", _there(old, place, day), _there(new, place, day)
            )


def _there(parameter: Parameter, place: str, day: date) -> str:
    """The number in force at a place; where others set their own, which of them is the wider place isn't known here."""
    own = next((one for one in parameter.places if one.place == place), None)
    value = own.on(to_day(day)) if own else None
    if value is not None:
        return _shown(parameter, value)
    if any(one.place != place for one in parameter.places):
        return "上一级的值"
    return f"{_value(parameter, day, '无值')}（未另定，用统一的值）"


def _value(parameter: Parameter, day: date, lacking: str) -> str:
    """The number in force on a day."""
    if all(one > day for one in parameter.values):
        return "无"
    value = parameter.on(to_day(day))
    return lacking if value is None else _shown(parameter, value)


def _shown(parameter: Parameter, value: Scalar) -> str:
    return f"{value}{parameter.unit if isinstance(value, int) else ''}"


def _told(parameter: Parameter, lacking: str) -> str:
    return (
        "，".join(f"{day} 起{_value(parameter, day, lacking)}" for day in sorted(parameter.values))
        + f"（{ORIGIN[parameter.origin]}）"
    )
