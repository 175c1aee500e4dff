"""Whether a package is whole, from the folder alone. It shares only SM3 and two names with the writer."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from engine.referrals.manifest import MANIFEST, SUMS, sm3

_LINE: Final = re.compile(r"([0-9a-f]{64}) [ *]([^/\\\x00-\x1f]+)")
_CHUNK: Final = 1 << 20
_LARGEST: Final = 64 << 20
"""A manifest beyond this is no manifest of ours."""
_DIGEST: Final = re.compile("[0-9a-f]{64}")


class _BrokenError(ValueError):
    """A manifest that says nothing sound."""


def verify_package(folder: Path) -> list[str]:
    """Faults of a package in Chinese, one a line: missing, added and changed files; empty if it is whole.

    Raises ReferralError only where SM3 can't be computed on this machine.
    """
    sm3()  # before anything else: a machine without it can't tell whether a package is whole
    if not folder.is_dir():
        return [f"{folder}：不是文件夹，没有可校验的移送材料"]
    try:
        present = {p.name: p for p in folder.iterdir()}
    except OSError as error:
        return [f"{folder}：不能读取（{error.strerror}）"]
    faults: list[str] = []
    try:
        listed = _listed(_bytes(present, MANIFEST))
    except _BrokenError as error:
        faults.append(f"{MANIFEST}：{error}")
        listed = None
    try:
        summed = _summed(_bytes(present, SUMS))
    except _BrokenError as error:
        faults.append(f"{SUMS}：{error}")
        summed = None
    known = {MANIFEST, SUMS, *(listed or {}), *(summed or {})}
    if listed is None and summed is None:
        return faults
    faults += [f"{name}：清单以外的文件或者文件夹" for name in sorted(set(present) - known)]
    if listed is not None and summed is not None:
        faults += _disagreement(set(listed) | {MANIFEST}, set(summed))
    for name in sorted(known - {SUMS}):
        if name == MANIFEST and name not in present:
            continue
        faults += _file(name, present.get(name), (listed or {}).get(name), (summed or {}).get(name))
    return faults


def _bytes(present: dict[str, Path], name: str) -> bytes:
    path = present.get(name)
    if path is None:
        raise _BrokenError("缺少")
    if path.is_symlink() or not path.is_file():
        raise _BrokenError("不是普通文件")
    try:
        if path.stat().st_size > _LARGEST:
            raise _BrokenError("过大，不是本程序写出的清单")
        return path.read_bytes()
    except OSError as error:
        raise _BrokenError(f"不能读取（{error.strerror}）") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise _BrokenError("同一个键出现两次")
    return out


def _listed(data: bytes) -> dict[str, dict[str, Any]]:
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_once)
    except _BrokenError:
        raise
    except (ValueError, RecursionError) as error:
        raise _BrokenError("不是有效的 JSON，已被改动") from error
    files = value.get("files") if isinstance(value, dict) else None
    if not isinstance(files, list):
        raise _BrokenError("没有文件清单，已被改动")
    out: dict[str, dict[str, Any]] = {}
    for entry in files:
        name = entry.get("name") if isinstance(entry, dict) else None
        sound = (
            isinstance(name, str)
            and re.fullmatch(r"[^/\\\x00-\x1f]+", name)
            and name not in {".", "..", MANIFEST, SUMS}
            and name not in out
            and type(entry.get("size")) is int
            and all(isinstance(entry.get(k), str) and _DIGEST.fullmatch(entry[k]) for k in ("sha256", "sm3"))
        )
        if not sound:
            raise _BrokenError(f"文件清单中有无效的一项 {str(entry)[:80]}，已被改动")
        out[str(name)] = entry
    return out


def _summed(data: bytes) -> dict[str, str]:
    out: dict[str, str] = {}
    try:
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise _BrokenError("不是 UTF-8 文本，已被改动") from error
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or match[2] in {".", "..", SUMS} or match[2] in out:
            raise _BrokenError(f"有无效的一行 {line[:80]}，已被改动")
        out[match[2]] = match[1]
    if data.decode("utf-8") != "".join(f"{out[name]}  {name}\n" for name in sorted(out)):
        raise _BrokenError("排列不是本程序所写，已被改动")
    return out


def _disagreement(listed: set[str], summed: set[str]) -> Iterator[str]:
    for name in sorted(listed - summed):
        yield f"{name}：{MANIFEST} 载有而 {SUMS} 没有"
    for name in sorted(summed - listed):
        yield f"{name}：{SUMS} 载有而 {MANIFEST} 没有"


def _file(name: str, path: Path | None, entry: dict[str, Any] | None, total: str | None) -> list[str]:
    """Faults of one file against its entry and its sum."""
    if path is None:
        return [f"{name}：缺少"]
    if path.is_symlink() or not path.is_file():
        return [f"{name}：不是普通文件"]
    first, second, size = hashlib.sha256(), sm3(), 0
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                first.update(chunk)
                second.update(chunk)
                size += len(chunk)
    except OSError as error:
        return [f"{name}：不能读取（{error.strerror}）"]
    wrong = []
    if entry is not None:
        wrong += [f"大小应为 {entry['size']}，实为 {size}"] if entry["size"] != size else []
        wrong += ["SHA-256 不符"] if entry["sha256"] != first.hexdigest() else []
        wrong += ["SM3 不符"] if entry["sm3"] != second.hexdigest() else []
    if total is not None and total != first.hexdigest():
        wrong.append(f"与 {SUMS} 所载不符")
    return [f"{name}：已被改动（{'；'.join(wrong)}）"] if wrong else []
