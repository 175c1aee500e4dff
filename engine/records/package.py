"""The archive that an XLSX file is: its parts, unpacked no further than they declare.

`zipfile` reads the directory only. Other readers may unpack what an entry doesn't declare, or take another entry
of the same name; here each name is held once, no entry lies in another, and sizes and checksums are true.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from engine.records import limits
from engine.records.rejections import RecordsError

_CHUNK = 4 * 1024**2
_SLICE = 256 * 1024
_LOCAL = struct.Struct("<4s22xHH")
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_NOT_XML = re.compile(rb"<!doctype", re.IGNORECASE)
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_BOM = b"\xef\xbb\xbf"
SAVE_AS = "请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”后重新报送"


class Package:
    """The parts of one file by name; case doesn't distinguish names. Raises BadZipFile where it is no archive."""

    def __init__(self, data: bytes, where: str) -> None:
        """Raises RecordsError: too many parts, one name twice, parts within each other, a password."""
        self._data = data
        self._where = where
        if data.count(_ENTRY) > limits.MAX_PARTS:
            raise RecordsError(f"{where}：压缩包里有超过 {limits.MAX_PARTS} 个部件，不像工作簿；{SAVE_AS}。")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        self._parts = {_folded(entry.filename): entry for entry in entries}
        if len(self._parts) < len(entries):
            raise self._unsound("压缩包里有同名的部件")
        end = 0
        for entry in sorted(entries, key=lambda entry: entry.header_offset):
            if entry.header_offset < end:
                raise self._unsound("压缩包里的部件互相重叠")
            end = entry.header_offset + _LOCAL.size + entry.compress_size

    def __contains__(self, name: str) -> bool:
        return _folded(name) in self._parts

    def within(self, folder: str) -> list[str]:
        """Names of the parts below a folder, as the archive spells them, in its order."""
        return [e.filename for name, e in self._parts.items() if name.startswith(_folded(f"{folder}/"))]

    def size(self, name: str) -> int:
        """Bytes that a part declares unpacked; 0 if there is none."""
        entry = self._parts.get(_folded(name))
        return entry.file_size if entry else 0

    def xml(self, name: str) -> Iterator[bytes]:
        """A part that must be XML in UTF-8 without a document type, in pieces.

        Raises KeyError: no such part. Raises RecordsError.
        """
        edge, first = b"", True
        for chunk in self._unpacked(self._parts[_folded(name)]):
            if first and not _is_utf8(chunk):
                raise self._unsound(f"部件 {name} 不是 UTF-8 编码")
            first = False
            edge += chunk[:16]  # `<!doctype` may be cut between two pieces
            if (b"<!" in chunk and _NOT_XML.search(chunk)) or _NOT_XML.search(edge):
                raise RecordsError(
                    f"{self._where}：部件 {name} 含有文档类型声明（DOCTYPE），可能有害；{SAVE_AS}。"
                )
            yield chunk
            edge = (edge + chunk)[-16:]

    def describing(self, name: str) -> bytes:
        """A whole part that describes the workbook. Raises KeyError; RecordsError where it is too large."""
        whole = b"".join(self.xml(name)) if self.size(name) <= limits.MAX_DESCRIBING_BYTES else None
        if whole is None or whole.count(b"<") > limits.MAX_TAGS:
            raise RecordsError(
                f"{self._where}：部件 {name} 过大，样式或工作表过多；请把表格复制到新的工作簿。"
            )
        return whole

    def _unpacked(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        packed = self._packed(entry)
        if entry.compress_type == zipfile.ZIP_STORED:
            pieces: Iterator[bytes] = (
                bytes(packed[start : start + _CHUNK]) for start in range(0, len(packed), _CHUNK)
            )
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            pieces = _inflated(packed)
        else:
            raise self._unsound("压缩方法不是 Excel 所用的")
        size = checksum = 0
        for piece in pieces:
            size += len(piece)
            if size > entry.file_size:
                raise self._unsound(f"部件 {entry.filename} 解压后超过它自己声明的 {entry.file_size} 字节")
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if size != entry.file_size or checksum != entry.CRC:
            raise self._unsound(f"部件 {entry.filename} 已损坏")

    def _packed(self, entry: zipfile.ZipInfo) -> memoryview:
        if entry.flag_bits & _ENCRYPTED:
            raise RecordsError(f"{self._where}：压缩包设有密码；请去掉密码，{SAVE_AS.removeprefix('请')}。")
        mark, name, extra = _LOCAL.unpack_from(self._data, entry.header_offset)
        start = entry.header_offset + _LOCAL.size + name + extra
        packed = memoryview(self._data)[start : start + entry.compress_size]
        if mark != b"PK\x03\x04" or len(packed) < entry.compress_size:
            raise self._unsound(f"部件 {entry.filename} 已损坏")
        return packed

    def _unsound(self, what: str) -> RecordsError:
        return RecordsError(f"{self._where}：不是完好的 .xlsx 文件（{what}）；{SAVE_AS}。")


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _SLICE):
        rest = bytes(packed[start : start + _SLICE])
        while rest and not inflate.eof:
            if piece := inflate.decompress(rest, _CHUNK):
                yield piece
            rest = inflate.unconsumed_tail
    if piece := inflate.flush(_CHUNK):
        yield piece


def _is_utf8(start: bytes) -> bool:
    declared = _ENCODING.match(start.removeprefix(_BOM)[:200])
    return b"\0" not in start[:4] and (declared is None or declared[1].lower() in {b"utf-8", b"utf8"})


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()
