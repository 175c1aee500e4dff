"""Random lives of referrals: records change between weeks, officers do whatever they may; what must hold holds each week.

The ledger here is a plain dictionary; what moves it are the engine's own pure parts. `WENZE_LIVES` sets the number of
counties, a hundred in one life: 100 here, 5,000 in the soak.
"""

import os
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from typing import Any

import pytest
from corrections import EDITS, KEYS, Case, Row, case, towns

from engine.document import document
from engine.dossiers import dossiers
from engine.evaluation import evaluate
from engine.jurisdictions import Jurisdictions, load_jurisdictions
from engine.ledgers.differences import difference
from engine.ledgers.dossier_form import form_of
from engine.ledgers.filing import ordinal, subject
from engine.ledgers.following import check
from engine.ledgers.forms_told import FULL, form_in
from engine.ledgers.grounds import grounds_digest
from engine.ledgers.lives import CLOSABLE_ON_RECEIPT, LifeError, Paper, Step
from engine.ledgers.overdue import escalations, nothing_to_press
from engine.ledgers.precedence import check_order
from engine.ledgers.proposals import Lapse, Move, Opened, proposals
from engine.ledgers.seen import RunSeen
from engine.records import read_rows
from engine.rules import load_rules
from engine.settings import Settings

COUNTIES = int(os.environ.get("WENZE_LIVES", "100"))
WEEKS = tuple(
    date(2022, 3, 14) + timedelta(days=d) for d in (0, 7, 28, 49, 70, 91, 112, 140, 147, 238, 245, 336)
)
"""Days of the runs: far enough apart for every rung of the ladder to pass."""
QUIET = 3
"""Runs at the end of a life in which no record changes."""
SETTINGS = Settings()
DRAFTER, CHECKER = ("B", "key-b"), ("C", "key-c")
Form = Mapping[str, Any]


@cache
def places() -> Jurisdictions:
    return load_jurisdictions()


@dataclass
class County:
    """A county's rows by the week from which they are known."""

    case: Case
    known: list[dict[str, list[Row]]] = field(default_factory=list)


def county(rng: random.Random, code: str, its_towns: Sequence[str]) -> County:
    made = County(case(rng, code, its_towns))
    seen = dict.fromkeys(KEYS, 0)
    for _ in WEEKS[1 : len(WEEKS) - QUIET]:
        made.known.append({name: made.case.later[name][seen[name] :] for name in KEYS})
        seen = {name: len(made.case.later[name]) for name in KEYS}
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            rng.choice(EDITS)(rng, made.case, its_towns)
    made.known.append({name: made.case.later[name][seen[name] :] for name in KEYS})
    return made


def rows_of(counties: Iterable[County], week: int) -> dict[str, list[Row]]:
    """What is known in a week: the first rows, and those that came by then."""
    given = list(counties)
    return {
        name: [r for c in given for r in c.case.first[name]]
        + [r for c in given for later in c.known[:week] for r in later[name]]
        for name in KEYS
    }


def evaluated(counties: Sequence[County], week: int) -> tuple[RunSeen, dict[str, Form]]:
    read = read_rows(rows_of(counties, week), places().tree)
    assert read.rejected == ()
    run = evaluate(
        read, as_of=WEEKS[week], known_at=None, rules=load_rules(), settings=SETTINGS, jurisdictions=places()
    )
    assert run.blocked == []
    found = dossiers(run, {f["id"]: f for f in document(run)["findings"]})
    return RunSeen(run), {d.id: form_of(d) for d in found}


