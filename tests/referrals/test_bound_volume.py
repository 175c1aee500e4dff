"""证据编页本: every page of the evidence with its number in the volume, bound to read; the copies stay as they are."""

import shutil
import subprocess
from pathlib import Path

import pytest
import typst

from engine.referrals.attachments import Attachment
from engine.referrals.volume import bound

AS_OF, MARK = "2022-03-07", "市安委办王某　2026-11-30 22:15"
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext on this machine")


def made(source: str, kind: str) -> bytes:
    data: object = typst.compile(source.encode(), format=kind, ignore_system_fonts=True)  # type: ignore[call-overload]
    assert isinstance(data, bytes)
    return data


def held(number: int, data: bytes, pages: int | None, first: int | None) -> Attachment:
    return Attachment(f"证据{number:03d}", f"{number}", f"{number}", (), data, pages, first)


TWO = made("first\n#pagebreak()\nsecond", "pdf")
PICTURE = made("#set page(width: 60pt, height: 40pt)\nseen", "png")
DAMAGED = b"%PDF-1.7 nothing that follows can be read"
EVIDENCE = (held(1, TWO, 2, 1), held(2, b"PK", None, None), held(3, PICTURE, 1, 3))


def pages(data: bytes | None, folder: Path) -> list[str]:
    assert data is not None
    (folder / "v.pdf").write_bytes(data)
    said = subprocess.run(
        ["pdftotext", "-nodiag", str(folder / "v.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    return ["".join(page.split()) for page in said.split("\f")][:-1]


@needs_poppler
def test_each_page_bears_its_number_in_the_volume_and_in_its_file(tmp_path: Path) -> None:
    volume, unread = bound(EVIDENCE, AS_OF, MARK)
    assert unread == []
    assert pages(volume, tmp_path) == [
        "first证据001卷内第1页（该文件第1页）", "second证据001卷内第2页（该文件第2页）", "证据003卷内第3页（该文件第1页）",
    ]  # fmt: skip


def test_the_same_copies_give_the_same_bytes() -> None:
    assert bound(EVIDENCE, AS_OF, MARK) == bound(EVIDENCE, AS_OF, MARK)


@needs_poppler
@pytest.mark.parametrize("data", [DAMAGED, b"BM" + b"\0" * 60, b"\x89PNG\r\n\x1a\n" + b"\0" * 20])
def test_a_copy_that_can_not_be_read_keeps_its_page_and_says_so(tmp_path: Path, data: bytes) -> None:
    volume, unread = bound((EVIDENCE[0], held(2, data, 1, 3), held(3, PICTURE, 1, 4)), AS_OF, MARK)
    assert unread == ["证据002"]
    told = pages(volume, tmp_path)
    assert len(told) == 4
    assert told[2].startswith("证据002：不能排入编页本")
    assert "卷内第4页" in told[3]


@pytest.mark.parametrize("evidence", [(), (EVIDENCE[1],)], ids=["nothing", "nothing counted"])
def test_where_no_page_is_counted_there_is_no_volume(evidence: tuple[Attachment, ...]) -> None:
    assert bound(evidence, AS_OF, MARK) == (None, [])
