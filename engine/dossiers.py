"""What a referral package says: grounds, proof, timeline and the other side, gathered as plain data (DESIGN §6.14–19).

One referral = accountable organ × receiver; rules are its grounds. A dossier never holds a session or an informant.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.escalations import Escalation
from engine.evaluation import Evaluation
from engine.jurisdictions import Tree
from engine.other_side import OtherSide, Shelves, other_side
from engine.reader_notes import reader_notes
from engine.records import TABLES, said
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
    """The cited rows of the records by `table/id`, each without what a package must not carry."""

    def __init__(self, run: Evaluation, references: Iterable[str]) -> None:
        """Read the rows of all dossiers at once, and no others: a province keeps decades of them."""
        wanted: dict[str, set[str]] = defaultdict(set)
        for reference in references:
            table, _, identity = reference.partition("/")
            wanted[table].add(identity)
        self._shown = {
            f"{table}/{one}": row for table, ids in wanted.items() for one, row in _rows(run, table, ids)
        }

    def row(self, reference: str) -> Mapping[str, Any]:
        """One row; empty if the id is unknown."""
        return self._shown.get(reference, {})


def _rows(run: Evaluation, table: str, ids: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    rows, key = run.records.tables[table], TABLES[table].key
    for row in rows.filter(pc.is_in(rows[key], value_set=pa.array(sorted(ids), pa.string()))).to_pylist():
        yield row[key], {k: plain(v) for k, v in row.items() if v is not None and k not in LEFT_OUT}


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


@dataclass(frozen=True, slots=True)
class _Part:
    """What one dossier will say, before the rows that it cites are read."""

    key: tuple[str, str, str, bool]
    members: list[Escalation]
    findings: list[Mapping[str, Any]]
    sites: list[str]
    other: OtherSide
    references: list[str]


def _parts(run: Evaluation, forms: Mapping[str, Mapping[str, Any]], shelves: Shelves) -> Iterator[_Part]:
    companions = {e.id for e in run.conclusions.evidence if e.kind != "protective_umbrella"}
    for key, members in groups(run).items():
        findings = [forms[e.finding.id] for e in members]
        sites = sorted({s for e in members for s in e.finding.sites})
        references = sorted(
            {r for f in findings for r in f["records"]}
            | {r for f in findings for e in f["proof"] for r in e["records"]}
            | {f"duty_evidence/{e}" for f in findings for e in f["evidence"] if key[3] or e in companions}
        )
        other = other_side(shelves, members, sites, references)
        yield _Part(key, members, findings, sites, other, sorted({*references, *other.references()}))


def dossiers(run: Evaluation, forms: Mapping[str, Mapping[str, Any]]) -> list[Dossier]:
    """Every dossier of a run; `forms` are the findings of the document by id."""
    tree, names = run.jurisdictions.tree, run.names()
    shelves = Shelves(run, {s for members in groups(run).values() for e in members for s in e.finding.sites})
    parts = list(_parts(run, forms, shelves))
    cited = Cited(run, {r for part in parts for r in part.references})
    out = []
    for part in parts:
        (place, organ, receiver, restricted), members, findings = part.key, part.members, part.findings
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
            sites=tuple(_site(run, names, s, shelves.also[s]) for s in part.sites),
            timeline=tuple(timeline(part.references, cited)),
            records={r: cited.row(r) for r in part.references},
            other=part.other,
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


def _site(run: Evaluation, names: Mapping[str, str], site: str, joined: Collection[str]) -> dict[str, Any]:
    code = run.facts.codes.get(site, "")
    return {
        "site_id": site, "name": names.get(site, ""), "jurisdiction": code,
        "place": run.jurisdictions.tree.path_name(code) if code else "", "also": sorted(s for s in joined if s != site),
    }  # fmt: skip
