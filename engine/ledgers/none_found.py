"""查无: where nothing speaks for the subject, a named person has looked and says so, or nothing is drafted. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from engine.ledgers.forms_told import form_in
from engine.ledgers.lives import LifeError, Paper

_CARRYING: Final = frozenset({"referral", "supplement", "correction", "escalation"})
"""Kinds of papers that carry the section 有利情节与未采信记录."""


def empty(one: Paper) -> bool:
    """Whether the paper carries the section and no record speaks in it."""
    return one.kind in _CARRYING and not any(form_in(one)["other"].values())


def none_found(one: Paper, detail: Mapping[str, Any]) -> None:
    """Raise LifeError where the section is empty and the drafted step's `detail` names nobody who looked."""
    if empty(one) and not detail.get("searched_by"):
        raise LifeError(
            f"{one.key} 的“有利情节与未采信记录”是空的；须由起草人查明后写明查了哪些，"
            "例如 wenze refer draft … --none-found 已核对执法台账、任职文件和处分记录。"
        )
