"""What is wrong with a matter: its clauses and their quotes, its numbers and clocks, to whom it goes."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from engine.rules import messages as say
from engine.rules.checking import check_quote, force_text
from engine.rules.dated import Parameter
from engine.rules.faults import Fault
from engine.rules.matters import KINDS, MatterRule, MatterThen
from engine.rules.model import Force
from engine.rules.script import comparable
from engine.rules.shelf import Shelf, Written
from engine.rules.soundness import number_forms, of_law, quotes_stand
from engine.rules.vocabulary import guess, listed

CLOCK_UNITS: Final = ("日", "小时")
AMOUNT_UNITS: Final = ("元",)


def check_matters(shelf: Shelf) -> Iterator[Fault]:
    """Every fault of every matter."""
    for _, written in shelf.matters:
        yield from _bases(shelf, written)
        yield from _force(shelf, written)
        yield from _then(written)
        yield from _parameters(written)
        yield from _range(shelf, written)
        yield from _clocks(shelf, written)


def matters_of(shelf: Shelf) -> Mapping[str, MatterRule]:
    """The sound matters by id: the instrument's folder and the name."""
    found = [
        MatterRule.model_construct(**{**written.sections, "id": id_(name, written)})
        for name, written in shelf.matters
    ]
    return {one.id: one for one in sorted(found, key=lambda one: one.id)}


def id_(name: str, written: Written) -> str:
    """`order446.closure-request`."""
    return f"{written.text.path.resolve().parent.name}.{name}"


def _bases(shelf: Shelf, written: Written) -> Iterator[Fault]:
    bases = written.sections.get("legal_basis", ())
    if "legal_basis" in written.sections and not bases:
        said = say.MISSING_KEY.format(where="legal_basis", found="instrument", meaning="文书")
        yield written.fault(said, "legal_basis")
    for number, basis in enumerate(bases):
        if basis.instrument in shelf.instruments:
            yield from check_quote(shelf, written, number, basis)
        else:
            known = sorted(shelf.instruments)
            said = say.UNKNOWN_INSTRUMENT.format(
                found=basis.instrument, options=listed(known), guess=guess(basis.instrument, known)
            )
            yield written.fault(said, "legal_basis", number, "instrument")


def _force(shelf: Shelf, written: Written) -> Iterator[Fault]:
    force: Force | None = written.sections.get("in_force")
    instrument = shelf.instruments.get(written.text.path.resolve().parent.name)
    if force is None or instrument is None:
        return
    if force.days[0] < instrument.in_force.days[0] or force.days[1] > instrument.in_force.days[1]:
        said = say.OUTSIDE_INSTRUMENT.format(
            found=force_text(force), instrument=instrument.id, force=force_text(instrument.in_force)
        )
        yield written.fault(said, "in_force")


def _then(written: Written) -> Iterator[Fault]:
    then: MatterThen | None = written.sections.get("then")
    if then is None:
        return
    chosen = [kind for kind in KINDS if getattr(then, kind)]
    if len(chosen) != 1:
        yield written.fault(say.ONE_RECIPIENT.format(options=listed(KINDS)), "then", key=True)
    needed = written.sections.get("each") == "appraisal"
    if needed != bool(written.sections.get("at_least")):
        yield written.fault(say.AMOUNT_FOR_APPRAISALS, "each", key=True)


def _used(written: Written) -> Iterator[tuple[str, tuple[str, ...], tuple[str | int, ...]]]:
    """Each parameter that is named, the units it may have, where it is named."""
    if name := written.sections.get("at_least"):
        yield name, AMOUNT_UNITS, ("at_least",)
    for number, name in enumerate(written.sections.get("between") or ()):
        yield name, AMOUNT_UNITS, ("between", number)
    for clock, one in written.sections.get("clocks", {}).items():
        yield one.within, CLOCK_UNITS, ("clocks", clock, "within")


def _parameters(written: Written) -> Iterator[Fault]:
    declared: Mapping[str, Parameter] = written.sections.get("parameters", {})
    used = {name for name, _, _ in _used(written)}
    for name, units, path in _used(written):
        own = declared.get(name)
        if own is None:
            yield written.fault(say.UNDECLARED.format(found=name, guess=guess(name, declared)), *path)
        elif own.unit not in units:
            said = say.WRONG_UNIT.format(found=name, where=path[0], options=listed(units), unit=own.unit)
            yield written.fault(said, "parameters", name, "unit")
    force: Force | None = written.sections.get("in_force")
    for name, own in declared.items():
        if name not in used:
            yield written.fault(say.UNUSED.format(found=name), "parameters", name, key=True)
        open_ = name == written.sections.get("at_least") and own.origin != "law"
        for day, value in own.values.items():
            if value is None and open_:
                continue
            if not isinstance(value, int) or value < 1:
                said = say.NEEDS_NUMBERS.format(found=name, day=day, value=value, least=1)
                yield written.fault(said, "parameters", name, "values", str(day))
        if not own.values or (force and min(own.values) > force.start):
            start = force.start if force else ""
            yield written.fault(say.GAP.format(found=name, day=start), "parameters", name, "values")


def _range(shelf: Shelf, written: Written) -> Iterator[Fault]:
    """The law's range stands in its quote, and what the office or the province has set lies within it."""
    declared: Mapping[str, Parameter] = written.sections.get("parameters", {})
    bounds = [declared[name] for name in written.sections.get("between") or () if name in declared]
    if len(bounds) != len(("low", "high")):  # each that is not declared was told
        return
    if quotes_stand(shelf, written):
        for bound in written.sections["between"]:
            yield from of_law(written, bound, declared[bound])
    name: str = written.sections.get("at_least") or ""
    own = declared.get(name)
    for day, value in own.values.items() if own else ():
        low, high = (one.on(day.toordinal()) for one in bounds)
        if not (isinstance(low, int) and isinstance(value, int) and isinstance(high, int)):
            continue
        if not low <= value <= high:
            said = say.OUTSIDE_RANGE.format(found=name, day=day, value=value, low=low, high=high)
            yield written.fault(said, "parameters", name, "values", str(day))


def _clocks(shelf: Shelf, written: Written) -> Iterator[Fault]:
    """A clock stands in the clause that it names, with its number where the law sets it."""
    declared: Mapping[str, Parameter] = written.sections.get("parameters", {})
    for name, clock in written.sections.get("clocks", {}).items():
        source = shelf.sources.get(clock.instrument)
        article = comparable(clock.article)
        if source is None or article not in source.clauses:
            options = listed(source.clauses) if source else "（无）"
            said = say.UNKNOWN_ARTICLE.format(
                instrument=clock.instrument, found=clock.article, options=options
            )
            yield written.fault(said, "clocks", name, "article")
            continue
        own = declared.get(clock.within)
        for value in own.values.values() if own and own.origin == "law" else ():
            forms = number_forms(value, own.unit) if own and isinstance(value, int) else ()
            if not any(re.search(form, source.clauses[article]) for form in forms):
                said = say.LAW_WITHOUT_QUOTE.format(
                    found=clock.within, value=value, unit=own.unit if own else ""
                )
                yield written.fault(said, "clocks", name, "within")
