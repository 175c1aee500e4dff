"""Where sites lie: real divisions, a few counties and townships having most of them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Final

from engine.jurisdictions import Tree

SUBDISTRICT: Final = 0.2
"""A 街道 has fewer mines than a 乡 or 镇."""

COUNTY_ONLY: Final = 0.01
"""Share of a county's sites that are given at the county alone."""

RURAL: Final = frozenset({"乡", "镇", "民族乡", "苏木", "民族苏木"})


@dataclass(frozen=True, slots=True)
class Ground:
    """Codes at which sites lie with their weights summed up, the counties, and the townships with a county."""

    codes: list[str]
    weights: list[float]
    counties: list[str]
    townships: list[str]

    def drawn(self, random: Random, count: int) -> array[int]:
        """Positions in `codes` of so many sites."""
        return array("l", random.choices(range(len(self.codes)), cum_weights=self.weights, k=count))


def ground(tree: Tree, random: Random) -> Ground:
    """The lowest divisions of the tree, weighted: harmonic over counties, squares within one."""
    below: dict[str, list[str]] = defaultdict(list)
    for place in tree:
        if place.level == "township":
            below[place.parent].append(place.code)
    parents = sorted(below)
    ranks = list(range(len(parents)))
    random.shuffle(ranks)
    codes: list[str] = []
    weights: list[float] = []
    townships: list[str] = []
    for parent, rank in zip(parents, ranks, strict=True):
        share = 1 / (rank + len(parents) / 10)
        drawn = [
            random.random() ** 2 * (1 if tree.place(code).kind in RURAL else SUBDISTRICT)
            for code in below[parent]
        ]
        codes += below[parent]
        weights += [share * own / sum(drawn) for own in drawn]
        if tree.place(parent).level == "county":
            codes.append(parent)
            weights.append(share * COUNTY_ONLY)
            townships += below[parent]
    counties = [p for p in parents if tree.place(p).level == "county"]
    return Ground(codes, list(accumulate(weights)), counties, townships)
