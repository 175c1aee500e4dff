"""All facts of one evaluation: spans of the sites' states, and the few rows that are facts by themselves."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

import duckdb
import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.days import site_days, told
from engine.facts.definitions import YES
from engine.facts.episodes import episode_spans
from engine.facts.seen import Reading, seen_checks, seen_discoveries
from engine.facts.sites import Sites, number_sites
from engine.facts.standing import Standing, standing
from engine.jurisdictions import Tree
from engine.periods import ARROW_EPOCH, to_day
from engine.records import TABLES

READ: Final = {
    "discoveries": (
        "site_id", "situation", "producing", "missing_licences", "reported_on", "verified_on", "registered_on",
        "township_informed_on", "reported_up", "reported_up_on",
    ),
    "checks": ("site_id", "checked_on", "result"),
    "measures": ("site_id", "kind", "ordered_on", "executed_on", "result_on", "result", "result_by"),
    "appraisals": ("site_id", "kind", "value", "protected", "determined_on"),
}  # fmt: skip
"""The columns that the sets read of the large tables; every other stays where it is."""

ROWS_A_PART: Final = 500_000
"""Seen records whose site-days and spans are computed together: what that takes besides the result stays bounded."""

Mask = Callable[[pa.Table], pa.ChunkedArray]
"""Which spans to keep, by a computation of one's own."""

TRUTH = ("no", "unknown", "yes")
PLACES: Final = ("jurisdiction", "township", "county", "city", "province")


def collected(frame: nw.LazyFrame[Any]) -> pa.Table:
    """What DuckDB makes of a frame."""
    return frame.collect(backend="pyarrow").to_native()


