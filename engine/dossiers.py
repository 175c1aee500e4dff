"""What a referral package says: grounds, proof, timeline and the other side, gathered as plain data (DESIGN §6.14–19).

One referral = accountable organ × receiver; rules are its grounds. A dossier never holds a session or an informant.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from engine.escalations import Escalation
from engine.evaluation import Evaluation
from engine.jurisdictions import Tree
from engine.other_side import OtherSide, Shelves, other_side
from engine.reader_notes import reader_notes
from engine.records import said
from engine.rules.model import Basis, Instrument

ORGAN_NAMES: Final = {
    "township_government": "人民政府", "county_government": "人民政府", "city_government": "人民政府",
    "township_party_committee": "党委", "county_party_committee": "党委", "city_party_committee": "党委",
}  # fmt: skip
LEFT_OUT: Final = frozenset({"person_id", "recorded_at", "withdrawn", "replaces", "source", "note"})
"""Columns that no package carries: `source` and `note` are where an informant may be named."""


@dataclass(frozen=True)
class Dossier:
    """One referral's content; `findings` are in the form of DESIGN §8, `records` are the cited rows by `table/id`."""

    id: str
    organ: str
    organ_name: str
    place: str
    place_name: str
    receiver: str
    receiver_name: str
    receiver_reason: str
    restricted: bool
    office: str
    as_of: str
    act_by: str | None
    clock: str
    findings: tuple[Mapping[str, Any], ...]
    grounds: tuple[Mapping[str, Any], ...]
    posts: tuple[Mapping[str, Any], ...]
    sites: tuple[Mapping[str, Any], ...]
    timeline: tuple[Mapping[str, Any], ...]
    records: Mapping[str, Mapping[str, Any]]
    other: OtherSide
    digests: Mapping[str, str]
    reader_notes: tuple[Mapping[str, Any], ...] = ()


def organ_name(tree: Tree, place: str, organ: str) -> str:
    """`孝义市人民政府`, `孝义市国土局`, or the bare name of a vertical body."""
    kind, _, name = organ.partition(":")
    if name:
        return f"{tree.path_name(place)}{name}" if kind in ("department", "village") else name
    return f"{tree.path_name(place)}{ORGAN_NAMES.get(organ, organ)}"


def body_name(tree: Tree, place: str) -> str:
    """The discipline body of a place and its receiving office."""
    return f"{tree.path_name(place)}纪委监委（案件监督管理部门）"


def groups(run: Evaluation) -> dict[tuple[str, str, str, bool], list[Escalation]]:
    """Referrals that may be drafted: met, routed, not of a blocked place; by place, organ, receiver, restriction."""
    out: dict[tuple[str, str, str, bool], list[Escalation]] = defaultdict(list)
    tree = run.jurisdictions.tree
    for one in run.escalations:
        subject = one.finding.subject
        if one.kind != "referral" or one.receiver is None or subject is None:
            continue
        around = {subject.place, one.finding.jurisdiction, *tree.ancestors(one.finding.jurisdiction)}
        if any(
            b.jurisdiction in (subject.place, one.finding.jurisdiction)
            or (b.rule == "*" and b.jurisdiction in around)
            for b in run.blocked
        ):
            continue
        out[subject.place, subject.organ, one.receiver, subject.restricted].append(one)
    return dict(sorted(out.items()))


