"""Past the last rung of the office's ladder: a draft to the next body up, recorded and never sent by itself."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from engine.dossiers import body_name
from engine.jurisdictions import Tree
from engine.ledgers.clocks import deadline
from engine.ledgers.forms_told import told_to
from engine.ledgers.lives import Paper
from engine.ledgers.proposals import Lapse, Opened
from engine.periods import Overlay, to_day
from engine.settings import Settings
from engine.signing import canonical


def escalations(
    papers: Sequence[Paper], today: date, settings: Settings, calendar: Overlay, tree: Tree
) -> Iterator[Opened | Lapse]:
    """A draft for each paper whose ladder has run out in its present state, once; the province has no body above.

    None for a paper whose receiver a waiting 更正函 or 撤回函 is for: who holds what is wrong is told so first, and
    the body above is never sent it. A draft that has not left lapses when such a notice waits, and returns once it
    is gone; it lapses for good when what was waited for has come.
    """
    by_key = {p.key: p for p in papers}
    families: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        families[paper.parent or paper.key].append(paper)
    opened = {
        (p.proposal.detail["late"]["paper"], p.proposal.detail["late"]["step"])
        for p in papers
        if p.kind == "escalation" and (p.open or p.issued)
    }
    drafts = Counter[str]()
    for paper in papers:
        family = families[paper.parent or paper.key]
        if paper.kind == "escalation" and paper.unsent and (why := nothing_to_press(paper, family)):
            yield Lapse(paper, why)
        if paper.kind not in ("referral", "escalation") or not paper.issued or not paper.open:
            continue
        due = deadline(paper, settings, calendar)
        upper = upper_body(tree, paper.receiver, today)
        if due is None or not due.past_ladder(today) or upper is None or (paper.key, _seq(paper)) in opened:
            continue
        main = by_key[paper.parent or paper.key]
        told = told_to(family, paper.receiver)
        if not told or _notice_waits(family, paper.receiver):
            continue
        late = {"paper": paper.key, "step": _seq(paper), "what": due.what, "due": str(due.last)}
        drafts[main.key] += 1
        serial = drafts[main.key] + sum(1 for p in family if p.kind == "escalation")
        digest = hashlib.sha256(canonical(["escalation", late, [f["findings"] for f in told]])).hexdigest()
        yield Opened(
            f"{main.key}.escalation-{serial}", "escalation", told[-1], upper, body_name(tree, upper), digest,
            main.key, serial, {"late": late},
        )  # fmt: skip


def nothing_to_press(escalation: Paper, family: Sequence[Paper]) -> str | None:
    """Why a draft to the body above must not leave; None where it may. `family`: the referral and all that follows it."""
    late: Mapping[str, Any] = escalation.proposal.detail["late"]
    pressed = next(p for p in family if p.key == late["paper"])
    if _seq(pressed) != late["step"]:
        return f"{late['what']}已经收到，或者原件已办结"
    if _notice_waits(family, pressed.receiver):
        return "原件有更正函或者撤回函待发"
    return None


def _notice_waits(family: Sequence[Paper], receiver: str) -> bool:
    return any(
        p.kind in ("correction", "withdrawal") and p.receiver == receiver and p.pending for p in family
    )


def _seq(paper: Paper) -> int:
    """Number of the step that its state rests on."""
    step = paper.last(paper.state)
    return step.seq if step else 0


def upper_body(tree: Tree, receiver: str, today: date) -> str | None:
    """The place whose discipline body stands above; None above the province."""
    return next(iter(tree.ancestors(receiver, to_day(today))), None)
