"""Annexes, forms, page, evidence copies: what each says, and that none says less than the others."""

import hashlib
import re
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest
import specimens
import written
from docx import Document
from openpyxl import load_workbook

from engine.other_side import Note
from engine.referrals import ReferralError, verify_package, write_packages
from engine.referrals.content import SECTIONS, content
from engine.referrals.docx_text import paragraphs
from engine.referrals.drawing import LANES, MARKS, drawings
from engine.referrals.duties import NO_DOCUMENT, NO_RECORD, duties, relevant_days
from engine.referrals.fixed_zip import zip_of
from engine.referrals.fonts import has, missing, printable
from engine.referrals.letter import TEMPLATE, LetterTemplate
from engine.referrals.packages import LETTER, complete
from engine.referrals.tables import TABLES
from engine.referrals.typesetting import annexes_pdf, letter_pdf

RARE = "虒亭镇墕圐圙垯"
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext on this machine")


def test_the_fonts_have_the_rare_characters_of_place_names() -> None:
    assert missing([RARE, "〔2022〕—“”《》〈〉、。；：（）□"]) == []


def test_a_character_that_the_fonts_lack_stands_as_its_code() -> None:
    assert not has("𠮷")
    assert printable("𠮷矿") == "[U+20BB7]矿"
    assert printable(RARE) == RARE


@needs_poppler
def test_rare_characters_are_read_back_and_a_missing_one_is_told(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier(name=f"{RARE}𠮷")], tmp_path)
    for name in ("移送函.pdf", "附件.pdf"):
        text = written.pdf(folder / name)
        assert f"{RARE}[U+20BB7]" in text
        assert "本文字体缺1个字（U+20BB7），以编码代之" in text


@needs_poppler
def test_the_letter_as_pdf_says_what_its_docx_says(tmp_path: Path) -> None:
    for folder in write_packages(specimens.quarter()[:3], tmp_path):
        text = written.pdf(folder / "移送函.pdf")
        for paragraph in written.paragraphs(folder):
            if len(paragraph) < 60:
                assert re.sub(r"\s", "", paragraph) in text, paragraph


def test_pdfs_are_archival_and_hold_no_time_of_their_making(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    for name in ("移送函.pdf", "附件.pdf"):
        data = (folder / name).read_bytes()
        assert b"<pdfaid:part>2</pdfaid:part>" in data
        assert b"<pdfaid:conformance>U</pdfaid:conformance>" in data
        assert b"2022-03-07" in data
        assert b"/JavaScript" not in data


def edited(change: str) -> bytes:
    """The letter of the specimen, its body's XML changed as an editor might."""
    parts = written.members(TEMPLATE)
    body = (
        parts["word/document.xml"].decode().replace("专此函达。", f"专此函达。</w:t></w:r>{change}<w:r><w:t>")
    )
    return zip_of({**parts, "word/document.xml": body.encode()})


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ('<w:ins w:id="1" w:author="a"><w:r><w:t>x</w:t></w:r></w:ins>', "修订"),
        ('<w:del w:id="1" w:author="a"><w:r><w:delText>x</w:delText></w:r></w:del>', "修订"),
        ("<w:r><w:drawing/></w:r>", "图片"), ("<w:r><w:pict/></w:r>", "图片"),
    ],
)  # fmt: skip
def test_a_letter_that_holds_more_than_text_has_no_pdf_that_says_less(change: str, word: str) -> None:
    with pytest.raises(ReferralError, match=word) as caught:
        paragraphs(edited(change), "移送函.docx")
    assert "\n" not in str(caught.value)


def test_a_letter_that_is_no_document_is_one_clear_line() -> None:
    with pytest.raises(ReferralError, match="不是可用的 Word 文档"):
        paragraphs(b"none", "移送函.docx")


