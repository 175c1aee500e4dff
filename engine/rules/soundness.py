"""Numbers that no clause carries, values that never hold, instruments that have ended, words outside the glossary."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from engine.numerals import figures
from engine.periods import to_day
from engine.rules import messages as say
from engine.rules.checking import quoted
from engine.rules.dated import Parameter
from engine.rules.faults import Fault
from engine.rules.glossary import INSTEAD, JUDGING, LEAD_AGENCY
from engine.rules.model import Force
from engine.rules.ruleset import Instrument
from engine.rules.script import comparable
from engine.rules.shelf import Shelf, Written
from engine.rules.vocabulary import CLOCK_UNITS, COUNT_UNITS

_UNITS: Final = {"月": ("个月", "月"), "工作日": ("个工作日", "工作日")}
_CHINESE: Final = {2: ("两",)}
_LARGE: Final = 10**8
"""Beyond it a number is read in figures only."""
_QUOTED: Final = re.compile("“[^”]*”")


def check_soundness(shelf: Shelf, written: Written) -> Iterator[Fault]:
    """What is wrong with one rule beyond its words: its numbers against its quotes, their days, its language."""
    for name, parameter in written.sections.get("parameters", {}).items():
        yield from _dated(shelf, written, name, parameter)
        if quotes_stand(shelf, written):
            yield from of_law(written, name, parameter)
    yield from _words(written)


def _dated(shelf: Shelf, written: Written, name: str, parameter: Parameter) -> Iterator[Fault]:
    path = ("parameters", name, "values")
    force: Force | None = written.sections.get("in_force")
    instrument = shelf.instruments.get(written.text.path.resolve().parent.name)
    days = sorted(parameter.values)
    for day, following in pairwise(days):
        value = parameter.values[day]
        if force and following <= force.start:
            said = say.NEVER_HOLDS.format(found=name, day=day, until=following)
            yield written.fault(said, *path, str(day), key=True)
        if parameter.values[following] == value:
            said = say.SAME_VALUE.format(found=name, day=following, value=value)
            yield written.fault(said, *path, str(following), key=True)
    if instrument and parameter.origin == "law":
        first, last = instrument.in_force.days
        for day in days:
            if not first <= to_day(day) <= last:
                span = f"{instrument.in_force.start} 至 {instrument.in_force.end or '今'}"
                said = say.OUTSIDE_INSTRUMENT.format(found=day, instrument=instrument.id, force=span)
                yield written.fault(said, *path, str(day), key=True)


def quotes_stand(shelf: Shelf, written: Written) -> bool:
    """Whether every quote is one of its clause: what a wrong quote leaves without a number is only its echo."""
    return all(
        quoted(comparable(b.quote or ""), shelf.sources[b.instrument].clauses.get(comparable(b.article), ""))
        for b in written.sections.get("legal_basis", ())
        if b.instrument in shelf.sources
    )


def of_law(written: Written, name: str, parameter: Parameter) -> Iterator[Fault]:
    """A number said to be the law's stands in a quoted clause; `发现有…的` is one without saying so."""
    bases = written.sections.get("legal_basis", ())
    if parameter.origin != "law" or parameter.unit not in (*COUNT_UNITS, *CLOCK_UNITS, "元") or not bases:
        return
    quotes = "\n".join(comparable(b.quote or "") for b in bases)
    for day, value in parameter.values.items():
        if not isinstance(value, int) or (value == 1 and parameter.unit in COUNT_UNITS):
            continue
        if not any(re.search(form, quotes) for form in number_forms(value, parameter.unit)):
            unit = _UNITS.get(parameter.unit, (parameter.unit,))[0]
            said = say.LAW_WITHOUT_QUOTE.format(found=name, value=value, unit=unit)
            yield written.fault(said, "parameters", name, "values", str(day))


def number_forms(value: int, unit: str) -> Iterator[str]:
    """How a clause may write a number with its unit: `2处`, `二处`, `两处`, `1个月`."""
    numbers = {str(value), *_CHINESE.get(value, ()), figures(value) if value < _LARGE else ""} - {""}
    for number in sorted(numbers):
        for word in _UNITS.get(unit, (unit,)):
            yield rf"(?<![0-9一二三四五六七八九十百千万零两]){number}{word}"


def _words(written: Written) -> Iterator[Fault]:
    """Words of other systems, and words that judge, in what people read of a rule."""
    for key in ("title", "limits", "title_en"):
        text = written.sections.get(key)
        if not isinstance(text, str):
            continue
        plain = _QUOTED.sub("", text)
        for found in sorted({w for w in JUDGING if w in plain}):
            yield written.fault(say.JUDGING.format(found=found), key)
        yield from _instead(written, plain, key)
    then = written.sections.get("then")
    if then and then.finding:
        yield from _instead(written, then.finding.replace("_", " "), "then", "finding")


def _instead(written: Written, text: str, *path: str) -> Iterator[Fault]:
    kept = LEAD_AGENCY.sub("", text)
    for word, mend in INSTEAD.items():
        form = rf"\b{word}(?:e?s)?\b" if word.isascii() else word
        if re.search(form, kept, re.IGNORECASE):
            yield written.fault(say.NOT_A_WORD.format(found=word, mend=mend), *path)


def check_ended(shelf: Shelf, as_of: date) -> Iterator[Fault]:
    """Rules that are in force on a day and rest on an instrument that has ended by then: nothing may start from them."""
    day = to_day(as_of)
    for written in shelf.rules:
        force: Force | None = written.sections.get("in_force")
        if (
            written.sections.get("status") != "active"
            or not force
            or not force.days[0] <= day <= force.days[1]
        ):
            continue
        for number, basis in enumerate(written.sections.get("legal_basis", ())):
            instrument: Instrument | None = shelf.instruments.get(basis.instrument)
            end = instrument.in_force.end if instrument else None
            if instrument and end and to_day(end) < day:
                said = say.ENDED.format(instrument=instrument.id, end=end, day=as_of)
                yield written.fault(said, "legal_basis", number, "instrument")
