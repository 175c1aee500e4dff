"""Which division changed, how and from which day, behind a finding that a change of the table moved. Pure.

The table of the last run is kept as a digest only. What differs of a site's own divisions is read from the two
evaluations; the rest is what the present table dates, named as such and not said to be what changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from engine.jurisdictions import Tree, Turn, turns
from engine.ledgers.cause_words import FRAME_SAID, KINDS, Cause, several
from engine.ledgers.identities import Form
from engine.ledgers.stages import Step
from engine.periods import iso, to_day


def moved_sites(step: Step, sites: Sequence[str], tree: Tree) -> Iterator[Cause]:
    """Sites that belong elsewhere after the step."""
    for site in sites:
        was, now = step.before.sites.get(site), step.after.sites.get(site)
        if was and now and was["within"] != now["within"]:
            one, other = (_path(tree, s["jurisdiction"]) for s in (was, now))
            where = f"由 {one} 变为 {other}" if one != other else f"（{one}）的上级有变动"
            yield Cause("moved", f"属地变动：矿点 {site} 的属地{where}。", (f"sites/{now['site']}",))


def divisions(step: Step, sites: Sequence[str], forms: Iterable[Form | None], tree: Tree) -> Cause:
    """The cause 区划变化 of findings whose sites are given: with the divisions that differ, else those that are dated."""
    kept = [f for f in forms if f is not None]
    pairs = [
        (was, now) for s in sites if (was := step.before.sites.get(s)) and (now := step.after.sites.get(s))
    ]
    around = {c for pair in pairs for one in pair for c in one["within"]} | {f["jurisdiction"] for f in kept}
    around |= {above for c in around if c in tree for above in tree.ancestors(c)}
    begun = [f["met_on"] for f in kept if f["met_on"]] + [
        one["opened"] for pair in pairs for one in pair if one["opened"]
    ]
    since = min([step.before.as_of, *begun])
    dated = _dated(around, date.fromisoformat(since), date.fromisoformat(step.after.as_of), tree)
    told = dict.fromkeys(said for was, now in pairs for said in _differing(was, now, tree))
    undated = [said for said in told if said not in {t.said for t in dated}]
    more = f"：{several(undated)}" if undated else ""
    more += f"；表中载明：{several([f'{iso(t.on)} {t.said}' for t in dated])}" if dated else ""
    if not more:
        more = "；表中没有载明此项所涉地方的变动，请比对前后两份表"
    return Cause("jurisdictions", f"{KINDS['jurisdictions']}：{FRAME_SAID['jurisdictions']}{more}。")


def _differing(was: Mapping[str, Any], now: Mapping[str, Any], tree: Tree) -> Iterator[str]:
    """What differs between a site's divisions in two evaluations, nearest first."""
    old, new = was["within"], now["within"]
    if old[0] != new[0]:
        yield f"{tree.label(old[0])}改为{tree.label(new[0])}"
    elif was["kind"] != now["kind"]:
        yield f"{tree.label(new[0])}由{was['kind']}改为{now['kind']}"
    above = dict(pairwise(new))
    for below, parent in pairwise(old):
        if below in above and above[below] != parent:
            yield f"{tree.label(below)}由{tree.label(parent)}划归{tree.label(above[below])}"


def _dated(codes: Iterable[str], since: date, until: date, tree: Tree) -> list[Turn]:
    found = {t for c in codes for t in turns(tree, c) if to_day(since) <= t.on <= to_day(until)}
    return sorted(found)


def _path(tree: Tree, code: str) -> str:
    return tree.path_name(code) if code in tree else code
