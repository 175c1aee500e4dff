"""What an evaluation proposes, carried into the ledger in its own transaction: papers opened, proposed anew, lapsed.

These steps are the program's own and bear no signature; what officers sign stands in `engine.ledgers.referrals`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from engine.dossiers import Dossier
from engine.jurisdictions import Tree
from engine.ledgers import audit
from engine.ledgers.differences import Seen
from engine.ledgers.dossier_form import DraftForm, form_of
from engine.ledgers.lives import PROGRAM, Paper
from engine.ledgers.matter_proposals import matter_moves
from engine.ledgers.overdue import escalations
from engine.ledgers.papers import Held
from engine.ledgers.proposals import Lapse, Move, Opened, proposals
from engine.ledgers.steps import add
from engine.ledgers.supervising import Unit, notices
from engine.ledgers.unmoved import NOTHING_UNMOVED, Unmoved
from engine.matter_dossiers import MatterDrafts
from engine.office_day import legal_day
from engine.periods import Overlay
from engine.settings import Settings
from engine.store import Writing
from engine.store.models import Referral


def propose(
    session: Writing, run_id: int | None, dossiers: Iterable[Dossier | DraftForm], seen: Seen, actor: str = PROGRAM,
    unmoved: Unmoved = NOTHING_UNMOVED, held: Held | None = None,
) -> list[Move]:  # fmt: skip
    """Carry the dossiers of a run into the ledger, in the run's own transaction; again with the same run: nothing.

    `actor` is who ran it, for the audit log; steps are the program's own and bear no signature. `held`: the papers, if
    this writing has read them already; so in the steps that follow.
    """
    held, forms = held or Held(session), [d if isinstance(d, DraftForm) else form_of(d) for d in dossiers]
    moves = proposals(held.papers, forms, seen, unmoved)
    _carry(session, moves, held, date.fromisoformat(seen.as_of), run_id, actor)
    return moves


def supervise(
    session: Writing, run_id: int | None, units: Sequence[Unit], seen: Seen, actor: str = PROGRAM,
    held: Held | None = None,
) -> list[Move]:  # fmt: skip
    """Carry the 督办 letters that a run asks for into the ledger, as `propose` does its dossiers."""
    held = held or Held(session)
    moves = notices(held.papers, units, seen)
    _carry(session, moves, held, date.fromisoformat(seen.as_of), run_id, actor)
    return moves


def propose_matters(
    session: Writing, run_id: int | None, drafts: MatterDrafts, actor: str = PROGRAM, unmoved: Unmoved = NOTHING_UNMOVED,
    held: Held | None = None,
) -> list[Move]:  # fmt: skip
    """Carry the matters of a run into the ledger, as `propose` does the dossiers."""
    held, as_of = held or Held(session), drafts.run.as_of
    moves = list(matter_moves(held.papers, drafts, as_of.isoformat(), unmoved))
    _carry(session, moves, held, as_of, run_id, actor)
    return moves


def escalate_overdue(
    session: Writing, settings: Settings, calendar: Overlay, tree: Tree, actor: str = PROGRAM, held: Held | None = None,
) -> list[Move]:  # fmt: skip
    """Draft to the next body up for every paper whose ladder has run out by today; lapse those no longer needed."""
    held, today = held or Held(session), legal_day(session.now)
    moves: list[Move] = list(escalations(held.papers, today, settings, calendar, tree))
    _carry(session, moves, held, today, None, actor)
    return moves


def _carry(
    session: Writing, moves: Sequence[Move], held: Held, on: date, run_id: int | None, actor: str
) -> None:
    by_key = held.by_key
    with audit.gathered(session):
        for move in moves:
            if isinstance(move, Lapse):
                by_key[move.paper.key] = add(
                    session,
                    move.paper,
                    "closed",
                    on,
                    run_id=run_id,
                    detail={"lapsed": move.why, "ran": actor},
                )
                continue
            one = _open(session, move, by_key, run_id) if isinstance(move, Opened) else move.paper
            detail = {**move.detail, "dossier": move.form, "ran": actor}
            by_key[one.key] = add(
                session, one, "proposed", on, run_id=run_id, package_sha256=move.digest, detail=detail
            )
            if isinstance(move, Opened) and move.parent:
                mark = "escalated" if move.kind == "escalation" else move.kind
                main = by_key[move.parent]
                by_key[main.key] = add(session, main, mark, on, run_id=run_id, detail={"paper": move.key})


def _open(session: Writing, move: Opened, known: Mapping[str, Paper], run_id: int | None) -> Paper:
    form = move.form
    parent = known[move.parent].id if move.parent else None
    row = Referral(
        key=move.key, kind=move.kind, parent_id=parent, serial=move.serial, organ=form["organ"],
        jurisdiction=form["place"], receiver=move.receiver, receiver_body=move.receiver_body, run_id=run_id,
        findings=[f["id"] for f in form["findings"]], sites=[s["site_id"] for s in form["sites"]], actor=PROGRAM,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return Paper(
        row.key, row.kind, row.organ, row.jurisdiction, move.receiver, move.receiver_body, move.parent, row.serial,
        (), row.id,
    )  # fmt: skip
