"""Whether an audit log is whole: one file, Python 3.11 and its standard library, nothing of the program that wrote it.

`python audit_verify.py FILE [--root FINGERPRINT] [--checkpoint FILE]…`; FILE is an export (JSONL) or the SQLite file.
Each entry carries the SHA-256 and SM3 (GB/T 32905-2016) of the one before; checkpoints are signed (Ed25519 or SM2).
"""

import base64
import hashlib
import io
import json
import os
import re
import sqlite3
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

WHOLE, FAULTY, UNREADABLE = 0, 1, 2
ZERO: Final = "0" * 64
"""What the first entry carries for the one before it."""
HEADER: Final = b'{"wenze_audit":1}\n'
CHECKPOINT: Final = "application/vnd.wenze.checkpoint+json"
ENDORSEMENT: Final = "application/vnd.wenze.key-endorsement+json"
REVOCATION: Final = "application/vnd.wenze.key-revocation+json"
_OPENS: Final = b'{"entry":'
_TAIL: Final = len(',"sha256":"","sm3":""}') + 128
_HEAD: Final = re.compile(
    rb'\{"seq":(\d{1,18}),"previous_sha256":"([0-9a-f]{64})","previous_sm3":"([0-9a-f]{64})",'
)
_SHOWN: Final = 50


class UnreadableError(Exception):
    """The file is no audit log at all."""


# --- Ed25519, verification alone (RFC 8032, section 5.1.7) ---
_P: Final = 2**255 - 19
_L: Final = 2**252 + 27742317777372353535851937790883648493
_D: Final = -121665 * pow(121666, -1, _P) % _P
_ROOT: Final = pow(2, (_P - 1) // 4, _P)
Point = tuple[int, int, int, int]


def _x_of(y: int, sign: int) -> int | None:
    squared = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(squared, (_P + 3) // 8, _P)
    if (x * x - squared) % _P:
        x = x * _ROOT % _P
    if (x * x - squared) % _P or (x == 0 and sign):
        return None
    return _P - x if x & 1 != sign else x


def _point(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    x = _x_of(y, sign) if y < _P else None
    return None if x is None else (x, y, 1, x * y % _P)


def _sum(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _double(p: Point) -> Point:
    a, b, c = p[0] * p[0] % _P, p[1] * p[1] % _P, 2 * p[2] * p[2] % _P
    h = a + b
    e, g = h - (p[0] + p[1]) ** 2 % _P, a - b
    f = c + g
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


_BASE: Final = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))


def _by_ed25519(public: bytes, data: bytes, signature: bytes) -> bool:
    key = _point(public) if len(public) == 32 else None  # noqa: PLR2004 - RFC 8032
    if key is None or _BASE is None or len(signature) != 64:  # noqa: PLR2004 - RFC 8032
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= _L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + data).digest(), "little") % _L
    minus: Point = (_P - key[0], key[1], 1, _P - key[3])
    added = {(1, 0): _BASE, (0, 1): minus, (1, 1): _sum(_BASE, minus)}
    at: Point = (0, 1, 1, 0)
    for bit in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):
        at = _double(at)
        pair = (s >> bit & 1, k >> bit & 1)
        if pair in added:
            at = _sum(at, added[pair])
    inverse = pow(at[2], -1, _P)
    x, y = at[0] * inverse % _P, at[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


# --- SM3 (GB/T 32905-2016) and SM2, verification alone (GB/T 32918.2-2016, section 7) ---
_Q: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_N: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_B: Final = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_G: Final = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
_WORD: Final = 0xFFFFFFFF


def _turned(word: int, by: int) -> int:
    return (word << by % 32 | word >> 32 - by % 32) & _WORD


def sm3_of(data: bytes) -> bytes:
    """SM3 of a short text: slow, and there where this Python's OpenSSL has none."""
    state = [
        0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E,
    ]  # fmt: skip
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + (8 * len(data)).to_bytes(8, "big")
    for start in range(0, len(padded), 64):
        w = list(struct.unpack(">16I", padded[start : start + 64]))
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ _turned(w[j - 3], 15)
            w.append(x ^ _turned(x, 15) ^ _turned(x, 23) ^ _turned(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            early = j < 16  # noqa: PLR2004 - of the standard
            one = _turned((_turned(a, 12) + e + _turned(0x79CC4519 if early else 0x7A879D8A, j)) & _WORD, 7)
            first, second = (a ^ b ^ c, e ^ f ^ g) if early else (a & b | a & c | b & c, e & f | ~e & g)
            up = (first + d + (one ^ _turned(a, 12)) + (w[j] ^ w[j + 4])) & _WORD
            down = (second + h + one + w[j]) & _WORD
            a, b, c, d = up, a, _turned(b, 9), c
            e, f, g, h = down ^ _turned(down, 9) ^ _turned(down, 17), e, _turned(f, 19), g
        state = [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h))]  # noqa: B905 - Python 3.9 has no strict
    return struct.pack(">8I", *state)


def _met(p: tuple[int, int] | None, q: tuple[int, int] | None) -> tuple[int, int] | None:
    """The sum of two points of SM2's curve; None is the point at infinity."""
    if p is None or q is None:
        return q if p is None else p
    if p[0] == q[0]:
        if (p[1] + q[1]) % _Q == 0:
            return None
        slope = 3 * (p[0] * p[0] - 1) * pow(2 * p[1], -1, _Q) % _Q
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, _Q) % _Q
    x = (slope * slope - p[0] - q[0]) % _Q
    return x, (slope * (p[0] - x) - p[1]) % _Q


