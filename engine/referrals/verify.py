"""Whether a referral package is whole, and who signed it: one file, Python 3.9 and its standard library.

`python verify.py [FOLDER|ZIP] [--envelope FILE] [--type KIND] [--key PEM | --keys FILE [--root FINGERPRINT]]
[--checkpoint FILE] [--revocations FILE] [--extract FOLDER]`
It shares no code with the writer. The copy inside a package is as trustworthy as the package: compare it with another.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import shutil
import stat
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, Union

WHOLE, FAULTY, UNREADABLE = 0, 1, 2
MANIFEST: Final = "manifest.json"
SUMS: Final = "manifest.sha256"
KINDS: Final = {
    "referral": "移送", "supplement": "补充", "correction": "更正", "withdrawal": "撤回", "escalation": "提请上级",
    "supervision": "督办", "closure_request": "提请关闭", "judicial_transfer": "移送公安机关", "exposure_draft": "曝光",
}  # fmt: skip
"""What a package may be signed as."""
CHECKPOINT: Final = "application/vnd.wenze.checkpoint+json"
ENDORSEMENT: Final = "application/vnd.wenze.key-endorsement+json"
REVOCATION: Final = "application/vnd.wenze.key-revocation+json"
REVOCATIONS: Final = "application/vnd.wenze.revocations+json"
OPTIONS: Final = ("envelope", "type", "key", "keys", "root", "checkpoint", "revocations", "extract")
USAGE: Final = (
    "用法：python verify.py [文件夹或 ZIP] [--envelope 信封] [--type 类型] [--key 公钥] [--keys 密钥记录] [--root 指纹] "
    "[--checkpoint 检查点] [--revocations 名单] [--extract 目录]"
)
SIGNED, SIGNATURE = "signed.bin", "signature.bin"
"""What `--extract` writes: the bytes that were signed, the signature."""
_LINE: Final = re.compile(r"([0-9a-f]{64}) [ *]([^/\\\x00-\x1f]+)")
_NAME: Final = re.compile(r"[^/\\\x00-\x1f]+")
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_ENTRY: Final = re.compile(rb'\{"entry":\{"seq":(\d{1,18}),"previous_sha256":"([0-9a-f]{64})",')
_TAIL: Final = len(',"sha256":"","sm3":""}') + 128
_CHUNK: Final = 1 << 20
_LARGEST: Final = 64 << 20
"""A manifest or an envelope beyond this is none of ours."""
LARGEST_LOG: Final = 1 << 30
"""Bytes of an exported audit log: a million entries have half of that."""
_MOST: Final = 20_000
"""Entries of an archive beyond this are none of ours."""
_BROKEN_ZIP: Final = (
    zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error, zlib.error, OverflowError,
    KeyError, IndexError, OSError, MemoryError,
)  # fmt: skip


class BrokenError(ValueError):
    """A manifest, a list of sums, an archive or an envelope that says nothing sound."""


class UnreadableError(Exception):
    """There is no package, or a file named on the command line can't be read."""


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


# --- where the files lie ---
def _not_a_file() -> IO[bytes]:
    raise BrokenError("不是普通文件")


class Folder:
    """A package as a folder of plain files."""

    def __init__(self, path: Path) -> None:
        """List it. Raises BrokenError."""
        try:
            self._present = {p.name: p for p in path.iterdir()}
        except OSError as error:
            raise BrokenError(f"不能读取（{error.strerror}）") from error

    @property
    def names(self) -> list[str]:
        """Everything that lies there."""
        return sorted(self._present)

    def stream(self, name: str) -> IO[bytes]:
        """A file to read; BrokenError for a link, a folder, a pipe."""
        path = self._present.get(name)
        if path is None:
            raise BrokenError("缺少")
        try:
            plain = stat.S_ISREG(path.lstat().st_mode)
            return path.open("rb") if plain else _not_a_file()
        except OSError as error:
            raise BrokenError(f"不能读取（{error.strerror}）") from error

    def archive_differs(self, other: IO[bytes]) -> str | None:  # noqa: ARG002 - as the archive's
        """A folder has no bytes of its own besides its files'."""
        return None


