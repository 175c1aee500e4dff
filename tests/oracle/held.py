"""What the office holds: the standing rows as plain facts about root sites, with their legal days."""

from datetime import date, datetime
from typing import NamedTuple

from .reading import Reading
from .roots import Roots, Site
from .rows import Row, Tables, codes_of, day_of, standing_rows


class Discovery(NamedTuple):
    """A verified discovery at a root site."""

    day: date
    site: str
    producing: str
    situations: frozenset[str]
    licences: frozenset[str]


class Check(NamedTuple):
    """What was seen at a root site by somebody who looked whether it had stopped."""

    day: date
    site: str
    result: str
    row: str


class Inquiry(NamedTuple):
    """A question sent to a body about a root site."""

    inquiry: str
    site: str
    sent_on: date
    sent_to: str
    due_on: date
    answered_on: date | None


class Evidence(NamedTuple):
    """Duty evidence; ``day`` is when it counts from; ``site`` is a root, or None when none is named."""

    evidence: str
    place: str
    organ: str
    kind: str
    verified: bool
    day: date
    site: str | None


class Held(NamedTuple):
    """Everything that stands."""

    sites: tuple[Site, ...]
    discoveries: tuple[Discovery, ...]
    checks: tuple[Check, ...]
    inquiries: tuple[Inquiry, ...]
    evidence: tuple[Evidence, ...]

    def first_day(self) -> date | None:
        """The earliest legal day of any row, or None when nothing is held."""
        days = [fact.day for facts in (self.discoveries, self.checks, self.evidence) for fact in facts]
        return min(days + [inquiry.sent_on for inquiry in self.inquiries], default=None)


def held(tables: Tables, known_at: datetime | None, reading: Reading) -> Held:
    """The standing rows of raw tables; ``known_at`` cuts before anything else (DESIGN §6.1)."""
    roots = Roots(tables, known_at, reading)

    def rows(table: str) -> list[Row]:
        return standing_rows(table, tables, known_at, reading)

    return Held(
        roots.sites(),
        _discoveries(rows("discoveries"), roots, reading),
        _checks(rows("checks"), rows("measures"), roots, reading),
        _inquiries(rows("inquiries"), roots),
        _evidence(rows("duty_evidence"), roots, reading),
    )


def _discoveries(rows: list[Row], roots: Roots, reading: Reading) -> tuple[Discovery, ...]:
    found = []
    for row in rows:
        site, day = roots.root(row["site_id"]), day_of(row.get("verified_on"))
        if day is None and reading.has("unverified_report_counts"):
            day = day_of(row.get("reported_on")) or day_of(row.get("registered_on"))
        if reading.has("discovered_when_reported"):
            day = day and (day_of(row.get("reported_on")) or day)
        if site is not None and day is not None:
            situations, licences = codes_of(row.get("situation")), codes_of(row.get("missing_licences"))
            found.append(Discovery(day, site, row["producing"], situations, licences))
    return tuple(found)


def _checks(checks: list[Row], measures: list[Row], roots: Roots, reading: Reading) -> tuple[Check, ...]:
    looked = [(row["checked_on"], row["site_id"], row["result"], row["check_id"]) for row in checks]
    for row in measures:
        checked = row.get("result_on") and row.get("result") and row.get("result_by")
        if checked and not reading.has("measure_results_are_no_checks"):
            looked.append((row["result_on"], row["site_id"], row["result"], row["measure_id"]))
        elif not checked and reading.has("a_measure_counts_as_stopped"):
            acted = row.get("executed_on") or row.get("ordered_on")
            if acted:
                looked.append((acted, row["site_id"], "stopped", row["measure_id"]))
    return tuple(
        Check(date.fromisoformat(day), site, result, row_id)
        for day, site_id, result, row_id in looked
        if (site := roots.root(site_id)) is not None
    )


def _inquiries(rows: list[Row], roots: Roots) -> tuple[Inquiry, ...]:
    return tuple(
        Inquiry(
            row["inquiry_id"],
            site,
            date.fromisoformat(row["sent_on"]),
            row["sent_to"],
            date.fromisoformat(row["due_on"]),
            day_of(row.get("answered_on")),
        )
        for row in rows
        if (site := roots.root(row["site_id"])) is not None
    )


def _evidence(rows: list[Row], roots: Roots, reading: Reading) -> tuple[Evidence, ...]:
    found = []
    for row in rows:
        site = roots.root(row["site_id"]) if row.get("site_id") else None
        if row.get("site_id") and site is None and reading.has("evidence_falls_with_its_site"):
            continue
        day = day_of(row.get("verified_on")) or date.fromisoformat(row["occurred_on"])
        if reading.has("evidence_counts_from_the_act"):
            day = date.fromisoformat(row["occurred_on"])
        verified = row["verified"] == "yes" or reading.has("unverified_evidence_counts")
        found.append(
            Evidence(row["evidence_id"], row["jurisdiction"], row["organ"], row["kind"], verified, day, site)
        )
    return tuple(found)
