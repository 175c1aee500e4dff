"""One day, from scratch: which sites count on it, which possibly count, and the windows they meet."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from .episodes import is_not_stopped, story
from .held import Discovery, Held
from .law import illegal_coal_mine, is_coal, unauthorized_mining
from .months import days_inside
from .places import Places
from .reading import Reading
from .roots import Site


class SiteDay(NamedTuple):
    """A root site on a day: ``opened`` and ``sightings`` are those of its open episode."""

    site: str
    place: str
    county: str | None
    opened: date
    sightings: tuple[date, ...]
    counts: bool
    possibly_counts: bool


class Day(NamedTuple):
    """All that one day sees: coal sites and sites of other minerals with an open episode, and the coal sites
    some episode of which had been judged illegal by then, whether open or not."""

    day: date
    coal: tuple[SiteDay, ...]
    other: tuple[SiteDay, ...]
    ever_illegal: frozenset[str]


class Window(NamedTuple):
    """The sites that a window holds; it starts on a discovery date."""

    start: date
    sites: frozenset[str]


def look_at(day: date, held: Held, places: Places, as_of: date, reading: Reading) -> Day:
    """The day as its own rows show it: nothing dated later is looked at (DESIGN §6.1)."""
    coal: list[SiteDay] = []
    other: list[SiteDay] = []
    ever_illegal: set[str] = set()
    for site in held.sites:
        for kind, found in (("coal", coal), ("other", other)):
            if not _fits(site, kind, reading):
                continue
            site_day, illegal = _site_day(day, site, kind, held, places=places, as_of=as_of, reading=reading)
            if site_day is not None:
                found.append(site_day)
            if illegal and kind == "coal":
                ever_illegal.add(site.site)
    return Day(day, tuple(coal), tuple(other), frozenset(ever_illegal))


def _fits(site: Site, kind: str, reading: Reading) -> bool:
    if kind == "coal":
        return is_coal(site) or reading.has("any_mineral_is_coal")
    return not is_coal(site) or reading.has("coal_is_unauthorized_too")


def _site_day(
    day: date, site: Site, kind: str, held: Held, *, places: Places, as_of: date, reading: Reading
) -> tuple[SiteDay | None, bool]:
    def judge(discovery: Discovery) -> str:
        if kind == "coal":
            return illegal_coal_mine(discovery, as_of, reading)
        return unauthorized_mining(discovery, reading)

    discoveries = [found for found in held.discoveries if found.site == site.site and found.day <= day]
    checks = [check for check in held.checks if check.site == site.site and check.day <= day]
    told = story(discoveries, checks, judge, reading)
    ever_illegal = any(episode.legality == "yes" for episode in told.episodes)
    if not told.episodes:
        return None, False
    episode = told.episodes[-1]
    if episode.closed is not None and not (
        reading.has("stop_day_belongs_to_the_stretch") and episode.closed == day
    ):
        return None, ever_illegal
    legality = episode.legality
    if reading.has("later_discoveries_date_back"):
        legality = max(
            (judge(found) for found in held.discoveries if found.site == site.site and found.day <= as_of),
            key=("no", "unknown", "yes").index,
        )
    state = is_not_stopped(episode, day, reading)
    county = places.at_level(site.place, "county")
    if reading.has("county_by_digits"):
        county = site.place[:6] + "000000"
    if county is None and reading.has("a_city_is_its_own_county"):
        county = places.at_level(site.place, "city")
    sightings = tuple(sorted({episode.opened, *episode.sightings}))
    counts = state is True and legality == "yes"
    possibly = legality in ("yes", "unknown")
    return SiteDay(site.site, site.place, county, episode.opened, sightings, counts, possibly), ever_illegal


def counting(sites: Iterable[SiteDay]) -> list[SiteDay]:
    """The sites that count."""
    return [site for site in sites if site.counts]


def possible(sites: Iterable[SiteDay]) -> list[SiteDay]:
    """The sites that possibly count, those that do included."""
    return [site for site in sites if site.possibly_counts]


def by_county(sites: Iterable[SiteDay]) -> dict[str, list[SiteDay]]:
    """The sites of each county; a township directly under a city belongs to none (DESIGN §6.8)."""
    found: dict[str, list[SiteDay]] = {}
    for site in sites:
        if site.county is not None:
            found.setdefault(site.county, []).append(site)
    return found


def windows(sites: Iterable[SiteDay], reading: Reading) -> list[Window]:
    """One window for each discovery date of the sites, with the sites that it holds, met or not."""
    sites = list(sites)
    found = []
    for start in sorted({site.opened for site in sites}):
        inside = days_inside(start, {site.opened for site in sites}, reading)
        found.append(Window(start, frozenset(site.site for site in sites if site.opened in inside)))
    return found


def met_windows(sites: Iterable[SiteDay], at_least: int, reading: Reading) -> list[Window]:
    """The windows that hold enough distinct sites."""
    return [window for window in windows(sites, reading) if len(window.sites) >= at_least]


def sighting_windows(sites: Iterable[SiteDay], at_least: int, reading: Reading) -> list[Window]:
    """The windows that hold enough sites if every sighting of the open episode may be its discovery date."""
    as_dates = [site._replace(opened=day) for site in sites for day in site.sightings]
    return met_windows(as_dates, at_least, reading)
