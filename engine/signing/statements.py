"""The types of what is signed; each has its own name, so that no signature serves for another purpose."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

_PREFIX: Final = "application/vnd.wenze."

STEP_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        step: f"{_PREFIX}{step}+json"
        for step in (
            "drafted",
            "approved",
            "issued",
            "receipt",
            "disposition",
            "review_requested",
            "refused",
            "closed",
        )  # fmt: skip
    }
)
"""Step of a referral's life → type of what its officer signs."""
ACT_TYPES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "norm": {"decided": f"{_PREFIX}norm-decided+json"},
        "rules": {
            kind: f"{_PREFIX}rules-{kind}+json" for kind in ("submitted", "approved", "activated", "retired")
        },
    }
)
"""What is decided about → what was done → type of what its officer signs."""
ENDORSEMENT: Final = f"{_PREFIX}key-endorsement+json"
REVOCATION: Final = f"{_PREFIX}key-revocation+json"
CHECKPOINT: Final = f"{_PREFIX}checkpoint+json"
SITE_DECISION: Final = f"{_PREFIX}site-decision+json"
REVOCATIONS: Final = f"{_PREFIX}revocations+json"


def instant(at: datetime) -> str:
    """An instant as signed: UTC, microseconds always, `Z`: one instant has one spelling."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def step_statement(
    *,
    step: str,
    referral: str,
    paper: str,
    after: str,
    document_sha256: str,
    officer: str,
    at: datetime,
    detail: Mapping[str, Any],
) -> dict[str, Any]:
    """What an officer signs for one step.

    `after` is the digest of the step before it in the same referral, so that a signature stands in one place of
    one history; `document_sha256` is the digest of the package or draft that the step is about.
    """
    return {
        "step": step,
        "referral": referral,
        "paper": paper,
        "after": after,
        "document_sha256": document_sha256,
        "officer": officer,
        "at": instant(at),
        "detail": dict(detail),
    }


def endorsement_statement(
    *,
    officer: str,
    name: str,
    roles: Iterable[str],
    key_id: str,
    public_pem: str,
    valid_from: datetime,
    by: str,
) -> dict[str, Any]:
    """What an admin signs for an officer's key (the first admin for the own one; an officer at rotation)."""
    return {
        "officer": officer,
        "name": name,
        "roles": sorted(roles),
        "key_id": key_id,
        "public_key": public_pem,
        "valid_from": instant(valid_from),
        "by": by,
    }


def revocation_statement(
    *, officer: str, key_id: str, revoked_at: datetime, why: str, by: str
) -> dict[str, Any]:
    """What is signed when a key ends."""
    return {"officer": officer, "key_id": key_id, "revoked_at": instant(revoked_at), "why": why, "by": by}


def checkpoint_statement(*, seq: int, sha256: str, sm3: str, at: datetime, officer: str) -> dict[str, Any]:
    """What is signed of the audit log's head: how many entries, both digests of the last, when, by whom."""
    return {"seq": seq, "sha256": sha256, "sm3": sm3, "at": instant(at), "officer": officer}


def revocations_statement(
    *,
    keys: Iterable[tuple[str, datetime]],
    packages: Iterable[tuple[str, str, datetime]],
    at: datetime,
    officer: str,
) -> dict[str, Any]:
    """What is signed of all that no longer counts: keys (id, since when), zips (SHA-256, number of what withdrew it, when)."""
    return {
        "keys": [{"key_id": key_id, "revoked_at": instant(ended)} for key_id, ended in keys],
        "packages": [
            {"sha256": sha256, "number": number, "on": instant(on)} for sha256, number, on in packages
        ],
        "at": instant(at),
        "officer": officer,
    }


def act_statement(
    *, of: str, subject: str, kind: str, chosen: str | None, why: str, officer: str, at: datetime, after: str,
    detail: Mapping[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """What an officer signs who decides something; `after` is the digest of the act before it on the same subject."""
    return {
        "of": of, "subject": subject, "kind": kind, "chosen": chosen, "why": why, "officer": officer,
        "at": instant(at), "after": after, "detail": dict(detail),
    }  # fmt: skip
