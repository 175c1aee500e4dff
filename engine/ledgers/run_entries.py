"""What became of each finding in a run, read back from the store; the runs of one day as one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy.orm import defer
from sqlmodel import Session, select

from engine.ledgers.cause_words import Cause
from engine.ledgers.changes import STANDING
from engine.ledgers.identities import Form
from engine.ledgers.runs import Document, held_in
from engine.store.models import FindingState, Run


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one finding in a run, as the store tells it; `differences` in words."""

    identity: str
    change: str
    form: Form
    causes: tuple[Cause, ...]
    differences: tuple[str, ...] = ()
    related: str | None = None
    last_confirmed_on: date | None = None

    @property
    def still(self) -> bool:
        """An ended finding of which nothing is new."""
        return self.change == "continuing" and self.form["ended_on"] is not None


def entries(session: Session, run: Run, documents: Callable[[int | None], Document]) -> list[Entry]:
    """What became of every finding in one run, as saved; sorted by rule, jurisdiction and identity.

    `documents` gives those of runs by id.
    """
    document = documents(run.id)
    forms = {f["id"]: f for f in document["findings"]}
    states = session.exec(select(FindingState).where(FindingState.run_id == run.id)).all()
    earlier = _forms_before(
        session, run, documents, [s for s in states if s.finding_id not in forms or _left(s)]
    )
    out = [_entry(s, earlier.get(s.identity) or forms[s.finding_id]) for s in states]
    spoken = {s.finding_id for s in states if not _left(s)}
    out += [
        Entry(held.identity, "continuing", held.form, (STANDING,))
        for held in held_in(run, document)
        if held.form["id"] not in spoken
    ]
    return sorted(out, key=lambda e: (e.form["rule"], e.form["jurisdiction"], e.identity))


def _left(state: FindingState) -> bool:
    """Whether the finding is one of the last run only: dropped, or a question that was answered."""
    return state.change == "dropped" or (state.change == "ended" and state.met_on is None)


def _forms_before(
    session: Session, run: Run, documents: Callable[[int | None], Document], states: Sequence[FindingState]
) -> dict[str, Form]:
    """Identity → form in the run before, of what is no longer in this one."""
    if not states or run.previous_run_id is None:
        return {}
    asked = select(Run).options(defer(Run.document)).where(Run.id == run.previous_run_id)  # type: ignore[arg-type]
    held = {h.identity: h.form for h in held_in(session.exec(asked).one(), documents(run.previous_run_id))}
    return {s.identity: held[s.identity] for s in states}


def _entry(state: FindingState, form: Form) -> Entry:
    detail = state.detail or {}
    causes = tuple(Cause(c["kind"], c["text"], tuple(c["records"])) for c in detail.get("causes", ()))
    return Entry(
        state.identity, state.change, form, causes, tuple(detail.get("differences", ())), detail.get("related"),
        state.last_confirmed_on,
    )  # fmt: skip


_FOLDED: Final = {
    ("new", "continuing"): "new", ("new", "changed"): "new", ("new", "ended"): "new", ("new", "dropped"): "dropped",
    ("changed", "continuing"): "changed", ("ended", "continuing"): "ended", ("ended", "changed"): "changed",
    ("dropped", "new"): "changed",
}  # fmt: skip
"""Two changes of one finding in two runs of one day → what they come to; any other pair: the later one."""


def folded(days: Sequence[Sequence[Entry]]) -> list[Entry]:
    """The runs of one day, first to last, as one: what became of each finding since the day before them."""
    out: dict[str, Entry] = {}
    for told in days:
        gone = {i: e for i, e in out.items() if e.change == "dropped" or e.form["met_on"] is None}
        now: dict[str, Entry] = {}
        for entry in told:
            was = out.get(entry.identity)
            now[entry.identity] = entry if was is None else _fold(was, entry)
        out = {**{i: e for i, e in gone.items() if i not in now}, **now}
    return sorted(out.values(), key=lambda e: (e.form["rule"], e.form["jurisdiction"], e.identity))


def _fold(was: Entry, now: Entry) -> Entry:
    change = _FOLDED.get((was.change, now.change), now.change)
    quiet = now.change == "continuing"
    causes = was.causes if quiet else tuple(dict.fromkeys([*was.causes, *now.causes]))
    return replace(
        now, change=change, causes=causes if change != "continuing" else now.causes,
        differences=tuple(dict.fromkeys([*was.differences, *now.differences])), related=now.related or was.related,
    )  # fmt: skip
