"""What is unknown of a site, and whom to ask: the inquiry list (DESIGN §6.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    finders = _finders(facts, [u.site for u in unknowns if _finder_knows(u)])
    unsaid = _unsaid(facts, [u.site for u in unknowns if _defined(u)])
    governments: dict[str, str] = {}
    out = []
    for one in unknowns:
        ask = finders.get(one.site)
        if not ask:
            code = facts.codes[one.site]
            if code not in governments:
                county = facts.tree.ancestor_at(code, "county", facts.as_of) or code
                governments[code] = f"{facts.tree.path_name(county)}人民政府"
            ask = governments[code]
        missing = _texts(one.missing, *unsaid.get(one.site, ()))
        out.append(Inquiry(one.site, ask, missing, one.since, one.rules))
    return out


def _defined(one: Unknown) -> bool:
    """Whether it is unknown that the site meets the definition."""
    return not {"state", *OTHERS}.issuperset(one.missing)


def _finder_knows(one: Unknown) -> bool:
    """Whether the body that found the site can answer: neither its state nor its township is asked for."""
    return "state" not in one.missing and "township" not in one.missing


def _discoveries(facts: Facts, sites: Sequence[str], columns: Sequence[str]) -> pa.Table:
    """The verified discoveries of some roots up to the day: `(root, columns…)`."""
    known = facts.sites.table.select(["site_id", "root"])
    known = known.filter(pc.is_in(known["root"], value_set=pa.array(sites, pa.string())))
    table = facts.standing.table("discoveries", ["site_id", "verified_on", *columns])
    place = pc.index_in(table["site_id"], value_set=known["site_id"])
    seen = pc.and_(pc.is_valid(place), pc.less_equal(table["verified_on"], pa.scalar(to_date(facts.as_of))))
    return table.append_column("root", known["root"].take(place)).filter(seen)


def _finders(facts: Facts, sites: Sequence[str]) -> dict[str, str]:
    """Root → who made its last discovery."""
    seen = _discoveries(facts, sites, ("discovery_id", "found_by"))
    columns = (seen[c].to_pylist() for c in ("verified_on", "discovery_id", "root", "found_by"))
    return {root: finder for _, _, root, finder in sorted(zip(*columns, strict=True))}


def _unsaid(facts: Facts, sites: Sequence[str]) -> dict[str, tuple[bool, ...]]:
    """Root → whether some discovery leaves open what is produced, or the licences, or contradicts itself in them."""
    seen = _discoveries(facts, sites, ("producing", "missing_licences", "situation"))
    none = pc.and_(
        pc.equal(seen["missing_licences"], ";none;"), pc.match_substring(seen["situation"], ";1a;")
    )
    asked = (pc.equal(seen["producing"], "unknown"), pc.is_null(seen["missing_licences"]), none)
    flags = pa.table([seen["root"], *asked], names=["root", "producing", "licences", "contradiction"])
    found = flags.group_by("root").aggregate([(name, "any") for name in flags.column_names[1:]])
    some = zip(
        *(pc.fill_null(found[f"{name}_any"], False).to_pylist() for name in flags.column_names[1:]),
        strict=True,
    )
    return dict(zip(found["root"].to_pylist(), some, strict=True))


@lru_cache(maxsize=1024)
def _texts(missing: tuple[str, ...], *unsaid: bool) -> tuple[str, ...]:
    """What is missing in words; tens of thousands of sites share a few such lists."""
    out = [STATE] if "state" in missing else []
    out += compress((PRODUCING, LICENCES, CONTRADICTION), unsaid)
    return (*out, *(text for word, text in OTHERS.items() if word in missing))
