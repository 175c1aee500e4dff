"""Past the last rung of the office's ladder: a draft to the next body up, recorded and never sent by itself."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date

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

    None for a paper that a waiting 撤回函 takes back: nobody is reminded of what no longer holds.
    A draft that has not left lapses when what was waited for has come.
    """
    by_key = {p.key: p for p in papers}
    opened = {
        (p.proposal.detail["late"]["paper"], p.proposal.detail["late"]["step"])
        for p in papers
        if p.kind == "escalation"
    }
    for paper in papers:
        if paper.kind == "escalation" and paper.pending:
            late = paper.proposal.detail["late"]
            now = by_key[late["paper"]]
            if _seq(now) != late["step"]:
                yield Lapse(paper, f"{late['what']}已经收到，或者原件已办结")
        if paper.kind not in ("referral", "escalation") or not paper.issued or not paper.open:
            continue
        due = deadline(paper, settings, calendar)
        upper = upper_body(tree, paper.receiver, today)
        if due is None or not due.past_ladder(today) or upper is None or (paper.key, _seq(paper)) in opened:
            continue
        main = by_key[paper.parent or paper.key]
        family = [p for p in papers if main.key in (p.key, p.parent)]
        told = told_to(family, paper.receiver)
        taken_back = any(
            p.kind == "withdrawal" and p.receiver == paper.receiver and p.pending for p in family
        )
        if not told or taken_back:
            continue
        late = {"paper": paper.key, "step": _seq(paper), "what": due.what, "due": str(due.last)}
        serial = 1 + sum(1 for p in family if p.kind == "escalation")
        digest = hashlib.sha256(canonical(["escalation", late, [f["findings"] for f in told]])).hexdigest()
        yield Opened(
            f"{main.key}.escalation-{serial}", "escalation", told[-1], upper, body_name(tree, upper), digest,
            main.key, serial, {"late": late},
        )  # fmt: skip


def _seq(paper: Paper) -> int:
    """Number of the step that its state rests on."""
    step = paper.last(paper.state)
    return step.seq if step else 0


def upper_body(tree: Tree, receiver: str, today: date) -> str | None:
    """The place whose discipline body stands above; None above the province."""
    return next(iter(tree.ancestors(receiver, to_day(today))), None)
