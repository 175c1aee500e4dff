"""Sites: mostly coal, some of them reported twice (`same_as`), a few corrected."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from random import Random
from typing import Final

import pyarrow as pa

from benchmarks.synthetic.columns import DAY_US, instants, numbered, picked, table
from benchmarks.synthetic.ground import Ground
from benchmarks.synthetic.sizes import Sizes

MINERALS: Final = ("coal", "iron", "bauxite", "sand_gravel", "limestone", "gold")
MINERAL_WEIGHTS: Final = (72, 9, 7, 7, 4, 1)
KINDS: Final = (None, "unlicensed", "licensed", "closed", "abandoned", "construction")
KIND_WEIGHTS: Final = (10, 30, 35, 10, 10, 5)
SAME: Final = 0.015
CORRECTED: Final = 0.005
LONGEST: Final = 2
"""Steps of `same_as` to the root; with a correction at its end, a chain has at most one more."""


@dataclass(frozen=True, slots=True)
class Sites:
    """The table, and the position of each site's code in the ground."""

    table: pa.Table
    places: array[int]


def draw_sites(ground: Ground, sizes: Sizes, random: Random) -> Sites:
    """Draw `sizes.sites` rows."""
    count = sizes.sites
    corrections = int(count * CORRECTED)
    originals = count - corrections
    places = ground.drawn(random, originals)
    minerals = array("b", random.choices(range(len(MINERALS)), MINERAL_WEIGHTS, k=originals))
    replaces: list[int | None] = [None] * originals
    for target in sorted(random.sample(range(originals), corrections)):
        # A correction moves the site to where it really lies.
        places.append(ground.drawn(random, 1)[0])
        minerals.append(minerals[target])
        replaces.append(target)
    same = _same(places, originals, random)
    ids = numbered("S", count)
    first = sizes.span[0]
    recorded = [first * DAY_US + int(r * DAY_US) for r in _randoms(random, count)]
    columns = {
        "site_id": ids,
        "name": pa.array([f"合成矿点{n:07d}（合成数据）" for n in range(count)], pa.string()),
        "mineral": picked(MINERALS, minerals),
        "jurisdiction": picked(ground.codes, places),
        "site_kind": picked(KINDS, random.choices(range(len(KINDS)), KIND_WEIGHTS, k=count)),
        "same_as": ids.take(pa.array(same, pa.int64())),
        "replaces": ids.take(pa.array(replaces, pa.int64())),
        "recorded_at": instants(recorded),
    }
    return Sites(table("sites", columns, count), places)


def _randoms(random: Random, count: int) -> list[float]:
    draw = random.random
    return [draw() for _ in range(count)]


def _same(places: array[int], originals: int, random: Random) -> list[int | None]:
    """For some sites an earlier one of the same place; never a chain longer than LONGEST."""
    latest: dict[int, int] = {}
    depth: dict[int, int] = {}
    out: list[int | None] = [None] * len(places)
    for site, chance in enumerate(_randoms(random, originals)):
        before = latest.get(places[site])
        if chance < SAME and before is not None and depth.get(before, 0) < LONGEST:
            out[site] = before
            depth[site] = depth.get(before, 0) + 1
        latest[places[site]] = site
    return out
