"""What is wrong with a condition: its parts, levels and kinds."""

from collections.abc import Iterator

from engine.rules import messages as say
from engine.rules.faults import Fault
from engine.rules.model import All, Count, Definition, FactIs, Together
from engine.rules.model import Any as AnyOf
from engine.rules.row_checking import check_rows
from engine.rules.row_kinds import Excess, RowKind
from engine.rules.shelf import Written
from engine.rules.vocabulary import LEVELS, NO_COLUMN, TOWNSHIP_KINDS, guess, listed
from engine.rules.where_checking import check_where

Path = tuple[str | int, ...]


def check_condition(written: Written) -> Iterator[Fault]:
    """The faults of `when` that need no other file."""
    when = written.sections.get("when")
    if isinstance(when, (FactIs, All, RowKind)):
        yield from _per(written, when)
    if isinstance(when, Definition):
        yield from check_where(written, when.fact, when.where, ("when", "where"), defining=True)
        for number, branch in enumerate(when.any):
            path: Path = ("when", "any", number, "where")
            yield from check_where(written, when.fact, branch.where, path, defining=True)
        for number, where in enumerate(when.contradictory):
            path = ("when", "contradictory", number)
            yield from check_where(written, when.fact, where, path, defining=True)
    elif isinstance(when, FactIs):
        yield from check_where(written, when.fact, when.where, ("when", "where"))
    elif isinstance(when, (All, AnyOf)):
        yield from _members(written, when)
    elif isinstance(when, Count):
        yield from _count(written, when)
    elif isinstance(when, RowKind):
        yield from check_rows(written, when)
        yield from (
            f for at, e in when.events() for f in check_where(written, e.fact, e.where, (*at, "where"))
        )


def _per(written: Written, when: FactIs | All | RowKind) -> Iterator[Fault]:
    """Whether the records have a column for what each finding is to be about."""
    served: tuple[str, ...] = {FactIs: ("organ", "post"), All: ("organ",)}.get(type(when), ("site",))
    if isinstance(when, Excess):
        served = (when.place, "site")
    if when.per is not None and when.per not in served:
        said = say.PER_NOT_HERE.format(found=when.per, reason=_why_not(when), options=listed(served))
        yield written.fault(said, "when", "per")


def _why_not(when: FactIs | All | RowKind) -> str:
    if reason := NO_COLUMN.get(when.per or ""):
        return reason
    if isinstance(when, Excess):
        return f"累计按 in 所写的一级（{when.place}）或者按矿点"
    return "这种条件逐个矿点成立" if isinstance(when, RowKind) else "线索逐件、按单位或者按职务成立"


def _members(written: Written, when: All | AnyOf) -> Iterator[Fault]:
    name, members = ("all", when.all) if isinstance(when, All) else (when.key, when.any)
    yield from _shape(written, when)
    for number, member in enumerate(members):
        if (member.fact is None) == (member.finding is None):
            yield written.fault(say.ONE_LIMB, "when", name, number)
        elif member.fact or member.where:
            yield from check_where(
                written, member.fact or "finding", member.where, ("when", name, number, "where")
            )


def _shape(written: Written, when: All | AnyOf) -> Iterator[Fault]:
    """Only what the fence of durable-rules lets through (DESIGN §3)."""
    if isinstance(when, AnyOf):
        for number, member in enumerate(when.any):
            if member.fact and not member.finding:
                yield written.fault(say.ANY_SHAPE.format(where=when.key), "when", when.key, number)
        if isinstance(when, Together) and len(when.any) < 2:  # noqa: PLR2004 - one alone joins nothing
            yield written.fault(say.ONE_TOGETHER, "when", "all")
    elif sorted(m.fact == "duty_evidence" for m in when.all if m.fact) != [False, True]:
        yield written.fault(say.ALL_SHAPE, "when", "all")


def _count(written: Written, when: Count) -> Iterator[Fault]:
    if when.distinct == "site" and not when.state:
        yield written.fault(say.NO_STATE.format(found=when.count), "when", "count")
    then = written.sections.get("then")
    for state in when.states:
        if state != "not_stopped" and then and then.refer_to:
            yield written.fault(say.STATE_NOT_REFERRED.format(found=state), "when", "state")
    if when.distinct != "site" and LEVELS.index(when.distinct) >= LEVELS.index(when.place):
        yield written.fault(
            say.LEVEL_NOT_BELOW.format(found=when.distinct, place=when.place), "when", "distinct"
        )
    if when.kinds is not None and when.place != "township":
        yield written.fault(say.ONLY_TOWNSHIP, "when", "kinds", key=True)
    for number, kind in enumerate(when.kinds or ()):
        if kind not in TOWNSHIP_KINDS:
            said = say.UNKNOWN_KIND.format(
                found=kind, options=listed(TOWNSHIP_KINDS), guess=guess(kind, TOWNSHIP_KINDS)
            )
            yield written.fault(said, "when", "kinds", number)
