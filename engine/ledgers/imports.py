"""One file into the store: one transaction, the same content once, good rows in, bad rows to quarantine."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, select

from engine.jurisdictions import Tree
from engine.ledgers import audit, quarantine
from engine.ledgers.coverage import report, zero_places
from engine.ledgers.given import from_json
from engine.ledgers.holdings import Holdings
from engine.ledgers.incoming import Batch, Reader, Returned
from engine.ledgers.joins import decided
from engine.ledgers.judging import (
    CORRECTED,
    NEW,
    UNCHANGED,
    WITHDRAWN,
    Refused,
    Verdict,
    counties,
    judge_batch,
)
from engine.ledgers.layout import Dropped
from engine.ledgers.matching import offer
from engine.ledgers.profile_model import Profile
from engine.ledgers.profiles import load_profile
from engine.ledgers.received_files import keep
from engine.ledgers.settlement import settle
from engine.office_day import legal_day
from engine.records.rejections import RecordsError, Rejection
from engine.records.schema import TABLES
from engine.store import Store, Writing
from engine.store.models import ImportFile, QuarantinedRow
from engine.store.versions import append_versions

PROGRAM: Final = "wenze"
"""Who acts where the program acts by itself."""


@dataclass(frozen=True)
class Sending:
    """A file as it came: its name, its content, who sent it, when it came, who takes it in."""

    name: str
    data: bytes
    sender: str
    received_at: datetime
    received_on: date
    """The day of receipt in the office's own time zone."""
    actor: str
    profile: Profile | None = None
    county: str | None = None
    """Code of the county that a file without rows speaks for."""

    @property
    def sha256(self) -> str:
        """Digest of the content."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass
class Outcome:
    """What became of a file; `known`: its content had been taken in before, and nothing was written."""

    name: str
    known: bool = False
    import_id: int | None = None
    received_at: datetime | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    """new, unchanged, corrected, withdrawn, refused: rows."""
    faults: list[Rejection] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    mended: int = 0
    still_wrong: int = 0
    offers: int = 0
    zero: list[str] = field(default_factory=list)
    """Tables that were reported as none."""

    @property
    def clean(self) -> bool:
        """Whether nothing of the file went to quarantine."""
        return not self.faults


def take_in(store: Store, sending: Sending, now: datetime, tree: Tree) -> Outcome:
    """Take one file in; `now`: the clock, UTC.

    The file is kept before the transaction ends, so nothing in the store ever speaks of a file that is not there;
    one kept by an import that failed is used by the next. Raises RecordsError: the file can't be read; StoreError;
    ProfileError.
    """
    with store.writing(now) as session:
        keep(store.home, sending.data, sending.sha256)
        before = _before(session, sending)
        if before is not None:
            return Outcome(sending.name, known=True, import_id=before.id, received_at=before.received_at)
        held = Holdings(session)
        batch = _reader(store, session, sending, tree).read(sending.name, sending.data)
        _own(session, sending, {one for ids in batch.marks.values() for one in ids})
        files = {sheet.file for sheets in batch.sheets.values() for sheet in sheets}
        owners = dict.fromkeys(files, sending.sender)
        verdict = judge_batch(batch, tree, held, decided(session), owners, legal_day(now))
        return _write(session, sending, batch, verdict, held, tree)


def senders(session: Session) -> list[str]:
    """Every sender whose file came in, by name."""
    return sorted(session.exec(select(ImportFile.sender).distinct()))


def _before(session: Session, sending: Sending) -> ImportFile | None:
    return session.exec(
        select(ImportFile).where(
            ImportFile.sha256 == sending.sha256,
            ImportFile.sender == sending.sender,
            ImportFile.profile_sha256 == _profile_digest(sending),
        )
    ).first()


def _profile_digest(sending: Sending) -> str:
    return sending.profile.sha256 if sending.profile else ""


def _own(session: Session, sending: Sending, ids: Collection[int]) -> Mapping[int, QuarantinedRow]:
    """The rows that marks name. Raises RecordsError: a row that was sent back to another sender."""
    found = quarantine.marked(session, ids)
    for one, entry in found.items():
        if entry.owner != sending.sender:
            raise RecordsError(
                f"{sending.name}：隔离编号 {one} 是退给 {entry.owner} 的，来件却写明由 {sending.sender} 报送，"
                "没有收入；请核对 --sender。本单位另行报送的，请去掉“隔离编号”一列。"
            )
    return found


def _reader(store: Store, session: Session, sending: Sending, tree: Tree) -> Reader:
    def marked(ids: Collection[int]) -> Mapping[int, Returned]:
        out = {}
        for one, entry in _own(session, sending, ids).items():
            given = from_json(entry.cells)
            out[one] = Returned(entry.table, given.profile, given.sheet_profile)
        return out

    def profiles(name: str) -> Profile:
        return load_profile(store.home, name)

    return Reader(tree, sending.sender, sending.profile, marked, profiles)


def _write(
    session: Writing, sending: Sending, batch: Batch, verdict: Verdict, held: Holdings, tree: Tree
) -> Outcome:
    places = counties(verdict.accepted, tree, held)
    own = sending.profile.county if sending.profile else None
    county = sending.county or (tree.resolve(own) if own else None)
    none = zero_places(session, sending.sender, county, batch, verdict) if batch.empty else {}
    counts = {kind: verdict.count(kind) for kind in (NEW, UNCHANGED, CORRECTED, WITHDRAWN)}
    counts["refused"] = len(verdict.refused)
    row = ImportFile(
        name=sending.name, sender=sending.sender, sha256=sending.sha256, size=len(sending.data),
        received_at=sending.received_at, actor=sending.actor,
        profile=sending.profile.name if sending.profile else None, profile_sha256=_profile_digest(sending),
        rows_accepted=counts[NEW], rows_unchanged=counts[UNCHANGED], rows_corrected=counts[CORRECTED],
        rows_rejected=counts["refused"], rows_withdrawn=counts[WITHDRAWN],
        detail=_detail(batch),
    )  # fmt: skip
    session.add(row)
    session.flush()
    import_id = row.id or 0
    append_versions(session, verdict.versions(), import_id)
    outcome = Outcome(sending.name, import_id=import_id, received_at=sending.received_at, counts=counts)
    outcome.dropped = batch.dropped
    outcome.faults = [*verdict.about, *(fault for refused in verdict.refused for fault in _labelled(refused))]
    settled = settle(
        session, sending.sender, batch, verdict, import_id, _same_content(session, sending, batch)
    )
    outcome.mended, outcome.still_wrong = settled
    outcome.offers = offer(session, verdict, tree, import_id)
    report(session, sending, import_id, places, none)
    outcome.zero = sorted({table for _, table in none})
    detail = {"name": sending.name, "sha256": sending.sha256, "sender": sending.sender, **counts}
    audit.append(session, session.now, sending.actor, "import", f"imports/{import_id}", detail)
    return outcome


def _labelled(refused: Refused) -> Iterator[Rejection]:
    """The faults of a row with the label of their column: a department's own sheet never named ours."""
    labels = {column.name: column.label for column in TABLES[refused.table].columns}
    for fault in refused.faults:
        yield replace(fault, column=labels.get(fault.column or "", fault.column))


def _detail(batch: Batch) -> dict[str, Any] | None:
    """What is kept of a file beside its counts: rows that are no records, the digest of its cells."""
    out: dict[str, Any] = {}
    if batch.dropped:
        out["dropped"] = dict(Counter(d.why for d in batch.dropped))
    if batch.rows_sha256:
        out["rows_sha256"] = batch.rows_sha256
    return out or None


def _same_content(session: Session, sending: Sending, batch: Batch) -> frozenset[int]:
    """Imports of these bytes, or of the same rows saved again, read with whatever profile."""
    asked = select(ImportFile.id, ImportFile.sha256, ImportFile.detail)
    found = session.exec(asked.where(ImportFile.sender == sending.sender)).all()
    return frozenset(
        one for one, sha256, detail in found
        if one is not None and (
            sha256 == sending.sha256
            or (batch.rows_sha256 is not None and (detail or {}).get("rows_sha256") == batch.rows_sha256)
        )
    )  # fmt: skip
