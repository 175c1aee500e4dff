"""Papers as the store holds them: read with their steps, found by what a person types, checked against signatures."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from engine.ledgers import audit, officers
from engine.ledgers.dossier_form import unpacked
from engine.ledgers.filing import subject
from engine.ledgers.grounds import identity, unversioned
from engine.ledgers.lives import PROGRAM, SUPERVISION, LifeError, Paper, Step
from engine.signing import canonical, envelope
from engine.signing.statements import STEP_TYPES, step_statement
from engine.store.models import RecordVersion, Referral, ReferralStep, Run, SiteDecision


def papers(session: Session, keys: Sequence[str] | None = None) -> list[Paper]:
    """Every paper with its steps, or those of some keys, by key; details are read when asked for."""
    asked = select(Referral).order_by(col(Referral.key))
    found = session.exec(asked if keys is None else asked.where(col(Referral.key).in_(keys))).all()
    steps: dict[int, list[Step]] = defaultdict(list)
    rows = select(ReferralStep).options(defer(ReferralStep.detail)).order_by(col(ReferralStep.seq))  # type: ignore[arg-type]
    if keys is not None:
        rows = rows.where(col(ReferralStep.referral_id).in_([r.id for r in found]))
    for row in session.exec(rows):
        steps[row.referral_id].append(_step(row))
    known = {r.id: r.key for r in found}
    if keys is not None:
        parents = {r.parent_id for r in found} - set(known)
        known |= {r.id: r.key for r in session.exec(select(Referral).where(col(Referral.id).in_(parents)))}
    return [
        Paper(
            r.key, r.kind, r.organ, r.jurisdiction, r.receiver or "", r.receiver_body or "",
            known.get(r.parent_id), r.serial, tuple(steps[r.id or 0]), r.id,
        )
        for r in found
    ]  # fmt: skip


def _step(row: ReferralStep) -> Step:
    def details() -> Mapping[str, Any]:
        detail = dict(row.detail or {})
        if isinstance(detail.get("dossier"), str):
            detail["dossier"] = unpacked(detail["dossier"])
        return detail

    return Step(
        row.seq, row.step, row.on, row.actor, row.recorded_at, row.number, row.due_on, row.package_sha256,
        row.payload_sha256, row.key_fingerprint, row.signature, row.run_id, details,
    )  # fmt: skip


def paper(session: Session, text: str) -> Paper:
    """The one paper whose key or document number is, or contains, `text`; a 督办 letter only if `text` says so.

    Raises LifeError: none, or several.
    """
    rows = session.exec(select(Referral.key).order_by(col(Referral.key))).all()
    numbered = session.exec(
        select(Referral.key)
        .join(ReferralStep, col(ReferralStep.referral_id) == col(Referral.id))
        .where(ReferralStep.number == text)
    ).all()
    found = list(numbered) or [k for k in rows if k == text] or [k for k in rows if text and text in k]
    if len(found) > 1:
        found = [k for k in found if not subject(k).endswith(f"-{SUPERVISION}")] or found
    if not found:
        raise LifeError(f"没有编号或文号为“{text}”的移送；用 wenze refer list 查看全部。")
    if len(found) > 1:
        raise LifeError(f"“{text}”对应 {len(found)} 件（{'、'.join(found[:4])}…）；请写完整编号。")
    return papers(session, found)[0]


def statement_of(one: Paper, step: Step, stored: Mapping[str, Any]) -> dict[str, Any]:
    """What is signed, or only digested for the program's own steps, whose details hold a whole dossier."""
    said: dict[str, Any] = {"on": step.on.isoformat(), "number": step.number, "run_id": step.run_id}
    if step.actor == PROGRAM:
        said["detail_sha256"] = hashlib.sha256(canonical(stored)).hexdigest()
    else:
        said |= stored
    before = next((s.payload_sha256 for s in reversed(one.steps) if s.seq == step.seq - 1), None)
    return step_statement(
        step=step.step, referral=one.key, paper=one.kind, after=before or audit.ZERO,
        document_sha256=step.package_sha256 or "", officer=step.actor, at=step.at, detail=said,
    )  # fmt: skip


def signature_faults(session: Session, one: Paper) -> list[str]:
    """What does not hold in a paper's steps: a changed step, a broken order, a signature that is not its officer's."""
    out, known = [], {k.fingerprint: k for k in officers.keys(session)}
    stored = dict(
        session.exec(
            select(ReferralStep.seq, ReferralStep.detail).where(ReferralStep.referral_id == one.id)
        ).all()
    )
    for step in one.steps:
        statement = statement_of(one, step, stored[step.seq] or {})
        where = f"第 {step.seq} 步（{step.step}，{step.actor}）"
        if hashlib.sha256(canonical(statement)).hexdigest() != step.payload_sha256:
            out.append(f"{where}已被改动")
        elif step.actor != PROGRAM:
            key = known.get(step.key_fingerprint or "")
            form = {
                "payloadType": STEP_TYPES[step.step], "payload": "",
                "signatures": [{"keyid": step.key_fingerprint or "", "algorithm": key.verifier.algorithm if key else "", "sig": step.signature or ""}],
            }  # fmt: skip
            signed = replace(envelope(form), body=canonical(statement))
            if key is None or key.officer != step.actor or not key.holds(step.at):
                out.append(f"{where}的密钥没有登记、不属于该人员，或者当时已吊销")
            elif not signed.verified_by(key.verifier):
                out.append(f"{where}的签名无效")
    return out


def not_yet_evaluated(session: Session, one: Paper) -> list[str]:
    """Cited records that were corrected, and sites that were joined or parted, after the last run knew of them."""
    run = session.exec(select(Run).order_by(col(Run.known_at).desc()).limit(1)).first()
    if run is None:
        return []
    form = one.proposal.detail["dossier"]
    cited: dict[str, set[str]] = defaultdict(set)
    for reference in form["records"]:
        table, record = identity(reference)
        cited[table] |= {record, reference.partition("/")[2]}
    sites = {s["site_id"] for s in form["sites"]} | {unversioned(s["site_id"]) for s in form["sites"]}
    versions = session.exec(select(RecordVersion).where(RecordVersion.recorded_at > run.known_at))
    out = {f"{v.table}/{v.record_id}" for v in versions if v.record_id in cited.get(v.table, ())}
    decisions = session.exec(select(SiteDecision).where(SiteDecision.recorded_at > run.known_at))
    out |= {f"sites/{d.site}" for d in decisions if {d.site, d.same_as} & sites}
    return sorted(out)
