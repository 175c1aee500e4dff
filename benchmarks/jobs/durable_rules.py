"""durable-rules alone: the pairs joined in it, one session a county, its dispatcher off, one fact a call.

More than one cross-fact comparison in a pattern, as here, is outside the fence of DESIGN §3: results may be wrong, which the comparison shows.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from durable.engine import Host, MessageNotHandledException, MessageObservedException

from benchmarks.jobs.pairing import Answer, Task, answer, pair_value


def _rules(out: dict[str, Any]) -> dict[str, Any]:
    def give(context: Any, fact: dict[str, Any]) -> None:  # noqa: ANN401
        with suppress(MessageObservedException, MessageNotHandledException):
            context.assert_fact(fact)

    def find(context: Any, sid: str, place: int) -> None:  # noqa: ANN401
        if place not in out["findings"]:
            out["findings"].add(place)
            give(context, {"id": f"f{place}", "sid": sid, "t": "finding", "place": place})

    def township(context: Any) -> None:  # noqa: ANN401
        find(context, context.a.sid, context.a.township)

    def county(context: Any) -> None:  # noqa: ANN401
        out["count"] += 1
        out["total"] += pair_value(context.a.key, context.b.key)
        find(context, context.a.sid, context.a.county)

    def escalate(context: Any) -> None:  # noqa: ANN401
        place = context.f.place
        give(context, {"id": f"e{place}", "sid": context.f.sid, "t": "escalation", "place": place})

    def refer(context: Any) -> None:  # noqa: ANN401
        out["referred"].add(context.e.place)

    counting = {"t": "counting"}
    second = [
        counting, {"$gt": {"key": {"a": "key"}}}, {"$lte": {"opened": {"a": "until"}}},
        {"$lte": {"first": {"a": "last"}}}, {"$gte": {"last": {"a": "first"}}}, {"county": {"a": "county"}},
    ]  # fmt: skip
    return {
        "township": {"all": [{"a": counting}], "run": township},
        "county": {"all": [{"a": counting}, {"b": {"$and": second}}], "run": county},
        "escalate": {
            "all": [{"f": {"t": "finding"}}, {"e": {"$and": [{"t": "evidence"}, {"place": {"f": "place"}}]}}],
            "run": escalate,
        },
        "refer": {"all": [{"e": {"t": "escalation"}}], "run": refer},
    }


def solve(task: Task) -> Answer:
    """Assert county by county, collect."""
    Host._run = lambda _self: None  # noqa: SLF001 - its dispatcher threads make results depend on timing
    out: dict[str, Any] = {"count": 0, "total": 0, "findings": set(), "referred": set()}
    host = Host()
    host.set_rulesets({"bench": _rules(out)})

    def give(fact: dict[str, Any]) -> None:
        with suppress(MessageObservedException, MessageNotHandledException):
            host.assert_fact("bench", fact)

    counties: dict[int, set[int]] = {}
    for i in task.intervals:
        counties.setdefault(i.county, {i.county}).add(i.township)
    named = set(task.evidence)
    for county, places in counties.items():
        for place in sorted(places & named):
            give({"id": f"v{place}", "sid": f"c{county}", "t": "evidence", "place": place})
    for i in task.intervals:
        give(
            {
                "id": f"i{i.key}", "sid": f"c{i.county}", "t": "counting", "key": i.key, "opened": i.opened,
                "until": i.until, "first": i.first, "last": i.last, "county": i.county, "township": i.township,
            }
        )  # fmt: skip
    return answer(out["count"], out["total"], out["findings"], out["referred"])
