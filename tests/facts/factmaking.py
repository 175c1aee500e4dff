"""Small histories written by hand, and what the facts say of them; every cell not given has its plainest value."""

from datetime import date, datetime
from typing import Any

from engine.document import document as document_of
from engine.evaluation import evaluate
from engine.facts import Facts, build_facts
from engine.facts.seen import reading_of
from engine.jurisdictions import Jurisdictions, load_jurisdictions
from engine.periods import iso
from engine.reasoning.screen import Screen
from engine.records import Records, read_rows
from engine.rules import load_rules
from engine.rules.model import Count
from engine.settings import Settings

XIXINZHUANG, DUIZHEN, XIAZHA = "141181103000", "141181100000", "141181201000"
XINYI_SUBDISTRICT, XIAOYI, LVLIANG, SHANXI = "141181001000", "141181000000", "141100000000", "140000000000"
TIANNING, JIAOCHENG = "141122100000", "141122000000"
TOWNSHIP, COUNTY = "order446.township-illegal-coal-mine", "order446.county-two-illegal-coal-mines"
DEPARTMENT, UNANSWERED = "order446.department-responsible", "local.unanswered-inquiry"
UNAUTHORIZED, DERELICTION = "notice2022-21.unauthorized-mining", "notice2022-21.dereliction"
TOWNSHIP_774, DEPARTMENT_774 = (
    "order774.township-unlicensed-coal-production",
    "order774.department-not-acting",
)
UMBRELLA = "notice2022-21.protective-umbrella"

REAL = load_jurisdictions()
RULES = load_rules()

Row = tuple[str, dict[str, str]]


def site(site_id: str, place: str = XIXINZHUANG, mineral: str = "coal", **cells: str) -> Row:
    """A coal site in 西辛庄镇."""
    return "sites", {"site_id": site_id, "name": site_id, "mineral": mineral, "jurisdiction": place, **cells}


def found(
    site_id: str, day: str, licences: str = "mining_permit", producing: str = "yes", **cells: str
) -> Row:
    """A discovery verified on the day, of a mine that produces without a mining permit."""
    row = {"discovery_id": f"D-{site_id}-{day}", "site_id": site_id, "producing": producing, "found_by": "县"}
    return "discoveries", {**row, "missing_licences": licences, "verified_on": day, **cells}


def checked(site_id: str, day: str, result: str = "producing", **cells: str) -> Row:
    """A check; it says that the mine produces."""
    row = {"check_id": f"C-{site_id}-{day}-{result}", "site_id": site_id, "checked_on": day}
    return "checks", {**row, "result": result, "checked_by": "县", **cells}


def measured(site_id: str, day: str, **cells: str) -> Row:
    """An order to stop."""
    row = {"measure_id": f"M-{site_id}-{day}", "site_id": site_id, "kind": "order", "ordered_on": day}
    return "measures", {**row, **cells}


def appraised(site_id: str, day: str, value: str, **cells: str) -> Row:
    """What a site's mineral products are worth, in yuan."""
    row = {
        "appraisal_id": f"V-{site_id}-{day}-{value}",
        "site_id": site_id,
        "kind": "product",
        "value": value,
    }
    return "appraisals", {**row, "determined_on": day, "by": "市价格认定中心", **cells}


def asked(site_id: str, sent: str, due: str, answered: str = "", to: str = "county_government") -> Row:
    """An inquiry to the county government."""
    row = {"inquiry_id": f"Q-{site_id}", "site_id": site_id, "sent_on": sent, "sent_to": to, "due_on": due}
    return "inquiries", {**row, "answered_on": answered}


def evidence(
    evidence_id: str, day: str, organ: str = "township_government", place: str = XIXINZHUANG, **cells: str
) -> Row:
    """Verified evidence of dereliction about the government of 西辛庄镇."""
    row = {
        "evidence_id": evidence_id,
        "jurisdiction": place,
        "organ": organ,
        "kind": "dereliction",
        "act": "未查处",
    }
    return "duty_evidence", {
        **row, "occurred_on": day, "source": "巡查", "verified": "yes", "verified_on": day, **cells
    }  # fmt: skip


