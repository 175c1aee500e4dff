"""Discoveries over the year: every site once, some again; about three in ten prove an illegal coal mine."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from random import Random
from typing import Final

import pyarrow as pa

from benchmarks.synthetic.columns import DAY_US, days, instants, numbered, picked, table
from benchmarks.synthetic.sizes import Sizes

READINGS: Final[tuple[tuple[str, str | None, str | None, int], ...]] = (
    ("yes", ";1a;", ";mining_permit;safety_permit;", 15),
    ("yes", ";1a;", None, 9),
    ("yes", ";4;", None, 7),
    ("yes", None, ";safety_permit;", 7),
    ("yes", ";3;", ";business_licence;mining_permit;", 5),
    ("yes", ";1e;", ";none;", 8),
    ("yes", ";2;", ";none;", 3),
    ("yes", ";1b;", ";coal_permit;", 2),  # its list ended in 2013
    ("yes", None, ";none;", 7),
    ("yes", None, None, 6),
    ("yes", ";1a;", ";none;", 1),  # a contradiction
    ("no", ";1a;", ";mining_permit;", 9),
    ("no", None, ";none;", 13),
    ("unknown", ";1a;", ";mining_permit;", 5),
    ("unknown", None, None, 3),
)
"""What a discovery says: producing, situation, missing licences, weight."""

FINDERS: Final = tuple(
    f"合成{w}（合成数据）" for w in ("县应急管理局", "县自然资源局", "乡镇巡查队", "市能源局", "群众举报中心")
)
SOURCES: Final = ("合成数据：巡查", "合成数据：举报", "合成数据：卫片", "合成数据：专项行动")
UP: Final = ("yes", "no", "unknown", None)
UP_WEIGHTS: Final = (55, 12, 8, 25)
CORRECTED: Final = 0.01
WITHDRAWN: Final = 0.003
UNVERIFIED: Final = 0.06
LATE: Final = 0.02
REPORTED_BEFORE, REGISTERED_AFTER, INFORMED_BEFORE, UP_AFTER, RECORDED_AFTER = 11, 4, 3, 6, 4
"""One day more than the longest delay between two dates."""


@dataclass(frozen=True, slots=True)
class Discoveries:
    """The table, and for each row its site's position and its day (from 1970-01-01)."""

    table: pa.Table
    sites: array[int]
    days: array[int]


def draw_discoveries(sizes: Sizes, random: Random) -> Discoveries:
    """Draw `sizes.discoveries` rows, numbered as they were registered; corrections come last."""
    count, draw = sizes.discoveries, random.random
    first, last = sizes.span
    corrections = int(count * CORRECTED)
    originals = count - corrections
    sites = list(range(min(originals, sizes.sites)))
    sites += random.choices(range(sizes.sites), k=originals - len(sites))
    # More is found in the campaigns of autumn and before the Spring Festival.
    season = [2 if 60 <= d < 120 or 180 <= d < 215 else 1 for d in range(sizes.days)]  # noqa: PLR2004
    dated = random.choices(range(first, last + 1), season, k=originals)
    both = sorted(zip(dated, sites, strict=True))
    found = array("l", (d for d, _ in both))
    of = array("l", (s for _, s in both))
    targets = sorted(random.sample(range(originals), corrections))
    of.extend(of[t] for t in targets)
    found.extend(max(first, found[t] - int(draw() * 4)) for t in targets)
    verified = [d if draw() >= UNVERIFIED else None for d in found]
    reading = array("b", random.choices(range(len(READINGS)), [r[3] for r in READINGS], k=count))
    up = array("b", random.choices(range(len(UP)), UP_WEIGHTS, k=count))
    informed = [d - int(draw() * INFORMED_BEFORE) if draw() >= 0.3 else None for d in found]  # noqa: PLR2004
    told = [min(last, d + int(draw() * UP_AFTER)) if u == 0 else None for d, u in zip(found, up, strict=True)]
    ids = numbered("D", count)
    columns = {
        "discovery_id": ids,
        "site_id": numbered("S", sizes.sites).take(pa.array(of, pa.int64())),
        "situation": picked([r[1] for r in READINGS], reading),
        "producing": picked([r[0] for r in READINGS], reading),
        "missing_licences": picked([r[2] for r in READINGS], reading),
        "reported_on": days([d - int(draw() * REPORTED_BEFORE) for d in found]),
        "verified_on": days(verified),
        "registered_on": days([min(last, d + int(draw() * REGISTERED_AFTER)) for d in found]),
        "township_informed_on": days(informed),
        "reported_up": picked(UP, up),
        "reported_up_on": days(told),
        "found_by": picked(FINDERS, random.choices(range(len(FINDERS)), k=count)),
        "source": picked(SOURCES, random.choices(range(len(SOURCES)), k=count)),
        "replaces": ids.take(pa.array([None] * originals + targets, pa.int64())),
        "withdrawn": pa.array([draw() < WITHDRAWN for _ in range(count)], pa.bool_()),
        "recorded_at": instants(recorded(found, random)),
    }
    return Discoveries(table("discoveries", columns, count), of, found)


def recorded(dated: array[int], random: Random) -> list[int]:
    """When the office learned of each row: mostly within days, of some only after months."""
    draw = random.random
    return [
        d * DAY_US + int((draw() * RECORDED_AFTER if draw() >= LATE else 30 + draw() * 170) * DAY_US)
        for d in dated
    ]
