"""Episodes of a site and its three-valued stop state, as spans of days in which nothing changes (DESIGN §6.6–7).

Written once as Narwhals expressions; DuckDB runs them. All days are ordinals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import pyarrow as pa

from engine.facts.definitions import contradicts, legality
from engine.rules.model import Definition, Rule, RuleSet

Frame = nw.LazyFrame[Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the facts are computed under: the definitions, the response days, which date is the discovery date."""

    names: tuple[str, ...]
    """Names of the defined facts: the legality columns of the spans."""
    response_days: int
    discovery_date: str
    definitions: Mapping[str, tuple[Rule, Rule | None]] = field(compare=False)
    """Each with the definition it succeeds, by which earlier discoveries are judged."""


def reading_of(
    rules: RuleSet, response_days: int, discovery_date: str, overrides: Mapping[str, int | str]
) -> Reading:
    """The reading under which all definitions of a rule set are computed; `overrides` are the office's settings."""
    definitions = {
        r.when.define: (
            r.overridden(overrides),
            rules.rules[r.succeeds].overridden(overrides)
            if r.succeeds and r.succeeds in rules.rules
            else None,
        )
        for r in rules.active
        if isinstance(r.when, Definition)
    }
    return Reading(tuple(sorted(definitions)), response_days, discovery_date, definitions)


def seen_discoveries(discoveries: Frame, roots: Frame, reading: Reading, as_of: int) -> Frame:
    """Verified discoveries up to the day: `(record, root, jurisdiction, day, says_producing, <definition>…, contradicts_<definition>…)`."""
    dated = discoveries.with_columns(day=nw.coalesce(nw.col(reading.discovery_date), nw.col("verified_on")))
    counted = dated.filter(nw.col("verified_on") <= as_of, nw.col("day") <= as_of)
    joined = counted.join(roots, on="site_id", how="inner")
    values = {name: legality(*rules) for name, rules in reading.definitions.items()}
    values |= {f"contradicts_{name}": contradicts(rule) for name, (rule, _) in reading.definitions.items()}
    return joined.select(
        nw.concat_str(nw.lit("discoveries/"), nw.col("discovery_id")).alias("record"),
        "root",
        "jurisdiction",
        "day",
        "township_informed_on",
        "reported_up",
        "reported_up_on",
        says_producing=(nw.col("producing") == "yes"),
        **values,
    )


def seen_checks(checks: Frame, measures: Frame, roots: Frame, as_of: int) -> Frame:
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
    return both.join(roots.select("site_id", "root"), on="site_id", how="inner").select(
        "record", "root", "day", "result"
    )


