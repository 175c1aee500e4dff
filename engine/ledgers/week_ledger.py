"""What the office's ledgers say beside a run, as they stood when it was recorded: the same run gives the same for ever."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, select

from engine.jurisdictions import Tree
from engine.ledgers import runs
from engine.ledgers.arrivals import Silent, Waiting, silent, unheard, waiting
from engine.ledgers.asking import UNITS, Asking, Sent, addressed, asking, overdue
from engine.ledgers.calling import called
from engine.ledgers.confirmations import state_of
from engine.ledgers.filing import referred
from engine.ledgers.forms_told import told_to
from engine.ledgers.grounds import Ground, grounds_of, unversioned
from engine.ledgers.inquiry_letters import sent
from engine.ledgers.lives import SUPERVISION, Paper
from engine.ledgers.papers import Held, papers
from engine.ledgers.run_entries import Entry, entries, folded
from engine.ledgers.runs import Document
from engine.ledgers.week_due import LISTED, Due, Moment, Standing, waits
from engine.periods import Overlay
from engine.settings import Settings
from engine.store.models import Run
from engine.store.versions import owners

Grounds = Mapping[tuple[str, str, str], Sequence[Ground]]
Matter = tuple[str, str, str, str]
"""Kind, place, site and rule of what goes to another body."""
WEEKS: Final = 12
"""Weeks that the history goes back."""


@dataclass(frozen=True, slots=True)
class Past:
    """One week in a line: how many findings changed how, how many are met on the day."""

    as_of: date
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Pressed:
    """A 督办 letter: to whom, its key, in which state, its number once it left."""

    unit: str
    key: str
    state: str
    number: str


@dataclass(frozen=True)
class WeekLedger:
    """All of it."""

    recorded_at: datetime
    entries: Sequence[Entry]
    """What became of each finding since the week before, runs of one day as one."""
    states: Mapping[str, str]
    """Identity → 待处理, 已移送, 待复查, 待补查."""
    asking: Sequence[Asking]
    overdue: Sequence[Sent]
    answer_days: Sequence[int]
    """Days from sending to the answer, of all inquiries answered by the day."""
    waiting: Sequence[Waiting]
    silent: Sequence[Silent]
    unheard: Sequence[str]
    """Counties of which nobody ever reported."""
    due: Sequence[Due]
    standing: Sequence[Standing]
    """What has long been due, counted where there is too much to be listed."""
    history: Sequence[Past]
    follows: date | None
    """Day of the week before."""
    names: Mapping[str, str]
    """Of the sites that the entries and the document speak of."""
    told_matters: Mapping[Matter, Any]
    """What the report before had already of what goes to other bodies, where it is too much to be listed anew."""
    pressed: Sequence[Pressed] = ()
    """督办 letters under way."""


def week_ledger(
    session: Session, run: Run, read: Mapping[int | None, Document], tree: Tree, settings: Settings, calendar: Overlay,
    known: Held | None = None,
) -> WeekLedger:  # fmt: skip
    """Read everything that was recorded up to the run itself.

    `read`: the documents of runs by id, its own among them; `known`: the papers, if the run has just left them.
    """
    at, as_of, document = run.recorded_at, run.as_of, read[run.id]
    every = runs.listed(session)
    line = runs.chain(every, run)
    day = [r for r in line if r.as_of == as_of]
    last = next((r for r in reversed(line) if r.as_of < as_of), None)
    documents = _Documents(session, read)
    told = folded([entries(session, r, documents.of) for r in day])
    inquiries = sent(session, at)
    sites = owners(session, "sites", {e["site"] for e in document["inquiries"]})
    held = _papers(session, at, known)
    grounds = _referred(held)
    paces = {e.identity: _state(e, as_of, settings, grounds) for e in told}
    moment = Moment(as_of, at, last.recorded_at if last else None, settings, calendar, tree)
    named = list(addressed(inquiries, _codes(document, inquiries), tree))
    due, standing = waits(held, named, moment)
    return WeekLedger(
        at, told, paces, asking(document, inquiries, tree, lambda _, s: sites.get(s, s)),
        overdue(named, as_of),
        sorted((s.answered_on - s.sent_on).days for s in inquiries if s.answered_on and s.answered_on <= as_of),
        waiting(session, at), silent(session, at, as_of), unheard(session, at, tree), due, standing, _history(line),
        last.as_of if last else None, called(session, document, (s for e in told for s in e.form["sites"])),
        _told_matters(document, last, documents), list(_pressed(held)),
    )  # fmt: skip


def _codes(document: Document, inquiries: Iterable[Sent]) -> dict[str, str]:
    """Site → its division, of those whose inquiry names a government by its level alone."""
    wanted = {one.site for one in inquiries if one.unit in UNITS}
    sites = document["sites"] if wanted else ()
    return {site: s["jurisdiction"] for s in sites if (site := unversioned(s["site"])) in wanted}


class _Documents:
    """The documents of runs, each read once."""

    def __init__(self, session: Session, read: Mapping[int | None, Document]) -> None:
        self._session, self._read = session, dict(read)

    def of(self, run: int | None) -> Document:
        if run not in self._read:
            self._read[run] = runs.document_in(self._session.exec(select(Run).where(Run.id == run)).one())
        return self._read[run]


def matter_of(form: Mapping[str, Any]) -> Matter:
    """What an entry of a document's matters is about."""
    return form["kind"], form["jurisdiction"], form["site"], form["rule"]


