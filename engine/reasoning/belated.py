"""What came too late, in the second computation: inquiries without an answer, reports without verification."""

from collections.abc import Iterator

import pyarrow.compute as pc

from engine.facts.build import Facts

Late = tuple[str, str, tuple[int, int]]
"""Place, record, first and last day."""


def unverified(facts: Facts, clock: int) -> Iterator[Late]:
    """Reports of coal sites, verified later than `clock` days after they came or not at all: the days on which they were late."""
    table = facts.standing.table("discoveries", ["discovery_id", "site_id", "reported_on", "verified_on"])
    lag = pc.subtract(table["verified_on"].cast("int32"), table["reported_on"].cast("int32"))
    in_time = pc.fill_null(pc.less_equal(lag, clock), False)
    table = table.filter(pc.and_(pc.is_valid(table["reported_on"]), pc.invert(in_time)))
    minerals = facts.standing.table("sites", ["site_id", "mineral"])
    coal = set(minerals["site_id"].filter(pc.equal(minerals["mineral"], "coal")).to_pylist())
    for identity, site, reported, verified in zip(*(c.to_pylist() for c in table.columns), strict=True):
        root = facts.roots.get(site, "")
        if root not in coal:
            continue
        start = reported.toordinal() + clock + 1
        end = facts.as_of if verified is None else min(facts.as_of, verified.toordinal() - 1)
        if start <= end:
            place = facts.codes[root]
            while place and facts.tree.place(place, start).level != "county":
                place = facts.tree.place(place, start).parent
            yield place or facts.codes[root], identity, (start, end)


def unanswered(facts: Facts) -> Iterator[Late]:
    """Inquiries whose due day passed without an answer: the days on which they were late."""
    levels = {"township_government": "township", "township_party_committee": "township",
              "city_government": "city", "city_party_committee": "city"}  # fmt: skip
    for row in facts.rows(
        "inquiries", ("inquiry_id", "site_id", "sent_on", "sent_to", "due_on", "answered_on")
    ):
        root = facts.roots.get(row["site_id"])
        end = facts.as_of if row["answered_on"] is None else min(facts.as_of, row["answered_on"] - 1)
        start = max(row["sent_on"], row["due_on"] + 1)
        if root and start <= end:
            place = facts.codes[root]
            chain = [place, *facts.tree.ancestors(place, start)]
            wanted = (levels.get(row["sent_to"], "county"), "county")
            at = [c for level in wanted for c in chain if facts.tree.place(c, start).level == level]
            yield (at or [place])[0], row["inquiry_id"], (start, end)
