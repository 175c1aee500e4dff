"""What is wrong with one rule: its name, its clauses and days, its parameters, what follows from it."""

from collections.abc import Iterator
from datetime import date

from engine.periods import to_day
from engine.rules import messages as say
from engine.rules.conditions import check_condition
from engine.rules.faults import Fault
from engine.rules.model import (
    Accountable,
    Basis,
    Count,
    Definition,
    FactIs,
    Force,
    Instrument,
    Lack,
    Parameter,
    Then,
)
from engine.rules.model import Any as AnyOf
from engine.rules.script import comparable, same_in_either_script
from engine.rules.shelf import Shelf, Written
from engine.rules.vocabulary import ADMITTING_UNITS, COUNT_UNITS, PERIOD_UNITS, guess, listed

RESPONSE: str = "response_days"


def check_rule(shelf: Shelf, written: Written) -> Iterator[Fault]:
    """Every fault of one file that its text and its instruments show; unsound sections are passed over."""
    yield from _name(written)
    yield from _force(shelf, written)
    yield from _bases(shelf, written)
    yield from _parameters(written)
    yield from check_condition(written)
    yield from _consequence(written)


def _name(written: Written) -> Iterator[Fault]:
    due = f"{written.text.path.resolve().parent.name}.{written.text.path.stem}"
    if "id" in written.sections and written.sections["id"] != due:
        yield written.fault(say.WRONG_ID.format(found=written.sections["id"], mend=due), "id")


def force_text(force: Force) -> str:
    """`2005-09-03 至 2024-04-30`, or `2022-02-22 起`."""
    return f"{force.start} 至 {force.end}" if force.end else f"{force.start} 起"


def _outside(force: Force, day: date) -> bool:
    first, last = force.days
    return not first <= to_day(day) <= last


def _force(shelf: Shelf, written: Written) -> Iterator[Fault]:
    force: Force | None = written.sections.get("in_force")
    if not force:
        return
    if force.end and force.end < force.start:
        yield written.fault(say.BACKWARDS.format(found=force.end, first=force.start), "in_force", "to")
    if written.sections.get("status") == "retired" and not force.end:
        yield written.fault(say.RETIRED_OPEN, "in_force", key=True)
    instrument = shelf.instruments.get(written.text.path.resolve().parent.name)
    if not instrument:
        return
    for name, day in (("from", force.start), ("to", force.end)):
        if day and _outside(instrument.in_force, day):
            yield written.fault(_out(instrument, day), "in_force", name)
    if not force.end and instrument.in_force.end:
        said = say.OUTSIDE_INSTRUMENT.format(
            found="in_force 没有 to（结束日），规则",
            instrument=instrument.id,
            force=force_text(instrument.in_force),
        )
        yield written.fault(said, "in_force", key=True)


def _out(instrument: Instrument, day: date) -> str:
    return say.OUTSIDE_INSTRUMENT.format(
        found=day, instrument=instrument.id, force=force_text(instrument.in_force)
    )


def _bases(shelf: Shelf, written: Written) -> Iterator[Fault]:
    bases: tuple[Basis, ...] = written.sections.get("legal_basis", ())
    force: Force | None = written.sections.get("in_force")
    if "legal_basis" in written.sections and not bases:
        said = say.MISSING_KEY.format(where="legal_basis", found="instrument", meaning="文书")
        yield written.fault(said, "legal_basis")
    for number, basis in enumerate(bases):
        path = ("legal_basis", number)
        instrument = shelf.instruments.get(basis.instrument)
        if not instrument:
            if basis.instrument not in shelf.sources:
                known = sorted(shelf.instruments)
                near = guess(basis.instrument, known)
                said = say.UNKNOWN_INSTRUMENT.format(
                    found=basis.instrument, options=listed(known), guess=near
                )
                yield written.fault(said, *path, "instrument")
        else:
            if basis.start and _outside(instrument.in_force, basis.start):
                yield written.fault(_out(instrument, basis.start), *path, "from")
            elif basis.start and force and _outside(force, basis.start):
                said = say.BASIS_OUTSIDE_RULE.format(found=basis.start, force=force_text(force))
                yield written.fault(said, *path, "from")
            if not basis.start and force and instrument.in_force.start > force.start:
                said = say.LATER_BASIS.format(instrument=instrument.id, found=instrument.in_force.start)
                yield written.fault(said, *path)
        yield from check_quote(shelf, written, number, basis)


def check_quote(shelf: Shelf, written: Written, number: int, basis: Basis) -> Iterator[Fault]:
    """Whether the clause stands in the instrument's `source.txt` and the quote in the clause."""
    source = shelf.sources.get(basis.instrument)
    if not basis.quote:
        yield written.fault(say.NO_QUOTE.format(found=basis.article), "legal_basis", number)
    if not source:
        return
    article, quote = comparable(basis.article), comparable(basis.quote or "")
    if article not in source.clauses:
        said = say.UNKNOWN_ARTICLE.format(
            instrument=basis.instrument, found=basis.article, options=listed(source.clauses)
        )
        yield written.fault(said, "legal_basis", number, "article")
    elif quote and not quoted(quote, source.clauses[article]):
        elsewhere = [a for a, text in source.clauses.items() if quoted(quote, text)]
        if elsewhere:
            said = say.QUOTE_ELSEWHERE.format(article=basis.article, mend=elsewhere[0])
        else:
            said = say.QUOTE_NOT_FOUND.format(instrument=basis.instrument, article=basis.article)
        yield written.fault(said, "legal_basis", number, "quote")


