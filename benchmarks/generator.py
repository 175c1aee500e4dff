"""A synthetic year of departments' records, as typed tables: the same seed and sizes give the same rows."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pyarrow as pa

from benchmarks.synthetic.discoveries import draw_discoveries
from benchmarks.synthetic.ground import ground
from benchmarks.synthetic.papers import (
    draw_actions,
    draw_appraisals,
    draw_evidence,
    draw_inquiries,
    draw_posts,
)
from benchmarks.synthetic.sites import draw_sites
from benchmarks.synthetic.sizes import Sizes
from benchmarks.synthetic.visits import draw_checks, draw_measures
from engine.jurisdictions import Tree
from engine.records import Records


def tables(seed: int, sizes: Sizes, tree: Tree) -> dict[str, pa.Table]:
    """All tables as `engine.records` holds them once validated: typed, sorted by id, no id twice."""
    return dict(each_table(seed, sizes, tree))


def each_table(seed: int, sizes: Sizes, tree: Tree) -> Iterator[tuple[str, pa.Table]]:
    """The same one after another, so that of millions of rows no more than one table is held."""

    def random(subject: str) -> Random:
        return Random(f"{seed}/{subject}")  # noqa: S311 - synthetic data, reproducible by its seed

    land = ground(tree, random("ground"))
    sites = draw_sites(land, sizes, random("sites"))
    places = [land.codes[p] for p in sites.places]
    yield "sites", sites.table
    del sites
    found = draw_discoveries(sizes, random("discoveries"))
    yield "discoveries", found.table
    found = replace(found, table=found.table.slice(0, 0))
    yield "measures", draw_measures(found, sizes, random("measures"))
    yield "checks", draw_checks(found, sizes, random("checks"))
    yield "inquiries", draw_inquiries(found, sizes, random("inquiries"))
    county_of = {c: tree.place(c).parent for c in land.townships}
    yield "duty_evidence", draw_evidence(found, places, county_of, sizes, random("evidence"))
    yield "posts", draw_posts(land, sizes, random("posts"))
    yield "prior_actions", draw_actions(land, sizes, random("actions"))
    yield "appraisals", draw_appraisals(found, sizes, random("appraisals"))


def records(drawn: dict[str, Any]) -> Records:
    """The tables as the engine takes them; the digest stands for the rows without reading them."""
    digest = hashlib.sha256("/".join(f"{n}:{t.num_rows}" for n, t in sorted(drawn.items())).encode())
    return Records(drawn, (), digest.hexdigest())
