"""What a font file says of itself (OpenType `name` and `cmap`, collections too): its families, the characters it has."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.referrals.errors import ReferralError

FONT_SUFFIXES: Final = frozenset({".ttf", ".otf", ".ttc", ".otc"})
_FAMILY: Final = (1, 16)
_WINDOWS: Final = 3
_UNICODE: Final = frozenset({(3, 1), (3, 10), *((0, encoding) for encoding in range(5))})
_SEGMENTS, _GROUPS = 4, 12
_LAST: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class Face:
    """One font of a file."""

    families: frozenset[str]
    characters: frozenset[int]


def faces(path: Path) -> list[Face]:
    """The fonts of a file. Raises ReferralError for a file that is none."""
    try:
        data = path.read_bytes()
        starts: tuple[int, ...] = (0,)
        if data[:4] == b"ttcf":
            (count,) = struct.unpack_from(">I", data, 8)
            starts = struct.unpack_from(f">{count}I", data, 12)
        return [_face(data, start) for start in starts]
    except (OSError, KeyError, struct.error, UnicodeDecodeError, MemoryError) as error:
        raise ReferralError(
            f"字体文件 {path} 不能读取（{type(error).__name__}）；请换上完好的 TTF 或 OTF 字体，或从字体目录移走。"
        ) from error


def _face(data: bytes, start: int) -> Face:
    (count,) = struct.unpack_from(">H", data, start + 4)
    tables = {}
    for at in range(start + 12, start + 12 + 16 * count, 16):
        tables[data[at : at + 4]] = struct.unpack_from(">I", data, at + 8)[0]
    return Face(frozenset(_families(data, tables[b"name"])), frozenset(_characters(data, tables[b"cmap"])))


def _families(data: bytes, table: int) -> Iterator[str]:
    count, texts = struct.unpack_from(">HH", data, table + 2)
    for at in range(table + 6, table + 6 + 12 * count, 12):
        platform, _, _, name, length, offset = struct.unpack_from(">6H", data, at)
        if platform == _WINDOWS and name in _FAMILY:
            begin = table + texts + offset
            yield data[begin : begin + length].decode("utf-16-be")


def _characters(data: bytes, table: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">H", data, table + 2)
    for at in range(table + 4, table + 4 + 8 * count, 8):
        platform, encoding, offset = struct.unpack_from(">HHI", data, at)
        begin = table + offset
        (kind,) = struct.unpack_from(">H", data, begin)
        if (platform, encoding) in _UNICODE and kind == _GROUPS:
            (groups,) = struct.unpack_from(">I", data, begin + 12)
            for group in range(groups):
                first, last = struct.unpack_from(">II", data, begin + 16 + 12 * group)
                yield from range(first, min(last, 0x10FFFF) + 1)
        elif (platform, encoding) in _UNICODE and kind == _SEGMENTS:
            yield from _segments(data, begin)


def _segments(data: bytes, begin: int) -> Iterator[int]:
    (double,) = struct.unpack_from(">H", data, begin + 6)
    ends, number = begin + 14, double // 2
    starts, deltas, offsets = ends + double + 2, ends + 2 * double + 2, ends + 3 * double + 2
    for i in range(number):
        (last,), (first,) = (
            struct.unpack_from(">H", data, ends + 2 * i),
            struct.unpack_from(">H", data, starts + 2 * i),
        )
        (delta,), (offset,) = (
            struct.unpack_from(">H", data, deltas + 2 * i),
            struct.unpack_from(">H", data, offsets + 2 * i),
        )
        for code in range(first, last + 1):
            glyph = code + delta
            if offset:
                (found,) = struct.unpack_from(">H", data, offsets + 2 * i + offset + 2 * (code - first))
                glyph = found + delta if found else 0
            if glyph & _LAST and code != _LAST:
                yield code
