"""The rows that stand, by distinct coal site, in plain Python: what the sweep and the oracle both start from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks.jobs.data import COAL_PERMIT_UNTIL, LICENCES, Data
from engine.periods import ARROW_EPOCH

LISTED: Final = frozenset(LICENCES)


@dataclass(slots=True)
class Site:
    """One distinct place: where it lies, its discoveries `(day, says producing, illegal)`, its checks `(day, result)`."""

    township: str | None
    county: str | None
    discoveries: list[tuple[int, bool, bool]] = field(default_factory=list)
    checks: list[tuple[int, str]] = field(default_factory=list)


def _columns(table: Any, *names: str) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - pyarrow has no types
    import pyarrow as pa

    columns = []
    for name in names:
        column = table[name]
        if pa.types.is_date(column.type):  # days as integers: a date object a row is slow
            column = column.cast(pa.int32())
        columns.append(column.to_pylist())
    return zip(*columns, strict=True)


def _replaced(table: Any) -> set[str]:  # noqa: ANN401
    return set(table["replaces"].drop_null().to_pylist())


def coal_sites(data: Data) -> dict[str, Site]:
    """Coal sites by root, with their standing rows dated up to the day; sites without a discovery are left out."""
    tables = data.tables
    last = data.as_of.toordinal() - ARROW_EPOCH
    root = _roots(tables["sites"])
    attributes = dict(_attributes(tables["sites"]))
    place = {c: (t, u) for c, t, u in _columns(data.places(), "jurisdiction", "township", "county")}
    found: dict[str, Site] = {}
    gone = _replaced(tables["discoveries"])
    names = (
        "discovery_id",
        "site_id",
        "situation",
        "producing",
        "missing_licences",
        "verified_on",
        "withdrawn",
    )
    for key, site, situation, producing, missing, day, withdrawn in _columns(tables["discoveries"], *names):
        at = root.get(site)
        if withdrawn or key in gone or day is None or day > last or at is None:
            continue
        mineral, code = attributes[at]
        if mineral == "coal":
            one = found.get(at) or found.setdefault(at, Site(*place[code]))
            says = producing == "yes"
            one.discoveries.append((day, says, says and _illegal(situation or "", missing or "", day)))
    for site, day, result in _looked(tables):
        at = root.get(site)
        if at in found and day <= last:
            found[at].checks.append((day, result))
    return found


def _illegal(situation: str, missing: str, day: int) -> bool:
    situations, lacking = set(situation.split(";")), set(missing.split(";"))
    if "none" in lacking and "1a" in situations:
        return False
    listed = LISTED | {"coal_permit"} if day + ARROW_EPOCH <= COAL_PERMIT_UNTIL.toordinal() else LISTED
    return bool(lacking & listed) or bool(situations & {"1a", "4"})


def _looked(tables: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    gone = _replaced(tables["checks"])
    names = ("check_id", "site_id", "checked_on", "result", "withdrawn")
    for key, site, day, result, withdrawn in _columns(tables["checks"], *names):
        if not withdrawn and key not in gone:
            yield site, day, result
    gone = _replaced(tables["measures"])
    measured = ("measure_id", "site_id", "result_on", "result", "result_by", "withdrawn")
    for key, site, day, result, by, withdrawn in _columns(tables["measures"], *measured):
        if not withdrawn and key not in gone and None not in (day, result, by):
            yield site, day, result


def _attributes(sites: Any) -> Iterator[tuple[str, tuple[str, str]]]:  # noqa: ANN401
    for site, mineral, code in _columns(sites, "site_id", "mineral", "jurisdiction"):
        yield site, (mineral, code)


def _roots(sites: Any) -> dict[str, str]:  # noqa: ANN401
    """Every site_id that leads to a row that stands; chains of `same_as` and corrections are followed to their end."""
    steps: dict[str, str] = {}
    stands: set[str] = set()
    corrected: dict[str, str] = {}
    for site, same, replaces, withdrawn in _columns(sites, "site_id", "same_as", "replaces", "withdrawn"):
        if not withdrawn:
            stands.add(site)
            if same:
                steps[site] = same
        if replaces:
            corrected[replaces] = site
    steps.update(corrected)
    stands -= set(corrected)
    out = {site: site for site in stands - set(steps)}
    for site in steps:
        way = [site]
        while way[-1] in steps:
            way.append(steps[way[-1]])
        root = next((s for s in reversed(way) if s in stands), None)
        if root:
            out[site] = root
    return out


__all__ = ["Site", "coal_sites"]
