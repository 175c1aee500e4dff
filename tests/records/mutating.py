"""Files spoilt at random from a seed, and random rows: what a reader must survive."""

import io
import random
import struct
import zipfile
from typing import Any

from rowmaking import GOOD, csv_bytes
from xlsxmaking import HEADER, ROW, inline, parts, row_xml, sheet_xml, sst, styles, workbook

from engine.records import TABLES
from engine.records.texts import legible, narrow

POOL = (
    *(
        "",
        " ",
        "A",
        "B",
        "C",
        "1a;4",
        "yes",
        "是",
        "2022-02-22",
        "2022年2月",
        "44614",
        "coal",
        "煤",
        "孝义市",
    ),
    *(
        "141181102000",
        "141181102001",
        "none",
        "none;mining_permit",
        "county_government",
        "部门:甲",
        "other:煤",
    ),
    *("2022-02-22T09:30:00+08:00", "2022-02-22T09:30:00", "=1+1", "A\u202e", "A\u200b", "Ａ", "长" * 40, "?"),
)
_MARKS = (
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\xff",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xe7\x85\xa4",
    b"<",
    b">",
    b"&",
    b"'",
    b"-1",
)


def random_rows(rng: random.Random, table: str, count: int, strange: Any = ()) -> list[dict[str, str]]:
    """Mostly good rows with some cells of a pool or of `strange`; ids mostly their own."""
    columns = [column.name for column in TABLES[table].columns]
    pool = [*POOL, *strange]
    rows = []
    for number in range(count):
        cells = dict.fromkeys(columns, "") | GOOD[table]
        key = TABLES[table].key
        cells[key] = rng.choice(pool) if rng.random() < 0.05 else f"{table}{number}"
        for _ in range(rng.choice((0, 0, 1, 1, 2, 5))):
            cells[rng.choice(columns)] = rng.choice(pool)
        rows.append(cells)
    return rows


def check_rows(tables: Any, records: Any, file_of: Any) -> tuple[int, int]:
    """Every row accepted or placed, none of both, none lost; how many of each."""
    accepted = placed = 0
    for name, rows in tables.items():
        key = TABLES[name].key
        keys = set(records.tables[name][key].to_pylist())
        refused = {fault.row for fault in records.rejected if fault.file == file_of(name)}
        standing = set()
        for number, cells in enumerate(rows, start=2):
            if number in refused:
                placed += 1
            elif any(cell.strip() for cell in cells.values()):
                accepted += 1
                standing.add(narrow(cells[key]))
        if name != "posts" or all(narrow(cells[key]) for cells in rows):
            assert standing == keys, (name, standing ^ keys)
    for fault in records.rejected:
        assert fault.row is None or fault.row >= 1
        assert "；" in fault.reason
        line = fault.file + fault.reason + fault.value
        assert legible(line) == line
    return accepted, placed


def spoilt_csv(rng: random.Random) -> bytes:
    rows = random_rows(rng, "sites", 8)
    return _spoilt(rng, csv_bytes(rows, rng.choice(("utf-8", "gb18030", "utf-8-sig", "utf-16"))))


def _spoilt(rng: random.Random, data: bytes) -> bytes:
    spoilt = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        if not spoilt:
            break
        at = rng.randrange(len(spoilt))
        change = rng.randrange(6)
        if change == 0:
            spoilt[at] = rng.randrange(256)
        elif change == 1:
            del spoilt[at : at + rng.randrange(1, 40)]
        elif change == 2:
            spoilt[at:at] = rng.choice(_MARKS)
        elif change == 3:
            spoilt[at:at] = spoilt[at : at + rng.randrange(1, 200)]
        elif change == 4:
            spoilt[at:at] = rng.randbytes(rng.randrange(1, 9))
        else:
            del spoilt[at : None if rng.random() < 0.1 else at + 1]
    return bytes(spoilt)


def _texts() -> dict[str, str]:
    shared = "".join(f'<c r="{c}4" t="s"><v>{n}</v></c>' for n, c in enumerate("ABCD"))
    odd = (
        f'<row r="5">{inline("C", "A5")}<c r="B5" t="e"><v>#N/A</v></c><c r="C5" t="str"><f>1</f><v>coal</v></c>'
        '<c r="D5"><v>141181102000</v></c><c r="E5" s="1"><v>44614.5</v></c><c r="F5" t="b"><v>1</v></c></row>'
    )
    sheet = sheet_xml(
        row_xml(1, HEADER),
        row_xml(2, ROW),
        row_xml(3, ("B", "乙", "煤", ROW[3])),
        f'<row r="4" spans="1:4">{shared}</row>',
        odd,
        before='<dimension ref="A1:F5"/>',
        after='<mergeCells count="1"><mergeCell ref="E1:F1"/></mergeCells>',
    )
    return parts(
        sheet,
        properties='<workbookPr date1904="0"/>',
        sharedStrings=sst("D", "丁", "iron", ROW[3]),
        styles=styles("yyyy"),
    )


_NUMBERS = (
    "0",
    "-1",
    "4294967295",
    "4294967296",
    "18446744073709551616",
    "1e309",
    "",
    "x",
    "XFD1048576",
    "A0",
)


def spoilt_xlsx(rng: random.Random) -> bytes:
    """Bytes of the archive spoilt, of a part, numbers of a part replaced, or fields of the directory."""
    kind = rng.randrange(4)
    texts: dict[str, Any] = _texts()
    name = rng.choice(list(texts))
    if kind == 0:
        return _spoilt(rng, workbook(texts))
    if kind == 1:
        texts[name] = _spoilt(rng, texts[name].encode())
        return workbook(texts)
    if kind == 2:
        text = texts[name]
        for _ in range(rng.choice((1, 2, 4))):
            quotes = [at for at, mark in enumerate(text) if mark == '"']
            first = rng.randrange(len(quotes) // 2) * 2
            text = text[: quotes[first] + 1] + rng.choice(_NUMBERS) + text[quotes[first + 1] :]
        texts[name] = text
        return workbook(texts)
    book = bytearray(workbook(texts))
    entries = [info.header_offset for info in zipfile.ZipFile(io.BytesIO(book)).infolist()]
    directory = book.index(b"PK\x01\x02")
    base = rng.choice((rng.choice(entries), directory, len(book) - 22))
    at = min(base + rng.randrange(4, 46), len(book) - 4)
    book[at : at + 4] = struct.pack("<I", rng.choice((0, 1, 8, 0xFFFF, 0xFFFFFFFF, rng.getrandbits(32))))
    return bytes(book)
