"""Sites for which a duty to another body runs, in sets: since when, and on which records it rests."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.build import Facts, collected
from engine.facts.seen import Reading
from engine.rules.matters import MatterRule

Due = tuple[str, str, int, tuple[str, ...]]
"""Root, the division that its row names, the day from which the duty runs, its records by `table/id`."""


@dataclass(frozen=True)
class MatterSites:
    """The days on which sites became something, each set read once for all rules."""

    facts: Facts
    reading: Reading
    stood_since: int | None = None
    """What was sealed on this day or later still counts; without it, nothing that was sealed by the day does."""

    def due(self, rule: MatterRule) -> Iterator[Due]:
        """The sites of a rule that counts no appraisals, by root, on the days of its force; none without a definition."""
        if not self.reading.names:
            return
        first, last = rule.in_force.days
        if rule.each == "prosecuted_site":
            yield from (one for one in self._prosecuted if first <= one[2] <= last)
        elif rule.each in self.reading.names:
            met = self.facts.defined_days(self.reading, rule.each)
            met = met.filter((pc.field("first") >= first) & (pc.field("first") <= last))
            due = self._unsealed(met)
            sites = self.facts.sites.named(due["root"])
            for (root, code), day in zip(sites, due["first"].to_pylist(), strict=True):
                yield root, code, day, (f"sites/{root}",)

    def _measured(self, kind: str, *columns: str) -> nw.LazyFrame[Any]:
        """`(root, day, row)` of the measures of a kind taken by the day; the first of the columns that is filled counts."""
        days = [nw.col(c) for c in columns]
        rows = self.facts.frame("measures").filter(nw.col("kind") == kind)
        dated = rows.with_columns(day=nw.coalesce(*days) if len(days) > 1 else days[0])
        taken = dated.filter(nw.col("day") <= self.facts.as_of)
        placed = taken.join(self.facts.frame("roots").select("site_id", "number"), on="site_id", how="inner")
        return placed.select("day", "row", root=nw.col("number"))

    @cached_property
    def _sealed(self) -> pa.Table:
        """Root → the last day on which its shaft was sealed, of those that end a duty."""
        rows = self._measured("seal", "executed_on")
        if self.stood_since is not None:
            rows = rows.filter(nw.col("day") < self.stood_since)
        return collected(rows.group_by("root").agg(last=nw.col("day").max()))

    def _unsealed(self, met: pa.Table) -> pa.Table:
        """Those that were not sealed from their day on."""
        both = self.facts.lazy(met).join(self.facts.lazy(self._sealed), on="root", how="left")
        later = nw.col("last").is_null() | (nw.col("last") < nw.col("first"))
        return collected(both.filter(later).select("root", "first").sort("root"))

    @cached_property
    def _prosecuted(self) -> list[Due]:
        """Sites on which a case was opened and that met some definition, from the day on which both were so."""
        unlawful = pa.concat_tables(self.facts.defined_days(self.reading, n) for n in self.reading.names)
        first = self.facts.lazy(unlawful).group_by("root").agg(first=nw.col("first").min())
        opened = self._measured("prosecute", "ordered_on", "executed_on").join(first, on="root", how="inner")
        rows = collected(opened)
        rows = rows.append_column("record", self.facts.named(rows, "measures")["record"])
        rows = rows.sort_by([(c, "ascending") for c in ("root", "day", "record")])
        roots = pc.unique(rows["root"])
        sites = self.facts.sites.named(roots)
        columns = (rows[c].to_pylist() for c in ("root", "day", "first", "record"))
        every = groupby(zip(*columns, strict=True), key=itemgetter(0))
        out = []
        for (root, code), (_, some) in zip(sites, every, strict=True):
            (_, day, first_, record), *rest = some
            out.append((root, code, max(day, first_), (record, *(r[3] for r in rest))))
        return out
