"""Two rules for one limb: the same condition with the same consequence on the same days, by equal or other numbers."""

from collections.abc import Iterator
from itertools import product
from typing import Final

from engine.rules import messages as say
from engine.rules.faults import Fault, shown
from engine.rules.model import All, Count, FactIs, Lack, Then, Together
from engine.rules.model import Any as AnyOf
from engine.rules.row_kinds import RowKind
from engine.rules.shelf import Shelf, Written
from engine.rules.terms import Where
from engine.rules.vocabulary import COLUMNS, DAYS

Limb = tuple[object, ...]
_ALL: Final = {column: frozenset(codes) for column, codes in COLUMNS["duty_evidence"].items()}


def check_limbs(shelf: Shelf) -> Iterator[Fault]:
    """Each rule whose limb an earlier file has already taken; drafts and what others count are left out."""
    taken: list[tuple[Written, set[Limb]]] = []
    for written in sorted(shelf.rules, key=lambda w: str(w.text.path)):
        limbs = set(_limbs(written))
        if written.sections.get("status") == "draft" or not limbs:
            continue
        for before, others in taken:
            if limbs & others and _overlap(before, written) and before.id != written.id:
                apart = "；".join(_apart(before, written))
                said = say.TWICE_LIMB_APART if apart else say.TWICE_LIMB
                first = shown(before.text.path)
                yield written.fault(said.format(first=first, found=apart), "when", key=True)
        taken.append((written, limbs))


def _overlap(one: Written, other: Written) -> bool:
    a, b = one.sections.get("in_force"), other.sections.get("in_force")
    return bool(a and b and a.days[0] <= b.days[1] and b.days[0] <= a.days[1])


def _limbs(written: Written) -> Iterator[Limb]:
    when, then = written.sections.get("when"), written.sections.get("then")
    if when is None or not isinstance(then, Then) or then.derive:
        return
    organ = then.accountable.organ if then.accountable else None
    after = (then.kind, organ)
    if isinstance(when, Count):
        kinds = when.kinds or ("",)
        head = (
            when.count,
            tuple(sorted(when.states)),
            when.distinct,
            when.place,
            when.discovery_date,
            when.knowledge,
            when.or_else,
        )
        yield from ((*head, kind, *after) for kind in kinds)
    elif isinstance(when, RowKind):
        events = tuple(repr((path, sorted(e.where.items()), e.fact)) for path, e in when.events())
        yield (type(when).__name__, when.place, when.per == "site", events, *after)
    elif isinstance(when, Lack):
        yield (when.fact, when.without, *after)
    elif isinstance(when, FactIs):
        yield from (("fact", *one, *after) for one in _evidence(when.where))
    elif isinstance(when, All):
        with_ = next((m.fact for m in when.all if m.fact and m.fact != "duty_evidence"), None)
        wheres = [m.where for m in when.all if m.fact == "duty_evidence"]
        yield from (("all", with_, *one, *after) for where in wheres for one in _evidence(where))
    elif isinstance(when, AnyOf):
        if isinstance(when, Together):
            yield ("together", *sorted(str(m.finding) for m in when.any), when.place, *after)
        else:
            yield from (("any", m.finding, when.place, *after) for m in when.any)


def _evidence(where: Where) -> Iterator[tuple[object, ...]]:
    """Every combination of words of evidence that satisfies the conditions, with those on its days."""
    choices = []
    days = [tuple(sorted((w, repr(c)) for w, c in where.items() if w in DAYS["duty_evidence"]))]
    for column, codes in sorted(_ALL.items()):
        for operator, operand in (where.get(column) or {"not": ()}).items():
            named = set(operand) if isinstance(operand, tuple) else {operand}
            choices.append(sorted(codes - named if operator == "not" else codes & named))
    return product(*choices, days)


def _apart(before: Written, written: Written) -> Iterator[str]:
    """Where two counts of one limb ask for different numbers."""
    one, other = before.sections["when"], written.sections["when"]
    if not (isinstance(one, Count) and isinstance(other, Count)):
        return
    for role in ("at_least", "within"):
        a, b = (
            w.sections.get("parameters", {}).get(getattr(w.sections["when"], role) or "")
            for w in (before, written)
        )
        values = [None if p is None else (tuple(sorted(p.values.items())), p.unit) for p in (a, b)]
        if values[0] != values[1]:
            told = ["、".join(map(str, p.values.values())) + p.unit if p else "无" for p in (a, b)]
            yield f"{role} 一为 {told[0]}，一为 {told[1]}"
