"""What is wrong between rules: ids used twice, overlapping definitions, unknown names, too many joins."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Final

from engine.rules import messages as say
from engine.rules.checking import force_text
from engine.rules.faults import Fault, shown
from engine.rules.model import All, Count, Definition, Force, Rule
from engine.rules.model import Any as AnyOf
from engine.rules.ruleset import RuleSet
from engine.rules.shelf import Shelf, Written, misnamed, told_misnamed
from engine.rules.vocabulary import guess, listed

JOIN_LIMIT: Final = 60
"""One fact type may feed at most 64 join rules of durable-rules before it fails; a margin is kept."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What rules may name: rules by id, defined facts with their force; whether all files were read."""

    rules: Mapping[str, Written]
    facts: Mapping[str, Force | None]
    misnamed: Mapping[str, Written]
    all_read: bool


def check_between(shelf: Shelf) -> Iterator[Fault]:
    """The faults that only show when all rules are looked at together."""
    yield from _twice(shelf.rules)
    yield from _overlapping([w for w in shelf.rules if isinstance(w.sections.get("when"), Definition)])
    facts = {w.word("when", "define") or "": w.sections.get("in_force") for w in shelf.rules}
    facts.pop("", None)
    known = _Known({w.id: w for w in shelf.rules}, facts, misnamed(shelf.rules), not shelf.unreadable)
    for written in shelf.rules:
        yield from _names(written, known)
    for fact, number in _joins([w.rule for w in shelf.rules if w.rule]).items():
        if number > JOIN_LIMIT:
            first = next(w for w in shelf.rules if isinstance(w.sections.get("when"), All))
            yield first.fault(say.TOO_MANY_JOINS.format(found=fact, number=number, limit=JOIN_LIMIT), "when")


def join_rules(ruleset: RuleSet) -> dict[str, int]:
    """Fact type → how many joins it feeds in the worker; each word of an `in` is a join of its own there."""
    return _joins(ruleset.active)


def _joins(rules: Iterable[Rule]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for rule in rules:
        if isinstance(rule.when, All):
            words = [
                v for m in rule.when.all for c in m.where.values() for v in c.values() if isinstance(v, tuple)
            ]
            branches = prod(len(w) for w in words)
            for member in rule.when.all:
                counted[member.fact or member.finding or ""] += branches
    return dict(sorted(counted.items()))


def _twice(rules: Sequence[Written]) -> Iterator[Fault]:
    first: dict[str, Written] = {}
    for written in rules:
        before = first.setdefault(written.id, written)
        if before is not written:
            yield written.fault(say.TWICE_ID.format(found=written.id, first=shown(before.text.path)), "id")


def _overlapping(definitions: Sequence[Written]) -> Iterator[Fault]:
    for number, written in enumerate(definitions):
        name, force = written.sections["when"].define, written.sections.get("in_force")
        for before in definitions[:number]:
            other: Force | None = before.sections.get("in_force")
            if before.sections["when"].define != name or not force or not other:
                continue
            if force.days[0] <= other.days[1] and other.days[0] <= force.days[1]:
                said = say.TWICE_DEFINED.format(found=name, first=shown(before.text.path))
                yield written.fault(said, "when", "define")


def _names(written: Written, known: _Known) -> Iterator[Fault]:
    when, force = written.sections.get("when"), written.sections.get("in_force")
    if isinstance(when, Count):
        yield from _counted(written, when, known)
    if isinstance(when, (All, AnyOf)):
        name, members = ("all", when.all) if isinstance(when, All) else (when.key, when.any)
        for number, member in enumerate(members):
            if member.finding and member.finding not in known.rules:
                yield from _no_rule(written, member.finding, known, "when", name, number, "finding")
            if member.fact not in {None, "duty_evidence", *known.facts}:
                yield from _nothing(written, str(member.fact), known, "when", name, number, "fact")
    succeeds = written.sections.get("succeeds")
    if succeeds and succeeds not in known.rules:
        yield from _no_rule(written, succeeds, known, "succeeds")
    elif succeeds and force:
        before: Force | None = known.rules[succeeds].sections.get("in_force")
        if before and before.days[1] >= force.days[0]:
            end = before.end or "（未结束）"
            said = say.SUCCEEDS_TOO_EARLY.format(found=force.start, first=succeeds, end=end)
            yield written.fault(said, "succeeds")


def _no_rule(written: Written, found: str, known: _Known, *path: str | int) -> Iterator[Fault]:
    if found in known.misnamed:
        yield written.fault(told_misnamed(found, known.misnamed[found]), *path)
    elif known.all_read:
        ids = sorted(known.rules)
        yield written.fault(
            say.NO_SUCH_RULE.format(found=found, options=listed(ids), guess=guess(found, ids)), *path
        )


def _nothing(written: Written, found: str, known: _Known, *path: str | int) -> Iterator[Fault]:
    if found in known.misnamed:
        yield written.fault(told_misnamed(found, known.misnamed[found]), *path)
    elif known.all_read:
        words = sorted({*known.facts, *known.rules})
        said = say.NOTHING_TO_COUNT.format(
            where=path[-1], found=found, options=listed(words), guess=guess(found, words)
        )
        yield written.fault(said, *path)


def _counted(written: Written, when: Count, known: _Known) -> Iterator[Fault]:
    if when.count in known.facts:
        if when.distinct != "site":
            said = say.WRONG_DISTINCT.format(what="矿点", mend=" site", found=when.distinct)
            yield written.fault(said, "when", "distinct")
        force, own = known.facts[when.count], written.sections.get("in_force")
        if force and own and not (force.days[0] <= own.days[0] and own.days[1] <= force.days[1]):
            said = say.NOT_DEFINED_YET.format(found=when.count, force=force_text(force))
            yield written.fault(said, "when", "count")
    elif when.count in known.rules:
        if when.distinct == "site":
            said = say.WRONG_DISTINCT.format(
                what="规则的结论", mend=" county 或 township", found=when.distinct
            )
            yield written.fault(said, "when", "distinct")
    else:
        yield from _nothing(written, when.count, known, "when", "count")
