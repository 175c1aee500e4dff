"""A past week evaluated once more with what it knew."""

from dataclasses import dataclass
from datetime import date

from engine.document import document as document_of
from engine.errors import UsageError
from engine.ledgers import runs
from engine.ledgers.changes import FindingChange
from engine.ledgers.comparison import Last, compare
from engine.ledgers.remembering import Remembering
from engine.ledgers.stages import FRAME
from engine.ledgers.weekly import Frame, evaluated, outlining
from engine.signing import quick
from engine.store import Store
from engine.store.models import Run


@dataclass(frozen=True)
class Rerun:
    """A past run evaluated once more with what it knew: whether byte for byte the same, and what differs if not."""

    run: Run
    same: bool
    frame: tuple[str, ...]
    """What of the frame is no longer as it was: engine_version, rules_sha256 …"""
    differing: tuple[FindingChange, ...]
    sections: tuple[str, ...]
    """Keys of the document that differ."""


def rerun(store: Store, as_of: date, frame: Frame) -> Rerun:
    """Evaluate a past week with what was known to it, in the frame of today; nothing is written. Raises UsageError."""
    with store.reading() as session:
        row = runs.latest(session, as_of)
    if row is None:
        raise UsageError(f"{as_of} 还没有评估过；请用 wenze weekly --as-of {as_of} 评估。")
    known = store.records(row.known_at, frame.jurisdictions.tree)
    run = frame.run(known, as_of, row.known_at, Remembering())
    evaluated(run)
    document, earlier = document_of(run), runs.document_in(row)
    if quick(document) == runs.bytes_in(row):
        return Rerun(row, True, (), (), ())
    last = Last(earlier, runs.held_in(row, earlier), known, row.known_at)
    told = compare(last, run, document, outlining(frame, run))
    # The documents as the store would keep both: what JSON can't tell apart doesn't differ.
    sections = tuple(k for k in sorted({*document, *earlier}) if document.get(k) != earlier.get(k))
    return Rerun(
        row, False, tuple(d for d in FRAME if earlier[d] != document[d]),
        tuple(c for c in told if c.change != "continuing"), sections,
    )  # fmt: skip
