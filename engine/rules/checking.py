"""What is wrong with one rule: its name, its clauses and days, its parameters, what follows from it."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

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
    Lack,
    Then,
)
from engine.rules.model import Any as AnyOf
from engine.rules.parameters import check_parameters
from engine.rules.repeats import check_repeats
from engine.rules.row_kinds import RowKind
from engine.rules.ruleset import Instrument
from engine.rules.script import comparable, same_in_either_script
from engine.rules.shelf import Shelf, Written
from engine.rules.vocabulary import guess, listed

_WORD: Final = re.compile(r"[a-z][a-z0-9_]*")


def check_rule(shelf: Shelf, written: Written) -> Iterator[Fault]:
    """Every fault of one file that its text and its instruments show; unsound sections are passed over."""
    yield from _name(written)
    yield from _names(written)
    yield from _force(shelf, written)
    yield from _bases(shelf, written)
    yield from check_parameters(written)
    yield from check_condition(written)
    yield from _consequence(written)
    yield from check_repeats(written)


def _name(written: Written) -> Iterator[Fault]:
    if "id" in written.sections and written.sections["id"] != written.due:
        yield written.fault(say.WRONG_ID.format(found=written.sections["id"], mend=written.due), "id")


def _names(written: Written) -> Iterator[Fault]:
    """Names that a file makes up are plain words, so that no mark of punctuation becomes a part of one."""
    given = {("then", "finding"), ("when", "define"), ("then", "derive")}
    for path in sorted(given):
        word = written.word(*path)
        if word and not _WORD.fullmatch(word):
            yield written.fault(say.ODD_NAME.format(found=word), *path)
    for name in written.sections.get("parameters", {}):
        if not _WORD.fullmatch(name):
            yield written.fault(say.ODD_NAME.format(found=name), "parameters", name, key=True)


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
    place = when.place if isinstance(when, (Count, AnyOf, RowKind)) else None
    if accountable and place and not accountable.organ.startswith(place):
        said = say.WRONG_ORGAN.format(place=place, found=accountable.organ, mend=place)
        yield written.fault(said, "then", "accountable", "organ")
    if accountable and isinstance(when, FactIs) and accountable.organ != "as_named":
        said = say.WRONG_ADDRESSEE.format(found=accountable.organ, mend="as_named")
        yield written.fault(said, "then", "accountable", "organ")
    due = "addressee" if isinstance(when, Lack) else f"{place}_government" if place else None
    if then.supervise and due and then.supervise != due:
        yield written.fault(say.WRONG_ADDRESSEE.format(found=then.supervise, mend=due), "then", "supervise")
