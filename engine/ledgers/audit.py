"""The audit log: who did what to what, when; each entry carries two digests of the one before it.

The bytes of an entry are one line of JSON whose keys stand in a fixed order, so that a verifier hashes them without
parsing: seq, previous_sha256, previous_sm3, recorded_at, actor, action, subject, detail (canonical JSON).
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from json import dumps
from typing import Any, Final

from sqlalchemy import select as core_select
from sqlmodel import Session, col, select

from engine.errors import WenzeError
from engine.signing import canonical
from engine.signing.statements import instant
from engine.store.models import AuditEntry

ZERO: Final = "0" * 64
"""What the first entry carries for the one before it."""


class AuditError(WenzeError):
    """The log can't be written or read."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it was hashed; `recorded_at` as `2026-03-09T01:00:00.000000Z`, `detail` as canonical JSON."""

    seq: int
    previous_sha256: str
    previous_sm3: str
    recorded_at: str
    actor: str
    action: str
    subject: str
    detail: str

    @property
    def data(self) -> bytes:
        """The bytes that are hashed and exported."""
        head = dumps(
            {
                "seq": self.seq,
                "previous_sha256": self.previous_sha256,
                "previous_sm3": self.previous_sm3,
                "recorded_at": self.recorded_at,
                "actor": self.actor,
                "action": self.action,
                "subject": self.subject,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return f'{head[:-1]},"detail":{self.detail}}}'.encode()


def digests(data: bytes) -> tuple[str, str]:
    """SHA-256 and SM3 (GB/T 32905-2016) in hex. Raises AuditError where this Python has no SM3."""
    try:
        second = hashlib.new("sm3", data)
    except ValueError as error:
        raise AuditError(
            "本机 Python 所用的 OpenSSL 不提供 SM3 摘要，审计日志不能写入；请换用提供 SM3 的 OpenSSL（1.1.1 以上）。"
        ) from error
    return hashlib.sha256(data).hexdigest(), second.hexdigest()


def _plain(text: str) -> str:
    """A text that both databases hold: no NUL, no half of a surrogate pair."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


_HEAD: Final = "audit head"
"""Under which a session keeps its transaction with number and digests of the last entry added in it."""

_GATHERED: Final = "audit entries gathered"
"""Under which a session says that its entries are written later, many at once."""


def head(session: Session) -> tuple[int, str, str]:
    """Number of entries and both digests of the last; 0 and zeros for an empty log."""
    last = session.exec(select(AuditEntry).order_by(col(AuditEntry.seq).desc()).limit(1)).first()
    return (last.seq, last.sha256, last.sm3) if last else (0, ZERO, ZERO)


def append(
    session: Session, now: datetime, actor: str, action: str, subject: str, detail: Mapping[str, Any]
) -> AuditEntry:
    """Add one entry inside the writer's own transaction; `detail` must be a JSON object.

    `actor` is an officer's number or `wenze` where the program acted by itself. Of many entries in one transaction only
    the first asks the store which is the last: nobody else writes meanwhile.
    """
    within, last = session.info.get(_HEAD, (None, None))
    under_way = session.get_transaction()
    seq, sha256, sm3 = last if last and within is under_way else head(session)
    line = Line(
        seq + 1, sha256, sm3, instant(now), _plain(actor), _plain(action), _plain(subject),
        canonical(dict(detail)).decode(),
    )  # fmt: skip
    own, other = digests(line.data)
    entry = AuditEntry(
        recorded_at=now, seq=line.seq, actor=line.actor, action=line.action, subject=line.subject,
        detail=line.detail, previous_sha256=sha256, previous_sm3=sm3, sha256=own, sm3=other,
    )  # fmt: skip
    session.add(entry)
    if not session.info.get(_GATHERED):
        session.flush()
    session.info[_HEAD] = (under_way or session.get_transaction(), (line.seq, own, other))
    return entry


@contextmanager
def gathered(session: Session) -> Iterator[None]:
    """Meanwhile entries, and what is added beside them, wait to be written at once; nobody reads them in between."""
    session.info[_GATHERED] = True
    try:
        yield
    finally:
        del session.info[_GATHERED]
    session.flush()


def entries(session: Session, after: int = 0) -> Iterator[AuditEntry]:
    """The entries after a number, in order, read in pieces."""
    asked = select(AuditEntry).where(col(AuditEntry.seq) > after).order_by(col(AuditEntry.seq))
    yield from session.exec(asked.execution_options(yield_per=10_000))


Columns = tuple[int, str, str, str, str, str, str, str, str, str]
"""seq, previous_sha256, previous_sm3, recorded_at, actor, action, subject, detail, sha256, sm3."""


def columns(session: Session) -> Iterator[Columns]:
    """Every entry as a plain tuple, in order: a log of a million is read in seconds."""
    table: Any = AuditEntry.__table__  # type: ignore[attr-defined]
    names = (
        "seq", "previous_sha256", "previous_sm3", "recorded_at", "actor", "action", "subject", "detail", "sha256",
        "sm3",
    )  # fmt: skip
    asked = core_select(*(table.c[name] for name in names)).order_by(table.c.seq)
    rows = session.connection().execute(asked.execution_options(yield_per=10_000))
    for seq, sha256, sm3, at, *rest in rows:
        yield seq, sha256, sm3, instant(at), *rest


def export_lines(session: Session, key_events: list[Any], seals: list[Any]) -> Iterator[bytes]:
    """The log as lines of an export: header, keys, checkpoints, then every entry with its digests."""
    yield b'{"wenze_audit":1}\n'
    for form in key_events:
        yield b'{"key":%b}\n' % canonical(form)
    for form in seals:
        yield b'{"checkpoint":%b}\n' % canonical(form)
    for row in columns(session):
        digest = f',"sha256":"{row[8]}","sm3":"{row[9]}"}}\n'.encode()
        yield b'{"entry":%b%b' % (Line(*row[:8]).data, digest)