class Archive:
    """A package as one zip, as the writer writes it: plain names, nothing compressed, nothing encrypted."""

    def __init__(self, path: Path) -> None:
        """List it. Raises BrokenError."""
        try:
            self._path, self._zip = path, zipfile.ZipFile(path)
            entries = self._zip.infolist()
        except _BROKEN_ZIP as error:
            raise BrokenError(f"不是完整的 ZIP 文件（{type(error).__name__}），已被改动") from error
        if len(entries) > _MOST:
            raise BrokenError("压缩包内文件过多，不是本程序所写")
        self._entries = {e.filename: e for e in entries}
        if len(self._entries) != len(entries):
            raise BrokenError("压缩包内有同名文件，已被改动")
        for entry in entries:
            sound = _NAME.fullmatch(entry.filename) and entry.compress_type == zipfile.ZIP_STORED
            if not sound or entry.flag_bits & 1 or entry.file_size != entry.compress_size:
                raise BrokenError(f"压缩包内有无效的一项 {entry.filename[:80]!r}，已被改动")

    @property
    def names(self) -> list[str]:
        """Every entry."""
        return sorted(self._entries)

    def stream(self, name: str) -> IO[bytes]:
        """An entry to read."""
        if name not in self._entries:
            raise BrokenError("缺少")
        try:
            return self._zip.open(self._entries[name])
        except _BROKEN_ZIP as error:
            raise BrokenError(f"不能读取（{type(error).__name__}）") from error

    def archive_differs(self, other: IO[bytes]) -> str | None:
        """A fault where the file's bytes are not those that the writer gives to the same entries."""
        other.seek(0)
        with self._path.open("rb") as own:
            while True:
                mine, its = own.read(_CHUNK), other.read(_CHUNK)
                if mine != its:
                    return "ZIP 文件的字节不是本程序所写：时间、次序、属性或者其后附加的内容已被改动"
                if not mine:
                    return None


Source = Union[Folder, Archive]  # noqa: UP007 - Python 3.9 reads this file too


def rebuilt(source: Source) -> IO[bytes]:
    """The zip that the writer gives to these files: by name, 1980-01-01, stored, no attributes. Raises BrokenError."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in source.names:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            entry.external_attr = 0
            with source.stream(name) as stream:
                entry.file_size = _size(stream)
                try:
                    with archive.open(entry, "w") as target:
                        shutil.copyfileobj(stream, target, _CHUNK)
                except _BROKEN_ZIP as error:
                    raise BrokenError(f"{name}：不能读取（{type(error).__name__}）") from error
    return out


def _size(stream: IO[bytes]) -> int:
    try:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
    except _BROKEN_ZIP as error:
        raise BrokenError(f"不能读取（{type(error).__name__}）") from error
    return size


# --- manifest, sums, files ---
def sm3() -> Any:  # noqa: ANN401 - hashlib names no public type
    """A new SM3 digest (GB/T 32905-2016), None where this Python has none."""
    try:
        return hashlib.new("sm3")
    except ValueError:
        return None


def _bytes(source: Source, name: str) -> bytes:
    try:
        with source.stream(name) as stream:
            data = stream.read(_LARGEST + 1)
    except BrokenError:
        raise
    except _BROKEN_ZIP as error:
        raise BrokenError(f"不能读取（{type(error).__name__}），已被改动") from error
    if len(data) > _LARGEST:
        raise BrokenError("过大，不是本程序写出的清单")
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise BrokenError("同一个键出现两次")
    return out


def _object(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_once)
    except BrokenError:
        raise
    except (ValueError, RecursionError) as error:
        raise BrokenError("不是有效的 JSON，已被改动") from error
    return value if isinstance(value, dict) else {}


def listed(value: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Name → entry of a manifest; raises BrokenError."""
    files = value.get("files")
    if not isinstance(files, list):
        raise BrokenError("没有文件清单，已被改动")
    out: dict[str, dict[str, Any]] = {}
    for entry in files:
        name = entry.get("name") if isinstance(entry, dict) else None
        sound = (
            isinstance(name, str)
            and _NAME.fullmatch(name)
            and name not in {".", "..", MANIFEST, SUMS}
            and name not in out
            and type(entry.get("size")) is int
            and all(isinstance(entry.get(k), str) and _DIGEST.fullmatch(entry[k]) for k in ("sha256", "sm3"))
        )
        if not sound:
            raise BrokenError(f"文件清单中有无效的一项 {str(entry)[:80]}，已被改动")
        out[str(name)] = entry
    return out


