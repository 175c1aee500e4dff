"""Whether a referral package is whole, and who signed it: one file, Python 3.9 and its standard library.

`python verify.py [FOLDER|ZIP] [--envelope FILE] [--type KIND] [--key PEM | --keys FILE [--root FINGERPRINT]] [--checkpoint FILE]`
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
}  # fmt: skip
"""What a package may be signed as."""
CHECKPOINT: Final = "application/vnd.wenze.checkpoint+json"
ENDORSEMENT: Final = "application/vnd.wenze.key-endorsement+json"
REVOCATION: Final = "application/vnd.wenze.key-revocation+json"
OPTIONS: Final = ("envelope", "type", "key", "keys", "root", "checkpoint")
USAGE: Final = (
    "用法：python verify.py [文件夹或 ZIP] [--envelope 信封] [--type 类型] [--key 公钥] [--keys 密钥记录] [--root 指纹] "
    "[--checkpoint 检查点]"
)
_LINE: Final = re.compile(r"([0-9a-f]{64}) [ *]([^/\\\x00-\x1f]+)")
_NAME: Final = re.compile(r"[^/\\\x00-\x1f]+")
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_CHUNK: Final = 1 << 20
_LARGEST: Final = 64 << 20
"""A manifest or an envelope beyond this is none of ours."""
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


def signed(public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) is that of the key `public` (32 bytes) over `data`."""
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


