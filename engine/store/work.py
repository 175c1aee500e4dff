"""Tables of what the office did: runs, findings over time, decisions, officers, referrals, the audit log."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from engine.store.columns import KEY, Instant, Json, Row


class Run(Row, table=True):
    """One evaluation and its document; the same question to the same inputs is one run."""

    __tablename__ = "run"
    __table_args__ = (
        UniqueConstraint(
            "as_of", "known_at", "engine_version", "rules_sha256", "settings_sha256", "jurisdictions_sha256",
            "inputs_sha256", "kind", name="uq_run_question",
        ),
    )  # fmt: skip

    as_of: date = Field(index=True)
    known_at: datetime = Field(sa_type=Instant)
    engine_version: str
    rules_sha256: str
    settings_sha256: str
    jurisdictions_sha256: str
    inputs_sha256: str
    document_sha256: str
    document: bytes = Field(sa_type=LargeBinary)
    """zlib bytes of the canonical JSON."""
    previous_run_id: int | None = Field(default=None, foreign_key="run.id", sa_type=KEY)
    kind: str = "weekly"
    actor: str
    detail: dict[str, Any] | None = Field(default=None, sa_type=Json)


class FindingState(Row, table=True):
    """What became of one finding in one run."""

    __tablename__ = "finding_state"
    __table_args__ = (UniqueConstraint("run_id", "identity"),)

    run_id: int = Field(foreign_key="run.id", sa_type=KEY, index=True)
    finding_id: str = Field(index=True)
    """The id in this run's document; for a dropped finding that of the last run that had it."""
    identity: str = Field(index=True)
    """The id under which it was first seen."""
    change: str
    """new, continuing, changed, ended or dropped."""
    cause: str | None = None
    cause_records: Any = Field(default=None, sa_type=Json, nullable=True)
    last_confirmed_on: date | None = None
    rule: str
    jurisdiction: str
    outcome: str
    met_on: date | None = None
    ended_on: date | None = None
    detail: dict[str, Any] | None = Field(default=None, sa_type=Json)


class Decision(Row, table=True):
    """What a named person decided where the engine may not: unverified evidence, a held receiver, a finding put aside."""

    __tablename__ = "decision"

    subject_kind: str
    """`evidence`, `receiver`, `finding`, …"""
    subject: str = Field(index=True)
    kind: str
    chosen: str | None = None
    actor: str
    reason: str
    signature: str | None = None
    detail: dict[str, Any] | None = Field(default=None, sa_type=Json)


class Officer(Row, table=True):
    """Who may act; the last row of a handle speaks."""

    __tablename__ = "officer"

    handle: str = Field(index=True)
    name: str
    unit: str
    roles: Any = Field(sa_type=Json)
    active: bool = True
    actor: str
    detail: dict[str, Any] | None = Field(default=None, sa_type=Json)


class OfficerKey(Row, table=True):
    """A public key `added` for an officer, or `revoked`."""

    __tablename__ = "officer_key"
    __table_args__ = (UniqueConstraint("fingerprint", "event"),)

    officer: str = Field(index=True)
    """The officer's handle."""
    fingerprint: str = Field(index=True)
    algorithm: str
    public_key: str
    """PEM."""
    event: str = "added"
    valid_from: datetime = Field(sa_type=Instant)
    """From when the event counts."""
    reason: str | None = None
    actor: str
    signature: str | None = None
    detail: dict[str, Any] | None = Field(default=None, sa_type=Json)


class Referral(Row, table=True):
    """One accountable organ × one receiver, or what follows such a referral (`parent_id`)."""

    __tablename__ = "referral"

    key: str = Field(unique=True)
    """A speaking id."""
    kind: str = "referral"
    """referral, supervision_notice, supplement, correction, withdrawal, escalation, …"""
    parent_id: int | None = Field(default=None, foreign_key="referral.id", sa_type=KEY, index=True)
    serial: int | None = None
    """Which supplement of its parent."""
    organ: str
    jurisdiction: str
    receiver: str | None = None
    """Code of the receiving body's place; None while a named person must decide."""
    receiver_body: str | None = None
    run_id: int | None = Field(default=None, foreign_key="run.id", sa_type=KEY, index=True)
    findings: Any = Field(sa_type=Json)
    """Identities of the findings that are its grounds."""
    sites: Any = Field(default=None, sa_type=Json, nullable=True)
    actor: str
    detail: dict[str, Any] | None = Field(default=None, sa_type=Json)


class ReferralStep(Row, table=True):
    """One step in the life of a referral; the steps in order are its state."""

    __tablename__ = "referral_step"
    __table_args__ = (UniqueConstraint("referral_id", "seq"),)

    referral_id: int = Field(foreign_key="referral.id", sa_type=KEY, index=True)
    seq: int
    """1, 2, … within the referral: two people at once can't take the same step."""
    step: str = Field(index=True)
    """proposed, drafted, approved, issued, receipt, disposition, refused, closed, escalated, supplement, …"""
    on: date
    """Legal day."""
    due_on: date | None = None
    number: str | None = Field(default=None, unique=True)
    """Document number, given when issued."""
    actor: str
    run_id: int | None = Field(default=None, foreign_key="run.id", sa_type=KEY)
    package_sha256: str | None = None
    payload_sha256: str | None = None
    """Digest of what was signed."""
    key_fingerprint: str | None = None
    signature: str | None = None
    detail: dict[str, Any] | None = Field(default=None, sa_type=Json)


class AuditEntry(Row, table=True):
    """One line of the audit log, chained to the one before by two digests."""

    __tablename__ = "audit_entry"

    seq: int = Field(unique=True, sa_type=KEY)
    actor: str
    action: str = Field(index=True)
    subject: str = Field(index=True)
    detail: str
    """Canonical JSON, as hashed."""
    previous_sha256: str
    previous_sm3: str
    sha256: str
    sm3: str


class Checkpoint(Row, table=True):
    """A signed statement of where the audit log stood."""

    __tablename__ = "checkpoint"

    seq: int = Field(sa_type=KEY, index=True)
    """Last entry covered."""
    entries: int = Field(sa_type=KEY)
    sha256: str
    sm3: str
    on: date
    officer: str
    key_fingerprint: str
    algorithm: str
    payload: str
    """What was signed, as text."""
    signature: str