def summed(data: bytes) -> dict[str, str]:
    """Name → SHA-256 of a list of sums; raises BrokenError."""
    out: dict[str, str] = {}
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BrokenError("不是 UTF-8 文本，已被改动") from error
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is None or match[2] in {".", "..", SUMS} or match[2] in out:
            raise BrokenError(f"有无效的一行 {line[:80]}，已被改动")
        out[match[2]] = match[1]
    if text != "".join(f"{out[name]}  {name}\n" for name in sorted(out)):
        raise BrokenError("排列不是本程序所写，已被改动")
    return out


def _disagreement(listed_names: set[str], summed_names: set[str]) -> Iterator[str]:
    for name in sorted(listed_names - summed_names):
        yield f"{name}：{MANIFEST} 载有而 {SUMS} 没有"
    for name in sorted(summed_names - listed_names):
        yield f"{name}：{SUMS} 载有而 {MANIFEST} 没有"


def _file(source: Source, name: str, entry: dict[str, Any] | None, total: str | None) -> list[str]:
    """Faults of one file against its entry and its sum."""
    first, second, size = hashlib.sha256(), sm3(), 0
    try:
        with source.stream(name) as stream:
            for chunk in iter(lambda: stream.read(_CHUNK), b""):
                first.update(chunk)
                if second is not None:
                    second.update(chunk)
                size += len(chunk)
    except BrokenError as error:
        return [f"{name}：{error}"]
    except _BROKEN_ZIP as error:
        return [f"{name}：已被改动（不能读取：{type(error).__name__}）"]
    wrong = []
    if entry is not None:
        wrong += [f"大小应为 {entry['size']}，实为 {size}"] if entry["size"] != size else []
        wrong += ["SHA-256 不符"] if entry["sha256"] != first.hexdigest() else []
        wrong += ["SM3 不符"] if second is not None and entry["sm3"] != second.hexdigest() else []
    if total is not None and total != first.hexdigest():
        wrong.append(f"与 {SUMS} 所载不符")
    return [f"{name}：已被改动（{'；'.join(wrong)}）"] if wrong else []


@dataclass
class Outcome:
    """What was found: faults, what could not be checked, what is certain; in Chinese, one a line."""

    faults: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    certain: list[str] = field(default_factory=list)
    package: str = ""
    sha256: str = ""
    """Digest of the whole zip, given or rebuilt; empty where files are faulty."""
    envelope: Opened | None = None
    """The envelope, if it fits the package: whether its signature holds is another matter."""
    before: str = ""
    """Instant of a sound checkpoint that holds the log's entry of the envelope: it was signed by then."""


def contents(source: Source, out: Outcome) -> None:
    """Check every file against manifest and sums; then, where they agree, the bytes of the whole."""
    entries: dict[str, dict[str, Any]] | None = None
    totals: dict[str, str] | None = None
    try:
        value = _object(_bytes(source, MANIFEST))
        entries = listed(value)
        out.package = str(value.get("package"))
    except BrokenError as error:
        out.faults.append(f"{MANIFEST}：{error}")
    try:
        totals = summed(_bytes(source, SUMS))
    except BrokenError as error:
        out.faults.append(f"{SUMS}：{error}")
    if entries is None and totals is None:
        return
    present = set(source.names)
    known = {MANIFEST, SUMS, *(entries or {}), *(totals or {})}
    out.faults += [f"{name}：清单以外的文件或者文件夹" for name in sorted(present - known)]
    if entries is not None and totals is not None:
        out.faults += _disagreement(set(entries) | {MANIFEST}, set(totals))
    for name in sorted(known - {SUMS}):
        if name != MANIFEST or name in present:
            out.faults += _file(source, name, (entries or {}).get(name), (totals or {}).get(name))
    if sm3() is None:
        out.unchecked.append("本机 Python 没有 SM3，SM3 摘要未核对；SHA-256 已核对")
    if not out.faults:
        out.certain.append(f"{len(known)} 个文件与清单一致")
        _whole(source, out)


