"""What the pages of a Parquet file say they unpack to, read before any is unpacked.

The footer's sizes are only claims; a page is unpacked into as many bytes as its own header says. Page headers are
structs of Thrift's compact protocol (parquet-format, `PageHeader`: 2 uncompressed_page_size, 3 compressed_page_size).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Reading = Callable[[int, int], bytes]
"""Offset and length → that many bytes of the file, fewer at its end."""

_FIRST_READ, _LONGEST_HEADER = 256, 1024**2
_DEEPEST = 8
_STOP, _TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(13)
_VARINTS = {_I16, _I32, _I64}
_FIXED = {_TRUE: 0, _FALSE: 0, _BYTE: 1, _DOUBLE: 8}
_UNPACKED, _PACKED = 2, 3
_ENCODING = {5: 2, 8: 4}  # data page of version 1 and 2: in which of its fields the encoding stands
DELTA_BYTE_ARRAY = 7
"""An encoding by common beginnings: a small page of it may hold any amount of text."""


class PageError(ValueError):
    """A page header that can't be one."""


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of a page as it is unpacked; the encoding of its values, -1 where it holds none."""

    unpacked: int
    encoding: int


def pages(read: Reading, start: int, length: int) -> Iterator[Page]:
    """The pages of one column chunk of `length` bytes at `start`. Raises PageError: damaged."""
    at, end = start, start + length
    while at < end:
        size, packed, unpacked, encoding = _header(read, at)
        if packed < 0 or unpacked < 0:
            raise PageError("a size below zero")
        at += size + packed
        if at > end:
            raise PageError("a page beyond its column")
        yield Page(unpacked, encoding)


def _header(read: Reading, at: int) -> tuple[int, int, int, int]:
    """Bytes of the header, of the page packed and of the page unpacked; the encoding of its values."""
    window = _FIRST_READ
    while True:
        data = read(at, window)
        try:
            return _Struct(data).sizes()
        except IndexError:
            if len(data) < window or window >= _LONGEST_HEADER:
                raise PageError("a header without an end") from None
            window *= 16


class _Struct:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def sizes(self) -> tuple[int, int, int, int]:
        found = {_UNPACKED: -1, _PACKED: -1}
        encoding = -1
        for field, kind in self._fields():
            if field in found and kind == _I32:
                found[field] = self._signed()
            elif field in _ENCODING and kind == _STRUCT:
                for inner, inner_kind in self._fields():
                    if inner == _ENCODING[field] and inner_kind == _I32:
                        encoding = self._signed()
                    else:
                        self._skip(inner_kind, 1)
            else:
                self._skip(kind, 0)
        return self._at, found[_PACKED], found[_UNPACKED], encoding

    def _signed(self) -> int:
        number = self._varint()
        return (number >> 1) ^ -(number & 1)

    def _byte(self) -> int:
        value = self._data[self._at]
        self._at += 1
        return value

    def _varint(self) -> int:
        number = shift = 0
        while shift < 70:  # noqa: PLR2004 - ten bytes hold 64 bits
            byte = self._byte()
            number |= (byte & 0x7F) << shift
            if byte < 0x80:  # noqa: PLR2004 - the last byte
                return number
            shift += 7
        raise PageError("a number without an end")

    def _fields(self) -> Iterator[tuple[int, int]]:
        """Ids and types of the fields of a struct; the caller takes each value before the next."""
        field = 0
        while (head := self._byte()) != _STOP:
            step = head >> 4
            if step:
                field += step
            else:
                field = self._signed()
            yield field, head & 0x0F

    def _skip(self, kind: int, depth: int) -> None:
        if depth > _DEEPEST:
            raise PageError("too deep")
        if kind in _VARINTS:
            self._varint()
        elif kind in _FIXED:
            self._jump(_FIXED[kind])
        elif kind == _BINARY:
            self._jump(self._varint())
        elif kind in {_LIST, _SET, _MAP}:
            self._skip_collection(kind, depth)
        elif kind == _STRUCT:
            for _, inner in self._fields():
                self._skip(inner, depth + 1)
        else:
            raise PageError("a type that there is not")

    def _skip_collection(self, kind: int, depth: int) -> None:
        if kind == _MAP:
            count = self._varint()
            head = self._byte() if count else 0
            kinds = [head >> 4, head & 0x0F]
        else:
            head = self._byte()
            count = head >> 4 if head >> 4 != 0x0F else self._varint()  # noqa: PLR2004
            kinds = [head & 0x0F]
        for _ in range(count):
            for inner in kinds:
                # In a collection a truth value takes a byte.
                self._skip(_BYTE if inner in {_TRUE, _FALSE} else inner, depth + 1)

    def _jump(self, length: int) -> None:
        self._at += length
        if self._at > len(self._data):
            raise IndexError