def records(*rows: Row, places: Jurisdictions = REAL) -> Records:
    """The rows as records; none of them may be rejected."""
    tables: dict[str, list[dict[str, str]]] = {}
    for table, row in rows:
        tables.setdefault(table, []).append(row)
    given = read_rows(tables, places.tree)
    assert given.rejected == ()
    return given


def facts(as_of: str, *rows: Row, known_at: str | None = None, places: Jurisdictions = REAL) -> Facts:
    """The facts up to a day."""
    known = datetime.fromisoformat(known_at) if known_at else None
    return build_facts(records(*rows, places=places).tables, places.tree, date.fromisoformat(as_of), known)


def spans(
    as_of: str, *rows: Row, response_days: int = 1, by: str = "verified_on", **options: Any
) -> list[dict[str, Any]]:
    """The spans of all sites, days in print, places left out."""
    table = facts(as_of, *rows, **options).spans(reading_of(RULES, response_days, by, {}))
    days = ("opened", "first", "last")
    return [{k: iso(v) if k in days else v for k, v in row.items()} for row in table.to_pylist()]


def state(day: str, *rows: Row, as_of: str | None = None, **options: Any) -> str:
    """The stop state of the only site on a day: not_stopped, unknown or stopped; absent before its first discovery."""
    here = [s for s in spans(as_of or day, *rows, **options) if s["first"] <= day <= s["last"]]
    assert len(here) <= 1
    if not here:
        return "absent"
    return "not_stopped" if here[0]["not_stopped"] else "unknown" if here[0]["open"] else "stopped"


def openings(as_of: str, *rows: Row, **options: Any) -> list[str]:
    """The opening days of the episodes up to a day, in order."""
    return sorted({s["opened"] for s in spans(as_of, *rows, **options)})


def judged(day: str, *rows: Row, name: str = "illegal_coal_mine", **options: Any) -> str:
    """Whether the open episode of the only site meets the definition on a day: yes, unknown or no."""
    (here,) = [s for s in spans(day, *rows, **options) if s["first"] <= day <= s["last"]]
    return ("no", "unknown", "yes")[here[name]]


def screen(
    as_of: str, *rows: Row, settings: Settings | None = None, places: Jurisdictions = REAL, **options: Any
) -> Screen:
    """The screening up to a day, without the chain."""
    return Screen(facts(as_of, *rows, places=places, **options), RULES, settings or Settings())


def stretches(rule: str, as_of: str, *rows: Row, **options: Any) -> list[tuple[str, str | None, str | None]]:
    """Place, first and last day of each stretch of a counting rule up to a day."""
    when = RULES.rules[rule].when
    assert isinstance(when, Count)
    found_ = screen(as_of, *rows, **options).stretches(RULES.rules[rule], when)
    return [(s.place, iso(s.first), iso(s.last)) for s in found_]


def document(
    as_of: str,
    *rows: Row,
    known_at: str | None = None,
    settings: Settings | None = None,
    places: Jurisdictions = REAL,
) -> dict[str, Any]:
    """The whole document of a day, by the real worker."""
    run = evaluate(
        records(*rows, places=places),
        as_of=date.fromisoformat(as_of),
        known_at=datetime.fromisoformat(known_at) if known_at else None,
        rules=RULES,
        settings=settings or Settings(),
        jurisdictions=places,
    )
    return document_of(run)


def met(given: dict[str, Any], rule: str) -> list[tuple[str, str, str | None]]:
    """Place, first and last day of the met findings of a rule in a document."""
    return [
        (f["jurisdiction"], f["met_on"], f["ended_on"])
        for f in given["findings"]
        if f["rule"] == rule and f["outcome"] == "met"
    ]
