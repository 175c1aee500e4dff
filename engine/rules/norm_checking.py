"""What is wrong with the register of open norms, and with what rules say of the norms they lean on."""

from collections.abc import Iterator, Mapping

from engine.rules import messages as say
from engine.rules.checking import check_quote, quoted
from engine.rules.faults import Fault
from engine.rules.model import Basis
from engine.rules.norms import Norm
from engine.rules.script import comparable
from engine.rules.shelf import Shelf, Written
from engine.rules.vocabulary import guess, listed


def check_norms(shelf: Shelf) -> Iterator[Fault]:
    """Every fault of the norms, an id or a term that stands twice among them, and every `leans_on` of no norm."""
    first: dict[str, Written] = {}
    for name, written in shelf.norms:
        before = first.setdefault(name, written)
        if before is not written:
            where = before.text.path.parent.name
            yield written.fault(say.TWICE_NORM.format(found=name, first=where))
        yield from _bases(shelf, written)
    for written in shelf.rules:
        for number, name in enumerate(written.sections.get("leans_on", ())):
            if name not in first:
                near = guess(name, first)
                said = say.NO_SUCH_NORM.format(found=name, options=listed(first), guess=near)
                yield written.fault(said, "leans_on", number)


def _bases(shelf: Shelf, written: Written) -> Iterator[Fault]:
    bases: tuple[Basis, ...] = written.sections.get("legal_basis", ())
    if "legal_basis" in written.sections and not bases:
        said = say.MISSING_KEY.format(where="legal_basis", found="instrument", meaning="文书")
        yield written.fault(said, "legal_basis")
    for number, basis in enumerate(bases):
        if basis.instrument not in shelf.instruments:
            known = sorted(shelf.instruments)
            near = guess(basis.instrument, known)
            said = say.UNKNOWN_INSTRUMENT.format(found=basis.instrument, options=listed(known), guess=near)
            yield written.fault(said, "legal_basis", number, "instrument")
            continue
        if basis.instrument not in shelf.sources:
            said = say.NOTHING_TO_QUOTE.format(instrument=basis.instrument)
            yield written.fault(said, "legal_basis", number, "quote")
            continue
        faults = list(check_quote(shelf, written, number, basis))
        yield from faults
        term = written.sections.get("term")
        if not faults and term and not quoted(comparable(term), comparable(basis.quote or "")):
            said = say.TERM_NOT_QUOTED.format(found=term)
            yield written.fault(said, "legal_basis", number, "quote")


def norms_of(shelf: Shelf) -> Mapping[str, Norm]:
    """The sound norms by id."""
    return {
        name: Norm.model_construct(**written.sections)
        for name, written in sorted(shelf.norms, key=lambda pair: pair[0])
    }
