"""Until when somebody confirmed that sites go on, and the states a clerk thinks in: 待处理, 已移送, 待复查."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Final

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from engine.evaluation import Evaluation
from engine.ledgers.identities import Form
from engine.periods import to_date

PENDING, REFERRED, RECHECK, ASKING = "待处理", "已移送", "待复查", "待补查"
STATES: Final = (PENDING, REFERRED, RECHECK, ASKING)
"""Open or ended and nobody has dealt with it; in a paper that left; unconfirmed for long; not to be told yet."""


def confirmed(run: Evaluation, sites: Collection[str]) -> dict[str, date]:
    """Site → the last day up to the run's on which a check found it not stopped, or a discovery found it producing."""
    facts = run.facts
    numbers = pc.index_in(pa.array(sorted(sites), pa.string()), value_set=facts.sites.names).to_pylist()
    wanted = [n for n in numbers if n is not None]
    if not wanted:
        return {}
    roots = facts.frame("roots").select("site_id", "number").filter(nw.col("number").is_in(wanted))
    day, result = nw.col("day"), nw.col("result")
    speaking = (
        facts.frame("checks").filter(result != "stopped").select("site_id", day=nw.col("checked_on")),
        facts.frame("measures")
        .filter(~nw.col("result_on").is_null(), ~nw.col("result_by").is_null(), result != "stopped")
        .select("site_id", day=nw.col("result_on")),
        facts.frame("discoveries")
        .filter(nw.col("producing") == "yes")
        .select("site_id", day=nw.col("verified_on")),
    )
    every = nw.concat([frame.select("site_id", "day") for frame in speaking])
    seen = every.filter(~day.is_null(), day <= facts.as_of).join(roots, on="site_id", how="inner")
    last = seen.group_by("number").agg(day=day.max()).collect(backend="pyarrow").to_native()
    names = pc.take(facts.sites.names, last["number"])
    return {n: to_date(d) for n, d in zip(names.to_pylist(), last["day"].to_pylist(), strict=True)}


def last_confirmed(form: Form, days: Mapping[str, date], counting: Collection[str]) -> date | None:
    """The last day on which as many of a finding's sites as it takes were confirmed; None where none is needed.

    Only open findings that count sites are confirmed by looking at sites: with a threshold of two, the day on which the
    second of them was last confirmed. `counting`: the rules that count sites.
    """
    if form["met_on"] is None or form["ended_on"] is not None or form["rule"] not in counting:
        return None
    known = sorted((days[s] for s in form["sites"] if s in days), reverse=True)
    needed = int(form["threshold"])
    return known[needed - 1] if len(known) >= needed else None


def state_of(
    form: Form, confirmed_on: date | None, as_of: date, unconfirmed_days: int, *, referred: bool
) -> str:
    """The clerk's state of a finding; `unconfirmed_days` is the office's own number (origin local)."""
    if referred:
        return REFERRED
    if form["met_on"] is None:
        return ASKING
    if confirmed_on is not None and as_of - confirmed_on >= timedelta(days=unconfirmed_days):
        return RECHECK
    return PENDING


def sites_of(forms: Iterable[Form]) -> set[str]:
    """The sites of findings that are open."""
    return {s for f in forms if f["met_on"] is not None and f["ended_on"] is None for s in f["sites"]}
