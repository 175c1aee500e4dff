"""What is wrong with a note for the reader: when it applies, its clauses, their quotes."""

from collections.abc import Iterator, Mapping

from engine.rules import messages as say
from engine.rules.checking import check_quote
from engine.rules.faults import Fault
from engine.rules.model import Basis
from engine.rules.notes import Applies, ReaderNote
from engine.rules.shelf import Shelf, Written
from engine.rules.vocabulary import guess, listed


def check_note(shelf: Shelf, written: Written) -> Iterator[Fault]:
    """Every fault of one note beyond its shape: what it hangs on, its clauses and their quotes."""
    applies: Applies | None = written.sections.get("applies")
    if applies:
        named = [kind for kind in Applies.model_fields if getattr(applies, kind)]
        if len(named) != 1:
            options = listed(Applies.model_fields)
            yield written.fault(say.ONE_OCCASION.format(options=options), "applies", key=True)
        if applies.law_changed:
            for side in ("old", "new"):
                name = getattr(applies.law_changed, side)
                yield from _unknown(shelf, written, name, "applies", "law_changed", side)
    bases: tuple[Basis, ...] = written.sections.get("legal_basis", ())
    if "legal_basis" in written.sections and not bases:
        said = say.MISSING_KEY.format(where="legal_basis", found="instrument", meaning="文书")
        yield written.fault(said, "legal_basis")
    for number, basis in enumerate(bases):
        unknown = list(_unknown(shelf, written, basis.instrument, "legal_basis", number, "instrument"))
        yield from unknown
        if basis.instrument in shelf.sources:
            yield from check_quote(shelf, written, number, basis)
        elif basis.quote and not unknown:
            said = say.NOTHING_TO_QUOTE.format(instrument=basis.instrument)
            yield written.fault(said, "legal_basis", number, "quote")


def check_notes(shelf: Shelf) -> Iterator[Fault]:
    """The faults of all notes; an id used in two folders among them."""
    first: dict[str, Written] = {}
    for name, written in shelf.notes:
        yield from check_note(shelf, written)
        before = first.setdefault(name, written)
        if before is not written:
            where = before.text.path.parent.name
            yield written.fault(say.TWICE_NOTE.format(found=name, first=where))


def notes_of(shelf: Shelf) -> Mapping[str, ReaderNote]:
    """The sound notes by id."""
    return {
        name: ReaderNote.model_construct(**written.sections)
        for name, written in sorted(shelf.notes, key=lambda pair: pair[0])
    }


def _unknown(shelf: Shelf, written: Written, name: str, *path: str | int) -> Iterator[Fault]:
    if name not in shelf.instruments:
        known = sorted(shelf.instruments)
        said = say.UNKNOWN_INSTRUMENT.format(found=name, options=listed(known), guess=guess(name, known))
        yield written.fault(said, *path)
