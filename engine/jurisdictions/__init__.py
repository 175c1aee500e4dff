"""Divisions, their dated tree, and who receives what concerns them (data in `jurisdictions/`)."""

from engine.jurisdictions.history import Turn, turns
from engine.jurisdictions.places import LEVEL_NAMES, LEVELS, Change, Place, Placement
from engine.jurisdictions.tables import BUNDLED, Jurisdictions, PostTitle, ReceiverRow, load_jurisdictions
from engine.jurisdictions.tree import Tree

__all__ = [
    "BUNDLED", "LEVELS", "LEVEL_NAMES", "Change", "Jurisdictions", "Place", "Placement",
    "PostTitle", "ReceiverRow", "Tree", "Turn", "load_jurisdictions", "turns",
]  # fmt: skip