def quoted(quote: str, text: str) -> bool:
    """Whether a comparable quote stands in a comparable text, traditional and simplified characters alike."""
    return quote in text or same_in_either_script(quote, text)


def _uses(written: Written) -> Iterator[tuple[str, str, tuple[str | int, ...]]]:
    """Which parameter the condition names, in which role, and where it says so."""
    when = written.sections.get("when")
    if isinstance(when, Count):
        yield when.at_least, "at_least", ("when", "at_least")
        if when.within:
            yield when.within, "within", ("when", "within")
    if isinstance(when, Lack) and when.within != "due_on":
        yield when.within, "within", ("when", "within")
    if isinstance(when, Definition):
        for number, branch in enumerate(when.any):
            if branch.provided:
                yield branch.provided, "provided", ("when", "any", number, "provided")


def _parameters(written: Written) -> Iterator[Fault]:
    when = written.sections.get("when")
    declared = written.root.at("parameters").children if "parameters" in written.root.children else {}
    parameters: dict[str, Parameter] = written.sections.get("parameters", {})
    used: dict[str, str] = {}
    for name, role, path in _uses(written):
        used.setdefault(name, role)
        if name not in declared:
            yield written.fault(say.UNDECLARED.format(found=name, guess=guess(name, declared)), *path)
    if isinstance(when, Count) and when.state:
        used.setdefault(RESPONSE, RESPONSE)
    for name in declared:
        if when is not None and name not in used:
            yield written.fault(say.UNUSED.format(found=name), "parameters", name, key=True)
    units = {"at_least": COUNT_UNITS, "within": PERIOD_UNITS, RESPONSE: ("日",), "provided": ADMITTING_UNITS}
    for name, parameter in parameters.items():
        role = used.get(name, "")
        if role and parameter.unit not in units[role]:
            said = say.WRONG_UNIT.format(
                found=name, where=role, options=listed(units[role]), unit=parameter.unit
            )
            yield written.fault(said, "parameters", name, "unit")
        yield from _values(written, name, parameter, role)


def _values(written: Written, name: str, parameter: Parameter, role: str) -> Iterator[Fault]:
    path = ("parameters", name, "values")
    if not parameter.values:
        yield written.fault(say.NO_VALUES.format(found=name), *path)
        return
    least = 0 if role == RESPONSE else 1
    admits = role == "provided" or (not role and parameter.unit in ADMITTING_UNITS)
    for day, value in parameter.values.items():
        if admits and value not in {"yes", None}:
            yield written.fault(say.NEEDS_YES.format(found=name, day=day, value=value), *path, str(day))
        elif not admits and value is not None and (not isinstance(value, int) or value < least):
            said = say.NEEDS_NUMBERS.format(found=name, day=day, value=value, least=least)
            yield written.fault(said, *path, str(day))
    force: Force | None = written.sections.get("in_force")
    if not force:
        return
    if not admits and min(parameter.values) > force.start:
        yield written.fault(say.GAP.format(found=name, day=force.start), *path)
    for day, value in parameter.values.items():
        if force.end and day > force.end:
            said = say.VALUE_AFTER_END.format(found=name, day=day, end=force.end)
            yield written.fault(said, *path, str(day), key=True)
        elif value is None and not admits:
            yield written.fault(say.GAP.format(found=name, day=day), *path, str(day))


def _consequence(written: Written) -> Iterator[Fault]:
    then: Then | None = written.sections.get("then")
    when = written.sections.get("when")
    if not then:
        return
    chosen = [w for w in ("refer_to", "supervise", "list", "derive") if getattr(then, w)]
    if len(chosen) > 1:
        yield written.fault(say.ONE_CONSEQUENCE.format(found=listed(chosen)), "then", chosen[1], key=True)
    elif not chosen:
        yield written.fault(say.NO_CONSEQUENCE, "then", key=True)
    if isinstance(when, Definition):
        if then.derive != when.define:
            yield written.fault(say.DERIVE_DEFINITION.format(found=when.define), "then", "derive")
        return
    if when is not None and then.derive:
        yield written.fault(say.DERIVE_ONLY, "then", "derive", key=True)
    if not then.finding and not then.derive:
        yield written.fault(say.NO_FINDING, "then", key=True)
    if (then.raise_levels or then.restricted) and not then.refer_to:
        name = "raise_levels" if then.raise_levels else "restricted"
        yield written.fault(say.RAISE_WITHOUT, "then", name, key=True)
    yield from _addressee(written, then)


def _addressee(written: Written, then: Then) -> Iterator[Fault]:
    when = written.sections.get("when")
    accountable: Accountable | None = then.accountable
    if then.refer_to:
        if not accountable:
            yield written.fault(say.NO_ACCOUNTABLE.format(found="refer_to"), "then", key=True)
        elif not accountable.roles:
            yield written.fault(say.NO_ROLES, "then", "accountable")
    place = when.place if isinstance(when, (Count, AnyOf)) else None
    if accountable and place and not accountable.organ.startswith(place):
        said = say.WRONG_ORGAN.format(place=place, found=accountable.organ, mend=place)
        yield written.fault(said, "then", "accountable", "organ")
    if accountable and isinstance(when, FactIs) and accountable.organ != "as_named":
        said = say.WRONG_ADDRESSEE.format(found=accountable.organ, mend="as_named")
        yield written.fault(said, "then", "accountable", "organ")
    due = "addressee" if isinstance(when, Lack) else f"{place}_government" if place else None
    if then.supervise and due and then.supervise != due:
        yield written.fault(say.WRONG_ADDRESSEE.format(found=then.supervise, mend=due), "then", "supervise")
