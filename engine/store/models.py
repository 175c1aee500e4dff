"""All tables of the store (one schema for SQLite and PostgreSQL); every one of them append-only."""

from typing import Final

from engine.store.columns import METADATA, Instant, Json, Row, canonical, written
from engine.store.received import (
    CoverageReport,
    ImportFile,
    InquiryLetter,
    QuarantineAnswer,
    QuarantinedRow,
    RecordVersion,
    SiteDecision,
    SiteMatch,
)
from engine.store.work import (
    AuditEntry,
    Checkpoint,
    Decision,
    FindingState,
    Officer,
    OfficerKey,
    Referral,
    ReferralStep,
    Run,
)

MODELS: Final[tuple[type[Row], ...]] = (
    ImportFile, RecordVersion, QuarantinedRow, QuarantineAnswer, CoverageReport, InquiryLetter, SiteMatch,
    SiteDecision, Run, FindingState, Decision, Officer, OfficerKey, Referral, ReferralStep, AuditEntry, Checkpoint,
)  # fmt: skip
"""In an order in which each refers only to those before it."""

__all__ = [
    "METADATA", "MODELS", "AuditEntry", "Checkpoint", "CoverageReport", "Decision", "FindingState", "ImportFile",
    "InquiryLetter", "Instant", "Json", "Officer", "OfficerKey", "QuarantineAnswer", "QuarantinedRow",
    "RecordVersion", "Referral", "ReferralStep", "Row", "Run", "SiteDecision", "SiteMatch", "canonical", "written",
]  # fmt: skip