def _whole(source: Source, out: Outcome) -> None:
    """The digest of the whole zip; for a zip, that its bytes are the writer's."""
    try:
        with rebuilt(source) as whole:
            if fault := source.archive_differs(whole):
                out.faults.append(fault)
                return
            whole.seek(0)
            digest = hashlib.sha256()
            for chunk in iter(lambda: whole.read(_CHUNK), b""):
                digest.update(chunk)
            out.sha256 = digest.hexdigest()
    except (BrokenError, OSError) as error:
        out.faults.append(f"整包的摘要不能算出（{error}）")


# --- the envelope ---
def package_type(kind: str) -> str:
    """The type inside the signed bytes of a package of a kind."""
    return f"application/vnd.wenze.package.{kind}+json"


def exact(data: bytes) -> Any:  # noqa: ANN401 - a JSON value
    """An envelope file read; raises ValueError unless it is written in the one way in which we write it."""
    form = json.loads(data, object_pairs_hook=_once)
    text = json.dumps(form, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    one = form["signatures"][0]
    spelled = all(
        base64.b64encode(base64.b64decode(t, validate=True)).decode() == t
        for t in (form["payload"], one["sig"])
    )
    named = sorted(form) == ["payload", "payloadType", "signatures"] and sorted(one) == [
        "algorithm",
        "keyid",
        "sig",
    ]
    if text.encode() + b"\n" != data or not spelled or not named:
        raise ValueError("写法不是本程序所写")
    return form


def enveloped(data: bytes, kind: str, trusted: Keys | bytes | None, out: Outcome) -> None:
    """Check a detached envelope over the whole zip: its kind, its package, its digest, who signed it."""
    try:
        form = exact(data)
        given = {package_type(k): k for k in KINDS}.get(form["payloadType"], kind)
        if given != kind:
            out.faults.append(
                f"签名信封：签名的类型是{KINDS[given]}，不是{KINDS[kind]}；所收的应为{KINDS[given]}的，写 --type {KINDS[given]} 再核对"
            )
            return
        one = opened(form, package_type(kind))
        content, at = one.content, str(one.content["at"])
        fits = (
            ("类型", content["kind"] == kind),
            ("编号", content["package"] == out.package),
            ("整包的 SHA-256", bool(out.sha256) and content["sha256"] == out.sha256),
            ("密钥", content["key"] == f"{one.algorithm}:{one.key_id}"),
        )
        officer = str(content["officer"])
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        out.faults.append(f"签名信封：不能读取，或者已被改动（{type(error).__name__}）")
        return
    if wrong := [word for word, right in fits if not right]:
        out.faults.append(f"签名信封：{'、'.join(wrong)}与材料不符")
        return
    out.envelope = one
    if trusted is None:
        out.unchecked.append(
            f"没有给出公钥（--key 或者 --keys）：签名信封与材料相符，但签名本身未核对（{one.algorithm}，密钥 "
            f"{one.key_id[:16]}）；也可以用 --extract 目录 写出所签内容，再用 openssl 核对"
        )
    elif isinstance(trusted, bytes):
        if one.signed(trusted):
            out.unchecked.append("只给出了一把公钥：它是谁的、是否已经吊销未核对（可用 --keys 给出密钥记录）")
            out.certain.append(
                f"签名有效：{KINDS[kind]}，密钥 {one.key_id[:16]}（{one.algorithm}），自称签名人 {officer}，自称时间 {at}"
            )
        else:
            out.faults.append("签名信封：签名无效，或者不是所给公钥的签名")
    elif not trusted.holds(one.key_id, at) or not one.signed(trusted.public[one.key_id]):
        out.faults.append("签名信封：签名无效，或者签名的密钥当时无效（未经背书、尚未启用或者已经吊销）")
    elif trusted.content[one.key_id]["officer"] != officer:
        out.faults.append(
            f"签名信封：自称签名人 {officer}，密钥却是 {trusted.content[one.key_id]['officer']} 的"
        )
    else:
        name = trusted.content[one.key_id]["name"]
        out.certain.append(f"签名有效：{KINDS[kind]}，签名人 {name}（{officer}），时间 {at}，{one.algorithm}")


def by_openssl(one: Opened) -> str:
    """The command that checks what `--extract` has written, with no code of ours."""
    if one.algorithm == "sm2":
        return (
            "openssl dgst -sm3 -verify 公钥.pem -sigopt distid:1234567812345678 "
            f"-signature {SIGNATURE} {SIGNED}"
        )
    return f"openssl pkeyutl -verify -pubin -inkey 公钥.pem -rawin -in {SIGNED} -sigfile {SIGNATURE}"


def extracted(folder: Path, out: Outcome) -> None:
    """Write the signed bytes and the signature for openssl. Raises UnreadableError."""
    if out.envelope is None:
        out.unchecked.append("没有与材料相符的签名信封，没有写出所签内容（--extract）")
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SIGNED).write_bytes(out.envelope.data)
        (folder / SIGNATURE).write_bytes(out.envelope.signature)
    except OSError as error:
        raise UnreadableError(f"{folder} 不能写入（{error.strerror}）。") from error
    out.certain.append(f"所签内容已写入 {folder}，在那里可用 openssl 核对：{by_openssl(out.envelope)}")


