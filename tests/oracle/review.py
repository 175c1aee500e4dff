"""What stands beside the findings: near misses, and what goes to policy review (DESIGN §6.8, §6.9, §6.11)."""

from datetime import date

from .days import Day, SiteDay, by_county, counting, met_windows, sighting_windows, windows
from .held import Held
from .law import ORDER_446, contradicts_itself, is_coal, order_446_runs
from .months import days_inside, until
from .places import Places
from .reading import Reading
from .stretches import COUNTY, RULES, TOWNSHIP, TWO, Found

Reasons = dict[tuple[str, str, str], set[str]]


def near_misses(day: Day, reading: Reading) -> list[Found]:
    """Counties one site short on the day of the run, whose window is still open."""
    if not order_446_runs(day.day, reading) and not reading.has("a_near_miss_may_precede_the_law"):
        return []
    found = []
    for county, sites in by_county(counting(day.coal)).items():
        if met_windows(sites, TWO, reading):
            continue
        best: tuple[date, list[str]] | None = None
        for window in windows(sites, reading):
            last = until(window.start, reading)
            if not reading.has("a_near_miss_outlives_the_law"):
                last = min(last, ORDER_446[1])
            if last >= day.day and len(window.sites) == TWO - 1 and (best is None or last > best[0]):
                best = (last, sorted(window.sites))
        if best is not None:
            found.append(
                {"rule": COUNTY, "jurisdiction": county, "sites": best[1], "one_more_by": str(best[0])}
            )
    return found


def policy_review(days: list[Day], held: Held, places: Places, reading: Reading) -> list[Found]:
    """One entry for each rule, place and reason, with all the sites that gave it."""
    reasons: Reasons = {}
    _subdistricts(reasons, days, places, reading)
    _repeated_sightings(reasons, days, reading)
    _never_same_day(reasons, days, reading)
    _law_ended(reasons, days, reading)
    _contradictions(reasons, days, held, places, reading)
    return [
        {"rule": rule, "jurisdiction": place, "sites": sorted(sites), "reason": reason}
        for (rule, place, reason), sites in reasons.items()
    ]


def _note(reasons: Reasons, rule: str, place: str, reason: str, sites: set[str]) -> None:
    reasons.setdefault((rule, place, reason), set()).update(sites)


def _subdistricts(reasons: Reasons, days: list[Day], places: Places, reading: Reading) -> None:
    """The township limb would be met, but the place is a 街道 or of another kind than 乡、镇."""
    if reading.has("subdistrict_counts"):
        return
    for rule in RULES:
        for day in days:
            if rule.level != "township" or not rule.runs(day.day, reading):
                continue
            for site in counting(rule.sites(day)):
                if places.level(site.place) == "township" and not places.is_township_government(site.place):
                    _note(reasons, rule.rule, site.place, "subdistrict", {site.site})


def _repeated_sightings(reasons: Reasons, days: list[Day], reading: Reading) -> None:
    """Not met by discovery dates on an in-force day, but if a sighting of an open episode were one."""
    for day in days:
        if not order_446_runs(day.day, reading):
            continue
        for county, sites in by_county(counting(day.coal)).items():
            if not met_windows(sites, TWO, reading):
                for window in sighting_windows(sites, TWO, reading):
                    _note(reasons, COUNTY, county, "repeated_sighting", set(window.sites))


def _never_same_day(reasons: Reasons, days: list[Day], reading: Reading) -> None:
    """Enough sites of one window counted on some day each, never enough of them on one and the same day."""
    episodes: dict[str, set[tuple[str, date]]] = {}
    for day in days:
        if order_446_runs(day.day, reading):
            for county, sites in by_county(counting(day.coal)).items():
                episodes.setdefault(county, set()).update((site.site, site.opened) for site in sites)
    for county, those in episodes.items():
        for start in {opened for _, opened in those}:
            inside = days_inside(start, {opened for _, opened in those}, reading)
            window = {episode for episode in those if episode[1] in inside}
            names = {site for site, _ in window}
            if len(names) >= TWO and not _ever_together(window, days, reading):
                _note(reasons, COUNTY, county, "never_same_day", names)


def _ever_together(window: set[tuple[str, date]], days: list[Day], reading: Reading) -> bool:
    def on(sites: tuple[SiteDay, ...]) -> int:
        return len({site.site for site in counting(sites) if (site.site, site.opened) in window})

    in_force_only = reading.has("together_after_the_law_is_not_together")
    return any(on(day.coal) >= TWO for day in days if order_446_runs(day.day, reading) or not in_force_only)


def _law_ended(reasons: Reasons, days: list[Day], reading: Reading) -> None:
    """The county limb would be met on a day after the law's end; it has no successor."""
    for day in days:
        if day.day <= ORDER_446[1] or order_446_runs(day.day, reading):
            continue
        for county, sites in by_county(counting(day.coal)).items():
            for window in met_windows(sites, TWO, reading):
                _note(reasons, COUNTY, county, "law_ended", set(window.sites))


def _contradictions(reasons: Reasons, days: list[Day], held: Held, places: Places, reading: Reading) -> None:
    """A discovery of a coal site says ``none`` missing beside 1a, and does not deny production."""
    sites = {site.site: site for site in held.sites if is_coal(site)}
    for discovery in held.discoveries:
        if not days or discovery.day > days[-1].day or discovery.site not in sites:
            continue
        if discovery.producing == "no" or not contradicts_itself(discovery):
            continue
        place = sites[discovery.site].place
        county = places.at_level(place, "county")
        at_township = places.is_township_government(place) or places.level(place) == "county"
        if at_township and not reading.has("a_contradiction_concerns_the_county_rule_only"):
            _note(reasons, TOWNSHIP, place, "contradiction", {discovery.site})
        if county is not None and not reading.has("a_contradiction_concerns_the_township_rule_only"):
            _note(reasons, COUNTY, county, "contradiction", {discovery.site})
