"""What a referral package says: grounds, proof, timeline and the other side, gathered as plain data (DESIGN §6.14–19).

One referral = accountable organ × receiver; rules are its grounds. A dossier never holds a session or an informant.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.cited import Cited, timeline
from engine.dossier_rows import DossierRows
from engine.escalations import RANKS, Escalation, clock_of
from engine.evaluation import Evaluation
from engine.jurisdictions import Tree
from engine.organs import organ_name
from engine.other_side import OtherSide, other_side
from engine.reader_notes import reader_notes
from engine.rules.model import Basis
from engine.rules.ruleset import Instrument
from engine.uncounted import uncounted


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


@dataclass(frozen=True)
class Draft:
    """A dossier of which what it rests on is gathered; the rest is written when asked for.

    A province keeps thousands of referrals; in a week a few of them have anything new.
    """

    run: Evaluation
    key: tuple[str, str, str, bool]
    """Place, organ, receiver, restricted."""
    members: Sequence[Escalation]
    findings: Sequence[Mapping[str, Any]]
    sites: Sequence[str]
    other: OtherSide
    references: Sequence[str]
    rows_read: DossierRows
    cited: Cited
    forms: Mapping[str, Mapping[str, Any]]
    """All findings of the document by id."""

    @property
    def id(self) -> str:
        """The dossier's."""
        place, organ, receiver, restricted = self.key
        return _id(place, organ, receiver, restricted=restricted)

    def grounds(self) -> dict[str, Any]:
        """The fields of the dossier that a signature rests on (`engine.ledgers.grounds`)."""
        place, organ, receiver, restricted = self.key
        posts = {
            (p["post"], p["role"], p["person"], p["from_on"]): p
            for f in self.findings
            for p in f["accountable"]["posts"]
        }
        return {
            "id": self.id,
            "organ": organ,
            "place": place,
            "receiver": receiver,
            "receiver_reason": self.members[0].reason or "",
            "restricted": restricted,
            "as_of": self.run.as_of.isoformat(),
            "findings": tuple(self.findings),
            "posts": tuple(posts[k] for k in sorted(posts, key=lambda k: (RANKS[k[1]], str(k)))),
            "records": {r: self.cited.row(r) for r in self.references},
        }

    def dossier(self) -> Dossier:
        """The whole of it."""
        run, (place, organ, receiver, _) = self.run, self.key
        tree, names = run.jurisdictions.tree, self.rows_read.names
        one = Dossier(
            **self.grounds(),
            organ_name=organ_name(tree, place, organ),
            place_name=tree.path_name(place),
            receiver_name=body_name(tree, receiver),
            office=run.settings.office,
            act_by=self.findings[0]["act_by"],
            clock=clock_of(self.members),
            grounds=tuple(grounds(run, self.members)),
            sites=tuple(_site(run, names, s, self.rows_read.also[s]) for s in self.sites),
            timeline=tuple(timeline(self.references, self.cited)),
            other=self.other,
            digests={
                "rules_sha256": run.rules.sha256,
                "settings_sha256": run.settings.sha256,
                "jurisdictions_sha256": run.jurisdictions.sha256,
                "inputs_sha256": run.records.sha256,
            },
        )
        return replace(one, reader_notes=tuple(reader_notes(run, one, self.forms)))


class Drafts:
    """The dossiers of a run by id, gathered when asked for: a week touches few of the thousands that a province keeps."""

    def __init__(self, run: Evaluation, forms: Mapping[str, Mapping[str, Any]]) -> None:
        """Group the referrals; `forms` are the findings of the document by id."""
        self.run, self.forms = run, forms
        self.groups = {
            _id(p, o, r, restricted=x): ((p, o, r, x), m) for (p, o, r, x), m in groups(run).items()
        }
        self._gathered: dict[str, Draft] = {}

    def __getitem__(self, name: str) -> Draft:
        """The draft of a dossier; many are gathered sooner together (`gather`) than one by one."""
        if name not in self._gathered:
            self.gather([name])
        return self._gathered[name]

    def gather(self, names: Iterable[str]) -> list[Draft]:
        """The drafts of some dossiers, in the order of the groups; the rows of all of them are read at once."""
        wanted = set(names)
        grouped = {name: self.groups[name] for name in self.groups if name in wanted - set(self._gathered)}
        run = self.run
        beside = uncounted(run, {name: members for name, (_, members) in grouped.items()})
        rows_read = DossierRows(
            run,
            {s for _, members in grouped.values() for e in members for s in e.finding.sites}
            | {one.site for sites in beside.values() for one in sites},
        )
        companions = {e.id for e in run.conclusions.evidence if e.kind != "protective_umbrella"}
        cited = Cited(run)
        for name, (key, members) in grouped.items():
            findings = [self.forms[e.finding.id] for e in members]
            sites = sorted({s for e in members for s in e.finding.sites})
            references = sorted(
                {r for f in findings for r in f["records"]}
                | {r for f in findings for e in f["proof"] for r in e["records"]}
                | {f"duty_evidence/{e}" for f in findings for e in f["evidence"] if key[3] or e in companions}
            )
            other = other_side(rows_read, members, sites, references, beside.get(name, ()))
            everything = sorted({*references, *other.references()})
            cited.want(everything)
            self._gathered[name] = Draft(
                run, key, members, findings, sites, other, everything, rows_read, cited, self.forms
            )
        return [self._gathered[name] for name in self.groups if name in wanted]


def drafts(run: Evaluation, forms: Mapping[str, Mapping[str, Any]]) -> list[Draft]:
    """Every dossier of a run as a draft; `forms` are the findings of the document by id."""
    every = Drafts(run, forms)
    return every.gather(every.groups)


def dossiers(run: Evaluation, forms: Mapping[str, Mapping[str, Any]]) -> list[Dossier]:
    """Every dossier of a run; `forms` are the findings of the document by id."""
    return [one.dossier() for one in drafts(run, forms)]


def _id(place: str, organ: str, receiver: str, *, restricted: bool) -> str:
    return f"{organ_stem(place, organ)}-to-{receiver}" + ("-restricted" if restricted else "")


def organ_stem(place: str, organ: str) -> str:
    """How ids and folders name an organ of a place."""
    safe = "".join(c if c.isalnum() or c in "_-" else f"~{ord(c):x}" for c in organ.replace(":", "_", 1))
    return f"{place}-{safe}"


def _site(run: Evaluation, names: Mapping[str, str], site: str, joined: Collection[str]) -> dict[str, Any]:
    code = run.facts.codes.get(site, "")
    return {
        "site_id": site, "name": names.get(site, ""), "jurisdiction": code,
        "place": run.jurisdictions.tree.path_name(code) if code else "", "also": sorted(s for s in joined if s != site),
    }  # fmt: skip
