"""Episodes of a site and its three-valued stop state, as spans of days in which nothing changes (DESIGN §6.6–7).

Written once as Narwhals expressions; DuckDB runs them. All days are ordinals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import narwhals as nw
import pyarrow as pa

from engine.facts.definitions import legality
from engine.rules.model import Definition, Rule, RuleSet


@dataclass(frozen=True, slots=True)
class Reading:
    """What the facts are computed under: the definitions, the response days, which date is the discovery date."""

    names: tuple[str, ...]
    """Names of the defined facts: the legality columns of the spans."""
    response_days: int
    discovery_date: str
    definitions: Mapping[str, Rule] = field(compare=False)


def reading_of(rules: RuleSet, response_days: int, discovery_date: str) -> Reading:
    """The reading under which all definitions of a rule set are computed."""
    definitions = {r.when.define: r for r in rules.active if isinstance(r.when, Definition)}
    return Reading(tuple(sorted(definitions)), response_days, discovery_date, definitions)


def seen_discoveries(discoveries: nw.LazyFrame, roots: nw.LazyFrame, reading: Reading, as_of: int) -> nw.LazyFrame:
    """Verified discoveries up to the day: `(record, root, jurisdiction, day, says_producing, <definition>…)`."""
    dated = discoveries.with_columns(day=nw.coalesce(nw.col(reading.discovery_date), nw.col("verified_on")))
    counted = dated.filter(nw.col("verified_on") <= as_of, nw.col("day") <= as_of)
    joined = counted.join(roots, on="site_id", how="inner")
    values = {name: legality(rule) for name, rule in reading.definitions.items()}
    return joined.select(
        nw.concat_str(nw.lit("discoveries/"), nw.col("discovery_id")).alias("record"),
        "root",
        "jurisdiction",
        "day",
        says_producing=(nw.col("producing") == "yes"),
        **values,
    )


def seen_checks(checks: nw.LazyFrame, measures: nw.LazyFrame, roots: nw.LazyFrame, as_of: int) -> nw.LazyFrame:
    """Checks up to the day, measures with a checked result among them: `(record, root, day, result)`."""
    plain = checks.select(
        "site_id",
        nw.concat_str(nw.lit("checks/"), nw.col("check_id")).alias("record"),
        nw.col("checked_on").alias("day"),
        "result",
    )
    checked = measures.filter(
        ~nw.col("result_on").is_null(), ~nw.col("result").is_null(), ~nw.col("result_by").is_null()
    ).select(
        "site_id",
        nw.concat_str(nw.lit("measures/"), nw.col("measure_id")).alias("record"),
        nw.col("result_on").alias("day"),
        "result",
    )
    both = nw.concat([plain, checked]).filter(nw.col("day") <= as_of)
    return both.join(roots.select("site_id", "root"), on="site_id", how="inner").select("record", "root", "day", "result")


def _flag(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


def _site_days(seen: nw.LazyFrame, checks: nw.LazyFrame, names: Sequence[str]) -> nw.LazyFrame:
    """One row a site and day: what its discoveries and its checks say together."""
    zero = {name: nw.lit(0) for name in names}
    found = seen.select(
        "root", "day",
        *names,
        found=nw.lit(1), says=_flag(nw.col("says_producing")),
        stopped=nw.lit(0), producing=nw.lit(0), bad=nw.lit(0),
    )  # fmt: skip
    looked = checks.select(
        "root", "day",
        found=nw.lit(0), says=nw.lit(0),
        stopped=_flag(nw.col("result") == "stopped"), producing=_flag(nw.col("result") == "producing"),
        bad=_flag(nw.col("result") != "stopped"),
        **zero,
    ).select("root", "day", *names, "found", "says", "stopped", "producing", "bad")  # fmt: skip
    columns = [*names, "found", "says", "stopped", "producing", "bad"]
    return nw.concat([found, looked]).group_by("root", "day").agg(*[nw.col(c).max() for c in columns])


def episode_days(seen: nw.LazyFrame, checks: nw.LazyFrame, reading: Reading) -> nw.LazyFrame:
    """The site-days that belong to an episode, with its number, opening day and running state after that day.

    Discoveries of a day come before its checks; a day of checks that say stopped and nothing else closes.
    """
    names = reading.names
    days = _site_days(seen, checks, names)
    first = nw.when(nw.col("found") == 1).then(nw.col("day")).otherwise(None).min().over("root")
    days = days.with_columns(first=first).filter(nw.col("day") >= nw.col("first"))
    days = days.with_columns(
        closes=_flag((nw.col("stopped") == 1) & (nw.col("bad") == 0)),
        disagrees=_flag((nw.col("stopped") == 1) & (nw.col("bad") == 1)),
    )
    days = days.with_columns(episode=nw.col("closes").cum_sum().over("root", order_by="day") - nw.col("closes"))
    reopening = (nw.col("episode") > 0) & (nw.col("producing") == 1) & (nw.col("stopped") == 0)
    opening = nw.when((nw.col("found") == 1) | reopening).then(nw.col("day")).otherwise(None)
    days = days.with_columns(opened=opening.min().over("root", "episode"))
    days = days.filter(nw.col("day") >= nw.col("opened"))
    fresh = _flag((nw.col("day") == nw.col("opened")) & (nw.col("found") == 1))
    days = days.with_columns(line=fresh.cum_sum().over("root", order_by="day"))
    told = nw.when((nw.col("stopped") == 1) | (nw.col("bad") == 1)).then(nw.col("day") * 2 + nw.col("disagrees")).otherwise(0)
    later = (nw.col("says") == 1) & (nw.col("day") > nw.col("opened"))
    evidence = ((nw.col("bad") == 1) & (nw.col("stopped") == 0)) | later
    in_time = nw.col("day") >= nw.col("opened") + reading.response_days
    return days.with_columns(
        told=told.cum_max().over("root", "episode", order_by="day"),
        evident=_flag(evidence & in_time).cum_max().over("root", "episode", order_by="day"),
        following=nw.col("day").shift(-1).over("root", "episode", order_by="day"),
        # an episode opened by a check inherits what the one before it was when it closed
        **{name: nw.col(name).cum_max().over("root", "line", order_by="day") for name in names},
    )


def spans(days: nw.LazyFrame, codes: nw.LazyFrame, places: nw.LazyFrame, reading: Reading, as_of: int) -> pa.Table:
    """Spans of days of one state: `(root, episode, opened, first, last, not_stopped, <definition>…, township … province)`.

    `codes` is `(root, jurisdiction)`; the place is that of the dated tree on the opening day, null where there is none.
    Days from the closing day on are in no span: the site is stopped.
    """
    names = reading.names
    open_days = days.filter(nw.col("closes") == 0).with_columns(
        first=nw.col("day"),
        last=nw.coalesce(nw.col("following") - 1, nw.lit(as_of)),
        not_stopped=(nw.col("told") % 2 == 0) & (nw.col("evident") == 1),
    )
    kept = open_days.select("root", "episode", "opened", "first", "last", "not_stopped", *names)
    placed = kept.join(codes, on="root", how="inner").join(places, on="jurisdiction", how="inner")
    inside = (nw.col("place_first") <= nw.col("opened")) & (nw.col("opened") <= nw.col("place_last"))
    levels = ("township", "county", "city", "province")
    placed = placed.filter(inside)
    return placed.select(
        "root", nw.col("episode").cast(nw.Int64), "opened", "first", "last", "not_stopped",
        *[nw.col(n).cast(nw.Int64) for n in names], "jurisdiction", *levels,
    ).collect(backend="pyarrow").to_native()  # fmt: skip