# --- envelopes, keys, checkpoints ---
def opened(form: Any, kind: str) -> tuple[dict[str, Any], str, bytes, bytes]:  # noqa: ANN401
    """Content, key id, signed bytes and signature of a DSSE envelope of `kind`; raises ValueError."""
    try:
        (one,) = form["signatures"]
        body = base64.b64decode(form["payload"], validate=True)
        signature = base64.b64decode(one["sig"], validate=True)
        content = json.loads(body)
        sound = form["payloadType"] == kind and isinstance(content, dict) and one["algorithm"] == "ed25519"
        key_id = str(one["keyid"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("不是完整的签名信封") from error
    if not sound:
        raise ValueError("不是这一类签名，或者所用算法本文件不能核对")
    name = kind.encode()
    return content, key_id, b"DSSEv1 %d %b %d %b" % (len(name), name, len(body), body), signature


def _public(pem: str) -> bytes:
    der = base64.b64decode("".join(pem.strip().splitlines()[1:-1]), validate=True)
    if not der.startswith(bytes.fromhex("302a300506032b6570032100")):
        raise ValueError("不是 Ed25519 公钥")
    return der[12:]


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
                return self._revoke(*opened(form, REVOCATION))
            return self._endorse(*opened(form, ENDORSEMENT))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return f"公钥的背书或者吊销记录不能读取：{error}"

    def _endorse(self, content: dict[str, Any], by: str, data: bytes, signature: bytes) -> str | None:
        public, start = _public(content["public_key"]), str(content["valid_from"])
        own, officer, roles = hashlib.sha256(public).hexdigest(), content["officer"], list(content["roles"])
        first = not self.content and by == own and "admin" in roles
        giver = content if first else self.content.get(by)
        may = giver is not None and ("admin" in giver["roles"] or giver["officer"] == officer)
        if may and not first and giver is not None and "admin" not in giver["roles"]:
            may = giver["roles"] == roles  # an officer who changes keys gains nothing by it
        may = may and own == content["key_id"] and (first or self.holds(by, start))
        if not (may and signed(public if first else self.public[by], data, signature)):
            return f"{officer}（{content['name']}）的公钥 {own[:16]} 没有有效的管理员背书"
        self.root = own if first else self.root
        self.public[own], self.content[own] = public, content
        return None

    def _revoke(self, content: dict[str, Any], by: str, data: bytes, signature: bytes) -> str | None:
        key_id, at = str(content["key_id"]), str(content["revoked_at"])
        giver, one = self.content.get(by), self.content.get(key_id)
        may = giver and one and ("admin" in giver["roles"] or giver["officer"] == one["officer"])
        if not (may and self.holds(by, at) and signed(self.public[by], data, signature)):
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
            out.faults.append(f"签名信封：签名的类型是{KINDS[given]}，不是{KINDS[kind]}")
            return
        content, key_id, signed_bytes, signature = opened(form, package_type(kind))
        at, officer = str(content["at"]), str(content["officer"])
        fits = (
            ("类型", content["kind"] == kind),
            ("编号", content["package"] == out.package),
            ("整包的 SHA-256", bool(out.sha256) and content["sha256"] == out.sha256),
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        out.faults.append(f"签名信封：不能读取，或者已被改动（{type(error).__name__}）")
        return
    if wrong := [word for word, right in fits if not right]:
        out.faults.append(f"签名信封：{'、'.join(wrong)}与材料不符")
    elif trusted is None:
        out.unchecked.append("没有给出公钥（--key 或者 --keys）：签名信封与材料相符，但签名本身未核对")
    elif isinstance(trusted, bytes):
        if hashlib.sha256(trusted).hexdigest() == key_id and signed(trusted, signed_bytes, signature):
            out.unchecked.append("只给出了一把公钥：它是谁的、是否已经吊销未核对（可用 --keys 给出密钥记录）")
            out.certain.append(
                f"签名有效：{KINDS[kind]}，密钥 {key_id[:16]}，自称签名人 {officer}，自称时间 {at}"
            )
        else:
            out.faults.append("签名信封：签名无效，或者不是所给公钥的签名")
    elif not trusted.holds(key_id, at) or not signed(trusted.public[key_id], signed_bytes, signature):
        out.faults.append("签名信封：签名无效，或者签名的密钥当时无效（未经背书、尚未启用或者已经吊销）")
    elif trusted.content[key_id]["officer"] != officer:
        out.faults.append(f"签名信封：自称签名人 {officer}，密钥却是 {trusted.content[key_id]['officer']} 的")
    else:
        name = trusted.content[key_id]["name"]
        out.certain.append(f"签名有效：{KINDS[kind]}，签名人 {name}（{officer}），时间 {at}")


def sealed(data: bytes, trusted: Keys | bytes | None, out: Outcome) -> None:
    """Check the signature of a checkpoint of the office's audit log."""
    try:
        content, key_id, signed_bytes, signature = opened(json.loads(data), CHECKPOINT)
        seq, at = int(content["seq"]), str(content["at"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        out.faults.append(f"检查点：不能读取（{type(error).__name__}）")
        return
    if not isinstance(trusted, Keys):
        out.unchecked.append("检查点：没有密钥记录（--keys），签名未核对")
    elif trusted.holds(key_id, at) and signed(trusted.public[key_id], signed_bytes, signature):
        out.certain.append(f"检查点有效：第 {seq} 条，{at}")
    else:
        out.faults.append("检查点：签名无效，或者签名的密钥当时无效")


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
) -> Outcome:
    """Check a folder or a zip; `trusted` is the history of keys, or one public key of 32 bytes; never raises for content."""
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
        sealed(checkpoint, trusted, out)
    return out


def told(out: Outcome) -> list[str]:
    """The outcome in Chinese; the verdict last."""
    lines = [*out.faults, *out.certain, *(f"未核对：{text}" for text in out.unchecked)]
    return [*lines, f"发现 {len(out.faults)} 处问题。" if out.faults else "核对无误：各文件与清单一致。"]


def _read(path: str) -> bytes:
    try:
        with Path(path).open("rb") as stream:
            return stream.read(_LARGEST)
    except OSError as error:
        raise UnreadableError(f"{path} 不能读取（{error.strerror}）。") from error


def checked(path: Path, options: Mapping[str, str]) -> Outcome:
    """Check what the options of the command line name. Raises UnreadableError."""
    kind = options.get("type", "referral")
    if kind not in KINDS:
        raise UnreadableError(f"--type 须为 {'、'.join(KINDS)} 之一。")
    out, trusted = Outcome(), None  # type: tuple[Outcome, Keys | bytes | None]
    if "key" in options:
        try:
            trusted = _public(_read(options["key"]).decode("utf-8"))
        except ValueError as error:
            raise UnreadableError(f"{options['key']} 不是 PEM 形式的 Ed25519 公钥。") from error
    elif "keys" in options:
        trusted = keys_of(_read(options["keys"]), options.get("root"), out)
    beside = path.with_name(f"{path.name}.dsse.json")
    envelope = _read(options["envelope"]) if "envelope" in options else None
    if envelope is None and beside.is_file():
        envelope = _read(str(beside))
    checkpoint = _read(options["checkpoint"]) if "checkpoint" in options else None
    return verify(path, envelope, kind, trusted, checkpoint, out)


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
