"""What a day sees: verified discoveries and checks up to it (DESIGN §6.1, 6.6).

Written once as Narwhals expressions; DuckDB runs them. All days are ordinals, roots are numbers (`facts.sites`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw

from engine.facts.definitions import contradicts, legality
from engine.rules.model import Definition, Rule
from engine.rules.ruleset import RuleSet

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
    """Verified discoveries up to the day.

    `(row, root, day, township_informed_on, reported_up_on, said_up, said_down, says_producing, <definition>…,
    contradicts_<definition>…)`; `row` is the row of the table of discoveries.
    """
    dated = discoveries.with_columns(day=nw.coalesce(nw.col(reading.discovery_date), nw.col("verified_on")))
    counted = dated.filter(nw.col("verified_on") <= as_of, nw.col("day") <= as_of)
    joined = counted.join(roots, on="site_id", how="inner")
    values = {name: legality(*rules).cast(nw.Int8) for name, rules in reading.definitions.items()}
    values |= {f"contradicts_{name}": contradicts(rule) for name, (rule, _) in reading.definitions.items()}
    return joined.select(
        "row",
        nw.col("number").alias("root"),
        "day",
        "township_informed_on",
        "reported_up_on",
        said_up=nw.coalesce(nw.col("reported_up") == "yes", nw.lit(False)),
        said_down=nw.coalesce(nw.col("reported_up") == "no", nw.lit(False)),
        says_producing=(nw.col("producing") == "yes"),
        **values,
    )


def seen_checks(checks: Frame, measures: Frame, roots: Frame, as_of: int) -> Frame:
    """Checks up to the day, measures with a checked result among them: `(row, measured, root, day, result)`."""
    plain = checks.select(
        "site_id", "row", "result", measured=nw.lit(False), day=nw.col("checked_on")
    )  # fmt: skip
    checked = measures.filter(
        ~nw.col("result_on").is_null(), ~nw.col("result").is_null(), ~nw.col("result_by").is_null()
    ).select("site_id", "row", "result", measured=nw.lit(True), day=nw.col("result_on"))
    both = nw.concat([plain, checked]).filter(nw.col("day") <= as_of)
    return both.join(roots.select("site_id", "number"), on="site_id", how="inner").select(
        "row", "measured", "day", "result", root=nw.col("number")
    )
