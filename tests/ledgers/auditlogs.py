"""Audit logs to tamper with: made by the writer, changed as an attacker of the file would."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.ledgers.audit import ZERO, Line, digests
from engine.signing import Ed25519Signer, new_signer, sign
from engine.signing.statements import (
    CHECKPOINT,
    ENDORSEMENT,
    checkpoint_statement,
    endorsement_statement,
    instant,
)

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
ADMIN = new_signer("A01")
Entry = tuple[bytes, str, str]


def log(details: Sequence[dict[str, Any]]) -> list[Entry]:
    """A chain of entries with these details, a minute apart."""
    out: list[Entry] = []
    before = (ZERO, ZERO)
    for seq, detail in enumerate(details, 1):
        text = json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        at = instant(START + timedelta(minutes=seq))
        line = Line(seq, *before, at, "B02", "import", f"表{seq}.xlsx", text)
        before = digests(line.data)
        out.append((line.data, *before))
    return out


def key_event(signer: Ed25519Signer, by: Ed25519Signer, roles: Sequence[str], at: datetime = START) -> Any:
    """The signed endorsement of a key."""
    said = endorsement_statement(
        officer=signer.name, name=f"{signer.name}某", roles=roles, key_id=signer.key_id,
        public_pem=signer.verifier.public_pem, valid_from=at, by=by.name,
    )  # fmt: skip
    return sign(by, ENDORSEMENT, said).form()


def seal(entries: Sequence[Entry], seq: int, signer: Ed25519Signer = ADMIN) -> Any:
    """A signed checkpoint of the first `seq` entries."""
    _, sha256, sm3 = entries[seq - 1]
    at = START + timedelta(minutes=seq, seconds=30)
    return sign(
        signer, CHECKPOINT, checkpoint_statement(seq=seq, sha256=sha256, sm3=sm3, at=at, officer=signer.name)
    ).form()


def rehashed(data: bytes) -> Entry:
    """An entry with digests that fit it: what an attacker does who knows how the log is made."""
    return data, hashlib.sha256(data).hexdigest(), hashlib.new("sm3", data).hexdigest()


def relinked(entries: Sequence[Entry], first: int) -> list[Entry]:
    """Every entry from index `first` on numbered and chained anew: a rewritten history."""
    out = list(entries[:first])
    for entry in entries[first:]:
        value = json.loads(entry[0])
        before = out[-1][1:] if out else (ZERO, ZERO)
        detail = entry[0][entry[0].index(b'"detail":') + 9 : -1].decode()
        line = Line(
            len(out) + 1,
            *before,
            value["recorded_at"],
            value["actor"],
            value["action"],
            value["subject"],
            detail,
        )
        out.append(rehashed(line.data))
    return out


@dataclass(frozen=True)
class Tampering:
    """A way to change a log at an index (0-based, inside it); which numbers a verifier may name for it."""

    name: str
    change: Callable[[list[Entry], int], list[Entry]]
    named: Callable[[int, int], set[int]]
    least: int = 1


def _edit(entries: list[Entry], at: int) -> list[Entry]:
    data = entries[at][0].replace("表".encode(), "单".encode(), 1)
    return [*entries[:at], (data, *entries[at][1:]), *entries[at + 1 :]]


def _edit_and_hash(entries: list[Entry], at: int) -> list[Entry]:
    data = entries[at][0].replace("表".encode(), "单".encode(), 1)
    return [*entries[:at], rehashed(data), *entries[at + 1 :]]


def _digest(entries: list[Entry], at: int) -> list[Entry]:
    data, sha256, sm3 = entries[at]
    return [*entries[:at], (data, sha256, sm3[::-1] if sm3 != sm3[::-1] else ZERO), *entries[at + 1 :]]


def _drop(entries: list[Entry], at: int) -> list[Entry]:
    return [*entries[:at], *entries[at + 1 :]]


def _insert(entries: list[Entry], at: int) -> list[Entry]:
    value = json.loads(entries[at][0])
    forged = Line(
        value["seq"],
        value["previous_sha256"],
        value["previous_sm3"],
        value["recorded_at"],
        "X",
        "import",
        "假.xlsx",
        "{}",
    )
    return [*entries[: at + 1], rehashed(forged.data), *entries[at + 1 :]]


def _insert_and_number(entries: list[Entry], at: int) -> list[Entry]:
    value = json.loads(entries[at][0])
    forged = rehashed(
        Line(value["seq"] + 1, *entries[at][1:], value["recorded_at"], "X", "import", "假.xlsx", "{}").data
    )
    return [*entries[: at + 1], forged, *entries[at + 1 :]]


def _swap(entries: list[Entry], at: int) -> list[Entry]:
    return [*entries[:at], entries[at + 1], entries[at], *entries[at + 2 :]]


TAMPERINGS = (
    Tampering("edited", _edit, lambda seq, _: {seq}),
    Tampering("edited and hashed again", _edit_and_hash, lambda seq, last: {seq, seq + 1} if seq < last else {seq}),
    Tampering("digest changed", _digest, lambda seq, _: {seq}),
    Tampering("dropped", _drop, lambda seq, _: {seq}),
    Tampering("inserted", _insert, lambda seq, _: {seq}),
    Tampering("inserted with the next number", _insert_and_number, lambda seq, _: {seq + 1}, least=2),
    Tampering("swapped", _swap, lambda seq, _: {seq, seq + 1}, least=2),
)  # fmt: skip
