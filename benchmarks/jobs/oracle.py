"""The oracle: day by day as DESIGN §6 says it, no intervals, no sweep. Slow on purpose; nobody is measured by it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final

from benchmarks.jobs.data import COUNTY, FORCE, TOWNSHIP, Data, Stretches
from benchmarks.jobs.rows import Site, coal_sites
from engine.periods import ARROW_EPOCH

RESPONSE: Final = 1


def counting_days(site: Site, first: int, last: int) -> dict[int, int]:  # noqa: C901, PLR0912 - the law, line by line
    """Day → opening day, for each day of first…last on which the site counts."""
    if not any(illegal for _, _, illegal in site.discoveries):
        return {}
    start = min(d for d, _, _ in site.discoveries)
    discoveries: dict[int, list[tuple[bool, bool]]] = defaultdict(list)
    checks: dict[int, set[str]] = defaultdict(set)
    for day, says, illegal in site.discoveries:
        discoveries[day].append((says, illegal))
    for day, result in site.checks:
        if day >= start:
            checks[day].add(result)
    out: dict[int, int] = {}
    opened: int | None = None
    legal = False
    bad: list[int] = []
    saying: list[int] = []
    disagreed = False
    for day in range(start, last + 1):
        found, said = discoveries.get(day, []), checks.get(day, set())
        disagree = "stopped" in said and len(said) > 1
        if opened is None and (found or ("producing" in said and not disagree)):
            opened, bad, saying, disagreed = day, [], [], False
            if found:
                legal = False
        if opened is not None:
            legal = legal or any(illegal for _, illegal in found)
            if any(says for says, _ in found) and day > opened:
                saying.append(day)
            if said:
                disagreed = disagree
            if said and "stopped" not in said:
                bad.append(day)
        if said == {"stopped"}:
            opened = None
        evident = opened is not None and any(d >= opened + RESPONSE for d in (*bad[-1:], *saying[-1:]))
        if opened is not None and evident and legal and not disagreed and day >= first:
            out[day] = opened
    return out


def _month_later(day: int) -> int:
    one = date.fromordinal(day + ARROW_EPOCH)
    month = one.month % 12 + 1
    year = one.year + (one.month == 12)  # noqa: PLR2004
    for back in range(4):
        try:
            return date(year, month, one.day - back).toordinal() - ARROW_EPOCH
        except ValueError:
            continue
    raise AssertionError(one)


def _runs(days: set[int]) -> list[tuple[int, int]]:
    starts = sorted(d for d in days if d - 1 not in days)
    ends = sorted(d for d in days if d + 1 not in days)
    return list(zip(starts, ends, strict=True))


def stretches(data: Data) -> Stretches:
    """Both limbs' stretches."""
    first = FORCE[0].toordinal() - ARROW_EPOCH
    last = min(data.as_of, FORCE[1]).toordinal() - ARROW_EPOCH
    townships: dict[str, set[int]] = defaultdict(set)
    counties: dict[tuple[str, int], list[int]] = defaultdict(list)
    for site in coal_sites(data).values():
        for day, opened in counting_days(site, first, last).items():
            if site.township:
                townships[site.township].add(day)
            if site.county:
                counties[site.county, day].append(opened)
    until: dict[int, int] = {}
    met: dict[str, set[int]] = defaultdict(set)
    for (county, day), openings in counties.items():
        for one in set(openings):
            if one not in until:
                until[one] = _month_later(one)
            if sum(one <= other <= until[one] for other in openings) > 1:
                met[county].add(day)
                break
    out = [(TOWNSHIP, p, a, b) for p, days in townships.items() for a, b in _runs(days)]
    out += [(COUNTY, p, a, b) for p, days in met.items() for a, b in _runs(days)]
    return sorted((rule, place, a + ARROW_EPOCH, b + ARROW_EPOCH) for rule, place, a, b in out)
