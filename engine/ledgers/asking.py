"""What to ask whom, in the order of what an answer would decide; which of it has been asked, and what is overdue. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from engine.jurisdictions import Tree
from engine.ledgers.identities import Names
from engine.organs import organ_name

COUNTY_ALONE, COUNTY_WITH, TOWNSHIP, OTHER = range(4)
"""An answer by itself completes a county limb; with other answers; completes a township limb; anything else."""
DECIDES: Final = ("可定县级条件", "与其他答复一并可定县级条件", "可定乡级条件", "其他")
COUNTY_GOVERNMENT: Final = "county_government"
UNITS: Final = {
    "township_government": "乡镇人民政府", "county_government": "县级人民政府", "city_government": "市级人民政府",
}  # fmt: skip
"""Words of table `inquiries` for units → how a reader calls them."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An inquiry on record: `unit` as its row names it; `answered_on` None while nobody answered."""

    inquiry: str
    site: str
    unit: str
    sent_on: date
    due_on: date
    answered_on: date | None

    def overdue(self, day: date) -> bool:
        """Whether the due day has passed without an answer by then."""
        return day > self.due_on and (self.answered_on is None or self.answered_on > day)

    def open(self, day: date) -> bool:
        """Whether it was sent and not answered by a day."""
        return self.sent_on <= day and (self.answered_on is None or self.answered_on > day)


@dataclass(frozen=True, slots=True)
class Asking:
    """One site and one unit: what is missing, since when, for which rules, what an answer would decide."""

    site: str
    record: str
    """The site's record: its id through all corrections."""
    name: str
    place: str
    """Code of the site's division."""
    unit: str
    unit_code: str
    """As a row of table `inquiries` names the unit: the county government by its word, others by name."""
    missing: tuple[str, ...]
    since: date
    rules: tuple[str, ...]
    decides: int
    sent: Sent | None = None
    """The open inquiry of the same site and unit, the last one sent."""
    answered: Sent | None = None
    """Where none is open: one that was answered since the run, which the next run takes into account."""

    @property
    def decides_said(self) -> str:
        """What an answer would decide, in words."""
        return DECIDES[self.decides]


def asking(
    document: Mapping[str, Any], sent: Sequence[Sent], tree: Tree, names: Names, on: date | None = None
) -> list[Asking]:
    """The rows of the day, most telling first.

    What completes a county limb, then a township limb, then the rest; within these what bears on more rules, then what
    has been unknown longest, then by site. `on`: the day on which one asks what is under way, else that of the run.
    """
    as_of = date.fromisoformat(document["as_of"])
    today = on or as_of
    decisive = _decisive(document)
    sites = {s["site"]: s for s in document["sites"]}
    open_ = {
        (one.site, one.unit): one
        for one in sorted(sent, key=lambda s: (s.sent_on, s.inquiry))
        if one.open(today)
    }
    answered = {
        (one.site, one.unit): one for one in sent if one.answered_on and as_of <= one.answered_on <= today
    }
    out = []
    for entry in document["inquiries"]:
        site, unit = entry["site"], entry["ask"]
        place = sites[site]["jurisdiction"] if site in sites else ""
        code = unit_code(unit, place, tree, as_of)
        record = names("sites", site)
        under_way = open_.get((record, code)) or open_.get((record, unit))
        told = answered.get((record, code)) or answered.get((record, unit))
        out.append(
            Asking(
                site, record, sites.get(site, {}).get("name", ""), place, unit, code, tuple(entry["missing"]),
                date.fromisoformat(entry["since"]), tuple(entry["rules"]), decisive.get(site, OTHER),
                under_way, None if under_way else told,
            )
        )  # fmt: skip
    return sorted(out, key=lambda a: (a.decides, -len(a.rules), a.since, a.site, a.unit))


def unit_code(unit: str, place: str, tree: Tree, day: date) -> str:
    """`county_government` for the government of the site's county; any other unit by its name."""
    county = tree.ancestor_at(place, "county", day.toordinal()) if place in tree else None
    return COUNTY_GOVERNMENT if county and unit == f"{tree.path_name(county)}人民政府" else unit


def _decisive(document: Mapping[str, Any]) -> dict[str, int]:
    """Site → the most telling limb that it is asked for; a limb is complete by one answer if it lacks one site."""
    out: dict[str, int] = {}
    for form in document["findings"]:
        if form["outcome"] != "cannot_tell":
            continue
        rank = OTHER
        if form["level"] == "county":
            rank = COUNTY_ALONE if form["threshold"] - form["count"] <= 1 else COUNTY_WITH
        elif form["level"] == "township" or form["threshold"] == 1:
            rank = TOWNSHIP
        for site in form["sites"]:
            out[site] = min(rank, out.get(site, OTHER))
    return out


def unit_said(unit: str) -> str:
    """A unit of table `inquiries` as a reader calls it."""
    return UNITS.get(unit, unit.partition(":")[2] or unit)


def addressed(inquiries: Iterable[Sent], codes: Mapping[str, str], tree: Tree) -> Iterator[Sent]:
    """The same with the full name of a government that its row names by its level alone; `codes`: site → its division."""
    for one in inquiries:
        code = codes.get(one.site, "") if one.unit in UNITS else ""
        place = tree.ancestor_at(code, one.unit.removesuffix("_government")) if code in tree else None
        yield replace(one, unit=organ_name(tree, place, one.unit)) if place else one


def to_send(rows: Iterable[Asking], first: int | None) -> list[Asking]:
    """The rows of which nothing is under way or answered meanwhile, the first so many of them; None for all."""
    fresh = [row for row in rows if row.sent is None and row.answered is None]
    return fresh if first is None else fresh[:first]


def by_unit(rows: Iterable[Asking]) -> dict[str, list[Asking]]:
    """Rows by unit, units in order of their first row."""
    out: dict[str, list[Asking]] = {}
    for row in rows:
        out.setdefault(row.unit, []).append(row)
    return out


def overdue(sent: Iterable[Sent], day: date) -> list[Sent]:
    """Inquiries whose answer is late on a day, the longest first: they go on the 督办 list."""
    return sorted((s for s in sent if s.overdue(day)), key=lambda s: (s.due_on, s.inquiry))