@dataclass
class Office:
    """Papers by key, and what each recipient was sent: by referral and receiver, in order.

    `seen`, `today`: what the run of the week says; `wrong`: what left and must not have.
    """

    seen: RunSeen
    today: Mapping[str, Form]
    now: datetime = datetime(2022, 3, 14, 1, tzinfo=UTC)
    papers: dict[str, Paper] = field(default_factory=dict)
    sent: dict[tuple[str, str], list[tuple[str, Form]]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def step(self, one: Paper, name: str, officer: tuple[str, str] | None = None, **rest: Any) -> None:
        """Add a step to a paper; an officer's only if it may follow."""
        actor, key = officer or ("wenze", None)
        check(one, name, officer=actor, key=key)
        self.now += timedelta(seconds=1)
        detail = rest.pop("detail", {})
        made = Step(
            len(one.steps) + 1, name, self.now.date(), actor, self.now, key_fingerprint=key,
            details=partial(dict, detail), **rest,
        )  # fmt: skip
        self.papers[one.key] = replace(one, steps=(*one.steps, made))

    def carry(self, moves: Iterable[Move]) -> None:
        """As `engine.ledgers.carrying` carries them."""
        for move in moves:
            if isinstance(move, Lapse):
                self.step(self.papers[move.paper.key], "closed")
                continue
            if isinstance(move, Opened):
                assert move.key not in self.papers
                form = move.form
                self.papers[move.key] = Paper(
                    move.key, move.kind, form["organ"], form["place"], move.receiver, move.receiver_body,
                    move.parent, move.serial, id=len(self.papers) + 1,
                )  # fmt: skip
            key = move.key if isinstance(move, Opened) else move.paper.key
            detail = {**move.detail, "dossier": move.form}
            self.step(self.papers[key], "proposed", package_sha256=move.digest, detail=detail)
            if isinstance(move, Opened) and move.parent:
                mark = "escalated" if move.kind == "escalation" else move.kind
                self.step(self.papers[move.parent], mark)

    def family(self, one: Paper) -> list[Paper]:
        main = one.parent or one.key
        return [p for p in self.papers.values() if main in (p.key, p.parent)]

    def act(self, one: Paper, name: str) -> bool:
        """An officer takes a step, if it may be taken; whether it was."""
        try:
            if one.kind == "escalation" and name in ("drafted", "approved", "issued"):
                why = nothing_to_press(one, self.family(one))
                if why:
                    return False
            if name == "issued":
                check_order(one, list(self.papers.values()))
            detail = {"grounds_sha256": one.proposal.package_sha256} if name == "drafted" else {}
            if name == "disposition":
                detail = {"kind": "talk"}
            self.step(one, name, CHECKER if name in ("approved", "closed") else DRAFTER, detail=detail)
        except LifeError:
            return False
        if name == "issued":
            self.left(one)
        return True

    def left(self, one: Paper) -> None:
        """A paper left: its receiver holds what it says; a 撤回函 ends its referral."""
        why = self.said_wrongly(one)
        if why:
            self.wrong.append(f"{one.key}: {why}")
        holds = self.sent.setdefault((one.parent or one.key, one.receiver), [])
        if one.kind in FULL:
            holds.clear()
        if one.kind == "withdrawal":
            holds.clear()
            main = self.papers[one.parent or ""]
            if main.open and main.receiver == one.receiver:
                self.step(main, "closed")
        else:
            holds.append(form_in(one))

    def said_wrongly(self, one: Paper) -> str | None:
        """Why a paper that leaves must not; None where what it says is what the week says."""
        current = self.current(one.parent or one.key)
        holds = self.sent.get((one.parent or one.key, one.receiver), [])
        if one.kind == "withdrawal":
            return (
                None if holds and difference(holds, current, self.seen).withdrawn else "takes back what holds"
            )
        if current is None:
            return "says what is found no more"
        if one.kind == "referral" and any(
            p.open and p.issued and self.sent[p.key, p.receiver]
            for p in self.papers.values()
            if p.kind == "referral" and p.key != one.key and subject(p.key) == subject(one.key)
        ):
            return "stands beside an earlier one"
        told = difference([form_in(one)], current, self.seen)
        return f"says what is not so: {told.changes}" if told.withdrawn or told.changes else None

    def current(self, main: str) -> Form | None:
        """The dossier of the week for a referral: its own, or its organ's where that goes to another receiver now."""
        name, organ = subject(main), subject(main).partition("-to-")[0]
        return self.today.get(name) or next(
            (f for n, f in self.today.items() if n.partition("-to-")[0] == organ), None
        )

    def mind(self, rng: random.Random) -> None:
        """What officers do until the next run: each paper gets a few steps or none."""
        for key in rng.sample(sorted(self.papers), len(self.papers)):
            for _ in range(rng.choice((0, 0, 1, 2, 3, 4))):
                one = self.papers[key]
                if one.open:
                    self.act(one, _next(rng, one))

    def week(self, on: date) -> list[Move]:
        """What the run of a day brings about; the same run asks for nothing twice."""
        self.now = max(self.now, datetime.combine(on, datetime.min.time(), UTC) + timedelta(hours=1))
        out: list[Move] = []
        for again in (False, True):
            moves: list[Move] = list(proposals(self.every(), list(self.today.values()), self.seen))
            self.carry(moves)
            pressed = list(escalations(self.every(), on, SETTINGS, places().calendar, places().tree))
            self.carry(pressed)
            assert not again or not [*moves, *pressed], (on, moves, pressed)
            out += [*moves, *pressed]
        return out

    def every(self) -> list[Paper]:
        """The papers by key."""
        return [self.papers[key] for key in sorted(self.papers)]

    def waiting(self, main: str, receiver: str, kind: str) -> list[Paper]:
        """Papers of a kind that wait to leave to a receiver, or that an officer refused to send."""
        return [
            p
            for p in self.papers.values()
            if (p.parent, p.receiver, p.kind) == (main, receiver, kind) and p.open and not p.issued
        ]

    def faults(self) -> Iterator[str]:
        """What must not be, after the run of a week."""
        for (main, receiver), holds in self.sent.items():
            yield from (f"{main} → {receiver}: {fault}" for fault in self.unserved(main, receiver, holds))
        names: dict[str, list[Paper]] = {}
        for one in self.papers.values():
            if one.kind == "referral" and one.unsent:
                names.setdefault(subject(one.key), []).append(one)
                if subject(one.key) not in self.today:
                    yield f"{one.key}: waits, and nothing is found any more"
                elif one.pending and one.proposal.package_sha256 != grounds_digest(
                    self.today[subject(one.key)]
                ):
                    yield f"{one.key}: waits with other grounds than those of the week"
            if one.kind == "escalation" and one.unsent and nothing_to_press(one, self.family(one)):
                yield f"{one.key}: waits, and there is nothing to press"
        yield from (
            f"{name}: {len(several)} referrals wait" for name, several in names.items() if several[1:]
        )
        known = {subject(p.key) for p in self.papers.values() if p.kind == "referral"}
        yield from (f"{name}: was found and is not proposed" for name in self.today if name not in known)

    def unserved(self, main: str, receiver: str, holds: Sequence[Form]) -> Iterator[str]:
        """Which notice a recipient lacks, or which waits for it in vain."""
        found = difference(holds, self.current(main), self.seen) if holds else None
        one = self.papers[main]
        kept = any(p.state == "refused" for p in self.waiting(main, receiver, "withdrawal"))
        adds = one.open and subject(main) in self.today and found and found.additions
        later = any(
            subject(p.key) == subject(main) and ordinal(p.key) > ordinal(main) and (p.open or p.issued)
            for p in self.papers.values()
            if p.parent is None
        )
        wanted = {
            "withdrawal": bool(found and found.withdrawn),
            "correction": bool(found and found.changes and not found.withdrawn),
            "supplement": bool(adds and not later and (kept or not (found and found.withdrawn))),
        }
        for kind, wants in wanted.items():
            papers = self.waiting(main, receiver, kind)
            if len(papers) > 1 or bool(papers) != wants:
                yield f"{len(papers)} {kind} wait, wanted {int(wants)}"


def _next(rng: random.Random, one: Paper) -> str:
    if one.pending and rng.random() < 0.08:
        return "refused"
    after = {
        "proposed": "drafted", "drafted": "approved", "approved": "issued", "issued": "receipt",
        "receipt": "closed" if one.kind in CLOSABLE_ON_RECEIPT else "disposition", "disposition": "closed",
        "refused": rng.choice(("drafted", "refused", "refused")),
    }  # fmt: skip
    return after[one.state]


@pytest.mark.parametrize("life", range(-(-COUNTIES // 100)))
def test_every_week_each_recipient_gets_what_it_needs_and_nothing_false_leaves(life: int) -> None:
    rng = random.Random(f"lives {life}")  # noqa: S311 - cases, not keys
    known = towns(places().tree)
    counties = [county(rng, code, known[code]) for code in rng.sample(sorted(known), min(100, len(known)))]
    seen, today = evaluated(counties, 0)
    office, told = Office(seen, today), set[str]()
    for number, day in enumerate(WEEKS):
        office.seen, office.today = evaluated(counties, min(number, len(WEEKS) - QUIET))
        told |= {move.kind for move in office.week(day) if isinstance(move, Opened)}
        assert not [*office.faults()], day
        office.mind(rng)
        assert not office.wrong, day
    assert told == {"referral", "supplement", "correction", "withdrawal", "escalation"}