def _flag(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


FLAGS = ("found", "says", "stopped", "producing", "bad", "knew", "unsure", "up", "handed", "down")
"""What a site-day may carry: a discovery, one that says producing; checks that say stopped, producing, anything else;
the township knows, or nobody says; reported up, reported up before the day, not reported up."""


def _row(frame: Frame, day: nw.Expr, names: Sequence[str], **flags: nw.Expr) -> Frame:
    zero = nw.lit(0)
    return frame.select(
        "root",
        day.alias("day"),
        *[flags.get(name, zero).alias(name) for name in (*names, *FLAGS)],
    )


def _site_days(seen: Frame, checks: Frame, reading: Reading, as_of: int) -> Frame:
    """One row a site and day: what its discoveries and its checks say together, and what became known of it."""
    names, one, day = reading.names, nw.lit(1), nw.col("day")
    informed, up = nw.col("township_informed_on"), nw.col("reported_up") == "yes"
    known = nw.max_horizontal(informed, day)
    told = nw.max_horizontal(nw.coalesce(nw.col("reported_up_on"), day), day)
    found = _row(
        seen, day, names, **{n: nw.col(n) for n in names}, found=one, says=_flag(nw.col("says_producing")),
        knew=_flag(informed <= day), unsure=_flag(informed.is_null()),
        up=_flag(up & (told == day)), down=_flag(nw.col("reported_up") == "no"),
    )  # fmt: skip
    result = nw.col("result")
    looked = _row(
        checks, day, names, stopped=_flag(result == "stopped"), producing=_flag(result == "producing"),
        bad=_flag(result != "stopped"),
    )  # fmt: skip
    later = [
        _row(seen.filter(known > day, known <= as_of), known, names, knew=one),
        _row(seen.filter(up, told > day, told <= as_of), told, names, up=one),
        _row(seen.filter(up, told + 1 <= as_of), told + 1, names, handed=one),
    ]
    columns = [nw.col(c).max() for c in (*names, *FLAGS)]
    return nw.concat([found, looked, *later]).group_by("root", "day").agg(*columns)


def episode_days(seen: Frame, checks: Frame, reading: Reading, as_of: int) -> Frame:
    """Every site-day from the first discovery on, with its episode, opening day and running state after that day.

    Discoveries of a day come before its checks; a day of checks that say stopped and nothing else closes.
    `opened` is that of the episode open or last open; `open` whether it is open after the day.
    """
    names, day = reading.names, nw.col("day")
    days = _site_days(seen, checks, reading, as_of)
    first = nw.when(nw.col("found") == 1).then(day).otherwise(None).min().over("root")
    days = days.with_columns(first=first).filter(day >= nw.col("first"))
    days = days.with_columns(
        closes=_flag((nw.col("stopped") == 1) & (nw.col("bad") == 0)),
        disagrees=_flag((nw.col("stopped") == 1) & (nw.col("bad") == 1)),
    )
    days = days.with_columns(
        episode=nw.col("closes").cum_sum().over("root", order_by="day") - nw.col("closes")
    )
    reopening = (nw.col("episode") > 0) & (nw.col("producing") == 1) & (nw.col("stopped") == 0)
    opening = nw.when((nw.col("found") == 1) | reopening).then(day).otherwise(None)
    days = days.with_columns(begun=opening.min().over("root", "episode"))
    inside = day >= nw.col("begun")
    fresh = _flag((day == nw.col("begun")) & (nw.col("found") == 1))
    days = days.with_columns(
        line=fresh.cum_sum().over("root", order_by="day"),
        opened=nw.when(inside)
        .then(nw.col("begun"))
        .otherwise(nw.lit(0))
        .cum_max()
        .over("root", order_by="day"),
        open=_flag(inside & (nw.col("closes") == 0)),
    )
    checked = inside & ((nw.col("stopped") == 1) | (nw.col("bad") == 1))
    later = (nw.col("says") == 1) & (day > nw.col("opened"))
    evidence = ((nw.col("bad") == 1) & (nw.col("stopped") == 0)) | later
    in_time = inside & (day >= nw.col("opened") + reading.response_days)
    told = nw.when(checked).then(day * 2 + nw.col("disagrees")).otherwise(0)
    return days.with_columns(
        told=told.cum_max().over("root", "episode", order_by="day"),
        evident=_flag(evidence & in_time).cum_max().over("root", "episode", order_by="day"),
        following=day.shift(-1).over("root", order_by="day"),
        # an episode opened by a check inherits what the one before it was when it closed
        **{
            name: nw.col(name).cum_max().over("root", "line", order_by="day")
            for name in (*names, "knew", "unsure", "up", "handed", "down")
        },
    )


def _three(yes: nw.Expr, no: nw.Expr) -> nw.Expr:
    """2 where `yes`, else 0 where `no`, else 1 (cannot tell)."""
    return nw.when(yes).then(nw.lit(2)).otherwise(nw.when(no).then(nw.lit(0)).otherwise(nw.lit(1)))


def spans(days: Frame, codes: Frame, places: Frame, reading: Reading, as_of: int) -> pa.Table:
    """Spans of days of one state, from a site's first discovery to the day of the run, without gap.

    `(root, episode, opened, first, last, open, not_stopped, <definition>…, informed, reported, handed, jurisdiction,
    township … province)`; `informed` (the township knows), `reported` (reported up) and `handed` (reported up before
    the day) are 0 no, 1 cannot tell, 2 yes, as the definitions are. `codes` is `(root, jurisdiction)`; the place is
    that of the dated tree on the opening day, null where there is none.
    """
    up, down = nw.col("up") == 1, nw.col("down") == 1
    states = days.with_columns(
        first=nw.col("day"),
        last=nw.coalesce(nw.col("following") - 1, nw.lit(as_of)),
        not_stopped=(nw.col("open") == 1) & (nw.col("told") % 2 == 0) & (nw.col("evident") == 1),
        open=nw.col("open") == 1,
        informed=_three(nw.col("knew") == 1, nw.col("unsure") == 0),
        reported=_three(up, down),
        handed=_three(nw.col("handed") == 1, up | down),
    )
    placed = states.join(codes, on="root", how="inner").join(places, on="jurisdiction", how="inner")
    inside = (nw.col("place_first") <= nw.col("opened")) & (nw.col("opened") <= nw.col("place_last"))
    whole = [nw.col(n).cast(nw.Int64) for n in (*reading.names, "informed", "reported", "handed")]
    return placed.filter(inside).select(
        "root", nw.col("episode").cast(nw.Int64), "opened", "first", "last", "open", "not_stopped",
        *whole, "jurisdiction", "township", "county", "city", "province",
    ).collect(backend="pyarrow").to_native()  # fmt: skip