def stands(one: Opened, at: str, what: str, trusted: Keys | bytes | None, out: Outcome) -> bool:
    """Whether what the office signed besides the package holds; what can't be told is noted, what is false is a fault."""
    if not isinstance(trusted, Keys):
        out.unchecked.append(f"{what}：没有密钥记录（--keys），签名未核对")
        return False
    if trusted.holds(one.key_id, at) and one.signed(trusted.public[one.key_id]):
        return True
    out.faults.append(f"{what}：签名无效，或者签名的密钥当时无效")
    return False


def sealed(data: bytes, trusted: Keys | bytes | None, out: Outcome, log: bytes = b"") -> None:
    """Check a checkpoint of the office's audit log, and that the log which the envelope names leads to it."""
    try:
        one = opened(json.loads(data), CHECKPOINT)
        seq, sha256, at = int(one.content["seq"]), str(one.content["sha256"]), str(one.content["at"])
        named = None if out.envelope is None else out.envelope.content.get("audit")
        head = None if named is None else (int(named["seq"]), str(named["sha256"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        out.faults.append(f"检查点：不能读取（{type(error).__name__}）")
        return
    if not stands(one, at, "检查点", trusted, out):
        return
    out.certain.append(f"检查点有效：第 {seq} 条，{at}")
    if head is None:
        return
    if seq < head[0]:
        out.unchecked.append(
            f"检查点（第 {seq} 条）早于签名信封所指的审计日志第 {head[0]} 条；请另取此后的检查点"
        )
        return
    found = {seq: sha256} if seq == head[0] else chained(log, head[0], seq)
    if not found:
        out.unchecked.append(
            f"审计日志第 {head[0]} 条至第 {seq} 条没有给出或者不连续（--keys 须为此后的导出），未与检查点核对"
        )
    elif (found[head[0]], found[seq]) == (head[1], sha256):
        out.before = at
        out.certain.append(f"签名信封所指的审计日志第 {head[0]} 条在检查点以内，相符")
    else:
        out.faults.append(f"审计日志第 {head[0]} 条与签名信封所指的或者检查点不符：台账或者材料已被改动")


def chained(log: bytes, first: int, last: int) -> dict[int, str]:
    """Entry → its SHA-256, from `first` to `last` of an exported log in which each names the one before; else nothing."""
    found: dict[int, str] = {}
    for line in log.splitlines():
        match = _ENTRY.match(line)
        seq = int(match[1]) if match else 0
        if match and first <= seq <= last:
            if found and found.get(seq - 1) != match[2].decode():
                return {}
            found[seq] = hashlib.sha256(line[len(b'{"entry":') : -_TAIL]).hexdigest()
    return found if {first, last} <= set(found) and len(found) == last - first + 1 else {}


def revoked(data: bytes, trusted: Keys | bytes | None, out: Outcome) -> None:
    """Look the package and its key up in the office's signed list of revoked keys and withdrawn packages."""
    try:
        one = opened(json.loads(data), REVOCATIONS)
        at = str(one.content["at"])
        keys = [(str(k["key_id"]), str(k["revoked_at"])) for k in one.content["keys"]]
        packages = [(str(p["sha256"]), str(p["number"]), str(p["on"])) for p in one.content["packages"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        out.faults.append(f"吊销和撤回名单：不能读取（{type(error).__name__}）")
        return
    if stands(one, at, "吊销和撤回名单", trusted, out):
        out.certain.append(f"吊销和撤回名单有效：截至 {at}，密钥 {len(keys)} 把，材料 {len(packages)} 件")
    out.faults += [
        f"本件已由 {number} 撤回（{on}）" for sha256, number, on in packages if sha256 == out.sha256
    ]
    by = out.envelope
    for key_id, ended in keys:
        if by is not None and key_id == by.key_id:
            if ended <= str(by.content["at"]):
                out.faults.append(f"签名的密钥 {key_id[:16]} 已于 {ended} 吊销，早于签名")
            elif out.before and out.before <= ended:
                out.certain.append(f"签名的密钥 {key_id[:16]} 后于 {ended} 吊销；签名在此前的检查点以内")
            else:
                out.unchecked.append(
                    f"签名的密钥 {key_id[:16]} 后于 {ended} 吊销；签名时间是签名人自称的，请以此前的检查点核对"
                )


def keys_of(data: bytes, root: str | None, out: Outcome) -> Keys:
    """Keys from an export of the audit log (JSONL) or from a list of envelopes (JSON); faults are noted."""
    keys, events = Keys(), []
    try:
        text = data.decode("utf-8")
        if text.lstrip().startswith("["):
            events = json.loads(text)
        else:
            events = [json.loads(line)["key"] for line in text.splitlines() if line.startswith('{"key":')]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        out.faults.append(f"密钥记录：不能读取（{type(error).__name__}）")
    out.faults += [f"密钥记录：{fault}" for event in events if (fault := keys.take(event))]
    if root and keys.root != root.lower():
        out.faults.append(f"密钥记录：首位管理员的公钥指纹是 {keys.root or '（没有）'}，不是所给的 {root}")
    elif not root:
        out.unchecked.append(
            f"没有给出首位管理员的公钥指纹（--root）：请与另行留存的指纹核对 {keys.root or '（没有）'}"
        )
    return keys


# --- the whole ---
def verify(
    path: Path,
    envelope: bytes | None = None,
    kind: str = "referral",
    trusted: Keys | bytes | None = None,
    checkpoint: bytes | None = None,
    out: Outcome | None = None,
    revocations: bytes | None = None,
    log: bytes = b"",
) -> Outcome:
    """Check a folder or a zip; never raises for content.

    `trusted` is the history of keys, or one public key (32 bytes Ed25519, 64 bytes SM2); `log` the audit log's export.
    """
    out = Outcome() if out is None else out
    if not path.is_dir() and not path.is_file():
        out.faults.append(f"{path}：不是文件夹，也不是 ZIP 文件，没有可校验的移送材料")
        return out
    try:
        contents(Folder(path) if path.is_dir() else Archive(path), out)
    except BrokenError as error:
        out.faults.append(f"{path.name}：{error}")
    if envelope is not None:
        enveloped(envelope, kind, trusted, out)
    else:
        out.unchecked.append("没有签名信封（--envelope）：不能说明是谁发出、以何种类型发出")
    if checkpoint is not None:
        sealed(checkpoint, trusted, out, log)
    elif out.envelope is not None:
        out.unchecked.append("没有检查点（--checkpoint）：签名信封所指的审计日志未核对")
    if revocations is not None:
        revoked(revocations, trusted, out)
    elif envelope is not None:
        out.unchecked.append("没有吊销和撤回名单（--revocations）：本件其后是否撤回未核对")
    return out


def told(out: Outcome) -> list[str]:
    """The outcome in Chinese; the verdict last."""
    lines = [*out.faults, *out.certain, *(f"未核对：{text}" for text in out.unchecked)]
    return [*lines, f"发现 {len(out.faults)} 处问题。" if out.faults else "核对无误：各文件与清单一致。"]


def _read(path: str, largest: int = _LARGEST) -> bytes:
    try:
        with Path(path).open("rb") as stream:
            data = stream.read(largest + 1)
    except OSError as error:
        raise UnreadableError(f"{path} 不能读取（{error.strerror}）。") from error
    if len(data) > largest:
        raise UnreadableError(f"{path} 过大（超过 {largest >> 20} MiB），不是本程序写出的文件。")
    return data


def checked(path: Path, options: Mapping[str, str]) -> Outcome:
    """Check what the options of the command line name. Raises UnreadableError."""
    written = options.get("type", "referral")
    kind = next((name for name, word in KINDS.items() if written in (name, word)), None)
    if kind is None:
        known = "、".join(f"{word}（{name}）" for name, word in KINDS.items())
        raise UnreadableError(f"--type“{written}”无效，须为 {known} 之一。")
    out, trusted, log = Outcome(), None, b""  # type: tuple[Outcome, Keys | bytes | None, bytes]
    if "key" in options:
        try:
            trusted = _public(_read(options["key"]).decode("utf-8"))
        except ValueError as error:
            raise UnreadableError(f"{options['key']} 不是 PEM 形式的 Ed25519 或 SM2 公钥。") from error
    elif "keys" in options:
        log = _read(options["keys"], LARGEST_LOG)
        trusted = keys_of(log, options.get("root"), out)
    beside = path.with_name(f"{path.name}.dsse.json")
    given = {
        name: _read(options[name]) for name in ("envelope", "checkpoint", "revocations") if name in options
    }
    if "envelope" not in given and beside.is_file():
        given["envelope"] = _read(str(beside))
    verify(
        path,
        given.get("envelope"),
        kind,
        trusted,
        given.get("checkpoint"),
        out,
        given.get("revocations"),
        log,
    )
    if "extract" in options:
        extracted(Path(options["extract"]), out)
    return out


def _asked(arguments: list[str]) -> tuple[Path | None, dict[str, str]]:
    """Path and options of the command line. Raises UnreadableError with the usage."""
    options: dict[str, str] = {}
    paths: list[str] = []
    rest = iter(arguments)
    for one in rest:
        name = one[2:] if one.startswith("--") else ""
        value = next(rest, None) if name in OPTIONS else None
        if name and value is not None:
            options[name] = value
        elif not name and not paths:
            paths.append(one)
        else:
            raise UnreadableError(USAGE)
    return (Path(paths[0]) if paths else None), options


def main(arguments: list[str]) -> int:
    """The command line: exit code 0 whole, 1 faulty, 2 unreadable."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that can't show a character gets its escape
            stream.reconfigure(errors="backslashreplace")
    try:
        path, options = _asked(arguments)
        out = checked(path or Path(__file__).resolve().parent, options)
    except UnreadableError as error:
        sys.stderr.write(f"错误：{error}\n")
        return UNREADABLE
    sys.stdout.write("\n".join(told(out)) + "\n")
    return FAULTY if out.faults else WHOLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
