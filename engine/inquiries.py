"""What is unknown of a site, and whom to ask: the inquiry list (DESIGN §6.7)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.build import Facts
from engine.periods import iso, to_day
from engine.reasoning.outlook import Unknown

STATE = "复查结论（是否已停止生产）"
PRODUCING = "是否生产"
LICENCES = "证照核查结果"
CONTRADICTION = "证照情况自相矛盾，须更正"
TOWNSHIP = "所在乡镇"
INFORMED = "乡镇何日知悉"
REPORTED = "是否已向县级报告及日期"
ASKED = ("discovery_id", "site_id", "verified_on", "producing", "missing_licences", "situation", "found_by")
OTHERS = {"township": TOWNSHIP, "township_informed": INFORMED, "reported_up": REPORTED}


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One site to ask about: whom, what is missing (Chinese), since which day, for which rules."""

    site: str
    ask: str
    missing: tuple[str, ...]
    since: int
    rules: tuple[str, ...]

    def document_form(self) -> dict[str, Any]:
        """The entry as DESIGN §8 prints it."""
        return {
            "site": self.site, "ask": self.ask, "missing": list(self.missing),
            "since": iso(self.since), "rules": list(self.rules),
        }  # fmt: skip


def inquiries(facts: Facts, unknowns: Sequence[Unknown]) -> list[Inquiry]:
    """The list for the day, by site."""
    rows = _discoveries(facts, [u.site for u in unknowns])
    out = []
    for one in unknowns:
        seen = rows.get(one.site, [])
        missing = _missing(one, seen)
        code = facts.codes[one.site]
        county = facts.tree.ancestor_at(code, "county", facts.as_of) or code
        finder = seen[-1]["found_by"] if seen else ""
        ask = finder if finder and "state" not in one.missing and "township" not in one.missing else ""
        out.append(
            Inquiry(one.site, ask or f"{facts.tree.path_name(county)}人民政府", missing, one.since, one.rules)
        )
    return out


def _discoveries(facts: Facts, sites: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Verified discoveries of the sites up to the day, by root, in order of day."""
    table = facts.standing.table("discoveries", ASKED)
    wanted = set(sites)
    ids = pa.array([s for s, root in facts.roots.items() if root in wanted], pa.string())
    kept = table.filter(pc.and_(pc.is_in(table["site_id"], value_set=ids), pc.is_valid(table["verified_on"])))
    out: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in kept.to_pylist():
        if to_day(row["verified_on"]) <= facts.as_of:
            out[facts.roots[row["site_id"]]].append(row)
    for found in out.values():
        found.sort(key=lambda r: (r["verified_on"], r["discovery_id"]))
    return out


def _missing(one: Unknown, seen: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    out = [STATE] if "state" in one.missing else []
    if set(one.missing) - {"state", *OTHERS}:
        if any(r["producing"] == "unknown" for r in seen):
            out.append(PRODUCING)
        if any(r["missing_licences"] is None for r in seen):
            out.append(LICENCES)
        if any(r["missing_licences"] == ";none;" and ";1a;" in (r["situation"] or "") for r in seen):
            out.append(CONTRADICTION)
    return (*out, *(text for word, text in OTHERS.items() if word in one.missing))
