"""What an evaluation asks of the ledger of referrals: new ones, supplements, corrections, withdrawals. Pure.

One referral = accountable organ × receiver. What has left the office is compared with what is known now, recipient by
recipient; what has not left follows the evaluation.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.ledgers.differences import Difference, Seen, difference
from engine.ledgers.dossier_form import Form
from engine.ledgers.filing import filed
from engine.ledgers.forms_told import Compared, blocked, compared, form_in, kept, taken_back, told_to
from engine.ledgers.grounds import grounds_digest
from engine.ledgers.lives import Paper
from engine.ledgers.unmoved import NOTHING_UNMOVED, Unmoved
from engine.signing import canonical


@dataclass(frozen=True)
class Opened:
    """A paper to open, with its first proposal."""

    key: str
    kind: str
    form: Form
    receiver: str
    receiver_body: str
    digest: str
    parent: str | None = None
    serial: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Again:
    """A paper that has not left, to be proposed anew on other grounds."""

    paper: Paper
    form: Form
    digest: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Lapse:
    """A paper that has not left and has nothing left to say."""

    paper: Paper
    why: str


Move = Opened | Again | Lapse


def proposals(
    papers: Sequence[Paper], forms: Sequence[Form], seen: Seen, unmoved: Unmoved = NOTHING_UNMOVED
) -> list[Move]:
    """Every move that an evaluation asks for, in a fixed order; none for an evaluation of an earlier day."""
    held = filed(papers)
    today = {str(f["id"]): f for f in forms}
    of_organ: dict[tuple[str, bool], list[Form]] = {}
    for name in sorted(today):
        of_organ.setdefault(_organ(name), []).append(today[name])
    moves: list[Move] = []
    for name in sorted({*held, *today}):
        mine = held.get(name, [])
        if unmoved.settles(name, mine):
            continue
        moves += _subject(name, mine, today.get(name), _elsewhere(name, of_organ), seen)
    return moves


def _elsewhere(name: str, today: Mapping[tuple[str, bool], Sequence[Form]]) -> Form | None:
    """The dossier of the same organ when the rules now route it to another receiver."""
    return next((form for form in today.get(_organ(name), ()) if form["id"] != name), None)


def _organ(name: str) -> tuple[str, bool]:
    """Place and organ of a dossier's id, and whether it is restricted."""
    stem, _, rest = name.partition("-to-")
    return stem, rest.endswith("-restricted")


def _subject(
    name: str, families: list[list[Paper]], form: Form | None, elsewhere: Form | None, seen: Seen
) -> Iterator[Move]:
    """The moves of all referrals of one organ to one receiver, oldest first.

    What is to be taken back and what is to be referred anew are proposed together; the 撤回函 leaves first
    (`engine.ledgers.precedence`).
    """
    mains = [next(p for p in family if p.parent is None) for family in families]
    left = max((at for at, main in enumerate(mains) if main.issued), default=None)
    fresh, stands = form is not None, False
    for at, (family, main) in enumerate(zip(families, mains, strict=True)):
        if any(p.proposal.on.isoformat() > seen.as_of for p in family):
            return
        if main.issued:
            current = form if form is not None else elsewhere
            held = compared(family, main, current, seen)
            again = form is not None and held is not None and taken_back(family, main, held)
            adds = at == left and main.open and form is not None and not again
            yield from _after_issue(family, main, current, held or {}, seen, adds=adds)
            if at == left:
                stands = main.open and held is not None and not again
                fresh = again if main.open else form is not None and _news(family, main, form, seen)
        elif main.open:
            fresh = False
            if not stands:
                yield from _before_issue(main, form, seen)
            elif main.unsent:
                yield Lapse(main, "以前的移送仍然成立，新增的内容并入补充移送")
    if fresh and form is not None:
        number = len(families) + 1
        key = name if number == 1 else f"{name}~{number}"
        yield Opened(
            key, "referral", form, form["receiver"], form["receiver_name"], grounds_digest(form),
            detail={"earlier": [m.key for m in mains]} if mains else {},
        )  # fmt: skip


def _news(family: Sequence[Paper], main: Paper, form: Form, seen: Seen) -> bool:
    """Whether a dossier says more than a finished referral did."""
    told = told_to(family, main.receiver)
    return not told or bool(difference(told, form, seen).additions)


def _before_issue(main: Paper, form: Form | None, seen: Seen) -> Iterator[Move]:
    """A referral that has not left follows the evaluation; a refused one returns only with something new."""
    digest = None if form is None else grounds_digest(form)
    if digest == main.proposal.package_sha256 or blocked(main, map(form_in, [main]), form, seen):
        return
    if form is None or digest is None:
        if main.unsent:
            yield Lapse(main, "评估中不再成立，或者接收机关已变")
    elif main.pending or difference([form_in(main)], form, seen):
        yield Again(main, form, digest)


def _after_issue(
    family: Sequence[Paper], main: Paper, form: Form | None, held: Compared, seen: Seen, *, adds: bool
) -> Iterator[Move]:
    """Whoever holds a statement that no longer stands gets a notice; whoever holds too little, a supplement."""
    for receiver, (told, found) in held.items():
        wanted = {
            "withdrawal": found.withdrawn,
            "correction": bool(found.changes) and not found.withdrawn,
            "supplement": bool(found.additions) and adds and (kept(family, receiver) or not found.withdrawn),
        }
        for kind, wants in wanted.items():
            yield from _follow(
                family, main, receiver, kind, form or (told[-1] if told else None), found, seen, wants=wants
            )


def _follow(
    family: Sequence[Paper],
    main: Paper,
    receiver: str,
    kind: str,
    form: Form | None,
    found: Difference,
    seen: Seen,
    *,
    wants: bool,
) -> Iterator[Move]:
    """Open, renew or let lapse the one paper of a kind that waits for a recipient.

    A refused one returns when it would tell something else, or when what it states itself is no longer so.
    """
    mine = [p for p in family if p.kind == kind and p.receiver == receiver]
    waiting = next((p for p in mine if p.open and not p.issued), None)
    if not wants or form is None:
        if waiting and waiting.unsent:
            yield Lapse(waiting, "与接收机关所持内容已无差别")
        return
    detail = {
        "changes": [[c.kind, c.subject, c.text] for c in found.changes],
        "additions": [[a.kind, a.subject, a.text] for a in found.additions] if kind == "supplement" else [],
    }
    digest = hashlib.sha256(canonical([kind, _told_by(kind, detail), grounds_digest(form)])).hexdigest()
    if waiting is None:
        serial = 1 + sum(1 for p in mine)
        whom = "" if receiver == main.receiver else f"-to-{receiver}"
        body = next(p.receiver_body for p in family if p.receiver == receiver)
        key = f"{main.key}.{kind}-{serial}{whom}"
        yield Opened(key, kind, form, receiver, body, digest, main.key, serial, detail)
    elif digest != waiting.proposal.package_sha256:
        before = {k: waiting.proposal.detail.get(k) for k in detail}
        news = _told_by(kind, before) != _told_by(kind, detail)
        if waiting.pending or news or difference([form_in(waiting)], form, seen):
            yield Again(waiting, form, digest, detail)


def _told_by(kind: str, detail: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a list of lists
    return detail["additions"] if kind == "supplement" else detail["changes"]