def test_an_edited_letter_gets_a_pdf_of_its_own(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    files = {p.name: p.read_bytes() for p in folder.iterdir()}
    document = Document(str(folder / LETTER))
    document.paragraphs[12].add_run("另附说明一句。")
    document.save(str(tmp_path / "edited.docx"))
    made = complete(
        content(specimens.dossier()),
        {**files, LETTER: (tmp_path / "edited.docx").read_bytes()},
        LETTER,
        "0" * 64,
    )
    assert made["移送函.pdf"] != files["移送函.pdf"]
    (tmp_path / "edited.pdf").write_bytes(made["移送函.pdf"])
    if shutil.which("pdftotext"):
        assert "另附说明一句。" in written.pdf(tmp_path / "edited.pdf")


@needs_poppler
def test_a_row_stays_on_one_page_and_one_that_no_page_holds_is_not_cut(tmp_path: Path) -> None:
    def element(number: int, middle: str) -> dict[str, object]:
        facts = [f"首{number:02d}{middle}尾{number:02d}"]
        return {"element": "要件", "status": "proved", "facts": facts, "records": []}

    rows = [element(n, "事实" * 30) for n in range(30)]
    one = specimens.dossier(findings=(specimens.finding(proof=[*rows, element(99, "垯" * 4096)]),))
    (tmp_path / "a.pdf").write_bytes(annexes_pdf(content(one)))
    pages = subprocess.run(
        ["pdftotext", "-raw", str(tmp_path / "a.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout.split("\f")
    texts = ["".join(page.split()) for page in pages]
    for number in range(30):
        (page,) = [text for text in texts if f"首{number:02d}" in text]
        assert f"尾{number:02d}" in page
    whole = "".join(texts)
    assert whole.count("垯") == 4096
    assert "尾99" in whole


def test_a_withdrawal_has_its_letter_and_nothing_of_what_it_takes_back() -> None:
    one = content(specimens.dossier())
    letter = LetterTemplate(TEMPLATE).letter(one)
    made = complete(one, {"撤回函.docx": letter}, "撤回函.docx", "0" * 64)
    assert set(made) == {"撤回函.docx", "撤回函.pdf", "manifest.json", "manifest.sha256"}


def test_fonts_of_the_office_that_are_not_there_are_one_clear_line(tmp_path: Path) -> None:
    told = paragraphs(LetterTemplate(TEMPLATE).letter(content(specimens.dossier())), LETTER)
    with pytest.raises(ReferralError, match="字体目录"):
        letter_pdf(told, "移送函", "2022-03-07", draft=True, own=tmp_path / "none")


def test_the_drawing_has_a_lane_for_each_site_and_a_mark_for_each_dated_record() -> None:
    for dossier in (specimens.dossier(), *specimens.quarter()):
        one = content(dossier)
        drawn = "".join(drawings(one))
        legend = len(drawings(one)) * len(MARKS)
        shapes = len(
            re.findall(
                r"<circle|<rect|<path d=\"M\d+ -?\d+(?:L|V-?\d+\" stroke=\"#777777\" stroke-width)", drawn
            )
        )
        assert shapes == len(one.timeline) + legend
        for number in range(1, len(dossier.sites) + 1):
            assert f">{number}. " in drawn


@pytest.mark.parametrize(("sites", "wanted"), [(LANES - 1, 1), (LANES, 2), (LANES + 1, 2)])
def test_more_sites_than_a_drawing_holds_go_into_another(sites: int, wanted: int) -> None:
    plain = specimens.dossier()
    made = replace(
        plain, sites=tuple({**plain.sites[0], "site_id": f"S{n}", "also": []} for n in range(sites)),
        timeline=({**plain.timeline[0], "site": None},),
    )  # fmt: skip
    assert len(drawings(content(made))) == wanted


def test_nothing_dated_is_no_drawing() -> None:
    assert drawings(content(specimens.dossier(timeline=()))) == []


def test_posts_come_first_and_a_name_only_on_the_days_its_document_covers() -> None:
    plain = specimens.dossier()
    first = {**plain.posts[0], "person": "赵某", "from_on": "2021-07-01", "to_on": "2022-02-10"}
    second = {
        **plain.posts[0],
        "person": "钱某",
        "document": "任〔2022〕2号",
        "from_on": "2022-02-25",
        "to_on": None,
    }
    one = content(replace(plain, posts=(first, second, plain.posts[1])))
    lines = [line for line in duties(one) if line[0] == "市长"]
    assert [(line[3], line[4], line[5]) for line in lines] == [
        ("2022-02-01", "赵某", "任〔2021〕1号"),
        ("2022-02-20", NO_RECORD, ""),
        ("2022-03-01、2022-03-07", "钱某", "任〔2022〕2号"),
    ]
    assert {line[2] for line in lines} == {"《国务院关于预防煤矿生产安全事故的特别规定》第七条第一款"}
    assert relevant_days(one) == ["2022-02-01", "2022-02-20", "2022-03-01", "2022-03-07"]


def test_a_holder_without_a_document_is_not_named() -> None:
    plain = specimens.dossier()
    row = {
        "post_id": "x", "post": "市长", "role": "principal", "organ": plain.organ, "jurisdiction": plain.place, "name": "孙某",
        "from_on": "2021-01-01",
    }  # fmt: skip
    one = content(replace(plain, posts=(), records={**plain.records, "posts/x": row}))
    ((post, _, _, _, who, document),) = duties(one)
    assert (post, who, document) == ("市长", NO_DOCUMENT, "")


def test_the_days_on_which_a_post_begins_and_ends_belong_to_its_holder() -> None:
    plain = specimens.dossier()
    term = {**plain.posts[0], "from_on": "2022-02-20", "to_on": "2022-03-01"}
    told = {line[3]: line[4] for line in duties(content(replace(plain, posts=(term,))))}
    assert told == {"2022-02-01": NO_RECORD, "2022-02-20、2022-03-01": "赵某", "2022-03-07": NO_RECORD}


def with_evidence(*names: str) -> specimens.Dossier:
    plain = specimens.dossier()
    return replace(
        plain, records={**plain.records, "checks/C1": {**plain.records["checks/C1"], "evidence": list(names)}}
    )


def test_evidence_files_are_copied_with_number_and_sum_and_lacking_ones_are_told(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (given / "照片 1.jpg").write_bytes(b"photo")
    (given / "not-named.txt").write_bytes(b"x")
    (folder,) = write_packages([with_evidence("照片 1.jpg", "笔录.pdf")], tmp_path / "out", evidence=given)
    assert (folder / "证据001-照片 1.jpg").read_bytes() == b"photo"
    assert {p.name for p in folder.iterdir()} == {*written.FILES, "证据001-照片 1.jpg"}
    assert verify_package(folder) == []
    rows = written.sheets(folder)["证据材料"][1:]
    digest = hashlib.sha256(b"photo").hexdigest()
    assert rows == [
        ["证据001", "照片 1.jpg", "checks/C1", "页数未计", "", "证据001-照片 1.jpg", "5", digest],
        ["未随附", "笔录.pdf", "checks/C1", "", "", "", "", ""],
    ]
    assert [r[4] for r in written.sheets(folder)["要件对照"][1:]] == [
        "–", "证据001（页数未计）；笔录.pdf（未随附）", "–",
    ]  # fmt: skip
    assert "证据材料（证据001，共1件）" in written.letter(folder)


@pytest.mark.parametrize(("names", "told"), [(("笔录.pdf",), "笔录.pdf（未随附）"), ((), "记录未列证据")])
def test_an_element_says_not_enclosed_only_of_a_file_that_its_records_name(
    tmp_path: Path, names: tuple[str, ...], told: str
) -> None:
    (folder,) = write_packages([with_evidence(*names)], tmp_path)
    assert [r[4] for r in written.sheets(folder)["要件对照"][1:]] == ["–", told, "–"]
    assert "证据材料（" not in written.letter(folder)


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/b", "..", ".", "link", "folder"])
def test_no_evidence_is_fetched_from_elsewhere(tmp_path: Path, name: str) -> None:
    given = tmp_path / "given"
    (given / "folder").mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"secret")
    (given / "link").symlink_to(tmp_path / "secret")
    (folder,) = write_packages([with_evidence(name)], tmp_path / "out", evidence=given)
    assert {p.name for p in folder.iterdir()} == set(written.FILES)
    assert written.sheets(folder)["证据材料"][1][:2] == ["未随附", name]


def test_long_and_odd_names_of_evidence_become_names_that_a_disc_holds(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    names = ["长" * 70 + ".pdf", 'a:"b"?.txt']
    for name in names:
        (given / name).write_bytes(name.encode())
    (folder,) = write_packages([with_evidence(*names)], tmp_path / "out", evidence=given)
    copies = sorted(p.name for p in folder.iterdir() if p.name.startswith("证据"))
    assert copies[0] == "证据001-a__b__.txt"
    assert copies[1].endswith(".pdf")
    assert all(len(c.encode()) < 200 for c in copies)
    assert [r[1] for r in written.sheets(folder)["证据材料"][1:]] == sorted(names)


def test_an_empty_section_asks_for_a_person_and_a_full_one_does_not(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    for row in written.sheets(folder)["有利情节与未采信记录"][1:]:
        assert (row[1] == "0") == row[5].startswith("签名：")
    asked = [r.cells[0].text for r in Document(str(folder / "审批页.docx")).tables[1].rows][1:]
    assert asked == [title for name, title in SECTIONS.items() if name != "stops"]


def test_the_page_and_the_annexes_have_every_table(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    page = (folder / "index.html").read_text(encoding="utf-8")
    for table in TABLES:
        assert f". {table.name}</h2>" in page
    assert "default-src 'none'" in page
    assert page.count("<svg ") == 1
    for name in set(written.FILES) - {"index.html", "manifest.json", "manifest.sha256"}:
        assert f"<bdi>{name}</bdi>" in page


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice on this machine")
def test_libreoffice_opens_every_document_and_workbook(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path / "out")
    names = [n for n in written.FILES if n.endswith(("docx", "xlsx"))]
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path / "opened"), *(str(folder / n) for n in names)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    assert {p.stem for p in (tmp_path / "opened").iterdir()} == {Path(n).stem for n in names}
    if shutil.which("pdftotext"):
        for name in names:
            assert (
                "孝义市人民政府" in written.pdf(tmp_path / "opened" / f"{Path(name).stem}.pdf")
                or "要件" in name
            )


def test_the_register_leaves_to_the_receiver_what_is_its_own(tmp_path: Path) -> None:
    (folder,) = write_packages([specimens.dossier()], tmp_path)
    rows = dict(load_workbook(folder / "问题线索登记表.xlsx")["登记表"].values)
    assert rows["移送材料编号"] == specimens.dossier().id
    assert rows["职务"].startswith("市长赵某")
    assert {rows[n] for n in rows if "填）" in n} <= {None, ""}


def test_fifty_files_and_two_hundred_pages_take_less_than_ten_seconds(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    names = [f"证据材料{n}.bin" for n in range(50)]
    for number, name in enumerate(names):
        (given / name).write_bytes(bytes([number]) * 400_000)
    plain = with_evidence(*names)
    rows = {
        f"duty_evidence/H{n}": {**plain.records["duty_evidence/E1"], "act": f"第{n}项" + "长" * 300}
        for n in range(560)
    }
    notes = tuple(Note("某" * 200, (r,)) for r in rows)
    made = replace(plain, records={**plain.records, **rows}, other=specimens.other_side(unused=notes))
    begun = time.process_time()
    (folder,) = write_packages([made], tmp_path / "out", evidence=given)
    taken = time.process_time() - begun
    counted = max(map(int, re.findall(rb"/Type/Pages/Count (\d+)", (folder / "附件.pdf").read_bytes())))
    assert counted >= 200
    assert taken < 10
    assert verify_package(folder) == []