@dataclass
class Facts:
    """What holds up to `as_of` as known at `known_at`; spans are computed once for each reading."""

    standing: Standing
    tree: Tree
    as_of: int
    _connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)
    _seens: dict[Reading, tuple[pa.Table, pa.Table]] = field(default_factory=dict)
    _spans: dict[Reading, pa.Table] = field(default_factory=dict)
    _frames: dict[str, nw.LazyFrame[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hand the tables to DuckDB (no copy) and place the roots in the tree."""
        self.sites: Sites = number_sites(self.standing, self.tree)
        self._frames["roots"] = self.lazy(self.sites.table)
        for name, columns in READ.items():
            self._frames[name] = self._dated(name, columns)

    def _dated(self, name: str, columns: Sequence[str]) -> nw.LazyFrame[Any]:
        """The standing rows of a table with their number; days are ordinals only once they are read."""
        table, stands = self.standing.known[name].select(list(columns)), self.standing.stands[name]
        days = [c for c in columns if pa.types.is_date32(table.schema.field(c).type)]
        for day in days:
            table = table.set_column(table.column_names.index(day), day, table[day].cast(pa.int32()))
        table = table.append_column("row", pa.arange(0, table.num_rows).cast(pa.int32()))
        if stands is None:
            frame = self.lazy(table)
        else:
            frame = self.lazy(table.append_column("stands", stands)).filter(nw.col("stands"))
        return frame.with_columns(*[nw.col(day) + ARROW_EPOCH for day in days])

    def frame(self, name: str) -> nw.LazyFrame[Any]:
        """A table in DuckDB: discoveries, checks, measures (days as ordinals) or roots."""
        return self._frames[name]

    def lazy(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """A table handed to DuckDB, no copy."""
        return nw.from_native(self._connection.from_arrow(table))

    @cached_property
    def codes(self) -> dict[str, str]:
        """Root → the division its row names."""
        every = pa.arange(0, len(self.sites.names))
        return {self.roots[name]: code for name, code in self.sites.named(every)}

    @cached_property
    def roots(self) -> dict[str, str]:
        """Every site_id that leads to a standing row → its root; an id is one text wherever it stands."""
        ids = self.sites.table["site_id"].to_pylist()
        texts = dict(zip(ids, ids, strict=True))
        texts.update(zip(ids, map(texts.__getitem__, self.sites.table["root"].to_pylist()), strict=True))
        return texts

    def _seen(self, reading: Reading) -> tuple[pa.Table, pa.Table]:
        """Seen discoveries and checks of a reading, computed once; roots are numbers."""
        if reading not in self._seens:
            f = self._frames
            seen = seen_discoveries(f["discoveries"], f["roots"], reading, self.as_of)
            checks = seen_checks(f["checks"], f["measures"], f["roots"], self.as_of)
            self._seens[reading] = (collected(seen), collected(checks))
        return self._seens[reading]

    def _numbered(self, reading: Reading) -> pa.Table:
        """The spans with numbers for roots and places; see `episode_spans`."""
        if reading not in self._spans:
            table = pa.concat_tables(self._parts(reading))
            place = self.sites.placed(table["root"].combine_chunks(), table["opened"].combine_chunks())
            self._spans[reading] = table.append_column("place", place)
        return self._spans[reading]

    def _parts(self, reading: Reading) -> Iterator[pa.Table]:
        """The spans of some sites after the others, in the order of their numbers."""
        given = told(*self._seen(reading), reading.names, self.as_of)
        step = max(1, len(self.sites.names) * ROWS_A_PART // max(len(given.at), ROWS_A_PART))
        for start in range(0, max(1, len(self.sites.names)), step):
            yield episode_spans(site_days(given, start, start + step - 1), reading, self.as_of)

    def spans(
        self, reading: Reading, kept: nw.Expr | Mask | None = None, columns: Sequence[str] | None = None
    ) -> pa.Table:
        """The spans of all sites, or those `kept`, sorted by root and first day; see `episode_spans`.

        Roots and places are named here: `root`, and `jurisdiction, township … province` of the dated tree on the
        opening day, null where there is none. What is not kept, or not among `columns`, needs no names.
        """
        table = self._numbered(reading)
        mask = None
        if isinstance(kept, nw.Expr):
            mask = nw.from_native(table, eager_only=True).select(kept=kept).to_native()["kept"]
        elif kept is not None:
            mask = kept(table)
        wanted = [c for c in table.column_names if columns is None or c in columns or c == "place"]
        table = table.select(wanted)
        if mask is not None:
            table = table.filter(mask)
        place = table["place"]
        table = table.drop_columns(["place"])
        if "root" in wanted:
            table = table.set_column(0, "root", pc.take(self.sites.names, table["root"]))
        for name in PLACES if columns is None else [c for c in PLACES if c in columns]:
            table = table.append_column(name, pc.take(self.sites.places[name].combine_chunks(), place))
        return table

    def unplaced(self, reading: Reading) -> list[str]:
        """Sites whose division the tree does not have on the day of a discovery."""
        nowhere = pc.indices_nonzero(pc.is_null(self.sites.places["province"]))
        if not len(nowhere):
            return []
        lost = nw.col("place").is_in(nowhere.to_pylist())
        return sorted(set(self.spans(reading, lost)["root"].to_pylist()))

    def sightings(self, reading: Reading, roots: list[str]) -> list[tuple[str, int]]:
        """Days on which a site of `roots` was discovered again in an open episode: `(root, day)`."""
        if not roots:
            return []
        again = nw.col("found") & (nw.col("first") > nw.col("opened")) & self._among(roots)
        table = self.spans(reading, again)
        return list(zip(table["root"].to_pylist(), table["first"].to_pylist(), strict=True))

    def _numbers(self, roots: Sequence[str]) -> pa.Array:
        return pc.index_in(pa.array(roots, pa.string()), value_set=self.sites.names)

    def _among(self, roots: Sequence[str]) -> nw.Expr:
        return nw.col("root").is_in(nw.new_series("roots", self._numbers(roots), backend="pyarrow"))

    def states(self, reading: Reading) -> list[dict[str, Any]]:
        """Each site on the day: `(root, opened, since, state, <definition>…)`, of the episode open or last open.

        `state` is stopped, not_stopped or unknown; `since` the day of the last record that changed anything.
        """
        told = self.spans(reading, nw.col("recorded"))
        since = dict(zip(told["root"].to_pylist(), told["first"].to_pylist(), strict=True))
        out = []
        for row in self.spans(reading, nw.col("last") == self.as_of).to_pylist():
            state = "stopped" if not row["open"] else "not_stopped" if row["not_stopped"] else "unknown"
            out.append(
                {
                    "root": row["root"], "opened": row["opened"], "since": since[row["root"]], "state": state,
                    **{name: TRUTH[row[name]] for name in reading.names},
                }
            )  # fmt: skip
        return out

    def defined_days(self, reading: Reading, name: str) -> pa.Table:
        """`(root, first)` by root, a number: first day on which an episode met a definition, stopped episodes included."""
        numbered = self._numbered(reading)
        met = numbered.select(["root", "first"]).filter(pc.equal(numbered[name], YES))
        moved = pc.not_equal(pc.pairwise_diff(met["root"].combine_chunks()), 0)
        return met.filter(pc.fill_null(moved, True))  # the spans are sorted by root and first day

    def defined_from(self, reading: Reading, name: str) -> dict[str, int]:
        """The same by the roots' names."""
        first = self.defined_days(reading, name)
        names = pc.take(self.sites.names, first["root"])
        return dict(zip(names.to_pylist(), first["first"].to_pylist(), strict=True))

    def contradictions(self, reading: Reading, name: str) -> list[tuple[str, str, int]]:
        """`(record, root, day)` of discoveries that a definition finds contradictory and whose other limbs may hold."""
        seen = self._seen(reading)[0]
        rows = self.named(seen.filter(seen[f"contradicts_{name}"]), "discoveries")
        return sorted(zip(*(rows[c].to_pylist() for c in ("record", "root", "day")), strict=True))

    def named(self, seen: pa.Table, table: str) -> pa.Table:
        """Rows with the names of their roots and records in place of numbers."""
        ids = pc.take(self.standing.known[table][TABLES[table].key], seen["row"])
        record = pc.binary_join_element_wise(f"{table}/", ids, "")
        rest = seen.drop_columns(["root", "row"])
        return rest.append_column("root", pc.take(self.sites.names, seen["root"])).append_column(
            "record", record
        )

    def reports(self, clock: int) -> list[dict[str, Any]]:
        """Reports of coal sites not verified `clock` days after they came: `(record, root, reported_on, verified_on)`."""
        late, verified = nw.col("reported_on") + clock, nw.col("verified_on")
        rows = (
            self._frames["discoveries"]
            .filter(late < self.as_of)
            .filter(verified.is_null() | (verified > late + 1))
        )
        coal = self._frames["roots"].filter(nw.col("mineral") == "coal")
        joined = rows.join(coal.select("site_id", "number"), on="site_id", how="inner")
        table = collected(joined.select("row", "reported_on", "verified_on", root=nw.col("number")))
        return list(self.named(table, "discoveries").to_pylist())

    def records_of(self, reading: Reading, roots: Sequence[str]) -> tuple[pa.Table, pa.Table]:
        """Seen discoveries `(root, day, record, <definition>…)` and checks `(root, day, record, stopped)` of some sites."""
        wanted = self._numbers(roots)
        seen, checks = (t.filter(pc.is_in(t["root"], value_set=wanted)) for t in self._seen(reading))
        found = self.named(seen, "discoveries").select(["root", "day", "record", *reading.names])
        checks = checks.append_column("stopped", pc.equal(checks["result"], "stopped"))
        looked = pa.concat_tables(
            self.named(checks.filter(rows), table).select(["root", "day", "record", "stopped"])
            for rows, table in (
                (pc.invert(checks["measured"]), "checks"),
                (checks["measured"], "measures"),
            )
        )
        return found, looked

    def rows(self, table: str, columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """Standing rows of a small table (duty_evidence, inquiries, posts, prior_actions), dates as ordinals."""
        rows = self.standing.table(table, columns)
        for number, column in enumerate(rows.schema):
            if pa.types.is_date32(column.type):
                days = pc.add(rows[column.name].cast(pa.int32()), ARROW_EPOCH)
                rows = rows.set_column(number, column.name, days)
        return list(rows.to_pylist())


def build_facts(tables: Mapping[str, pa.Table], tree: Tree, as_of: date, known_at: datetime | None) -> Facts:
    """Records → facts; a table that is not given is empty. Pure: the day and the knowledge time are arguments."""
    every = {name: tables.get(name, table.arrow.empty_table()) for name, table in TABLES.items()}
    return Facts(standing(every, known_at), tree, to_day(as_of))


__all__ = ["Facts", "build_facts"]
