"""Conditions on dated rows of a site, told in Chinese sentences."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from engine.rules.naming import LEVEL, PLACE, column_name, value_name
from engine.rules.row_kinds import Before, Checklist, Event, Excess, Overlap, Rhythm, RowKind, Unfollowed
from engine.rules.terms import Condition
from engine.rules.vocabulary import NUMBER_OPERATORS

EVENT_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "discovery": ("discoveries", "sites"),
    "order": ("measures", "sites"),
    "measure": ("measures", "sites"),
    "check": ("checks",),
    "appraisal": ("appraisals", "sites"),
}
EVENT_NAMES: Final[Mapping[str, str]] = {
    "discovery": "经核实的发现", "order": "已作决定的制止措施", "measure": "已执行的制止措施", "check": "复查",
    "appraisal": "价值认定",
}  # fmt: skip
MANY_VALUED: Final = frozenset({"situation", "missing_licences"})
Span = Callable[[str], str]
"""A parameter's name → its value told with its unit: `15个工作日`, `1个月`, `2次`."""


def told_event(event: Event, span: Span) -> str:
    """`已执行的制止措施（措施为“封闭井口”）`."""
    name = EVENT_NAMES[event.fact]
    if not event.where:
        return name
    tables = EVENT_TABLES[event.fact]
    return (
        f"{name}（{'、'.join(told_one(c, condition, tables, span) for c, condition in event.where.items())}）"
    )


def told_one(
    column: str, condition: Condition, tables: tuple[str, ...] | None = None, span: Span = str
) -> str:
    """One condition on one column; `tables`: where to look for its Chinese names, all where left out."""
    ((operator, operand),) = condition.items()
    if isinstance(operand, date):
        verb = "早于" if operator == "before" else "不早于"
        return f"{column_name(column, tables)}{verb}{operand.year}年{operand.month}月{operand.day}日"
    if operator in NUMBER_OPERATORS:
        verb = "不少于" if operator == "at_least" else "不多于"
        return f"{column_name(column, tables).partition('（')[0]}{verb}{span(str(operand))}"
    values = operand if isinstance(operand, tuple) else (operand,)
    verb = {"not": ("不为", "中没有")}.get(operator, ("为", "中有"))[column in MANY_VALUED]
    words = "”或“".join(value_name(column, v, tables) for v in values)
    return f"{column_name(column, tables)}{verb}“{words}”"


def told_rows(when: RowKind, span: Span) -> str:
    """What makes the rule met, and until when."""
    site = f"{PLACE[when.place]}内的同一矿点"
    if isinstance(when, Unfollowed):
        text = f"{site}有{told_event(when.anchor, span)}，自当日起满{span(when.within)}仍没有{told_event(when.without, span)}的，"
        return (
            text + "自次日起本规则成立，到有的前一日为止；每一件各自计算。该件记录所载最早日期以后的都算有。"
        )
    if isinstance(when, Rhythm):
        text = f"{site}自{told_event(when.after, span)}之日起，每{span(when.each)}须有一次{told_event(when.has, span)}；"
        return text + "满期没有的，自次日起本规则成立，到下一次的前一日为止。"
    if isinstance(when, Checklist):
        items = "；".join(f"（{n}）{told_event(item, span)}" for n, item in enumerate(when.needs, 1))
        text = f"{site}有{told_event(when.anchor, span)}，自第一次之日起满{span(when.within)}，下列各项仍不齐的，"
        return text + f"自次日起本规则成立，到各项齐备的前一日为止，先前已有的也算：{items}。"
    if isinstance(when, Excess):
        inside = f"{site}" if when.per == "site" else f"{PLACE[when.place]}内"
        text = f"在{inside}，自一次{told_event(when.sum, span)}之日起{span(when.within)}内，累计超过{span(when.over)}的，"
        return text + "自超过之日起本规则成立，到该窗口最后一日为止。"
    if isinstance(when, Overlap):
        text = f"{site}在{told_event(when.during, span)}之后又有{told_event(when.anchor, span)}的，自当日起本规则成立，"
        return text + "到有同类记录说明不再如此的前一日为止；同日的不算之后。"
    assert isinstance(when, Before)  # noqa: S101 - the last of the kinds
    text = f"{site}有{told_event(when.anchor, span)}，而第一次{told_event(when.before, span)}在其后日期的，"
    return text + "自后者之日起本规则成立；同日的不算在先。"


def told_threshold(when: RowKind, span: Span) -> str:
    """The threshold in few words, for a table."""
    if isinstance(when, Unfollowed):
        return f"满{span(when.within)}没有{told_event(when.without, span)}"
    if isinstance(when, Rhythm):
        return f"每{span(when.each)}一次{told_event(when.has, span)}"
    if isinstance(when, Checklist):
        return f"满{span(when.within)}，{len(when.needs)}项不齐"
    if isinstance(when, Excess):
        return f"{span(when.within)}内超过{span(when.over)}"
    return "同一矿点，后于" if isinstance(when, Overlap) else "同一矿点，先于"


def row_level(when: RowKind) -> str:
    """The level of the place, for a table."""
    return LEVEL[when.place]


ROLES: Final[Mapping[str, str]] = {"within": "期限", "each": "周期", "over": "上限"}
"""What each number of these conditions does; of an excess, `within` is the window."""


def row_roles(when: RowKind) -> dict[str, str]:
    """Role in Chinese by the name of the parameter."""
    amounts = {name: "数额" for _, name, _ in when.amounts()}
    return amounts | {
        name: "窗口长度" if isinstance(when, Excess) and role == "within" else ROLES[role]
        for role, name in when.numbers()
    }
