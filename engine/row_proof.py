"""The proof of a rule on dated rows: each event of its condition with its days and records, then the time that ran out."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from engine.facts.events import events_of
from engine.periods import iso
from engine.proof import NOT_PROVED, PROVED, Element
from engine.reasoning.conclude import Met
from engine.reasoning.screen import Screen
from engine.rules.model import Rule
from engine.rules.naming import ORIGIN
from engine.rules.place_numbers import set_by
from engine.rules.row_kinds import Checklist, Event, Overlap, RowKind, Unfollowed
from engine.rules.row_telling import row_roles, told_event
from engine.rules.telling import told_number

SHOWN: Final = 20
"""Events of one kind that a proof writes out; the ids of all are cited."""


def row_elements(screen: Screen, met: Met, when: RowKind) -> Iterator[Element]:
    """One element for each event of the condition, one for its numbers."""
    stretch = met.stretch
    since = stretch.first if isinstance(when, Overlap) else 0
    start = stretch.records[0] if isinstance(when, Unfollowed) and stretch.records else None
    for number, (_, event) in enumerate(when.events()):
        lacking, only = _lacked(when, number), start if number == 0 else None
        yield _event(screen, met, event, only, since if number == 0 else 0, lacking=lacking)
    numbers = tuple(_numbers(screen, met.rule, when, stretch.place, stretch.first))
    if numbers:
        yield Element("期限与数量", PROVED, (*numbers, f"自 {iso(stretch.first)} 起成立"), stretch.records)


def _lacked(when: RowKind, number: int) -> bool:
    """Whether the condition asks for the absence of its event of that number."""
    return number > 0 and isinstance(when, (Unfollowed, Checklist))


def _event(screen: Screen, met: Met, event: Event, only: str | None, since: int, *, lacking: bool) -> Element:
    stretch = met.stretch
    found = events_of(screen.facts, event, stretch.sites, partial(screen.steps, met.rule))
    rows = sorted(
        (e.day, e.record, root)
        for root, some in found.items()
        for e in some
        if since <= e.day <= stretch.last and only in {None, e.record}
    )
    cited = [row for row in rows if only or lacking or row[1] in stretch.records]
    facts = tuple(f"{root}：{iso(day)}（{record}）" for day, record, root in cited[:SHOWN])
    rest = (f"另有 {len(cited) - SHOWN} 件",) if len(cited) > SHOWN else ()
    records = tuple(sorted({record for _, record, _ in cited}))
    name = told_event(event, partial(_told, screen, met))
    if lacking and not cited:
        return Element(f"没有{name}", PROVED, (f"至 {iso(stretch.last)} 没有这样的记录",), ())
    return Element(name, PROVED if cited else NOT_PROVED, facts + rest, records)


def _told(screen: Screen, met: Met, name: str) -> str:
    """A number that events are compared with, each on its own day."""
    unit, (first, *later) = met.rule.parameters[name].unit, screen.steps(met.rule, name)
    told = [f"，{iso(day)} 起为{told_number(value, unit)}" for day, value in later]
    return told_number(first[1], unit) + "".join(told)


def _numbers(screen: Screen, rule: Rule, when: RowKind, place: str, day: int) -> Iterator[str]:
    """Each number as it held, with what it does and who set it."""
    on = max(rule.in_force.days[0], min(day, rule.in_force.days[1]))
    for name, role in row_roles(when).items():
        if name in {amount for _, amount, _ in when.amounts()}:  # told with its event
            continue
        value = screen.number(rule, name, on, place)
        parameter = rule.parameters[name]
        local = set_by(parameter, screen.facts.tree, place, on)
        who = f"{local.place}，{ORIGIN[local.origin]}，{local.basis}" if local else ORIGIN[parameter.origin]
        yield f"{role} {told_number(value, parameter.unit)}，{who}"
