"""Cycles among rows that each point to at most one other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_SHOWN = 12


def cycles(edges: Mapping[str, str]) -> list[list[str]]:
    """Every cycle, each from its smallest id along the pointers; an id without a pointer ends a path."""
    found = []
    done: set[str] = set()
    for start in sorted(edges):
        path: dict[str, int] = {}
        at = start
        while at in edges and at not in done and at not in path:
            path[at] = len(path)
            at = edges[at]
        if at in path:
            cycle = list(path)[path[at] :]
            first = cycle.index(min(cycle))
            found.append(cycle[first:] + cycle[:first])
        done.update(path)
    return found


def spelt(cycle: Sequence[str]) -> str:
    """A cycle as a message prints it: `A → B → A`, the middle of a long one left out."""
    shown = [*cycle[:_SHOWN], "…"] if len(cycle) > _SHOWN else list(cycle)
    return " → ".join([*shown, cycle[0]])
