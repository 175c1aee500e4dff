"""A synthetic year of departments' records, as typed tables: the same seed and sizes give the same rows."""

import hashlib
from random import Random
from typing import Any

import pyarrow as pa

from benchmarks.synthetic.discoveries import draw_discoveries
from benchmarks.synthetic.ground import ground
from benchmarks.synthetic.papers import draw_actions, draw_evidence, draw_inquiries, draw_posts
from benchmarks.synthetic.sites import draw_sites
from benchmarks.synthetic.sizes import Sizes
from benchmarks.synthetic.visits import draw_checks, draw_measures
from engine.jurisdictions import Tree
from engine.records import Records


def tables(seed: int, sizes: Sizes, tree: Tree) -> dict[str, pa.Table]:
    """All eight tables as `engine.records` holds them once validated: typed, sorted by id, no id twice."""

    def random(subject: str) -> Random:
        return Random(f"{seed}/{subject}")  # noqa: S311 - synthetic data, reproducible by its seed

    land = ground(tree, random("ground"))
    sites = draw_sites(land, sizes, random("sites"))
    found = draw_discoveries(sizes, random("discoveries"))
    county_of = {c: tree.place(c).parent for c in land.townships}
    places = [land.codes[p] for p in sites.places]
    return {
        "sites": sites.table,
        "discoveries": found.table,
        "measures": draw_measures(found, sizes, random("measures")),
        "checks": draw_checks(found, sizes, random("checks")),
        "inquiries": draw_inquiries(found, sizes, random("inquiries")),
        "duty_evidence": draw_evidence(found, places, county_of, sizes, random("evidence")),
        "posts": draw_posts(land, sizes, random("posts")),
        "prior_actions": draw_actions(land, sizes, random("actions")),
    }


def records(drawn: dict[str, Any]) -> Records:
    """The tables as the engine takes them; the digest stands for the rows without reading them."""
    digest = hashlib.sha256("/".join(f"{n}:{t.num_rows}" for n, t in sorted(drawn.items())).encode())
    return Records(drawn, (), digest.hexdigest())
