"""Sites of a counted place that were found in the days of the count and are not counted (DESIGN §6.18).

A count leaves out what was stopped and what can't be told: that speaks for whoever answers for the place, or is open.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.escalations import Escalation
from engine.evaluation import Evaluation
from engine.facts import Reading
from engine.facts.definitions import UNKNOWN, YES
from engine.findings import Finding
from engine.reasoning.intervals import union
from engine.rules.model import Count

STOPPED: Final = "其后已停止"
Limb = tuple[str, str, Reading]
"""What is counted, the level of the place in which it is, how the records are read."""
Days = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True, order=True)
class Uncounted:
    """A site with the discovery date (an ordinal) of its latest episode of those days, and why it is not counted."""

    site: str
    opened: int
    why: str


def windowed(finding: Finding) -> bool:
    """Whether a finding counts sites within a window."""
    when = finding.rule.when
    return isinstance(when, Count) and when.distinct == "site" and when.within is not None


def uncounted(
    run: Evaluation, groups: Mapping[str, Sequence[Escalation]]
) -> Mapping[str, Sequence[Uncounted]]:
    """By referral: the sites, sorted; the spans of all referrals are read at once, a limb after the other."""
    limbs: dict[Limb, dict[str, list[tuple[str, Days]]]] = defaultdict(lambda: defaultdict(list))
    counted: dict[str, set[str]] = {}
    for name, members in groups.items():
        counted[name] = {site for one in members for site in one.finding.sites}
        for finding in (one.finding for one in members):
            when = finding.rule.when
            if isinstance(when, Count) and windowed(finding):
                reading = run.screen.piece_on(finding.rule, when, run.facts.as_of).reading
                limbs[when.count, when.place, reading][finding.jurisdiction].append(
                    (name, days_counted(finding))
                )
    found: dict[str, dict[str, Uncounted]] = defaultdict(dict)
    for limb, places in limbs.items():
        for place, one in _episodes(run, limb, places):
            for name, days in places[place]:
                inside = any(first <= one.opened <= last for first, last in days)
                if inside and one.site not in counted[name]:
                    found[name][one.site] = max(one, found[name].get(one.site, one))
    return {name: sorted(sites.values()) for name, sites in found.items()}


def days_counted(finding: Finding) -> Days:
    """The days of the stretch and of its windows, as sorted ordinals first…last."""
    stretch = [(finding.met_on, finding.seen_on)] if finding.met_on is not None else []
    return union([*stretch, *((w.first, w.until) for w in finding.windows or ())])


def _episodes(run: Evaluation, limb: Limb, places: Collection[str]) -> Iterator[tuple[str, Uncounted]]:
    """Place and episode, as it is last known, of what may be what the limb counts."""
    name, level, reading = limb
    at = run.facts.sites.places[level]
    wanted = pc.indices_nonzero(pc.is_in(at, value_set=pa.array(sorted(places), pa.string())))

    def kept(spans: pa.Table) -> pa.ChunkedArray:
        inside = pc.is_in(spans["place"], value_set=wanted.cast(spans["place"].type))
        return pc.and_(pc.and_(inside, pc.greater_equal(spans[name], UNKNOWN)), _lasts(spans))

    columns = ("root", "opened", "open", "not_stopped", name, level)
    spans = run.facts.spans(reading, kept, columns)
    for row in spans.to_pylist():
        yield row[level], Uncounted(row["root"], row["opened"], _why(row, name))


def _lasts(spans: pa.Table) -> pa.Array:
    """Which spans are the last of their episode: they are sorted by site and day."""
    moved = [
        pc.not_equal(pc.pairwise_diff(spans[c].combine_chunks()), 0).slice(1) for c in ("root", "opened")
    ]
    return pa.concat_arrays([pc.or_(*moved), pa.array([True] * min(1, spans.num_rows), pa.bool_())])


def _why(row: Mapping[str, int], name: str) -> str:
    if not row["open"]:
        return STOPPED
    if row[name] != YES:
        return "是否属于所计数的矿点不能判断"
    if not row["not_stopped"]:
        return "是否已被有效制止不能判断"
    return "没有在同一计数期间与其他矿点同日计入"
