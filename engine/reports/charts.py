"""The three pictures of a week: findings by change, counties by open findings, days from discovery to the stop."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from engine.ledgers.week_ledger import WeekLedger
from engine.reports.shapes import Chart
from engine.reports.wording import Words

CHANGES: Final = (
    ("new", "新增"),
    ("changed", "变化"),
    ("ended", "终止"),
    ("dropped", "消失"),
    ("continuing", "持续"),
)
COUNTIES: Final = 12
BINS: Final = (
    (1, "1日以内"),
    (7, "2–7日"),
    (14, "8–14日"),
    (30, "15–30日"),
    (60, "31–60日"),
    (None, "60日以上"),
)


def weeks(ledger: WeekLedger) -> Chart:
    """Each week a column, its findings by what became of them; ended ones of which nothing was new are left out."""
    categories = tuple(f"{p.as_of.month}.{p.as_of.day}" for p in ledger.history)
    series = tuple((word, tuple(p.counts.get(key, 0) for p in ledger.history)) for key, word in CHANGES)
    return Chart(
        "weeks",
        "各期事项的变动",
        "stacked",
        "项",
        categories,
        series,
        "含不能判断的事项；此前已终止而无变动的不计。",
    )


def counties(document: Mapping[str, Any], words: Words) -> Chart:
    """The counties with most findings met on the day, their townships' included; those above a county are left out."""
    tree, counted = words.tree, Counter[str]()
    for form in document["findings"]:
        if form["met_on"] is None or form["ended_on"] is not None or form["restricted"]:
            continue
        county = tree.ancestor_at(form["jurisdiction"], "county") if form["jurisdiction"] in tree else None
        if county:
            counted[county] += 1
    first = sorted(counted.items(), key=lambda c: (-c[1], c[0]))[:COUNTIES]
    rest = len(counted) - len(first)
    return Chart(
        "counties", "各县持续中的事项", "bars", "项", tuple(words.short(c) for c, _ in first),
        (("持续中", tuple(n for _, n in first)),),
        f"另有 {rest} 个县未列出。" if rest > 0 else "",
    )  # fmt: skip


def response(document: Mapping[str, Any]) -> Chart:
    """Sites by days from discovery to the check that says stopped, or to the day of the run if none does."""
    as_of = date.fromisoformat(document["as_of"])
    stopped, going_on = Counter[int](), Counter[int]()
    for site in document["sites"]:
        opened = date.fromisoformat(site["opened"])
        done = site["state"] == "stopped"
        until = date.fromisoformat(site["since"]) if done else as_of
        (stopped if done else going_on)[_bin((until - opened).days)] += 1
    places = range(len(BINS))
    return Chart(
        "response", "从发现到制止的日数", "columns", "处", tuple(word for _, word in BINS),
        (("已停止", tuple(stopped[b] for b in places)), ("尚无停止结论（至评估日）", tuple(going_on[b] for b in places))),
        "按最近一次发现计；矿点含各矿种。",
    )  # fmt: skip


def _bin(length: int) -> int:
    return next(at for at, (last, _) in enumerate(BINS) if last is None or length <= last)
