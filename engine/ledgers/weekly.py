"""The week: evaluate what the store knows, compare with the last run, record it once, propose what follows from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Final

from engine import __version__
from engine.document import document as document_of
from engine.dossiers import Drafts
from engine.errors import UsageError
from engine.evaluation import Evaluation, outlined, steps
from engine.jurisdictions import Jurisdictions
from engine.ledgers import carrying, runs
from engine.ledgers.answers import pending, settle_answers
from engine.ledgers.changes import FindingChange, first_changes
from engine.ledgers.comparison import Evaluate, Last, between, compare
from engine.ledgers.confirmations import confirmed, last_confirmed, sites_of
from engine.ledgers.dossier_form import DraftForm
from engine.ledgers.filing import filed
from engine.ledgers.known_since import KnownSince, known_since, naming
from engine.ledgers.matter_proposals import lines_of, matter_name, settled
from engine.ledgers.papers import Held
from engine.ledgers.remembering import Remembering
from engine.ledgers.runs import Document
from engine.ledgers.seen import RunSeen
from engine.ledgers.supervising import Unit, supervised
from engine.ledgers.unmoved import NOTHING_UNMOVED, Unmoved, unmoved
from engine.ledgers.unmoved_matters import unmoved_matters
from engine.matter_dossiers import MatterDrafts
from engine.periods import Overlay
from engine.reasoning.chain import Runner
from engine.records import Records
from engine.rules.ruleset import RuleSet
from engine.settings import Settings
from engine.store import Store, StoreError, Writing
from engine.store.models import Run

_TRIES: Final = 3


@dataclass(frozen=True)
class Frame:
    """What a run depends on besides the records and its day; `calendar` moves no finding, only clocks."""

    rules: RuleSet
    settings: Settings
    jurisdictions: Jurisdictions
    calendar: Overlay

    @property
    def digests(self) -> dict[str, str]:
        """As a document names them."""
        return {
            "engine_version": __version__, "rules_sha256": self.rules.sha256, "settings_sha256": self.settings.sha256,
            "jurisdictions_sha256": self.jurisdictions.sha256,
        }  # fmt: skip

    def run(self, records: Records, as_of: date, known_at: datetime | None, runner: Runner) -> Evaluation:
        """An evaluation in this frame, not yet begun."""
        return Evaluation(records, as_of, known_at, self.rules, self.settings, self.jurisdictions, runner)


@dataclass(frozen=True)
class Week:
    """A run with its document; `fresh`: made just now. `stale`: in words, what it does not know of.

    `earlier`: the documents of runs before it, by id, that were read on the way; `held`: the papers after it.
    """

    run: Run
    document: Document
    fresh: bool
    stale: str = ""
    earlier: Mapping[int | None, Document] = field(default_factory=dict)
    held: Held | None = None


def weekly(
    store: Store, now: datetime, as_of: date, frame: Frame, actor: str, *, again: bool = False,
    advance: Callable[[str], None] = lambda _: None,
) -> Week:  # fmt: skip
    """The run of a day: the one that there is, or a new one.

    The day that was run last goes on by itself: if records, rules, settings, divisions or the engine have changed since,
    a new run follows the old one. A day that a later one has followed is closed: its run is given as it stands, with what
    it does not know of, unless `again`. Two at once come to one run. Raises UsageError: nothing imported yet.
    """
    with store.reading() as session:
        waiting = bool(pending(session))
    if waiting:
        with store.writing(now) as session:
            settle_answers(session)
    known_at = store.last_known()
    if known_at is None:
        raise UsageError("台账里还没有记录；请先用 wenze import 导入来件。")
    with store.reading() as session:
        found, closed = runs.latest(session, as_of), runs.followed(session, as_of)
    if found is not None:
        changed = _changed(found, known_at, frame)
        if not changed or (closed and not again):
            return Week(found, runs.document_in(found), fresh=False, stale="；".join(changed))
    known = known_since(store, known_at, as_of, frame.jurisdictions.tree)
    run = frame.run(known.records, as_of, known_at, Remembering())
    with naming(run):
        evaluated(run, advance)
    document = document_of(run)
    advance("对比上次评估")
    for _ in range(_TRIES):
        week = _recorded(store, now, run, document, frame, actor, known)
        if week is not None:
            return week
    raise StoreError("另一次评估一直在写入，本次没有记录；请待其结束后重试。")


def evaluated(run: Evaluation, advance: Callable[[str], None] = lambda _: None) -> None:
    """Take every step of a run, telling each before it is taken."""
    for name in steps(run):
        advance(name)


def _changed(run: Run, known_at: datetime, frame: Frame) -> list[str]:
    """What has changed since a run, in words."""
    said = {
        "engine_version": "程序版本不同", "rules_sha256": "规则有变动", "settings_sha256": "设置有变动",
        "jurisdictions_sha256": "行政区划有变动",
    }  # fmt: skip
    out = [said[name] for name, value in frame.digests.items() if getattr(run, name) != value]
    return [*(["此后台账的记录有变动"] if run.known_at != known_at else []), *out]


def _recorded(
    store: Store,
    now: datetime,
    run: Evaluation,
    document: Document,
    frame: Frame,
    actor: str,
    known: KnownSince,
) -> Week | None:
    """Compare with the run before and record; None if another came in between and all must be compared anew."""
    known_at = run.known_at
    assert known_at is not None  # noqa: S101 - set by the caller
    with store.reading() as session:
        previous = runs.before(session, run.as_of)
        same = runs.same_question(session, document, known_at)
    if same is not None:
        return Week(same, runs.document_in(same), fresh=False)
    told = _told(store, previous, run, document, frame, known)
    days = confirmed(run, sites_of(document["findings"]))
    counting = {rule.id for rule, _ in run.screen.site_rules()}
    last_days = {c.identity: last_confirmed(c.form, days, counting) for c in told.changes}
    pressed = supervised(run, document, RunSeen(run))
    with store.writing(now) as session:
        same = runs.same_question(session, document, known_at)
        if same is not None:
            return Week(same, runs.document_in(same), fresh=False)
        last = runs.before(session, run.as_of)
        if (last and last.id) != (previous and previous.id):
            return None
        row = runs.save(
            session, run, document, told.changes, previous=previous,
            confirmed={k: v for k, v in last_days.items() if v is not None}, actor=actor,
        )  # fmt: skip
        held = _follow(session, row, run, told, pressed, frame, actor)
    return Week(row, document, fresh=True, earlier=told.earlier, held=held)


@dataclass(frozen=True)
class _Told:
    """What a run says against the one before: what became of each finding, its papers, which of them have not moved."""

    changes: Sequence[FindingChange]
    dossiers: Sequence[DraftForm]
    matters: MatterDrafts
    unmoved: Unmoved = NOTHING_UNMOVED
    still_matters: Unmoved = NOTHING_UNMOVED
    earlier: Mapping[int | None, Document] = field(default_factory=dict)
    held: Held | None = None
    """The papers, if they were read."""


def _told(
    store: Store, previous: Run | None, run: Evaluation, document: Document, frame: Frame, known: KnownSince
) -> _Told:
    drafted = Drafts(run, {f["id"]: f for f in document["findings"]})
    forms = [DraftForm(name, partial(drafted.__getitem__, name)) for name in drafted.groups]
    matters = MatterDrafts(run)
    if previous is None:
        drafted.gather(drafted.groups)
        matters.every()
        return _Told(first_changes(document), forms, matters)
    last = _last(store, previous, frame, known)
    came = between(last, run)
    changes = compare(last, run, document, outlining(frame, run), came)
    still = unmoved(last.document, previous.recorded_at, document, drafted, came)
    still_matters = unmoved_matters(last.document, previous.recorded_at, document, came)
    with store.reading() as session:
        every = Held(session)
    held, lines = filed(every.papers), lines_of(every.papers)
    drafted.gather(name for name in drafted.groups if not still.settles(name, held.get(name, [])))
    names = {subject: matter_name(*subject) for subject in matters.groups}
    matters.gather(s for s, key in names.items() if not settled(still_matters, key, lines.get(key, [])))
    return _Told(changes, forms, matters, still, still_matters, {previous.id: last.document}, every)


def outlining(frame: Frame, run: Evaluation) -> Evaluate:
    """How what lies between two runs is evaluated: sessions that the chain has answered for `run` are not asked again."""
    return lambda records, as_of, known_at: outlined(frame.run(records, as_of, known_at, run.runner))


def _follow(
    session: Writing,
    row: Run,
    run: Evaluation,
    told: _Told,
    pressed: Sequence[Unit],
    frame: Frame,
    actor: str,
) -> Held | None:
    """What a run of the latest day brings about: referrals proposed, corrected, taken back, escalated; other papers."""
    if runs.followed(session, run.as_of):
        return None
    held = told.held.within(session) if told.held else Held(session)
    carrying.propose(session, row.id, told.dossiers, RunSeen(run), actor, told.unmoved, held)
    carrying.supervise(session, row.id, pressed, RunSeen(run), actor, held)
    carrying.propose_matters(session, row.id, told.matters, actor, told.still_matters, held)
    carrying.escalate_overdue(session, frame.settings, frame.calendar, frame.jurisdictions.tree, actor, held)
    return held


def _last(store: Store, previous: Run, frame: Frame, known: KnownSince) -> Last:
    earlier = runs.document_in(previous)
    then = known.then(previous.known_at)
    if then is None:  # another run came in between
        then = store.records(previous.known_at, frame.jurisdictions.tree, named=False)
    return Last(earlier, runs.held_in(previous, earlier), then, previous.known_at, runs.lost_in(previous))
