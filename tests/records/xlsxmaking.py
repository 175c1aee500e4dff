"""Workbooks written by hand, byte for byte, to be spoilt where no library would."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
HEADER = ("site_id", "name", "mineral", "jurisdiction")
ROW = ("A", "甲矿点", "coal", "141181102000")
SHEET = "xl/worksheets/sheet1.xml"


def inline(text: str, reference: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def row_xml(number: int, cells: Iterable[str]) -> str:
    texts = (inline(text, f"{chr(ord('A') + at)}{number}") for at, text in enumerate(cells))
    return f'<row r="{number}">{"".join(texts)}</row>'


def sheet_xml(*rows: str, before: str = "", after: str = "") -> str:
    return f"<worksheet {_MAIN}>{before}<sheetData>{''.join(rows)}</sheetData>{after}</worksheet>"


GOOD_SHEET = sheet_xml(row_xml(1, HEADER), row_xml(2, ROW))


def parts(
    sheet: str = GOOD_SHEET, *, name: str = "sites", properties: str = "", **others: str
) -> dict[str, str]:
    """A workbook of one sheet; `others`: sharedStrings, styles, and the like, by name."""
    links = "".join(
        f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(
            [("worksheet", "worksheets/sheet1.xml"), *((other, f"{other}.xml") for other in others)], start=1
        )
    )
    return {
        "_rels/.rels": f'<Relationships {_LINKS}><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_OFFICE}">{properties}<sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {_LINKS}>{links}</Relationships>",
        SHEET: sheet,
        **{f"xl/{other}.xml": text for other, text in others.items()},
    }


def sst(*strings: str) -> str:
    return f"<sst {_MAIN}>{''.join(f'<si><t>{text}</t></si>' for text in strings)}</sst>"


def styles(code: str) -> str:
    return (
        f'<styleSheet {_MAIN}><numFmts count="1"><numFmt numFmtId="200" formatCode="{code}"/></numFmts>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs></styleSheet>'
    )


def workbook(texts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return out.getvalue()


def zeros(size: int) -> tuple[bytes, int]:
    """Blanks deflated, and their checksum, without holding them all."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed, checksum, block = [], 0, b" " * 1024**2
    for _ in range(size // len(block)):
        packed.append(deflate.compress(block))
        checksum = zlib.crc32(block, checksum)
    return b"".join([*packed, deflate.flush()]), checksum


def with_entry(book: bytes, name: str, packed: bytes, checksum: int, declared: int) -> bytes:
    """A workbook with one more entry, deflated already, that declares a size of its own choice."""
    return with_entries(book, [(name, packed, checksum, declared)])


def with_entries(book: bytes, entries: Iterable[tuple[str, bytes, int, int]]) -> bytes:
    end = book.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack_from("<HII", book, end + 10)
    body, directory = bytearray(book[:start]), bytearray(book[start : start + size])
    for name, packed, checksum, declared in entries:
        fields = struct.pack(
            "<HHHHHIIIHH", 20, 0, 8, 0, 33, checksum, len(packed), declared, len(name.encode()), 0
        )
        directory += (
            b"PK\x01\x02\x14\x00" + fields + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name.encode()
        )
        body += b"PK\x03\x04" + fields + name.encode() + packed
        count += 1
    tail = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, min(count, 65535), min(count, 65535), len(directory), len(body), 0
    )
    return bytes(body + directory + tail)
