"""Findings of the count rules: unbroken runs of days on which a rule is met at a place (DESIGN §6.12)."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from .days import Day, SiteDay, Window, by_county, counting, met_windows, possible
from .law import notice_runs, order_446_runs
from .months import until
from .places import Places
from .reading import Reading

TOWNSHIP = "order446.township-illegal-coal-mine"
COUNTY = "order446.county-two-illegal-coal-mines"
UNAUTHORIZED = "notice2022-21.unauthorized-mining"
TWO = 2

Found = dict[str, Any]


class Rule(NamedTuple):
    """A count rule: where it counts, how many, when it runs, over which sites of a day."""

    rule: str
    level: str
    at_least: int
    runs: Callable[[date, Reading], bool]
    sites: Callable[[Day], tuple[SiteDay, ...]]


RULES = (
    Rule(TOWNSHIP, "township", 1, order_446_runs, lambda day: day.coal),
    Rule(COUNTY, "county", TWO, order_446_runs, lambda day: day.coal),
    Rule(UNAUTHORIZED, "township", 1, notice_runs, lambda day: day.other),
)


class Met(NamedTuple):
    """A day on which a rule is met at a place, with its met windows (for a township: one without a month)."""

    day: date
    windows: tuple[Window, ...]


def met_at(rule: Rule, sites: Iterable[SiteDay], places: Places, reading: Reading) -> dict[str, list[Window]]:
    """Where the rule is met if the given sites count: each place with its met windows."""
    if rule.level == "county":
        found = {
            county: met_windows(there, rule.at_least, reading) for county, there in by_county(sites).items()
        }
        return {county: met for county, met in found.items() if met}
    there: dict[str, list[SiteDay]] = {}
    for site in sites:
        place = site.place
        if places.is_township_government(place) or (
            reading.has("subdistrict_counts") and places.level(place) == "township"
        ):
            there.setdefault(place, []).append(site)
    return {
        place: [Window(min(site.opened for site in those), frozenset(site.site for site in those))]
        for place, those in there.items()
    }


def met_days(rule: Rule, days: list[Day], places: Places, reading: Reading) -> dict[str, list[Met]]:
    """For each place the days on which the rule is met there, in order."""
    found: dict[str, list[Met]] = {}
    for number, day in enumerate(days):
        if not rule.runs(day.day, reading):
            continue
        sites = counting(rule.sites(day))
        if rule.level == "county" and reading.has("no_same_day_needed") and sites:
            sites = [site for earlier in days[: number + 1] for site in counting(rule.sites(earlier))]
        for place, met in met_at(rule, sites, places, reading).items():
            found.setdefault(place, []).append(Met(day.day, tuple(met)))
    return found


def runs_of(days: list[date], reading: Reading) -> list[tuple[date, date]]:
    """The unbroken runs of sorted days, each as its first and last."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and (day - found[-1][1] == timedelta(days=1) or reading.has("a_gap_does_not_end_a_stretch")):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def findings(rule: Rule, days: list[Day], places: Places, reading: Reading) -> list[Found]:
    """What the rule finds as met, ended stretches included."""
    if not days:
        return []
    as_of = days[-1].day
    other_readings = [
        replace(reading, misreading=name) for name in ("thirty_days_for_a_month", "exclusive_end_day")
    ]
    elsewhere = [
        {place: {met.day for met in those} for place, those in met_days(rule, days, places, other).items()}
        for other in other_readings
        if rule.level == "county"
    ]
    found = []
    for place, met in met_days(rule, days, places, reading).items():
        for first, last in runs_of([each.day for each in met], reading):
            stretch = [each for each in met if first <= each.day <= last]
            in_stretch = {each.day for each in stretch}
            sites = {site for each in stretch for window in each.windows for site in window.sites}
            most = max(len(window.sites) for each in stretch for window in each.windows)
            found.append(
                {
                    "id": f"{rule.rule}/{place}/{first}",
                    "rule": rule.rule,
                    "jurisdiction": place,
                    "level": places.level(place),
                    "outcome": "met",
                    "met_on": str(first),
                    "ended_on": None if last == as_of else str(last),
                    "count": len(sites) if reading.has("count_over_the_whole_stretch") else most,
                    "threshold": rule.at_least,
                    "windows": _windows(stretch, reading) if rule.level == "county" else [],
                    "window_sensitive": any(not in_stretch & other.get(place, set()) for other in elsewhere),
                    "sites": sorted(sites),
                }
            )
    return found


def _windows(stretch: list[Met], reading: Reading) -> list[Found]:
    """The windows of a stretch with all sites each held on some day; those contained in another left out."""
    held: dict[date, set[str]] = {}
    for met in stretch:
        for window in met.windows:
            held.setdefault(window.start, set()).update(window.sites)
    kept = []
    for start in sorted(held):
        larger = any(held[start] < other for other in held.values())
        earlier = any(held[start] == held[other] for other in held if other < start)
        if not larger and (not earlier or reading.has("equal_windows_are_all_kept")):
            kept.append(
                {"from": str(start), "until": str(until(start, reading)), "sites": sorted(held[start])}
            )
    return kept


def cannot_tell(rule: Rule, day: Day, places: Places, reading: Reading) -> list[Found]:
    """What cannot be told on the day of the run: not met, and met if every possibly counting site counted."""
    if not rule.runs(day.day, reading):
        return []
    met = met_at(rule, counting(rule.sites(day)), places, reading)
    maybe = possible(rule.sites(day))
    places_with_sites = {
        place: {site for window in met_there for site in window.sites}
        for place, met_there in met_at(rule, maybe, places, reading).items()
    }
    if rule.level == "township" and not reading.has("a_county_level_site_says_nothing"):
        for site in maybe:
            if places.level(site.place) == "county":
                places_with_sites.setdefault(site.place, set()).add(site.site)
    if rule.level == "county" and reading.has("cannot_tell_names_every_possible_site"):
        together = by_county(maybe)
        places_with_sites = {place: {site.site for site in together[place]} for place in places_with_sites}
    return [
        {
            "id": f"{rule.rule}/{place}/cannot-tell",
            "rule": rule.rule,
            "jurisdiction": place,
            "level": places.level(place),
            "outcome": "cannot_tell",
            "met_on": None,
            "ended_on": None,
            "count": None,
            "threshold": rule.at_least,
            "windows": None,
            "window_sensitive": None,
            "sites": sorted(sites),
        }
        for place, sites in places_with_sites.items()
        if place not in met
    ]
