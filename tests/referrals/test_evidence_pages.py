"""卷内页码: how many pages each copy has, where they stand in the volume, which of them a record names."""

import re
import shutil
import struct
from dataclasses import replace
from pathlib import Path

import pytest
import specimens
import typst
import written
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.referrals import verify_package, write_packages
from engine.referrals.attachments import attachments, carried
from engine.referrals.content import content
from engine.referrals.paging import page_count, parted
from engine.referrals.tables import TABLES

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def pdf(pages: int) -> bytes:
    text = "#pagebreak()\n".join(f"page {n}\n" for n in range(pages))
    made: bytes = typst.compile(text.encode(), format="pdf", ignore_system_fonts=True)
    return made


def cited(**evidence: list[str]) -> specimens.Dossier:
    """A dossier whose records, named by their ids, write this as evidence."""
    plain = specimens.dossier()
    rows = {f"{'checks' if n[0] == 'C' else 'discoveries'}/{n}": v for n, v in evidence.items()}
    return replace(
        plain, records={r: {**row, **({"evidence": rows[r]} if r in rows else {})} for r, row in plain.records.items()}
    )  # fmt: skip


@pytest.fixture
def held(tmp_path: Path) -> Path:
    folder = tmp_path / "held"
    folder.mkdir()
    for name, data in {"a.pdf": pdf(3), "b.docx": b"PK\x03\x04", "c.png": PNG, "d.pdf": pdf(2)}.items():
        (folder / name).write_bytes(data)
    return folder


def folder_of(made: specimens.Dossier, held: Path) -> Path:
    (folder,) = write_packages([made], held.parent / "out", evidence=held)
    assert verify_package(folder) == []
    return folder


def test_of_two_files_the_one_given_is_cited_and_the_one_missing_is_named(held: Path) -> None:
    made = cited(C1=["a.pdf", "没有的.pdf"], D1=["没有的.pdf"])
    one = content(made, attachments(made, held))
    (table,) = [t for t in TABLES if t.name == "要件对照"]
    copies = {line[3]: line[4] for line in table.texts(one)}
    assert copies["checks/C1"] == "证据001 第1—3页；没有的.pdf（未随附）"


@pytest.mark.parametrize("pages", [1, 2, 11])
def test_the_pages_of_a_pdf_are_counted(pages: int) -> None:
    assert page_count(pdf(pages)) == pages


@pytest.mark.parametrize("data", [PNG, b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\0\0\0\0WEBP"])
def test_a_picture_is_one_page(data: bytes) -> None:
    assert page_count(data) == 1


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"II*\0", b"%PDF-1.4\nnothing", b"text", b"RIFF\0\0\0\0WAVE"]
)
def test_what_cannot_be_counted_is_not_guessed(data: bytes) -> None:
    assert page_count(data) is None


def test_a_pdf_that_kills_its_reader_kills_nothing_else() -> None:
    nested = b"[" * 500_000 + b"]" * 500_000
    assert page_count(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/X " + nested + b">>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    ) is None  # fmt: skip


def test_the_volume_counts_on_from_copy_to_copy_and_leaves_out_what_is_not_counted(held: Path) -> None:
    folder = folder_of(cited(C1=["a.pdf", "b.docx", "c.png"], D1=["d.pdf"]), held)
    rows = written.sheets(folder)["证据材料"][1:]
    assert [(r[0], r[1], r[3], r[4]) for r in rows] == [
        ("证据001", "a.pdf", "3", "第1—3页"),
        ("证据002", "b.docx", "页数未计", ""),
        ("证据003", "c.png", "1", "第4页"),
        ("证据004", "d.pdf", "2", "第5—6页"),
    ]


def test_each_element_and_each_day_names_evidence_and_page(held: Path) -> None:
    folder = folder_of(cited(C1=["a.pdf", "b.docx"], D1=["d.pdf#page=2"]), held)
    sheets = written.sheets(folder)
    where = "证据001 第1—3页；证据002（页数未计）"
    assert [r[4] for r in sheets["要件对照"][1:]] == ["–", where, "–"]
    assert [r[6] for r in sheets["事实经过"][1:] if r[5] == "checks/C1"] == [where]
    letter = written.letter(folder)
    assert "复查（C1），结论为未采取有效制止措施，见证据001 第1—3页、证据002（页数未计）" in letter
    assert "见证据003 第5页（该文件第2页）" in letter
    assert where in (folder / "index.html").read_text(encoding="utf-8")
    if shutil.which("pdftotext"):
        squeezed = re.sub(r"\s", "", where)
        assert squeezed in written.pdf(folder / "附件.pdf")
    limb = written.data(folder, "proof.json")["findings"][0]["elements"][1]
    assert limb["evidence"] == ["证据001 第1—3页", "证据002（页数未计）"]


