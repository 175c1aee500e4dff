"""What is unknown of a site, and whom to ask: the inquiry list (DESIGN §6.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import compress
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.build import Facts
from engine.periods import iso, to_date
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


@dataclass(slots=True)
class _Said:
    """What the verified discoveries of a site leave unsaid, and who found it last."""

    latest: tuple[date, str]
    """Day and id of the last discovery."""
    finder: str
    producing: bool = False
    licences: bool = False
    contradiction: bool = False


def inquiries(facts: Facts, unknowns: Sequence[Unknown]) -> list[Inquiry]:
    """The list for the day, by site."""
    said = _discoveries(facts, [u.site for u in unknowns])
    governments: dict[str, str] = {}
    out = []
    for one in unknowns:
        seen = said.get(one.site)
        ask = seen.finder if seen and "state" not in one.missing and "township" not in one.missing else ""
        if not ask:
            code = facts.codes[one.site]
            if code not in governments:
                county = facts.tree.ancestor_at(code, "county", facts.as_of) or code
                governments[code] = f"{facts.tree.path_name(county)}人民政府"
            ask = governments[code]
        out.append(Inquiry(one.site, ask, _missing(one, seen), one.since, one.rules))
    return out


def _discoveries(facts: Facts, sites: Sequence[str]) -> dict[str, _Said]:
    """The verified discoveries of the sites up to the day, by root."""
    table = facts.standing.table("discoveries", ASKED)
    wanted = set(sites)
    ids = pa.array([s for s, root in facts.roots.items() if root in wanted], pa.string())
    of_sites = table.filter(pc.is_in(table["site_id"], value_set=ids))
    kept = of_sites.filter(pc.less_equal(of_sites["verified_on"], pa.scalar(to_date(facts.as_of))))
    none, none_missing = pc.is_null(kept["missing_licences"]), pc.equal(kept["missing_licences"], ";none;")
    told = pc.and_(none_missing, pc.match_substring(kept["situation"], ";1a;"))
    columns = (
        *(kept[c] for c in ("site_id", "verified_on", "discovery_id", "found_by")),
        pc.equal(kept["producing"], "unknown"), none, pc.fill_null(told, False),
    )  # fmt: skip
    out: dict[str, _Said] = {}
    for site, day, key, finder, producing, licences, contradiction in zip(
        *(c.to_pylist() for c in columns), strict=True
    ):
        root = facts.roots[site]
        mine = out.get(root)
        if mine is None:
            mine = out[root] = _Said((day, key), finder)
        elif (day, key) > mine.latest:
            mine.latest, mine.finder = (day, key), finder
        mine.producing |= bool(producing)
        mine.licences |= licences
        mine.contradiction |= contradiction
    return out


def _missing(one: Unknown, seen: _Said | None) -> tuple[str, ...]:
    if seen is None:
        return _texts(one.missing)
    return _texts(one.missing, seen.producing, seen.licences, seen.contradiction)


@lru_cache(maxsize=1024)
def _texts(missing: tuple[str, ...], *unsaid: bool) -> tuple[str, ...]:
    """What is missing in words; tens of thousands of sites share a few such lists."""
    out = [STATE] if "state" in missing else []
    if set(missing) - {"state", *OTHERS}:
        out += compress((PRODUCING, LICENCES, CONTRADICTION), unsaid)
    return (*out, *(text for word, text in OTHERS.items() if word in missing))
