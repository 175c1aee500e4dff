"""Which characters the bundled fonts can print: read from the fonts themselves, so that no box stands for a name."""

import struct
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from engine.reports.shapes import ReportError

_FULL_UNICODE: Final = (3, 10)
_SEGMENTS: Final = 12
_KEPT: Final = frozenset("\n\t")


@cache
def font_files() -> tuple[Path, Path]:
    """Noto Serif SC and Noto Sans SC of `pylopdf-fonts-zh-cn` (OFL). Raises ReportError if they are missing."""
    try:
        from pylopdf_fonts_zh_cn import sans_path, serif_path
    except ImportError as error:
        raise ReportError(
            "没有安装中文字体包 pylopdf-fonts-zh-cn，不能排版；请重新安装本程序的依赖。"
        ) from error
    return serif_path(), sans_path()


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
        raise ReportError(f"字体文件 {path.name} 不能读取；请重新安装 pylopdf-fonts-zh-cn。") from error
    raise ReportError(f"字体文件 {path.name} 没有完整的字符表；请重新安装 pylopdf-fonts-zh-cn。")


@cache
def _covered() -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(tuple(ranges(path)) for path in font_files())


def has(character: str) -> bool:
    """Whether both fonts have a character."""
    code = ord(character)
    return character in _KEPT or all(_inside(code, runs) for runs in _covered())


def _inside(code: int, runs: tuple[tuple[int, int], ...]) -> bool:
    at = bisect_right(runs, (code, 0x110000)) - 1
    return at >= 0 and runs[at][0] <= code <= runs[at][1]


def missing(texts: Iterable[str]) -> list[str]:
    """Characters that the fonts lack, in order of code."""
    return sorted(c for c in set[str]().union(*texts) if not has(c))


def printable(text: str) -> str:
    """A text whose missing characters stand as `[U+2B740]`: to be read and looked up, never a box."""
    return text if all(map(has, set(text))) else "".join(c if has(c) else f"[U+{ord(c):04X}]" for c in text)
