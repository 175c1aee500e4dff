"""What named officers decided about open norms, case by case: the register's memory, so that like is decided alike."""

from typing import Final

from sqlmodel import Session

from engine.ledgers import acts
from engine.ledgers.acts import Act, ActError
from engine.rules.norms import Norm
from engine.signing import Signer
from engine.store import Writing

NORM: Final = "norm"
ROLES: Final = ("drafter", "approver")


def decided(session: Session, norm: str | None = None) -> list[Act]:
    """Every decision on a norm, or on all of them, oldest first."""
    return acts.acts(session, NORM, norm)


def decide(
    session: Writing, signer: Signer, name: str, norm: Norm, *, about: str, chosen: str, why: str, seen: int
) -> Act:
    """Record what an officer decided about one case, signed; `seen` is how many earlier decisions were shown.

    Raises ActError: nothing said of the case or the answer, or a decision came in meanwhile; OfficerError.
    """
    if not about.strip() or not chosen.strip():
        raise ActError("决定须写明关于哪一件（--about）和怎样判断（--chosen）。")
    if len(decided(session, name)) != seen:
        raise ActError(f"“{norm.term}”刚有另一人作了决定；请先用 wenze norms show {name} 看过再办。")
    return acts.record(
        session, signer, ROLES, of=NORM, subject=name, kind="decided", chosen=chosen, why=why,
        detail={"about": about, "term": norm.term, "definition": norm.definition, "seen": seen},
    )  # fmt: skip
