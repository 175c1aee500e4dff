"""Findings that count nothing: evidence, unanswered inquiries, what climbs (DESIGN §6.7, §6.15, §6.16)."""

from datetime import date, timedelta

from .days import Day
from .held import Evidence, Held, Inquiry
from .law import NOTICE, order_446_runs
from .places import Places
from .reading import Reading
from .stretches import COUNTY, RULES, TWO, Found, met_days, runs_of

DEPARTMENT = "order446.department-responsible"
DERELICTION = "notice2022-21.dereliction"
UMBRELLA = "notice2022-21.protective-umbrella"
UNANSWERED = "local.unanswered-inquiry"
CITY = "local.city-supervision-notice"
PROVINCE = "local.province-list"


def _finding(
    rule: str,
    place: str,
    level: str | None,
    run: tuple[date, date],
    as_of: date,
    *,
    about: str = "",
    sites: list[str] | None = None,
) -> Found:
    first, last = run
    return {
        "id": f"{rule}/{place}/{about}/{first}" if about else None,
        "rule": rule,
        "jurisdiction": place,
        "level": level,
        "outcome": "met",
        "met_on": str(first),
        "ended_on": None if last == as_of else str(last),
        "count": None,
        "threshold": None,
        "windows": None,
        "window_sensitive": None,
        "sites": sites,
    }


def departments(days: list[Day], held: Held, places: Places, reading: Reading) -> list[Found]:
    """Order 446 art. 7(2): verified evidence about a department or vertical body, an illegal mine there."""
    met: dict[tuple[str, str], dict[date, set[str]]] = {}
    where = {site.site: site.place for site in held.sites}
    for day in days:
        if not order_446_runs(day.day, reading):
            continue
        for evidence in held.evidence:
            if _implicates(evidence, day, where, places, reading):
                about = met.setdefault((evidence.place, evidence.organ), {})
                about.setdefault(day.day, set()).add(str(evidence.site))
    return [
        _finding(
            DEPARTMENT,
            place,
            places.level(place),
            run,
            days[-1].day,
            about=organ,
            sites=sorted({site for day, sites in on.items() if run[0] <= day <= run[1] for site in sites}),
        )
        for (place, organ), on in met.items()
        for run in runs_of(sorted(on), reading)
    ]


def _implicates(
    evidence: Evidence, day: Day, where: dict[str, str], places: Places, reading: Reading
) -> bool:
    if not evidence.verified or evidence.day > day.day:
        return False
    if evidence.kind != "dereliction":  # a protective umbrella goes its own, restricted way
        return False
    if evidence.site is None or not evidence.organ.startswith(("department:", "vertical:")):
        return False
    inside = evidence.place in places.upward(where[evidence.site])
    if not inside and not reading.has("a_site_elsewhere_counts_for_a_department"):
        return False
    if reading.has("a_stop_ends_the_department"):
        return any(site.counts for site in day.coal if site.site == evidence.site)
    return evidence.site in day.ever_illegal


def stand_alone_evidence(as_of: date, held: Held, places: Places, reading: Reading) -> list[Found]:
    """Verified evidence that stands by itself, from the later of its day and the notice's, without an end."""
    found = []
    for evidence in held.evidence:
        from_day = max(evidence.day, NOTICE[0])
        if not evidence.verified or from_day > as_of:
            continue
        place = evidence.place
        if evidence.kind == "protective_umbrella" and reading.has("an_umbrella_is_found_one_level_up"):
            place = [*places.upward(place), place][1]
        rule = UMBRELLA if evidence.kind == "protective_umbrella" else DERELICTION
        sites = [evidence.site] if evidence.site else []
        found.append(
            _finding(
                rule,
                place,
                places.level(place),
                (from_day, as_of),
                as_of,
                about=evidence.evidence,
                sites=sites,
            )
        )
    return found


def inquiries(days: list[Day], held: Held, places: Places, reading: Reading) -> list[Found]:
    """Inquiries past their day without an answer: a finding on the body that was asked."""
    where = {site.site: site.place for site in held.sites}
    found = []
    for inquiry in held.inquiries:
        place = _addressee_place(inquiry, where[inquiry.site], places)
        late = [day.day for day in days if _is_late(inquiry, day.day, reading)]
        for run in runs_of(late, reading):
            level = places.level(place)
            found.append(
                _finding(
                    UNANSWERED, place, level, run, days[-1].day, about=inquiry.inquiry, sites=[inquiry.site]
                )
            )
    return found


def _is_late(inquiry: Inquiry, day: date, reading: Reading) -> bool:
    if reading.local_from is not None and day < reading.local_from:
        return False
    last = inquiry.due_on
    if reading.has("late_on_the_due_day"):
        last -= timedelta(days=1)
    answered = inquiry.answered_on is not None and (
        inquiry.answered_on <= day or reading.has("a_later_answer_is_an_answer")
    )
    return inquiry.sent_on <= day and last < day and not answered


def _addressee_place(inquiry: Inquiry, place: str, places: Places) -> str:
    for level in ("township", "county", "city"):
        if inquiry.sent_to.startswith(level + "_"):
            return places.at_level(place, level) or places.at_level(place, "county") or place
    return places.at_level(place, "county") or place


def climbing(days: list[Day], places: Places, reading: Reading) -> list[Found]:
    """A city with a county met gets a supervision notice; with two it goes on the province's list."""
    rule = next(rule for rule in RULES if rule.rule == COUNTY)
    counties: dict[str, dict[date, set[str]]] = {}
    for county, met in met_days(rule, days, places, reading).items():
        city = places.at_level(county, "city")
        for each in met:
            if city is not None and (reading.local_from is None or reading.local_from <= each.day):
                counties.setdefault(city, {}).setdefault(each.day, set()).add(county)
    found = []
    for city, on in counties.items():
        for name, at_least in ((CITY, 1), (PROVINCE, TWO)):
            met_on = sorted(day for day, those in on.items() if len(those) >= at_least)
            place = city
            if name == PROVINCE and reading.has("the_province_list_is_found_at_the_province"):
                place = places.at_level(city, "province") or city
            found += [_finding(name, place, None, run, days[-1].day) for run in runs_of(met_on, reading)]
    return found
