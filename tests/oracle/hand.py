"""A short hand for rows written by hand: every cell not given has its plainest value."""

from typing import Any

from .brute import expected
from .small_tree import tree_rows

DUIZHEN, XIXINZHUANG, XIAZHA, YIMA = "141181100000", "141181103000", "141181201000", "141181202000"
XINYI_SUBDISTRICT, XIAOYI = "141181001000", "141181000000"
TIANNING, JIAOCHENG, LVLIANG = "141122100000", "141122000000", "141100000000"
UNDER_A_CITY, UNDER_THE_PROVINCE = "141100400000", "149001000000"
TABLES = ("sites", "discoveries", "measures", "checks", "inquiries", "duty_evidence")

Cells = dict[str, str]
Fact = tuple[str, Cells]


def site(site_id: str, place: str = DUIZHEN, mineral: str = "coal", **cells: str) -> Fact:
    """A coal site in 兑镇镇."""
    return "sites", {"site_id": site_id, "name": site_id, "mineral": mineral, "jurisdiction": place, **cells}


def found(
    site_id: str, day: str, licences: str = "safety_permit", producing: str = "yes", **cells: str
) -> Fact:
    """A verified discovery of a mine that produces without a safety permit."""
    row = {"discovery_id": f"{site_id}-{day}", "site_id": site_id, "producing": producing, "found_by": "县"}
    return "discoveries", {**row, "missing_licences": licences, "verified_on": day, **cells}


def seen(site_id: str, day: str, result: str = "producing", **cells: str) -> Fact:
    """A check; it says that the mine produces."""
    row = {"check_id": f"{site_id}-{day}-{result}", "site_id": site_id, "checked_on": day, "result": result}
    return "checks", {**row, "checked_by": "县", **cells}


def measure(site_id: str, day: str, **cells: str) -> Fact:
    """An order to stop."""
    row = {"measure_id": f"{site_id}-{day}", "site_id": site_id, "kind": "order", "ordered_on": day}
    return "measures", {**row, **cells}


def inquiry(site_id: str, sent: str, due: str, answered: str = "", to: str = "county_government") -> Fact:
    """An inquiry to the county government."""
    row = {"inquiry_id": "Q1", "site_id": site_id, "sent_on": sent, "sent_to": to, "due_on": due}
    return "inquiries", {**row, "answered_on": answered}


def evidence(day: str, organ: str = "department:能源局", place: str = XIAOYI, **cells: str) -> Fact:
    """Verified evidence of dereliction about a department of the county."""
    row = {"evidence_id": "E1", "jurisdiction": place, "organ": organ, "kind": "dereliction", "act": "未查处"}
    return "duty_evidence", {**row, "occurred_on": day, "verified": "yes", "verified_on": day, **cells}


def run(as_of: str, *facts: Fact, **options: Any) -> dict[str, list[dict[str, Any]]]:
    """What the oracle expects on the day from the given rows."""
    tables: dict[str, list[Cells]] = {table: [] for table in TABLES}
    for table, row in facts:
        tables[table].append(row)
    return expected(tables, tree_rows(), as_of, **options)


def stretches(result: dict[str, list[dict[str, Any]]], rule: str) -> list[tuple[str, str, str | None]]:
    """The met findings of a rule, as place, first and last day."""
    return [
        (finding["jurisdiction"], finding["met_on"], finding["ended_on"])
        for finding in result["findings"]
        if finding["rule"] == rule and finding["outcome"] == "met"
    ]


def untold(result: dict[str, list[dict[str, Any]]], rule: str) -> list[tuple[str, list[str]]]:
    """What cannot be told about a rule, as place and sites."""
    return [
        (finding["jurisdiction"], finding["sites"])
        for finding in result["findings"]
        if finding["rule"] == rule and finding["outcome"] == "cannot_tell"
    ]
