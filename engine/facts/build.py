"""All facts of one evaluation: spans of the sites' states, and the few rows that are facts by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.definitions import YES, condition_value, contradicts
from engine.facts.episodes import Reading, episode_days, seen_checks, seen_discoveries, spans
from engine.facts.sites import ordinal, place_table, root_table
from engine.facts.standing import Standing, standing
from engine.jurisdictions import Tree
from engine.periods import to_day
from engine.rules.model import Rule, Where

DATES = ("verified_on", "reported_on", "registered_on", "township_informed_on", "reported_up_on",
         "checked_on", "ordered_on", "executed_on", "result_on")  # fmt: skip


TRUTH = ("no", "unknown", "yes")


def _dated(table: pa.Table) -> pa.Table:
    for name in set(DATES) & set(table.column_names):
        table = table.set_column(table.column_names.index(name), name, ordinal(table[name]))
    return table


@dataclass
class Facts:
    """What holds up to `as_of` as known at `known_at`; spans are computed once for each reading."""

    standing: Standing
    tree: Tree
    as_of: int
    _connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)
    _spans: dict[Reading, pa.Table] = field(default_factory=dict)
    _frames: dict[str, nw.LazyFrame[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hand the tables to DuckDB (no copy) and place the roots in the tree."""
        roots = root_table(self.standing)
        codes = roots.filter(pc.equal(roots["site_id"], roots["root"])).select(["root", "jurisdiction", "mineral"])
        self.codes: dict[str, str] = dict(zip(codes["root"].to_pylist(), codes["jurisdiction"].to_pylist(), strict=True))
        self.roots: dict[str, str] = dict(zip(roots["site_id"].to_pylist(), roots["root"].to_pylist(), strict=True))
        places = place_table(self.tree, pc.unique(codes["jurisdiction"]).to_pylist())
        tables = {
            "roots": roots,
            "codes": codes.select(["root", "jurisdiction"]),
            "places": places,
            **{n: _dated(self.standing.tables[n]) for n in ("discoveries", "checks", "measures")},
        }
        for name, table in tables.items():
            self._frames[name] = nw.from_native(self._connection.from_arrow(table))

    def frame(self, name: str) -> nw.LazyFrame[Any]:
        """A table in DuckDB: discoveries, checks, measures (days as ordinals), roots, codes or places."""
        return self._frames[name]

    def _seen(self, reading: Reading) -> tuple[nw.LazyFrame[Any], nw.LazyFrame[Any]]:
        f = self._frames
        seen = seen_discoveries(f["discoveries"], f["roots"], reading, self.as_of)
        return seen, seen_checks(f["checks"], f["measures"], f["roots"], self.as_of)

    def spans(self, reading: Reading) -> pa.Table:
        """See `engine.facts.episodes.spans`; sorted by root and first day."""
        if reading not in self._spans:
            days = episode_days(*self._seen(reading), reading)
            table = spans(days, self._frames["codes"], self._frames["places"], reading, self.as_of)
            self._spans[reading] = table.sort_by([("root", "ascending"), ("first", "ascending")])
        return self._spans[reading]

    def sightings(self, reading: Reading, roots: list[str]) -> pa.Table:
        """Days on which a site of `roots` was discovered again in an open episode: `(root, episode, day)`."""
        days = episode_days(*self._seen(reading), reading)
        again = days.filter(nw.col("found") == 1, nw.col("day") > nw.col("opened"), nw.col("root").is_in(roots))
        return (
            again.select("root", nw.col("episode").cast(nw.Int64), "day").collect(backend="pyarrow").to_native()
            if roots
            else pa.table({"root": [], "episode": [], "day": []})
        )

    def states(self, reading: Reading) -> list[dict[str, Any]]:
        """Each site on the day: `(root, opened, since, state, <definition>…)`, of the episode open or last open.

        `state` is stopped, not_stopped or unknown; `since` the day of the last record that changed anything.
        """
        days = episode_days(*self._seen(reading), reading)
        latest = days.filter(nw.col("following").is_null()).with_columns(again=nw.col("day").max().over("root"))
        rows = latest.filter(nw.col("day") == nw.col("again")).collect(backend="pyarrow").to_native().to_pylist()
        out = []
        for row in rows:
            failing = row["told"] % 2 == 0 and row["evident"] == 1
            state = "stopped" if row["closes"] else "not_stopped" if failing else "unknown"
            out.append(
                {
                    "root": row["root"], "opened": row["opened"], "since": row["day"], "state": state,
                    **{name: TRUTH[row[name]] for name in reading.names},
                }
            )  # fmt: skip
        return sorted(out, key=lambda r: r["root"])

    def defined_from(self, reading: Reading, name: str) -> dict[str, int]:
        """First day on which an episode of each site met a definition, stopped episodes included."""
        days = episode_days(*self._seen(reading), reading).filter(nw.col(name) == YES)
        table = days.group_by("root").agg(nw.col("day").min()).collect(backend="pyarrow").to_native()
        return dict(zip(table["root"].to_pylist(), table["day"].to_pylist(), strict=True))

    def contradictions(self, rule: Rule) -> list[tuple[str, str, int]]:
        """`(record, root, day)` of discoveries that a definition finds contradictory and whose other limbs may hold."""
        when: Where = rule.when.where  # type: ignore[union-attr]
        dated = self._frames["discoveries"].with_columns(day=nw.col("verified_on")).filter(nw.col("day") <= self.as_of)
        joined = dated.join(self._frames["roots"], on="site_id", how="inner").filter(contradicts(rule))
        for column, condition in sorted(when.items()):
            joined = joined.filter(condition_value(column, condition) > 0)
        rows = joined.select("discovery_id", "root", "day").collect(backend="pyarrow").to_native()
        return sorted((f"discoveries/{r['discovery_id']}", r["root"], r["day"]) for r in rows.to_pylist())

    def records_of(self, reading: Reading, roots: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Seen discoveries and checks of some sites, as rows, by day and record."""
        if not roots:
            return [], []
        seen, checks = self._seen(reading)
        out = []
        for frame in (seen, checks):
            rows = frame.filter(nw.col("root").is_in(roots)).collect(backend="pyarrow").to_native().to_pylist()
            out.append(sorted(rows, key=lambda r: (r["day"], r["record"])))
        return out[0], out[1]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Standing rows of a small table (duty_evidence, inquiries, posts, prior_actions), dates as ordinals."""
        rows = self.standing.tables[table].to_pylist()
        return [{k: to_day(v) if type(v) is date else v for k, v in row.items()} for row in rows]


def build_facts(tables: Mapping[str, pa.Table], tree: Tree, as_of: date, known_at: datetime | None) -> Facts:
    """Records → facts. Pure: the day and the knowledge time are arguments."""
    return Facts(standing(tables, known_at), tree, to_day(as_of))


__all__ = ["Facts", "build_facts"]
