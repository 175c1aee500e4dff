"""What a paper rests on, what its recipients hold by it, and whether that still stands. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from engine.ledgers.differences import Difference, Seen, difference
from engine.ledgers.dossier_form import Form
from engine.ledgers.grounds import grounds_digest
from engine.ledgers.lives import Paper

FULL: Final = frozenset({"referral", "correction", "escalation"})
"""Papers that state everything anew; a supplement adds to them."""


def form_in(paper: Paper) -> Form:
    """The dossier that a paper's latest proposal rests on."""
    form: Form = paper.proposal.detail["dossier"]
    return form


def told_to(family: Sequence[Paper], receiver: str) -> list[Form]:
    """What a recipient holds: the last full statement that left, and the supplements after it; empty if nothing stands."""
    left = [p for p in family if p.issued and p.receiver == receiver]
    out: list[Form] = []
    for paper in sorted(left, key=lambda p: p.issued.at if p.issued else p.proposal.at):
        if paper.kind == "withdrawal":
            out = []
        elif paper.kind in FULL:
            out = [form_issued(paper)]
        else:
            out.append(form_issued(paper))
    return out


def form_issued(paper: Paper) -> Form:
    """The dossier that a paper which left rested on: that of the last proposal before it was issued."""
    before = [
        s for s in paper.steps if s.step == "proposed" and (not paper.issued or s.seq < paper.issued.seq)
    ]
    form: Form = before[-1].detail["dossier"]
    return form


def blocked(main: Paper, told: Iterable[Form], form: Form | None, seen: Seen) -> bool:
    """Whether a failure of the engine leaves open what holds: then nothing moves, nothing is taken back."""
    if not seen.anything_blocked:
        return False
    findings = [f for one in (*told, form or {"findings": ()}) for f in one["findings"]]
    return any(seen.blocked(main.jurisdiction, f["jurisdiction"]) for f in findings)


Compared = Mapping[str, tuple[Sequence[Form], Difference]]
"""Recipient → what it holds, and what of that is not so today."""


def compared(family: Sequence[Paper], main: Paper, form: Form | None, seen: Seen) -> Compared | None:
    """What each recipient holds against today's dossier, as far as the engine can say; None where it can say nothing."""
    if len(family) == 1 and form is not None and grounds_digest(form) == main.proposal.package_sha256:
        return {}
    out: dict[str, tuple[Sequence[Form], Difference]] = {}
    for receiver in dict.fromkeys(p.receiver for p in family if p.issued):
        told = told_to(family, receiver)
        if blocked(main, told, form, seen):
            return out or None
        out[receiver] = told, difference(told, form, seen) if told else Difference((), (), withdrawn=False)
    return out


def kept(family: Sequence[Paper], receiver: str) -> bool:
    """Whether an officer refused to take back what a recipient holds."""
    return any(p.kind == "withdrawal" and p.receiver == receiver and p.state == "refused" for p in family)


def taken_back(family: Sequence[Paper], main: Paper, held: Compared) -> bool:
    """Whether nothing of what the main recipient holds still stands, and it is being told so."""
    return main.receiver in held and held[main.receiver][1].withdrawn and not kept(family, main.receiver)
