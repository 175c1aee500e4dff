"""All facts of one evaluation: spans of the sites' states, and the few rows that are facts by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.definitions import YES
from engine.facts.episodes import Reading, episode_days, seen_checks, seen_discoveries, spans
from engine.facts.sites import ordinal, place_table, root_table
from engine.facts.standing import Standing, standing
from engine.jurisdictions import Tree
from engine.periods import to_day

DATES = ("verified_on", "reported_on", "registered_on", "township_informed_on", "reported_up_on",
         "checked_on", "ordered_on", "executed_on", "result_on")  # fmt: skip


TRUTH = ("no", "unknown", "yes")


def _collected(frame: nw.LazyFrame[Any]) -> pa.Table:
    return frame.collect(backend="pyarrow").to_native()


def _by_day(row: dict[str, Any]) -> tuple[int, str]:
    return row["day"], row["record"]


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
    _seens: dict[Reading, tuple[pa.Table, pa.Table]] = field(default_factory=dict)
    _episode_days: dict[Reading, pa.Table] = field(default_factory=dict)
    _spans: dict[Reading, pa.Table] = field(default_factory=dict)
    _frames: dict[str, nw.LazyFrame[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hand the tables to DuckDB (no copy) and place the roots in the tree."""
        roots = root_table(self.standing)
        codes = roots.filter(pc.equal(roots["site_id"], roots["root"])).select(
            ["root", "jurisdiction", "mineral"]
        )
        self.codes: dict[str, str] = dict(
            zip(codes["root"].to_pylist(), codes["jurisdiction"].to_pylist(), strict=True)
        )
        self.roots: dict[str, str] = dict(
            zip(roots["site_id"].to_pylist(), roots["root"].to_pylist(), strict=True)
        )
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

    def _lazy(self, table: pa.Table) -> nw.LazyFrame[Any]:
        return nw.from_native(self._connection.from_arrow(table))

    def _seen(self, reading: Reading) -> tuple[pa.Table, pa.Table]:
        """Seen discoveries and checks of a reading, computed once."""
        if reading not in self._seens:
            f = self._frames
            seen = seen_discoveries(f["discoveries"], f["roots"], reading, self.as_of)
            checks = seen_checks(f["checks"], f["measures"], f["roots"], self.as_of)
            self._seens[reading] = (_collected(seen), _collected(checks))
        return self._seens[reading]

    def _days(self, reading: Reading) -> nw.DataFrame[Any]:
        """Site-days of episodes of a reading, computed once."""
        if reading not in self._episode_days:
            seen, checks = self._seen(reading)
            self._episode_days[reading] = _collected(
                episode_days(self._lazy(seen), self._lazy(checks), reading, self.as_of)
            )
        return nw.from_native(self._episode_days[reading], eager_only=True)

    def spans(self, reading: Reading) -> pa.Table:
        """See `engine.facts.episodes.spans`; sorted by root and first day."""
        if reading not in self._spans:
            days = self._lazy(self._days(reading).to_native())
            table = spans(days, self._frames["codes"], self._frames["places"], reading, self.as_of)
            self._spans[reading] = table.sort_by([("root", "ascending"), ("first", "ascending")])
        return self._spans[reading]

    def unplaced(self, reading: Reading) -> list[str]:
        """Sites whose division the tree does not have on the day of a discovery."""
        table = self.spans(reading)
        return sorted(set(table.filter(pc.is_null(table["province"]))["root"].to_pylist()))

    def sightings(self, reading: Reading, roots: list[str]) -> list[tuple[str, int]]:
        """Days on which a site of `roots` was discovered again in an open episode: `(root, day)`."""
        if not roots:
            return []
        days = self._days(reading)
        again = days.filter(
            (nw.col("found") == 1) & (nw.col("day") > nw.col("opened")) & nw.col("root").is_in(roots)
        )
        return sorted(zip(again["root"].to_list(), again["day"].to_list(), strict=True))

    def states(self, reading: Reading) -> list[dict[str, Any]]:
        """Each site on the day: `(root, opened, since, state, <definition>…)`, of the episode open or last open.

        `state` is stopped, not_stopped or unknown; `since` the day of the last record that changed anything.
        """
        days = self._days(reading)
        ends = days.filter(nw.col("following").is_null())
        told = days.filter((nw.col("found") == 1) | (nw.col("stopped") == 1) | (nw.col("bad") == 1))
        since = told.group_by("root").agg(since=nw.col("day").max())
        out = []
        for row in ends.join(since, on="root", how="inner").iter_rows(named=True):
            failing = row["told"] % 2 == 0 and row["evident"] == 1
            state = "stopped" if not row["open"] else "not_stopped" if failing else "unknown"
            out.append(
                {
                    "root": row["root"], "opened": row["opened"], "since": row["since"], "state": state,
                    **{name: TRUTH[row[name]] for name in reading.names},
                }
            )  # fmt: skip
        return sorted(out, key=lambda r: r["root"])

    def defined_from(self, reading: Reading, name: str) -> dict[str, int]:
        """First day on which an episode of each site met a definition, stopped episodes included."""
        first = self._days(reading).filter(nw.col(name) == YES).group_by("root").agg(nw.col("day").min())
        return dict(zip(first["root"].to_list(), first["day"].to_list(), strict=True))

    def contradictions(self, reading: Reading, name: str) -> list[tuple[str, str, int]]:
        """`(record, root, day)` of discoveries that a definition finds contradictory and whose other limbs may hold."""
        seen = nw.from_native(self._seen(reading)[0], eager_only=True)
        rows = seen.filter(nw.col(f"contradicts_{name}"))
        return sorted(
            zip(rows["record"].to_list(), rows["root"].to_list(), rows["day"].to_list(), strict=True)
        )

    def reports(self, clock: int) -> list[dict[str, Any]]:
        """Reports of coal sites not verified `clock` days after they came: `(discovery_id, root, reported_on, verified_on)`."""
        late, verified = nw.col("reported_on") + clock, nw.col("verified_on")
        rows = (
            self._frames["discoveries"]
            .filter(late < self.as_of)
            .filter(verified.is_null() | (verified > late + 1))
        )
        coal = self._frames["roots"].filter(nw.col("mineral") == "coal")
        joined = rows.join(coal.select("site_id", "root"), on="site_id", how="inner")
        table = _collected(joined.select("discovery_id", "root", "reported_on", "verified_on"))
        return list(table.to_pylist())

    def records_of(
        self, reading: Reading, roots: list[str]
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Seen discoveries and checks of some sites, as rows, by day and record."""
        wanted = pa.array(roots, pa.string())
        seen, checks = (
            t.filter(pc.is_in(t["root"], value_set=wanted)).to_pylist() for t in self._seen(reading)
        )
        return sorted(seen, key=_by_day), sorted(checks, key=_by_day)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Standing rows of a small table (duty_evidence, inquiries, posts, prior_actions), dates as ordinals."""
        rows = self.standing.tables[table].to_pylist()
        return [{k: to_day(v) if type(v) is date else v for k, v in row.items()} for row in rows]


def build_facts(tables: Mapping[str, pa.Table], tree: Tree, as_of: date, known_at: datetime | None) -> Facts:
    """Records → facts. Pure: the day and the knowledge time are arguments."""
    return Facts(standing(tables, known_at), tree, to_day(as_of))


__all__ = ["Facts", "build_facts"]