def test_a_page_that_the_sender_wrote_is_read_as_the_page_in_his_file(held: Path) -> None:
    folder = folder_of(cited(C1=["c.png"], C2=["a.pdf 第2—3页"], D1=["a.pdf#page=1"]), held)
    (one, _) = written.data(folder, "facts.json")["evidence"]
    assert one["name"] == "a.pdf"
    assert one["volume_pages"] == [1, 3]
    assert [(r["record"], r["pages"], r["volume_pages"], r["cited"]) for r in one["records"]] == [
        ("checks/C2", [[2, 3]], [[2, 3]], "证据001 第2—3页（该文件第2—3页）"),
        ("discoveries/D1", [[1, 1]], [[1, 1]], "证据001 第1页（该文件第1页）"),
    ]
    row = written.sheets(folder)["证据材料"][1]
    assert "checks/C2（该文件第2—3页）" in row[2]


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("3", "证据001 第3页（该文件第3页）"),
        ("4", "证据001 第1—3页（记录写第4页，该文件共3页，请核对）"),
        ("0", "证据001 第1—3页（记录写第0页，该文件共3页，请核对）"),
        ("3-2", "证据001 第1—3页（记录写第3—2页，该文件共3页，请核对）"),
    ],
)
def test_a_page_that_the_file_lacks_is_named_and_not_corrected(held: Path, page: str, told: str) -> None:
    folder = folder_of(cited(C1=[f"a.pdf#page={page}"]), held)
    assert written.sheets(folder)["要件对照"][2][4] == told


def test_a_written_page_of_an_uncounted_file_is_passed_on_as_written(held: Path) -> None:
    folder = folder_of(cited(C1=["b.docx第5页"]), held)
    assert written.sheets(folder)["要件对照"][2][4] == "证据001（页数未计，记录写第5页）"


def test_a_file_that_is_really_so_called_is_that_file(held: Path) -> None:
    (held / "a.pdf#page=2").write_bytes(pdf(1))
    made = cited(C1=["a.pdf#page=2"], C2=["d.pdf#page=1"])
    folder = folder_of(made, held)
    rows = written.sheets(folder)["证据材料"][1:]
    assert [(r[1], r[3]) for r in rows] == [("a.pdf#page=2", "1"), ("d.pdf", "2")]
    assert carried(made, {p.name: p.read_bytes() for p in folder.iterdir()}) == attachments(made, held)


def test_a_written_page_without_its_file_is_told_as_written(held: Path) -> None:
    folder = folder_of(cited(C1=["e.pdf 第3页"]), held)
    assert written.sheets(folder)["证据材料"][1][:3] == ["未随附", "e.pdf 第3页", "checks/C1"]


NUMBERS = st.integers(0, 10**6)


@settings(max_examples=60)
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=20),
    st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=4),
    st.sampled_from(["#page={}", " 第{}页", "第{}页"]),
    st.sampled_from("-—至到"),
)
def test_what_is_written_of_pages_is_read_back(
    name: str, pairs: list[tuple[int, int]], form: str, dash: str
) -> None:
    runs = "、".join(f"{a}" if a == b else f"{a}{dash}{b}" for a, b in pairs)
    assert parted(name + form.format(runs)) == (name, tuple(pairs))


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_pages(text: str) -> None:
    found = parted(text)
    assert found is None or (found[0] and text.startswith(found[0]) and found[1])


@settings(max_examples=8, deadline=None)
@given(st.lists(st.one_of(st.integers(1, 4), st.none()), min_size=1, max_size=5))
def test_every_page_of_the_volume_belongs_to_one_copy(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int | None]
) -> None:
    folder = tmp_path_factory.mktemp("volume")
    for at, pages in enumerate(sizes):
        (folder / f"{at}.bin").write_bytes(struct.pack(">I", at) if pages is None else pdf(pages))
    made = attachments(cited(C1=[f"{at}.bin" for at in range(len(sizes))]), folder)
    numbers = [n for one in made for a, b in one.span for n in range(a, b + 1)]
    assert numbers == list(range(1, sum(filter(None, sizes)) + 1))
    assert [one.pages for one in made] == sizes
