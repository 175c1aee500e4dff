"""The oracle: what the design finds in raw tables, computed from scratch for every day."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from .days import look_at
from .facts import climbing, departments, inquiries, stand_alone_evidence
from .held import held
from .misreadings import known_ids
from .places import Places
from .reading import Reading
from .review import near_misses, policy_review
from .rows import Tables
from .stretches import RULES, cannot_tell, findings


def expected(
    tables: Tables,
    tree_rows: Iterable[Mapping[str, str]],
    as_of: date | str,
    known_at: datetime | str | None = None,
    *,
    response_days: int = 1,
    local_from: date | None = None,
    misreading: str | None = None,
) -> dict[str, list[dict[str, Any]]]:
    """Findings, near misses and policy review, as plain values, sorted as DESIGN §8 says.

    ``tables``: raw rows by table (English headers and codes, ISO dates, 12-digit ``jurisdiction``), such
    as a reader accepts: no cycles of ``same_as`` or ``replaces``, nothing required left out;
    ``tree_rows``: code, name, level, parent_code, kind; ``known_at`` an instant with offset;
    ``local_from``: first day of the local rules on inquiries and climbing, None when they always ran;
    ``misreading``: an id of `misreadings`. Raises ValueError on an unknown one.
    """
    if misreading is not None and misreading not in known_ids():
        raise ValueError(f"no misreading is called {misreading!r}")
    as_of = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
    known_at = datetime.fromisoformat(known_at) if isinstance(known_at, str) else known_at
    reading = Reading(misreading, response_days, local_from)
    places = Places(tree_rows)
    facts = held(tables, known_at, reading)
    first = facts.first_day()
    days = []
    day = first or as_of
    while day <= as_of:
        days.append(look_at(day, facts, places, as_of, reading))
        day += timedelta(days=1)
    found, missed, review = [], [], []
    if days:
        for rule in RULES:
            found += findings(rule, days, places, reading)
            found += cannot_tell(rule, days[-1], places, reading)
        found += departments(days, facts, places, reading)
        found += stand_alone_evidence(as_of, facts, places, reading)
        found += inquiries(days, facts, places, reading)
        found += climbing(days, places, reading)
        missed = near_misses(days[-1], reading)
        review = policy_review(days, facts, places, reading)
    return {
        "findings": sorted(found, key=lambda f: (f["rule"], f["jurisdiction"], f["id"] or f["met_on"])),
        "near_misses": sorted(missed, key=lambda m: (m["rule"], m["jurisdiction"])),
        "policy_review": sorted(review, key=lambda r: (r["rule"], r["jurisdiction"], r["reason"])),
    }
