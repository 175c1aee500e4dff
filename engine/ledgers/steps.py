"""The one place where a step of a paper is written: digested after the step before it, signed, and told to the audit log."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from engine.ledgers import audit
from engine.ledgers.dossier_form import Form, packed
from engine.ledgers.following import check
from engine.ledgers.lives import MATTER, PROGRAM, Paper, Step
from engine.ledgers.papers import statement_of
from engine.signing import Signer, canonical, sign
from engine.signing.statements import STEP_TYPES
from engine.store import Writing
from engine.store.models import ReferralStep


def add(
    session: Writing, one: Paper, step: str, on: date, *, signer: Signer | None = None, detail: Mapping[str, Any],
    package_sha256: str | None = None, number: str | None = None, run_id: int | None = None,
) -> Paper:  # fmt: skip
    """Record a step and its audit entry; gives the paper with it. The caller has checked that it may follow."""
    key = None if signer is None else signer.key_id
    actor = PROGRAM if signer is None else signer.name
    check(one, step, officer=actor, key=key)
    stored = dict(detail)
    if "dossier" in stored:
        stored |= _kept(stored["dossier"])
    made = Step(
        len(one.steps) + 1, step, on, actor, session.now, number, None, package_sha256, run_id=run_id,
        key_fingerprint=key, details=lambda: detail,
    )  # fmt: skip
    statement = statement_of(one, made, stored)
    signed = (
        None if signer is None else sign(signer, STEP_TYPES[step], statement).form()["signatures"][0]["sig"]
    )
    payload = hashlib.sha256(canonical(statement)).hexdigest()
    made = replace(made, payload_sha256=payload, signature=signed)
    session.add(
        ReferralStep(
            referral_id=one.id or 0, seq=made.seq, step=step, on=on, number=number, actor=actor, run_id=run_id,
            package_sha256=package_sha256, payload_sha256=payload, key_fingerprint=key, signature=signed,
            detail=stored,
        )
    )  # fmt: skip
    said = {k: v for k, v in stored.items() if k not in _GROUNDS}
    audit.append(
        session, session.now, actor, f"referral.{step}", one.key,
        {"on": on.isoformat(), "number": number, "document_sha256": package_sha256, "step_sha256": payload, **said},
    )  # fmt: skip
    return replace(one, steps=(*one.steps, made))


_GROUNDS: Final = frozenset({"dossier", MATTER})
"""Details that say what a paper rests on: too long for the audit log, which has their digest."""


def _kept(form: Form) -> dict[str, Any]:
    """A dossier packed; what a paper to another body is timed by beside it, for whoever looks at thousands of clocks."""
    matter = form.get(MATTER)
    beside = {MATTER: {key: matter[key] for key in ("since", "clocks")}} if matter else {}
    return {"dossier": packed(form), **beside}
