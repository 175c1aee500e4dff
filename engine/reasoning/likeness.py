"""Facts that no rule of the plan can tell apart: one of them enters the chain, and what it derives holds for each.

Hundreds of stretches of a place differ by their days alone, which stand in the key; a pattern never asks for the key.
The right side of a join stays as it is, since a firing names the very fact that it rested on.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Fact = dict[str, Any]
Keys = Mapping[str, tuple[str, ...]]
"""Key of a fact that is sent → the keys of all it stands for, in order."""


def _told_apart(plan: Sequence[Fact]) -> set[str] | None:
    """Types of facts of which each must be sent; None where the plan joins with what it derives itself."""
    joined = {p["equal"]["t"] for rule in plan for p in rule["patterns"][1:]}
    return None if joined & {rule["give"]["t"] for rule in plan} else joined


def represented(
    plan: Sequence[Fact], facts: Mapping[str, Sequence[Fact]]
) -> tuple[dict[str, list[Fact]], dict[str, Keys]]:
    """By session the facts to send, and for whom each of them stands; the one with the smallest key is sent."""
    apart = _told_apart(plan)
    sent: dict[str, list[Fact]] = {}
    keys: dict[str, Keys] = {}
    for sid, given in facts.items():
        alike: dict[tuple[Any, ...], list[Fact]] = {}
        sent[sid] = mine = []
        named: dict[str, tuple[str, ...]] = {}
        for fact in given:
            if apart is None or fact["t"] in apart:
                mine.append(fact)
            else:  # True and 1 are one key of a dictionary, and two values to the chain
                seen = tuple((name, value, value is True) for name, value in fact.items() if name != "key")
                alike.setdefault(seen, []).append(fact)
        for members in alike.values():
            first = min(members, key=lambda f: str(f["key"]))
            mine.append(first)
            if len(members) > 1:
                named[first["key"]] = tuple(sorted(f["key"] for f in members))
        keys[sid] = named
    return sent, keys
