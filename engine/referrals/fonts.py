"""Fonts of the PDF: the bundled ones, before them an office's own; characters that they lack stand as codes."""

import struct
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import typst

from engine.referrals.errors import ReferralError
from engine.referrals.opentype import FONT_SUFFIXES, Face, faces

_FULL_UNICODE: Final = (3, 10)
_SEGMENTS: Final = 12
_KEPT: Final = frozenset("\n\u200b")
SERIF: Final = "Noto Serif SC"
SANS: Final = "Noto Sans SC"
_OWN: Final[Mapping[str, tuple[str, ...]]] = {
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti"),
    "hei": ("SimHei", "黑体", "STHeiti"),
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
}
"""Role in the letter → families that an office may own; the bundled fonts stand in for what it doesn't."""


@cache
def font_files() -> tuple[Path, Path]:
    """Noto Serif SC and Noto Sans SC of `pylopdf-fonts-zh-cn` (OFL). Raises ReferralError if they are missing."""
    try:
        from pylopdf_fonts_zh_cn import sans_path, serif_path
    except ImportError as error:
        raise ReferralError(
            "没有安装中文字体包 pylopdf-fonts-zh-cn，不能排版；请重新安装本程序的依赖。"
        ) from error
    return serif_path(), sans_path()


@cache
def own_faces(own: Path) -> tuple[Face, ...]:
    """What the files of a folder of fonts say of themselves. Raises ReferralError for one that can't be read."""
    files = sorted(p for p in own.rglob("*") if p.suffix.lower() in FONT_SUFFIXES)
    return tuple(face for path in files for face in faces(path))


@cache
def typefaces(own: Path | None = None) -> typst.Fonts:
    """The bundled fonts, with those of a folder of the office's; no others of the machine. Raises ReferralError."""
    if own is not None and not own.is_dir():
        raise ReferralError(f"字体目录 {own} 不存在；请核对设置，或不用自备字体。")
    if own is not None:
        own_faces(own)  # typst never returns from some damaged collections
    folders = [*([str(own)] if own else []), *sorted({str(path.parent) for path in font_files()})]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


@cache
def families(own: Path | None = None) -> dict[str, list[str]]:
    """Role (body, kai, hei, title) → families in the order in which a character is looked up."""
    present = set(typefaces(own).families())
    return {
        role: [*[n for n in names if n in present], SANS if role == "hei" else SERIF]
        for role, names in _OWN.items()
    }


@cache
def own_characters(own: Path) -> dict[str, frozenset[int]]:
    """Family of the office's own that the PDF asks for → the characters that it has. Raises ReferralError."""
    out: dict[str, frozenset[int]] = {}
    asked = {name for names in families(own).values() for name in names} - {SERIF, SANS}
    for face in own_faces(own):
        for name in face.families & asked:
            out[name] = out.get(name, frozenset()) | face.characters
    return out


def stood_in(texts: Iterable[str], own: Path | None) -> dict[str, list[str]]:
    """Family of the office's own → characters that it lacks and that a bundled font stands in for, in order of code."""
    if own is None:
        return {}
    used = {c for c in set().union(*map(set, texts)) if c not in _KEPT and not c.isspace() and has(c)}
    lacking = {
        name: sorted(c for c in used if ord(c) not in known) for name, known in own_characters(own).items()
    }
    return {name: found for name, found in sorted(lacking.items()) if found}


def ranges(path: Path) -> list[tuple[int, int]]:
    """First and last code point of each run of characters of an OpenType font (`cmap` format 12), in order."""
    try:
        data = path.read_bytes()
        (count,) = struct.unpack_from(">H", data, 4)
        tables = {
            data[12 + 16 * i : 16 + 16 * i]: struct.unpack_from(">I", data, 20 + 16 * i)[0]
            for i in range(count)
        }
        start = tables[b"cmap"]
        (maps,) = struct.unpack_from(">H", data, start + 2)
        for i in range(maps):
            platform, encoding, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * i)
            at = start + offset
            if (platform, encoding) == _FULL_UNICODE and struct.unpack_from(">H", data, at)[0] == _SEGMENTS:
                (groups,) = struct.unpack_from(">I", data, at + 12)
                return [struct.unpack_from(">II", data, at + 16 + 12 * g) for g in range(groups)]
    except (OSError, KeyError, struct.error) as error:
        raise ReferralError(f"字体文件 {path.name} 不能读取；请重新安装 pylopdf-fonts-zh-cn。") from error
    raise ReferralError(f"字体文件 {path.name} 没有完整的字符表；请重新安装 pylopdf-fonts-zh-cn。")


@cache
def _covered() -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(tuple(ranges(path)) for path in font_files())


@cache
def has(character: str) -> bool:
    """Whether both bundled fonts have a character: typst prints a box for a missing one and says nothing."""
    code = ord(character)
    return character in _KEPT or all(_inside(code, runs) for runs in _covered())


def _inside(code: int, runs: tuple[tuple[int, int], ...]) -> bool:
    at = bisect_right(runs, (code, 0x110000)) - 1
    return at >= 0 and runs[at][0] <= code <= runs[at][1]


def missing(texts: Iterable[str]) -> list[str]:
    """Characters that the bundled fonts lack, in order of code."""
    return sorted(c for c in set().union(*map(set, texts)) if not has(c))


def printable(text: str) -> str:
    """A text whose missing characters stand as `[U+20BB7]`: to be read and looked up, never a box."""
    return text if all(map(has, set(text))) else "".join(c if has(c) else f"[U+{ord(c):04X}]" for c in text)
