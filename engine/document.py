"""The evaluation as the JSON document of DESIGN §8: fixed names, sorted lists, days as YYYY-MM-DD."""

from datetime import UTC
from typing import Any

from engine import __version__
from engine.collecting import uncollected
from engine.escalations import Escalation
from engine.evaluation import Evaluation
from engine.facts.standing import half_checks
from engine.findings import Finding
from engine.periods import iso
from engine.proof import Element

Document = dict[str, Any]


def _element(one: Element) -> Document:
    return {
        "element": one.element,
        "status": one.status,
        "facts": list(one.facts),
        "records": list(one.records),
    }


def finding_form(escalation: Escalation) -> Document:
    """One finding with whom it concerns, who receives it and its proof."""
    return {**_unproved_form(escalation), "proof": [_element(e) for e in escalation.finding.elements]}


def _unproved_form(escalation: Escalation) -> Document:
    f: Finding = escalation.finding
    windows = None if f.windows is None else [
        {"from": iso(w.first), "until": iso(w.until), "sites": list(w.sites)} for w in f.windows
    ]  # fmt: skip
    refer_to = None
    if escalation.kind == "referral":
        refer_to = {
            "body": f.rule.then.refer_to,
            "jurisdiction": escalation.receiver,
            "reason": escalation.reason,
        }
    accountable = None
    if escalation.organ:
        accountable = {"organ": escalation.organ, "posts": [p.document_form() for p in escalation.posts]}
    return {
        "id": f.id, "rule": f.rule.id, "title": f.rule.title, "outcome": f.outcome,
        "jurisdiction": f.jurisdiction, "level": f.level, "met_on": iso(f.met_on), "ended_on": iso(f.ended_on),
        "count": f.count, "threshold": f.threshold, "windows": windows, "window_sensitive": f.window_sensitive,
        "sites": list(f.sites), "records": list(f.records), "legal_basis": f.basis,
        "accountable": accountable, "refer_to": refer_to,
        "consequence": f.rule.then.kind if f.outcome == "met" else "inquiry", "restricted": f.rule.then.restricted,
        "act_by": iso(escalation.act_by), "clock": escalation.clock or None,
        "evidence": list(f.evidence), "below": list(f.below), "missing": list(f.missing),
        "previous": f.previous, "continues": f.continues, "continued_by": f.continued_by,
    }  # fmt: skip


def _coverage(run: Evaluation) -> list[Document]:
    tree = run.jurisdictions.tree
    places = [p for p in tree if p.level == "county"]
    places += [tree.place(c) for c in run.coverage if tree.place(c).level != "county"]
    out = []
    for place in sorted(places, key=lambda p: p.code):
        number, latest = run.coverage.get(place.code, (0, None))
        out.append(
            {"jurisdiction": place.code, "level": place.level, "records": number, "latest": iso(latest)}
        )
    return out


def _sites(run: Evaluation) -> list[Document]:
    """What each site is on the day, so that a rule that is not met can be explained from the document alone."""
    tree, names = run.jurisdictions.tree, run.names()
    out = []
    for row in run.facts.states(run.screen.any_reading):
        code = run.facts.codes[row["root"]]
        out.append(
            {
                "site": row["root"], "name": names.get(row["root"], ""), "jurisdiction": code,
                "within": [code, *tree.ancestors(code, row["opened"])], "kind": tree.place(code, row["opened"]).kind,
                "opened": iso(row["opened"]), "since": iso(row["since"]), "state": row["state"],
                **{k: v for k, v in row.items() if k not in ("root", "opened", "since", "state")},
            }
        )  # fmt: skip
    return out


def _to_decide(run: Evaluation) -> list[Document]:
    places = {e.id: e.jurisdiction for e in run.conclusions.evidence}
    out: list[Document] = [
        {
            "evidence": e.id,
            "jurisdiction": e.jurisdiction,
            "reason": "unverified",
            "explanation": "线索未经核实，由具名人员决定移送或者记明不移送的理由",
        }
        for e in run.conclusions.evidence
        if not e.verified
    ]
    out += [
        {
            "evidence": one,
            "jurisdiction": places.get(one),
            "reason": "no_rule_in_force",
            "explanation": "线索已核实，但该日没有生效的规则可依，由具名人员决定",
        }
        for one in run.conclusions.unserved
    ]
    held = {}
    for one in run.escalations:
        if one.held and one.finding.subject:
            held[one.finding.subject.key] = (one.finding, one.reason)
    out += [
        {
            "evidence": _evidence_of(f),
            "jurisdiction": f.jurisdiction,
            "reason": "receiver_held",
            "finding": f.id,
            "explanation": reason,
        }  # fmt: skip
        for f, reason in held.values()
    ]
    return sorted(out, key=lambda d: (d["evidence"] or "", d["reason"], d.get("finding") or ""))


