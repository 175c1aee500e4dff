"""Notes for the reader of a referral (读者须知): what the law says beside its grounds; data, like rules.

`notes.yaml` in an instrument's folder: the note's id, then its title, when it applies, clauses and text. A clause
of an instrument whose `source.txt` is kept is quoted from it; one whose text is not kept is only named.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from engine.rules.model import Basis, Organ


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LawChange(_Strict):
    """An instrument that ended, and the one that took its place."""

    old: str
    new: str


class Applies(_Strict):
    """When a note stands in a referral; exactly one."""

    law_changed: LawChange | None = None
    """Grounds rest on the new instrument, or on the old one in a run of the new one's days."""
    principal_of: tuple[Organ, ...] = ()
    """The subject is one of these organs, and its principal answers."""
    knowledge: Literal["township_informed"] | None = None
    """A ground counts from the day the township knew, and another body found one of its sites."""
    prior_actions: Literal["listed"] | None = None
    """Every referral: prior actions on its organ and sites are listed, or said not to be on record."""


class ReaderNote(_Strict):
    """What the law says beside the grounds, for whoever reads a referral (读者须知)."""

    title: str
    applies: Applies
    legal_basis: tuple[Basis, ...]
    text: str
