"""Runs in the store: each question answered once, its document kept byte for byte, what became of each finding."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from engine.evaluation import Evaluation
from engine.ledgers import audit
from engine.ledgers.changes import FindingChange, Lost
from engine.ledgers.identities import Held
from engine.ledgers.stages import FRAME
from engine.signing import quick
from engine.store import Writing
from engine.store.models import FindingState, Run
from engine.store.versions import append_rows

WEEKLY: Final = "weekly"
DIGESTS: Final = (*FRAME, "inputs_sha256")
Document = Mapping[str, Any]


def document_in(run: Run) -> dict[str, Any]:
    """The document of a run."""
    document: dict[str, Any] = json.loads(bytes_in(run))
    return document


def bytes_in(run: Run) -> bytes:
    """The canonical bytes of the document of a run."""
    return zlib.decompress(run.document)


# --- finding runs ---
def listed(session: Session) -> list[Run]:
    """Every weekly run without its document, in the order of its day and of writing."""
    asked = select(Run).options(defer(Run.document)).where(Run.kind == WEEKLY)  # type: ignore[arg-type]
    return list(session.exec(asked.order_by(col(Run.as_of), col(Run.id))))


def latest(session: Session, as_of: date | None = None) -> Run | None:
    """The last run of a day, or of the latest day."""
    asked = select(Run).where(Run.kind == WEEKLY)
    if as_of is not None:
        asked = asked.where(Run.as_of == as_of)
    return session.exec(asked.order_by(col(Run.as_of).desc(), col(Run.id).desc()).limit(1)).first()


def before(session: Session, as_of: date) -> Run | None:
    """The run that one of this day follows: the last of the day itself, else of the latest day before it."""
    asked = select(Run).where(Run.kind == WEEKLY, col(Run.as_of) <= as_of)
    return session.exec(asked.order_by(col(Run.as_of).desc(), col(Run.id).desc()).limit(1)).first()


def followed(session: Session, as_of: date) -> bool:
    """Whether a later day has been run: the week is closed."""
    return (
        session.exec(select(Run.id).where(Run.kind == WEEKLY, col(Run.as_of) > as_of).limit(1)).first()
        is not None
    )


def same_question(session: Session, document: Document, known_at: datetime) -> Run | None:
    """The run that has answered the same question."""
    asked = select(Run).where(
        Run.kind == WEEKLY, Run.as_of == date.fromisoformat(document["as_of"]), Run.known_at == known_at
    )
    found = session.exec(asked).all()
    return next((r for r in found if all(getattr(r, d) == document[d] for d in DIGESTS)), None)


def chain(runs: Iterable[Run], last: Run) -> list[Run]:
    """The runs that led to one, first to last."""
    by_id = {r.id: r for r in runs}
    out = [last]
    while (earlier := by_id.get(out[-1].previous_run_id)) is not None:
        out.append(earlier)
    return out[::-1]


# --- what the next run compares with ---
def held_in(run: Run, document: Document) -> list[Held]:
    """The findings of a run with their identities: their own ids but for the exceptions that the run keeps."""
    other: Mapping[str, str] = (run.detail or {}).get("identities", {})
    return [Held(other.get(f["id"], f["id"]), f) for f in document["findings"]]


def identities(session: Session, ids: Iterable[int]) -> dict[str, str]:
    """Finding of some runs → its identity, where that is another than its id."""
    asked = select(Run.detail).where(col(Run.id).in_(sorted(set(ids)))).order_by(col(Run.id))
    out: dict[str, str] = {}
    for detail in session.exec(asked):
        out |= (detail or {}).get("identities", {})
    return out


def lost_in(run: Run) -> list[Lost]:
    """What this run and those before it dropped and nothing brought back."""
    return [Lost(one["identity"], one["form"], one["as_of"]) for one in (run.detail or {}).get("lost", ())]


_REMEMBERED: Final = ("id", "rule", "jurisdiction", "outcome", "met_on", "ended_on", "records")
"""What of a dropped finding is needed to know it again."""


def _lost(changes: Sequence[FindingChange], earlier: Sequence[Lost], as_of: str) -> list[dict[str, Any]]:
    back = {c.identity for c in changes if c.change == "new"}
    kept = [
        {"identity": o.identity, "form": dict(o.form), "as_of": o.as_of}
        for o in earlier
        if o.identity not in back
    ]
    gone = [c for c in changes if c.change == "dropped" and c.form["met_on"] is not None]
    return kept + [
        {"identity": c.identity, "form": {k: c.form[k] for k in _REMEMBERED}, "as_of": as_of} for c in gone
    ]


# --- writing ---
def save(
    session: Writing, run: Evaluation, document: Document, changes: Sequence[FindingChange], *,
    previous: Run | None, confirmed: Mapping[str, date], actor: str,
) -> Run:  # fmt: skip
    """Record a run, what became of each finding, and the audit entry. The caller has seen that nobody asked before.

    An ended finding of which nothing is new writes no row: its last row goes on speaking.
    """
    data = quick(document)
    told = [c for c in changes if not c.still]
    identities = {c.form["id"]: c.identity for c in changes if c.form["id"] != c.identity and not _gone(c)}
    counts: dict[str, int] = {}
    for change in told:
        counts[change.change] = counts.get(change.change, 0) + 1
    row = Run(
        as_of=run.as_of, known_at=run.known_at or session.now, **{d: document[d] for d in DIGESTS},
        document_sha256=hashlib.sha256(data).hexdigest(), document=zlib.compress(data, 4),
        previous_run_id=previous.id if previous else None, kind=WEEKLY, actor=actor,
        detail={
            "identities": identities, "counts": counts, "findings": len(document["findings"]),
            "lost": _lost(changes, lost_in(previous) if previous else (), run.as_of.isoformat()),
        },
    )  # fmt: skip
    session.add(row)
    session.flush()
    append_rows(session, FindingState, [_state(row.id or 0, c, confirmed.get(c.identity)) for c in told])
    audit.append(
        session, session.now, actor, "run", f"runs/{row.id}",
        {
            "as_of": run.as_of.isoformat(), "document_sha256": row.document_sha256,
            "follows": row.previous_run_id, "changes": counts,
        },
    )  # fmt: skip
    return row


def _gone(change: FindingChange) -> bool:
    """Whether the finding is one of the last run only."""
    return change.before is change.form


def _state(run_id: int, change: FindingChange, confirmed_on: date | None) -> dict[str, Any]:
    form = change.form
    day = {d: date.fromisoformat(form[d]) if form[d] else None for d in ("met_on", "ended_on")}
    records = sorted({r for c in change.causes for r in c.records})
    return {
        "run_id": run_id, "finding_id": form["id"], "identity": change.identity, "change": change.change,
        "cause": "、".join(dict.fromkeys(c.kind for c in change.causes)), "cause_records": records,
        "last_confirmed_on": confirmed_on, "rule": form["rule"], "jurisdiction": form["jurisdiction"],
        "outcome": form["outcome"], **day,
        "detail": {
            "causes": [c.form() for c in change.causes], "differences": [d.text for d in change.differences],
            "related": change.related,
        },
    }  # fmt: skip