def plain(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    """A cell as JSON can hold it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == ";":
        return value.strip(";").split(";")
    return value


class Cited:
    """Rows of the records by `table/id`, read once for all dossiers of a run."""

    def __init__(self, run: Evaluation) -> None:
        """Index nothing yet: tables are read when first asked for."""
        self._tables = run.records.tables
        self._rows: dict[str, dict[str, dict[str, Any]]] = {}
        self._shown: dict[str, dict[str, Any]] = {}

    def row(self, reference: str) -> dict[str, Any]:
        """One row without what a package must not carry; empty if the id is unknown."""
        table, _, identity = reference.partition("/")
        if table not in self._rows:
            key = self._tables[table].column_names[0] if table != "posts" else "post_id"
            self._rows[table] = {r[key]: r for r in self._tables[table].to_pylist()}
        if reference not in self._shown:
            found = self._rows[table].get(identity, {})
            self._shown[reference] = {
                k: plain(v) for k, v in found.items() if v is not None and k not in LEFT_OUT
            }
        return self._shown[reference]


DAY_COLUMNS: Final = {
    "discoveries": ("reported_on", "verified_on", "registered_on"),
    "checks": ("checked_on",),
    "measures": ("ordered_on", "executed_on", "result_on"),
    "duty_evidence": ("occurred_on", "verified_on"),
    "inquiries": ("sent_on", "due_on", "answered_on"),
    "prior_actions": ("on",),
}
DAY_NAMES: Final = {
    "reported_on": "举报", "verified_on": "核实", "registered_on": "登记", "checked_on": "复查", "ordered_on": "作出措施决定",
    "executed_on": "执行措施", "result_on": "核查措施结果", "occurred_on": "线索所述行为发生", "sent_on": "发出询问",
    "due_on": "答复期限届满", "answered_on": "收到答复", "on": "已有处理",
}  # fmt: skip


def timeline(references: Iterable[str], cited: Cited) -> list[dict[str, Any]]:
    """Dated entries of the cited records, by day and record."""
    out = []
    for reference in references:
        table = reference.split("/", 1)[0]
        row = cited.row(reference)
        for column in DAY_COLUMNS.get(table, ()):
            if row.get(column):
                words = [said(table, c, str(row[c])) for c in ("kind", "result", "act") if row.get(c)]
                by = next(
                    (str(row[c]) for c in ("found_by", "checked_by", "by", "result_by") if row.get(c)), ""
                )
                out.append(
                    {
                        "on": row[column], "what": DAY_NAMES[column], "site": row.get("site_id"),
                        "said": "；".join(words), "by": by, "record": reference,
                    }
                )  # fmt: skip
    return sorted(out, key=lambda e: (e["on"], e["record"], e["what"]))


def grounds(run: Evaluation, escalations: Iterable[Escalation]) -> list[dict[str, Any]]:
    """The clauses that the findings rest on, each with its quote, once."""
    out: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in escalations:
        used = {(b["instrument"], b["article"]) for b in one.finding.basis}
        for basis in one.finding.rule.legal_basis:
            if (basis.instrument, basis.article) not in used:
                continue
            instrument = run.rules.instruments.get(basis.instrument)
            out[one.finding.rule.id, basis.instrument, basis.article] = {
                "rule": one.finding.rule.id, "title": one.finding.rule.title,
                "instrument": basis.instrument, "instrument_title": instrument.title if instrument else basis.instrument,
                "number": instrument.number if instrument else "", "article": basis.article, "quote": basis.quote,
                "limits": one.finding.rule.limits,
                "from": _first(basis, instrument),
                "to": instrument.in_force.end.isoformat() if instrument and instrument.in_force.end else None,
            }  # fmt: skip
    return [out[k] for k in sorted(out)]


def _first(basis: Basis, instrument: Instrument | None) -> str | None:
    """From when the clause is a basis: as the rule says, else as its instrument does."""
    start = basis.start or (instrument.in_force.start if instrument else None)
    return start.isoformat() if start else None


def dossiers(run: Evaluation, forms: Mapping[str, Mapping[str, Any]]) -> list[Dossier]:
    """Every dossier of a run; `forms` are the findings of the document by id."""
    tree, cited, names = run.jurisdictions.tree, Cited(run), run.names()
    shelves = Shelves(run)
    companions = {e.id for e in run.conclusions.evidence if e.kind != "protective_umbrella"}
    out = []
    for (place, organ, receiver, restricted), members in groups(run).items():
        findings = [forms[e.finding.id] for e in members]
        sites = sorted({s for e in members for s in e.finding.sites})
        references = sorted(
            {r for f in findings for r in f["records"]}
            | {r for f in findings for e in f["proof"] for r in e["records"]}
            | {f"duty_evidence/{e}" for f in findings for e in f["evidence"] if restricted or e in companions}
        )
        other = other_side(shelves, members, sites, references)
        everything = sorted({*references, *other.references()})
        posts = {
            (p["post"], p["role"], p["person"], p["from_on"]): p
            for f in findings
            for p in f["accountable"]["posts"]
        }
        one = Dossier(
            id=_id(place, organ, receiver, restricted=restricted),
            organ=organ,
            organ_name=organ_name(tree, place, organ),
            place=place,
            place_name=tree.path_name(place),
            receiver=receiver,
            receiver_name=body_name(tree, receiver),
            receiver_reason=members[0].reason or "",
            restricted=restricted,
            office=run.settings.office,
            as_of=run.as_of.isoformat(),
            act_by=findings[0]["act_by"],
            clock=members[0].clock,
            findings=tuple(findings),
            grounds=tuple(grounds(run, members)),
            posts=tuple(posts[k] for k in sorted(posts, key=str)),
            sites=tuple(_site(run, names, s) for s in sites),
            timeline=tuple(timeline(everything, cited)),
            records={r: cited.row(r) for r in everything},
            other=other,
            digests={
                "rules_sha256": run.rules.sha256,
                "settings_sha256": run.settings.sha256,
                "jurisdictions_sha256": run.jurisdictions.sha256,
                "inputs_sha256": run.records.sha256,
            },  # fmt: skip
        )
        out.append(replace(one, reader_notes=tuple(reader_notes(run, one, forms))))
    return out


def _id(place: str, organ: str, receiver: str, *, restricted: bool) -> str:
    safe = "".join(c if c.isalnum() or c in "_-" else f"~{ord(c):x}" for c in organ.replace(":", "_", 1))
    return f"{place}-{safe}-to-{receiver}" + ("-restricted" if restricted else "")


def _site(run: Evaluation, names: Mapping[str, str], site: str) -> dict[str, Any]:
    code = run.facts.codes.get(site, "")
    other = sorted(s for s, root in run.facts.roots.items() if root == site and s != site)
    return {
        "site_id": site, "name": names.get(site, ""), "jurisdiction": code,
        "place": run.jurisdictions.tree.path_name(code) if code else "", "also": other,
    }  # fmt: skip