def _integers(der: bytes) -> tuple[int, int]:
    """Both integers of a signature written in the one way of DER; zeros for anything else."""
    end = 4 + (der[3] if len(der) > 3 else 0)  # noqa: PLR2004 - two heads of two bytes
    r, s = int.from_bytes(der[4:end], "big"), int.from_bytes(der[end + 2 :], "big")
    body = b"".join(
        b"\2%c%b" % (len(t), t) for t in (n.to_bytes(n.bit_length() // 8 + 1, "big") for n in (r, s))
    ) if len(der) < 80 else b""  # noqa: PLR2004 - two integers of 33 bytes fill 72  # fmt: skip
    return (r, s) if der == b"\x30%c%b" % (len(body), body) else (0, 0)


def _by_sm2(public: bytes, data: bytes, signature: bytes) -> bool:
    x, y = int.from_bytes(public[:32], "big"), int.from_bytes(public[32:], "big")
    r, s = _integers(signature)
    t = (r + s) % _N
    sound = x < _Q and y < _Q and (y * y - x * x * x + 3 * x - _B) % _Q == 0
    if not (sound and 0 < r < _N and 0 < s < _N and t):
        return False
    curve = b"".join(n.to_bytes(32, "big") for n in (_Q - 3, _B, *_G))
    z = sm3_of(b"\0\x801234567812345678" + curve + public)
    added = {(1, 0): _G, (0, 1): (x, y), (1, 1): _met(_G, (x, y))}
    at: tuple[int, int] | None = None
    for bit in range(255, -1, -1):
        at = _met(at, at)
        pair = (s >> bit & 1, t >> bit & 1)
        if pair in added:
            at = _met(at, added[pair])
    return at is not None and (int.from_bytes(sm3_of(z + data), "big") + at[0]) % _N == r


# --- envelopes, keys, checkpoints ---
_DER: Final = {
    "ed25519": bytes.fromhex("302a300506032b6570032100"),
    "sm2": bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004"),
}
"""Algorithm → what stands before a key of 32 or 64 bytes in its file."""


def algorithm_of(public: bytes) -> str:
    """The algorithm of a key, by its length."""
    return "ed25519" if len(public) == 32 else "sm2"  # noqa: PLR2004 - RFC 8032


def id_of(public: bytes) -> str:
    """The fingerprint of a key: of SM2's with the curve's name inside, so that no two kinds share one."""
    head = b"" if algorithm_of(public) == "ed25519" else _DER["sm2"]
    return hashlib.sha256(head + public).hexdigest()


def signed(public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether `signature` is that of the key over `data`: Ed25519's of 64 bytes, SM2's as DER."""
    return (_by_ed25519 if algorithm_of(public) == "ed25519" else _by_sm2)(public, data, signature)


@dataclass(frozen=True)
class Opened:
    """A DSSE envelope taken apart: content, who is said to have signed by what, the signed bytes, the signature."""

    content: dict[str, Any]
    key_id: str
    algorithm: str
    data: bytes
    signature: bytes

    def signed(self, public: bytes) -> bool:
        """Whether this very key signed it, by its own algorithm and no other."""
        fits = self.algorithm == algorithm_of(public) and self.key_id == id_of(public)
        return fits and signed(public, self.data, self.signature)


def opened(form: Any, kind: str) -> Opened:  # noqa: ANN401
    """A DSSE envelope of `kind`; raises ValueError."""
    try:
        (one,) = form["signatures"]
        body = base64.b64decode(form["payload"], validate=True)
        signature = base64.b64decode(one["sig"], validate=True)
        content = json.loads(body)
        sound = form["payloadType"] == kind and isinstance(content, dict) and one["algorithm"] in _DER
        key_id, algorithm = str(one["keyid"]), str(one["algorithm"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("不是完整的签名信封") from error
    if not sound:
        raise ValueError("不是这一类签名，或者所用算法本文件不能核对")
    name = kind.encode()
    data = b"DSSEv1 %d %b %d %b" % (len(name), name, len(body), body)
    return Opened(content, key_id, algorithm, data, signature)


def _public(pem: str) -> bytes:
    der = base64.b64decode("".join(pem.strip().splitlines()[1:-1]), validate=True)
    for head, size in ((_DER["ed25519"], 32), (_DER["sm2"], 64)):
        if der.startswith(head) and len(der) == len(head) + size:
            return der[len(head) :]
    raise ValueError("不是 Ed25519 公钥，也不是 SM2 公钥")


@dataclass
class Keys:
    """Keys that an earlier key endorsed, from the first admin's on; by id, with the days they may sign."""

    root: str = ""
    public: dict[str, bytes] = field(default_factory=dict)
    content: dict[str, dict[str, Any]] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)

    def holds(self, key_id: str, at: str) -> bool:
        """Whether a known key could sign at an instant."""
        one = self.content.get(key_id)
        return one is not None and one["valid_from"] <= at < self.ended.get(key_id, "9")

    def take(self, form: Any) -> str | None:  # noqa: ANN401 - what a file holds
        """Take in a key's endorsement or revocation, in the order they were made; the fault in words, or None."""
        kind = form.get("payloadType") if isinstance(form, dict) else None
        try:
            if kind == REVOCATION:
                return self._revoke(opened(form, REVOCATION))
            return self._endorse(opened(form, ENDORSEMENT))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return f"公钥的背书或者吊销记录不能读取：{error}"

    def _endorse(self, one: Opened) -> str | None:
        content, by = one.content, one.key_id
        public, start = _public(content["public_key"]), str(content["valid_from"])
        own, officer, roles = id_of(public), content["officer"], list(content["roles"])
        first = not self.content and by == own and "admin" in roles
        giver = content if first else self.content.get(by)
        may = giver is not None and ("admin" in giver["roles"] or giver["officer"] == officer)
        if may and not first and giver is not None and "admin" not in giver["roles"]:
            may = giver["roles"] == roles  # an officer who changes keys gains nothing by it
        may = may and own == content["key_id"] and (first or self.holds(by, start))
        if not (may and one.signed(public if first else self.public[by])):
            return f"{officer}（{content['name']}）的公钥 {own[:16]} 没有有效的管理员背书"
        self.root = own if first else self.root
        self.public[own], self.content[own] = public, content
        return None

    def _revoke(self, one: Opened) -> str | None:
        by, key_id, at = one.key_id, str(one.content["key_id"]), str(one.content["revoked_at"])
        giver, ended = self.content.get(by), self.content.get(key_id)
        may = giver and ended and ("admin" in giver["roles"] or giver["officer"] == ended["officer"])
        if not (may and self.holds(by, at) and one.signed(self.public[by])):
            return f"密钥 {key_id[:16]} 的吊销没有有效签名"
        self.ended[key_id] = min(at, self.ended.get(key_id, "9"))
        return None


@dataclass
class Report:
    """What was looked at, the faults in words, and what could not be checked."""

    entries: int = 0
    faults: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    sealed: int = 0
    """Entries up to the last sound checkpoint: those after it could be cut off without a trace."""
    root: str = ""


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint whose signature holds."""

    seq: int
    sha256: str
    sm3: str
    at: str


def checkpoints(forms: Iterable[Any], keys: Keys, report: Report) -> list[Checkpoint]:
    """The checkpoints whose signatures hold; the others are faults."""
    out = []
    for number, form in enumerate(forms, 1):
        try:
            made = opened(form, CHECKPOINT)
            content = made.content
            one = Checkpoint(int(content["seq"]), content["sha256"], content["sm3"], str(content["at"]))
        except (ValueError, KeyError, TypeError) as error:
            report.faults.append(f"第 {number} 个检查点不能读取：{error}")
            continue
        if keys.holds(made.key_id, one.at) and made.signed(keys.public[made.key_id]):
            out.append(one)
        else:
            report.faults.append(
                f"第 {number} 个检查点（第 {one.seq} 条，{one.at}）的签名无效，或者签名的密钥当时无效"
            )
    return out


# --- the chain ---
Row = tuple[bytes, str, str]
"""Bytes of an entry; its SHA-256 and SM3 as stored beside it."""


class _Chain:
    """Walks the entries in the order they stand in; after a fault it goes on from what it met."""

    def __init__(self, report: Report, sealed: Iterable[Checkpoint]) -> None:
        self.report, self.expected, self.before = report, 1, (ZERO, ZERO)
        self.seals: dict[int, list[Checkpoint]] = {}
        for one in sealed:
            self.seals.setdefault(one.seq, []).append(one)
        self.missing: set[int] = set()
        self.late: list[int] = []
        self.logged: set[int] = set()
        try:
            self.sm3: Any = hashlib.new("sm3")
        except ValueError:
            self.sm3 = None
            report.unchecked.append("本机 Python 没有 SM3，SM3 链未核对；SHA-256 链已核对")

    def walk(self, rows: Iterable[Row]) -> None:
        for entry, first, second in rows:
            own = hashlib.sha256(entry).hexdigest()
            other = second
            if self.sm3 is not None:
                digest = self.sm3.copy()
                digest.update(entry)
                other = digest.hexdigest()
            said = f'{{"seq":{self.expected},"previous_sha256":"{self.before[0]}","previous_sm3":"{self.before[1]}",'
            if own == first and other == second and entry.startswith(said.encode()):
                self.before = (first, second)
                self.passed(self.expected, entry)
                self.expected += 1
            else:
                self.faulty(entry, own == first and other == second, (first, second))
            self.report.entries += 1
        self.end()

    def passed(self, seq: int, entry: bytes) -> None:
        if b'"action":"audit.checkpoint"' in entry:
            self.logged.add(int(json.loads(entry)["detail"]["seq"]))
        for one in self.seals.pop(seq, ()):
            if (one.sha256, one.sm3) == self.before:
                self.report.sealed = max(self.report.sealed, seq)
            else:
                self.report.faults.append(
                    f"第 {seq} 条与 {one.at} 的检查点不符：第 {self.report.sealed + 1} 条至第 {seq} 条之间有条目被改写"
                )

    def faulty(self, entry: bytes, whole: bool, stored: tuple[str, str]) -> None:  # noqa: FBT001
        head, faults = _HEAD.match(entry), self.report.faults
        if head is None:
            faults.append(f"第 {self.expected} 条不是审计条目：已被改动{_about(entry)}")
            self.before, self.expected = stored, self.expected + 1
            return
        seq = int(head[1])
        if not whole:
            faults.append(f"第 {seq} 条已被改动：内容与其摘要不符{_about(entry)}")
        if seq < self.expected:
            if seq in self.missing:
                self.missing.discard(seq)
                self.late.append(seq)
                faults.append(f"第 {seq} 条次序被调换：排在第 {self.expected - 1} 条之后{_about(entry)}")
            else:
                faults.append(f"第 {seq} 条重复出现：其中一条是插入的{_about(entry)}")
            return
        if seq - self.expected > 1 << 32:
            faults.append(f"第 {self.expected} 条的编号写成 {seq}：已被改动{_about(entry)}")
            return
        if seq > self.expected:
            self.missing |= set(range(self.expected, min(seq, self.expected + (1 << 20))))
        elif whole and (head[2].decode(), head[3].decode()) != self.before:
            faults.append(
                f"第 {seq} 条与第 {seq - 1} 条不衔接：两条之一已被改动、替换或者插入{_about(entry)}"
            )
        self.before, self.expected = stored, seq + 1
        self.passed(seq, entry) if whole else self.seals.pop(seq, None)

    def end(self) -> None:
        faults, last = self.report.faults, self.expected - 1
        for first, until in _runs(self.missing):
            faults.append(f"缺少{_range(first, until)}：已被删除")
        beyond = [c for seals in self.seals.values() for c in seals if c.seq > last]
        if beyond:
            top = max(beyond, key=lambda c: c.seq)
            faults.append(
                f"缺少{_range(last + 1, top.seq)}：末尾被截断，{top.at} 的检查点记载有 {top.seq} 条"
            )


def _runs(numbers: set[int]) -> Iterator[tuple[int, int]]:
    ordered = sorted(numbers)
    for at, number in enumerate(ordered):
        if at == 0 or ordered[at - 1] != number - 1:
            start = number
        if at + 1 == len(ordered) or ordered[at + 1] != number + 1:
            yield start, number


def _range(first: int, last: int) -> str:
    return f"第 {first} 条" if first == last else f"第 {first} 条至第 {last} 条"


def _about(entry: bytes) -> str:
    """When, who and what an entry says it is about, for a person who looks for it."""
    try:
        value = json.loads(entry)
        return f"（{value['recorded_at']} {value['actor']} {value['action']} {value['subject']}）"[:200]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def verify(
    rows: Iterable[Row], key_events: Iterable[Any], seals: Iterable[Any], root: str | None = None
) -> Report:
    """Check a log, its keys and its checkpoints; forms are DSSE envelopes as JSON values, in order of time."""
    report, keys = Report(), Keys()
    report.faults += [fault for form in key_events if (fault := keys.take(form))]
    report.root = keys.root
    if root and keys.root != root.lower():
        report.faults.append(f"首位管理员的公钥指纹是 {keys.root or '（没有）'}，不是所给的 {root}")
    sealed = checkpoints(seals, keys, report)
    chain = _Chain(report, sealed)
    chain.walk(rows)
    signed_for = {c.seq for c in sealed}
    report.faults += [
        f"缺少检查点：第 {seq} 条的检查点在日志中有记载，但没有有效的检查点文件"
        for seq in sorted(chain.logged - signed_for)
    ]
    if not sealed:
        report.unchecked.append("没有检查点：整条链被重写、末尾被截断都不能发现")
    elif report.sealed < report.entries:
        report.unchecked.append(
            f"最后一个检查点（第 {report.sealed} 条）之后的 {report.entries - report.sealed} 条没有签名：末尾被截断不能发现"
        )
    return report


# --- files ---
def _entries_of(path: Path, report: list[str]) -> Iterator[Row]:
    with path.open("rb") as stream:
        stream.readline()
        for line in stream:
            if not line.startswith(_OPENS):
                if not re.match(rb'\{"(key|checkpoint)":', line):
                    report.append(f"有不能识别的一行：{line[:60].decode(errors='replace').strip()}")
                continue
            if not line.endswith(b"\n"):
                report.append("最后一行不完整：文件被截断")
            bare = line.rstrip(b"\n")
            yield bare[len(_OPENS) : -_TAIL], bare[-139:-75].decode("latin-1"), bare[-66:-2].decode("latin-1")


def verify_export(path: Path, root: str | None = None, more: Iterable[Any] = ()) -> Report:
    """Check an exported log; `more` are checkpoints kept elsewhere. Raises UnreadableError."""
    forms: dict[str, list[Any]] = {"key": [], "checkpoint": []}
    broken: list[str] = []
    try:
        with path.open("rb") as stream:
            if stream.readline() != HEADER:
                raise UnreadableError(f"{path} 不是审计日志的导出文件，也不是 SQLite 文件。")
            for line in stream:
                if line.startswith(_OPENS):
                    break
                try:
                    ((name, form),) = json.loads(line).items()
                    forms[name].append(form)
                except (ValueError, KeyError, AttributeError, RecursionError):
                    broken.append(f"有不能识别的一行：{line[:60].decode(errors='replace').strip()}")
        report = verify(_entries_of(path, broken), forms["key"], [*forms["checkpoint"], *more], root)
    except OSError as error:
        raise UnreadableError(f"{path} 不能读取（{error.strerror}）。") from error
    report.faults += dict.fromkeys(broken)
    return report


Columns = tuple[int, str, str, str, str, str, str, str, str, str]
"""seq, previous_sha256, previous_sm3, recorded_at, actor, action, subject, detail, sha256, sm3, as stored."""
COLUMNS: Final = (
    "seq, previous_sha256, previous_sm3, recorded_at, actor, action, subject, detail, sha256, sm3"
)


def entries(rows: Iterable[Columns]) -> Iterator[Row]:
    """The bytes that were hashed, built again from the columns that people read."""
    quoted = json.encoder.encode_basestring
    for seq, sha256, sm3, at, actor, action, subject, detail, own, other in rows:
        text = (
            f'{{"seq":{seq},"previous_sha256":"{sha256}","previous_sm3":"{sm3}","recorded_at":"{at}",'
            f'"actor":{quoted(actor)},"action":{quoted(action)},"subject":{quoted(subject)},"detail":{detail}}}'
        )
        yield text.encode("utf-8", "surrogatepass"), own, other


def sealed_form(payload: str, signature: str, key_id: str, algorithm: str) -> dict[str, Any]:
    """The envelope of a checkpoint, from the columns of its table."""
    return {
        "payloadType": CHECKPOINT,
        "payload": base64.b64encode(payload.encode()).decode(),
        "signatures": [{"keyid": key_id, "algorithm": algorithm, "sig": signature}],
    }


def _reading(path: Path) -> str:
    """The address by which a SQLite file is read, on a medium that can't be written too.

    There SQLite can't make its index beside the log; where no log waits (`-wal`) it needs none.
    """
    address, log = path.absolute().as_uri() + "?mode=ro", path.with_name(f"{path.name}-wal")
    fixed = hasattr(os, "statvfs") and os.statvfs(path).f_flag & os.ST_RDONLY
    return f"{address}&immutable=1" if fixed and not (log.is_file() and log.stat().st_size) else address


def verify_database(path: Path, root: str | None = None, more: Iterable[Any] = ()) -> Report:
    """Check the log in a SQLite file, opened for reading only. Raises UnreadableError."""
    try:
        base = sqlite3.connect(_reading(path), uri=True)
        try:
            base.execute("BEGIN")  # one state, whoever writes meanwhile
            keys = [
                json.loads(r[0])["envelope"]
                for r in base.execute("SELECT detail FROM officer_key ORDER BY id")
            ]
            seals = [
                sealed_form(*row)
                for row in base.execute(
                    "SELECT payload, signature, key_fingerprint, algorithm FROM checkpoint ORDER BY id"
                )
            ]
            rows = base.execute(f"SELECT {COLUMNS} FROM audit_entry ORDER BY seq")  # noqa: S608 - a constant
            return verify(entries(rows), keys, [*seals, *more], root)
        finally:
            base.close()
    except (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableError(f"{path} 不能读取，或者不是本程序的数据库：{error}。") from error


def verify_file(path: Path, root: str | None = None, more: Iterable[Any] = ()) -> Report:
    """Check an export or a SQLite file. Raises UnreadableError."""
    try:
        with path.open("rb") as stream:
            database = stream.read(16) == b"SQLite format 3\x00"
    except OSError as error:
        raise UnreadableError(f"{path} 不能读取（{error.strerror}）。") from error
    return (verify_database if database else verify_export)(path, root, more)


def told(report: Report) -> list[str]:
    """The report in Chinese, one line a fault."""
    out = report.faults[:_SHOWN]
    if len(report.faults) > _SHOWN:
        out.append(f"……共 {len(report.faults)} 处。")
    out += [f"未核对：{text}" for text in report.unchecked]
    if report.root:
        out.append(f"首位管理员的公钥指纹：{report.root}（请与另行留存的指纹核对）")
    verdict = f"发现 {len(report.faults)} 处问题。" if report.faults else "链、签名、检查点均无误。"
    return [*out, f"审计日志 {report.entries} 条：{verdict}"]


def main(arguments: list[str]) -> int:
    """The command line: exit code 0 whole, 1 faulty, 2 unreadable."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that can't show a character gets its escape
            stream.reconfigure(errors="backslashreplace")
    files, root, more = [], None, []
    rest = iter(arguments)
    try:
        for one in rest:
            if one == "--root":
                root = next(rest)
            elif one == "--checkpoint":
                more.append(json.loads(Path(next(rest)).read_text(encoding="utf-8")))
            else:
                files.append(Path(one))
        (file,) = files
        report = verify_file(file, root, more)
    except (ValueError, StopIteration):
        sys.stderr.write("用法：python audit_verify.py 文件 [--root 指纹] [--checkpoint 检查点文件]…\n")
        return UNREADABLE
    except (UnreadableError, OSError) as error:
        sys.stderr.write(f"错误：{error}\n")
        return UNREADABLE
    sys.stdout.write("\n".join(told(report)) + "\n")
    return FAULTY if report.faults else WHOLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