def _evidence_of(finding: Finding) -> str | None:
    """The evidence that a finding rests on, None where it counts sites."""
    return next((r.split("/", 1)[1] for r in finding.records if r.startswith("duty_evidence/")), None)


def _caveats(run: Evaluation) -> list[str]:
    tree = run.jurisdictions.tree
    out = []
    used = {f.jurisdiction for f in run.findings}
    if any(tree.place(c, run.facts.as_of).first == 0 for c in used):
        out.append(
            "所用行政区划未载明起始日期（2025-12-31 的快照）；历史隶属以该快照为准，请对边界变动另行核对。"
        )
    if run.facts.standing.unknown_yet:
        out.append(f"有 {run.facts.standing.unknown_yet} 行在 {known(run)} 尚未记录或没有记录时间，未计入。")
    half = half_checks(run.facts.standing)
    if half:
        out.append(f"措施 {'、'.join(half)} 的核查日期、核查结果、核查单位填写不全，未作为复查。")
    lost = run.facts.unplaced(run.screen.any_reading)
    if lost:
        out.append(f"矿点 {'、'.join(lost)} 的行政区划在发现之日不在区划表内，未能归属。")
    return out


def known(run: Evaluation) -> str | None:
    """The knowledge time as an ISO instant in UTC."""
    return run.known_at.astimezone(UTC).isoformat().replace("+00:00", "Z") if run.known_at else None


def _frame(run: Evaluation) -> Document:
    return {
        "as_of": run.as_of.isoformat(),
        "engine_version": __version__,
        "rules_sha256": run.rules.sha256,
        "settings_sha256": run.settings.sha256,
        "jurisdictions_sha256": run.jurisdictions.sha256,
    }


@uncollected()
def outline(run: Evaluation) -> Document:
    """Findings without their proofs, and what each site is: what two evaluations are compared by."""
    return {
        **_frame(run), "findings": [_unproved_form(e) for e in run.escalations], "sites": _sites(run), "blocked": [],
    }  # fmt: skip


@uncollected()
def document(run: Evaluation) -> Document:
    """The whole document; lists sorted by rule, jurisdiction, then id."""
    return {
        "as_of": run.as_of.isoformat(),
        "known_at": known(run),
        "since": run.since.isoformat() if run.since else None,
        **_frame(run),
        "inputs_sha256": run.records.sha256,
        "findings": [finding_form(e) for e in run.escalations],
        "inquiries": [i.document_form() for i in run.inquiries],
        "near_misses": [
            {
                "rule": n.rule,
                "jurisdiction": n.place,
                "sites": list(n.sites),
                "one_more_by": iso(n.one_more_by),
            }
            for n in sorted(run.near_misses, key=lambda n: (n.rule, n.place))
        ],
        "matters": [one.document_form() for one in run.matters.found],
        "not_computable": [one.document_form() for one in run.matters.not_computable],
        "policy_review": [
            {"rule": r.rule, "jurisdiction": r.jurisdiction, "sites": list(r.sites), "reason": r.reason}
            for r in run.policy_review
        ],
        "to_decide": _to_decide(run),
        "coverage": _coverage(run),
        "blocked": [
            {"rule": b.rule, "jurisdiction": b.jurisdiction, "reason": b.reason} for b in run.blocked
        ],
        "rejected": [
            {
                "file": r.file,
                "sheet": r.sheet,
                "row": r.row,
                "column": r.column,
                "value": r.value,
                "reason": r.reason,
            }
            for r in run.records.rejected
        ],
        "sites": _sites(run),
        "not_yet_known": run.facts.standing.unknown_yet,
        "caveats": _caveats(run),
    }
