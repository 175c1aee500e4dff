"""Papers as the store holds them: read with their steps, found by what a person types, checked against signatures."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from engine.ledgers import audit, officers
from engine.ledgers.filing import subject
from engine.ledgers.grounds import identity, unversioned
from engine.ledgers.lives import PROGRAM, SUPERVISION, LifeError, Paper, Step
from engine.ledgers.step_details import Details
from engine.signing import canonical, envelope
from engine.signing.statements import STEP_TYPES, step_statement
from engine.store.models import RecordVersion, Referral, ReferralStep, Run, SiteDecision


def papers(session: Session, keys: Sequence[str] | None = None) -> list[Paper]:
    """Every paper with its steps, or those of some keys, by key; details are read when asked for."""
    return _read(session, keys)[0]


def _read(session: Session, keys: Sequence[str] | None) -> tuple[list[Paper], Details]:
    found = session.execute(_of(keys, _FOUND.order_by(_PAPERS.c.key))).all()
    rows = session.execute(_of(keys, _TAKEN.order_by(_STEPS.c.referral_id, _STEPS.c.seq))).all()
    mine: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        mine[row.referral_id].append(row)
    details = Details(session, [row.id for one in found for row in mine[one.id]])
    known = {r.id: r.key for r in found}
    if keys is not None:
        parents = {r.parent_id for r in found} - set(known)
        above = session.execute(columns(_PAPERS.c.id, _PAPERS.c.key).where(_PAPERS.c.id.in_(parents)))
        known |= {r.id: r.key for r in above}
    return [
        Paper(
            r.key, r.kind, r.organ, r.jurisdiction, r.receiver or "", r.receiver_body or "",
            known.get(r.parent_id), r.serial, tuple(_step(row, details) for row in mine[r.id]), r.id,
        )
        for r in found
    ], details  # fmt: skip


_PAPERS: Final[Any] = Referral.__table__  # type: ignore[attr-defined]
_STEPS: Final[Any] = ReferralStep.__table__  # type: ignore[attr-defined]
_FOUND: Final = columns(
    *(
        _PAPERS.c[name]
        for name in (
            "id", "key", "kind", "organ", "jurisdiction", "receiver", "receiver_body", "parent_id", "serial",
        )
    )
)  # fmt: skip
_TAKEN: Final = columns(
    *(
        _STEPS.c[name]
        for name in (
            "referral_id", "id", "seq", "step", "on", "actor", "recorded_at", "number", "due_on", "package_sha256",
            "payload_sha256", "key_fingerprint", "signature", "run_id",
        )
    )
).join_from(_STEPS, _PAPERS, _STEPS.c.referral_id == _PAPERS.c.id)  # fmt: skip


def _step(row: Any, details: Details) -> Step:  # noqa: ANN401 - a row of _TAKEN
    return Step(
        row.seq, row.step, row.on, row.actor, row.recorded_at, row.number, row.due_on, row.package_sha256,
        row.payload_sha256, row.key_fingerprint, row.signature, row.run_id, partial(details.of, row.id),
    )  # fmt: skip


def _of(keys: Sequence[str] | None, asked: Any) -> Any:  # noqa: ANN401 - any statement
    return asked if keys is None else asked.where(_PAPERS.c.key.in_(keys))


class Held:
    """The papers of the office, read once and kept up with what one writing adds."""

    def __init__(self, session: Session) -> None:
        """Read them."""
        found, self._details = _read(session, None)
        self.by_key = {p.key: p for p in found}
        self._last = _last_step(session)

    def within(self, session: Session) -> "Held":
        """The papers in another session: these, or read anew where a step was recorded since they were read."""
        return self.shown(session) if _last_step(session) == self._last else Held(session)

    def shown(self, session: Session) -> "Held":
        """These papers as they are; what was not read of them yet is read in `session`."""
        self._details.session = session
        return self

    @property
    def papers(self) -> list[Paper]:
        """All of them: by key, then those that were opened since."""
        return list(self.by_key.values())


def _last_step(session: Session) -> int | None:
    """The id of the last step of all: steps are only added, by one writer at a time."""
    found: int | None = session.execute(columns(func.max(_STEPS.c.id))).scalar()
    return found


def paper(session: Session, text: str) -> Paper:
    """The one paper whose key or document number is, or contains, `text`; a 督办 letter only if `text` says so.

    Raises LifeError: none, or several.
    """
    rows = session.exec(select(Referral.key).order_by(col(Referral.key))).all()

    def numbered(which: Any) -> list[str]:  # noqa: ANN401 - a condition
        steps = select(Referral.key).join(ReferralStep, col(ReferralStep.referral_id) == col(Referral.id))
        return list(dict.fromkeys(session.exec(steps.where(which).order_by(col(Referral.key)))))

    number = col(ReferralStep.number)
    found = (
        numbered(number == text) or [k for k in rows if k == text] or [k for k in rows if text and text in k]
    )
    found = found or (numbered(number.contains(text, autoescape=True)) if text else [])
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
    """Cited records that were corrected, by themselves or by another row, and sites joined or parted, after the last run."""
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
    out = {
        f"{v.table}/{v.record_id}"
        for v in versions
        if {v.record_id, json.loads(v.content).get("replaces")} & cited.get(v.table, set())
    }
    decisions = session.exec(select(SiteDecision).where(SiteDecision.recorded_at > run.known_at))
    out |= {f"sites/{d.site}" for d in decisions if {d.site, d.same_as} & sites}
    return sorted(out)