def _told_matters(document: Document, last: Run | None, documents: _Documents) -> dict[Matter, Any]:
    if last is None or len(document.get("matters", ())) <= LISTED:
        return {}
    return {matter_of(m): m for m in documents.of(last.id).get("matters", ())}


# --- the clerk's states ---
def _papers(session: Session, at: datetime, known: Held | None) -> list[Paper]:
    every = papers(session) if known is None else known.shown(session).papers
    return sorted((p for p in (_until(p, at) for p in every) if p.steps), key=lambda p: p.key)


def _until(paper: Paper, at: datetime) -> Paper:
    """A paper as it stood at an instant."""
    if all(s.at <= at for s in paper.steps):
        return paper
    return replace(paper, steps=tuple(s for s in paper.steps if s.at <= at))


def _pressed(held: Iterable[Paper]) -> Iterator[Pressed]:
    for paper in held:
        if paper.kind == SUPERVISION and paper.open:
            number = (paper.issued.number or "") if paper.issued else ""
            yield Pressed(paper.receiver_body, paper.key, paper.state_said, number)


def _referred(held: Sequence[Paper]) -> Grounds:
    """The findings that recipients hold, by what they are about: in a paper that left and was not taken back."""
    families: dict[str, list[Paper]] = {}
    for paper in referred(held):
        families.setdefault(paper.parent or paper.key, []).append(paper)
    out: dict[tuple[str, str, str], list[Ground]] = defaultdict(list)
    for family in families.values():
        for receiver in {p.receiver for p in family if p.issued}:
            for ground in (g for form in told_to(family, receiver) for g in grounds_of(form)):
                out[ground.key].append(ground)
    return out


def _state(entry: Entry, as_of: date, settings: Settings, referred: Grounds) -> str:
    form = entry.form
    mine = Ground(form, as_of.isoformat()) if form["met_on"] else None
    return state_of(
        form, entry.last_confirmed_on, as_of, settings.clocks.unconfirmed_days,
        referred=mine is not None and any(mine.overlaps(g) for g in referred.get(mine.key, ())),
    )  # fmt: skip


# --- the weeks before ---
def _history(line: Sequence[Run]) -> list[Past]:
    """The last weeks; the runs of one day as one."""
    out: dict[date, dict[str, int]] = {}
    for run in line:
        counts = dict((run.detail or {}).get("counts", {}))
        earlier = out.get(run.as_of, {})
        # What an earlier run of the day found new or changed goes on in a later one, and is counted once.
        twice = earlier.get("new", 0) + earlier.get("changed", 0)
        counts["continuing"] = max(0, counts.get("continuing", 0) - twice)
        for change in ("new", "changed", "ended", "dropped"):
            counts[change] = counts.get(change, 0) + earlier.get(change, 0)
        out[run.as_of] = counts
    return [Past(day, counts) for day, counts in out.items()][-WEEKS:]
