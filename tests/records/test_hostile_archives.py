"""Workbooks made to harm: refused in one line before calamine sees them."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from xlsxmaking import (
    SHEET,
    parts,
    styles,
    with_entries,
    with_entry,
    workbook,
    zeros,
)

MIB = 1024**2


def _without(name: str) -> dict[str, str]:
    texts = parts()
    texts.pop(name)
    return texts


def _bomb(size: int, declared: int) -> bytes:
    packed, checksum = zeros(size)
    return with_entry(workbook(_without(SHEET)), SHEET, packed, checksum, declared)


def _overlapping() -> bytes:
    book = bytearray(workbook(parts(styles=styles("yyyy"))))
    first = book.index(b"PK\x01\x02")
    second = book.index(b"PK\x01\x02", first + 4)
    book[second + 42 : second + 46] = book[first + 42 : first + 46]
    return bytes(book)


def _encrypted() -> bytes:
    book = bytearray(workbook(parts()))
    at = book.index(b"PK\x01\x02")
    while at >= 0:
        book[at + 8] |= 1
        at = book.find(b"PK\x01\x02", at + 4)
    return bytes(book)


def _nested() -> bytes:
    return workbook({**_without(SHEET), SHEET: workbook({"a": "x" * MIB})})


def _renamed(book: bytes, name: str, other: str) -> bytes:
    return book.replace(name.encode(), other.encode())


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb of declared size": (lambda: _bomb(300 * MIB, 300 * MIB), "解压后有 301 MiB，超过 256 MiB"),
    "bomb that declares little": (lambda: _bomb(300 * MIB, 1000), "超过它自己声明的 1000 字节"),
    "bomb that declares what is allowed": (lambda: _bomb(300 * MIB, 200 * MIB), "一行超过 16 MiB"),
    "blanks of allowed size": (lambda: _bomb(250 * MIB, 250 * MIB), "一行超过 16 MiB"),
    "bomb in the styles": (
        lambda: with_entry(workbook(parts()), "xl/styles.xml", *zeros(100 * MIB), 100 * MIB),
        "部件 xl/styles.xml 过大",
    ),
    "styles of a million tags": (
        lambda: workbook(parts(styles=f"<styleSheet>{'<xf/>' * 1_000_000}</styleSheet>")),
        "部件 xl/styles.xml 过大",
    ),
    "a workbook in a workbook": (_nested, "不是完好的 .xlsx"),
    "a hundred thousand parts": (
        lambda: with_entries(workbook(parts()), ((f"p{n}", b"\x03\0", 0, 0) for n in range(100_000))),
        "超过 10000 个部件",
    ),
    "parts in each other": (_overlapping, "互相重叠"),
    "one name twice": (lambda: with_entry(workbook(parts()), SHEET, b"\x03\0", 0, 0), "同名的部件"),
    "one name twice but for case": (
        lambda: with_entry(workbook(parts()), SHEET.upper(), b"\x03\0", 0, 0),
        "同名的部件",
    ),
    "a password of the archive": (_encrypted, "设有密码"),
    "a password of Excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "已加密"),
    "a CSV file": (lambda: b"site_id,name\nA,x\n", "内容不是 .xlsx 工作簿（可能是 CSV、网页或空文件）"),
    "a web page": (lambda: b"<html><table><tr><td>site_id</td></tr></table>", "内容不是 .xlsx 工作簿"),
    "an empty file": (lambda: b"", "内容不是 .xlsx 工作簿"),
    "another archive": (lambda: workbook({"a.txt": "x"}), "不是完好的 .xlsx"),
    "a damaged part": (lambda: _renamed(workbook(parts()), "PK\x03\x04", "PK\x03\x05"), "不是完好的 .xlsx"),
    "a part that is missing": (lambda: workbook(_without(SHEET)), "不是完好的 .xlsx"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_workbook_is_refused_in_one_line(kind: str, tmp_path: Path, confined: Any) -> None:
    make, why = REFUSED[kind]
    (tmp_path / "sites.xlsx").write_bytes(make())
    line = confined.refuses(tmp_path)
    assert any(part in line for part in why.split("|")), line


def _rebuilt(change: Callable[[zipfile.ZipInfo], None]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts().items():
            entry = zipfile.ZipInfo(name)
            change(entry)
            archive.writestr(entry, text)
    return out.getvalue()


def _stored(entry: zipfile.ZipInfo) -> None:
    entry.compress_type = zipfile.ZIP_STORED


ACCEPTED: dict[str, Callable[[], bytes]] = {
    "parts that are stored": lambda: _rebuilt(_stored),
    "pictures that need not be read": lambda: with_entry(
        workbook(parts()), "xl/media/image1.png", *zeros(64 * MIB), 1000
    ),
}


@pytest.mark.parametrize("kind", ACCEPTED)
def test_what_only_looks_strange_is_read(kind: str, tmp_path: Path, confined: Any) -> None:
    (tmp_path / "sites.xlsx").write_bytes(ACCEPTED[kind]())
    told = confined.accepts(tmp_path)
    assert told["rejected"] == []
    assert told["rows"] == {"sites": 1}
