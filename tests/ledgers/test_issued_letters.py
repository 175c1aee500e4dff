"""A letter that leaves bears its number and day; beside them and the mark 草稿 it is what was approved."""

import io
import json
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from offices import COUNTY, SERIES, Office, two_mines
from openpyxl import load_workbook

from engine.ledgers import packing, referrals
from engine.ledgers.lives import LifeError
from engine.referrals import ReferralError, verify_package
from engine.referrals.docx_text import paragraphs
from engine.referrals.numbering import Issue, check_blanks, numbered

ISSUE = Issue(f"{SERIES}〔2022〕1号", date(2022, 3, 7), "0" * 64)
LETTER = "移送函.docx"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("office") / "home")
    made.propose(two_mines(), "2022-03-07")
    made.draft(COUNTY)
    made.approve(COUNTY)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def approved(office: Office) -> Path:
    return packing.folder_of(office.home, COUNTY, office.drafted(COUNTY))


@pytest.fixture(scope="module")
def left(office: Office, approved: Path) -> Path:
    def put(number: str, on: date) -> str:
        return packing.issued(office.home, office.paper(COUNTY), office.drafted(COUNTY), number, on)

    assert approved.is_dir()
    out = office.act(referrals.issue, office.drafter, COUNTY, office.drafted(COUNTY), SERIES, put)
    assert out.issued is not None
    return packing.folder_of(office.home, COUNTY, out.issued.package_sha256 or "")


def pdf_text(path: Path) -> str:
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout


def test_number_and_day_are_all_that_differs_from_the_approved_letter(approved: Path, left: Path) -> None:
    before, after = (paragraphs((f / LETTER).read_bytes(), LETTER) for f in (approved, left))
    changed = [(a.text.split(), b.text) for a, b in zip(before, after, strict=True) if a != b]
    assert changed == [(["〔", "〕", "号"], ISSUE.number), (["年", "月", "日"], "2022年3月7日")]
    assert [p.style for p in before] == [p.style for p in after]


def test_the_pdf_bears_them_too_and_neither_is_a_draft_any_more(approved: Path, left: Path) -> None:
    told = pdf_text(left / "移送函.pdf")
    assert ISSUE.number in told
    assert "2022年3月7日" in told
    for folder, draft in ((approved, True), (left, False)):
        assert ("草" in pdf_text(folder / "移送函.pdf")) == draft
        document = Document(str(folder / LETTER))
        headers = [r.target_part.blob for r in document.part.rels.values() if r.reltype.endswith("/header")]
        assert any("草稿".encode() in h for h in headers) == draft
        assert ("草稿" in document.core_properties.title) == draft


def test_an_annex_says_that_the_letter_decides_and_bears_no_mark_of_a_draft(left: Path) -> None:
    told = pdf_text(left / "附件.pdf")
    assert "函件没有文号的，本件尚未印发" in told
    assert "草" not in told
    for name in ("要件对照表.xlsx", "问题线索登记表.xlsx"):
        book = load_workbook(left / name)
        assert {sheet.oddHeader.center.text for sheet in book.worksheets} == {"函件没有文号的，本件尚未印发"}
        assert "草稿" not in (book.properties.title or "")


def test_every_other_file_is_as_approved_and_the_package_is_whole(approved: Path, left: Path) -> None:
    assert verify_package(left) == []
    changed = {p.name for p in left.iterdir() if p.read_bytes() != (approved / p.name).read_bytes()}
    assert changed == {LETTER, "移送函.pdf", "index.html", "manifest.json", "manifest.sha256"}
    said = json.loads((left / "manifest.json").read_bytes())
    assert (said["status"], said["number"], said["issued_on"]) == ("issued", ISSUE.number, "2022-03-07")
    assert ISSUE.number in (left / "index.html").read_text(encoding="utf-8")


def test_the_signed_step_names_both_packages(office: Office, approved: Path, left: Path) -> None:
    step = office.paper(COUNTY).issued
    assert step is not None
    assert (step.package_sha256 or "").startswith(left.name)
    assert step.detail["approved_sha256"].startswith(approved.name)
    manifest = json.loads((left / "manifest.json").read_bytes())
    assert manifest["approved_sha256"] == step.detail["approved_sha256"]


def test_the_same_letter_and_number_give_the_same_bytes(approved: Path) -> None:
    letter = (approved / LETTER).read_bytes()
    assert numbered(letter, LETTER, ISSUE) == numbered(letter, LETTER, ISSUE)


@pytest.mark.usefixtures("left")
def test_a_letter_that_may_not_leave_gets_no_package(office: Office) -> None:
    def put(_number: str, _on: date) -> str:
        raise AssertionError

    with pytest.raises(LifeError, match="不能印发"):
        office.act(referrals.issue, office.drafter, COUNTY, office.drafted(COUNTY), SERIES, put)


def test_what_a_cut_off_issue_left_under_another_number_goes(tmp_path: Path) -> None:
    office = Office(tmp_path / "home")
    office.propose(two_mines(), "2022-03-07")
    office.draft(COUNTY)
    office.approve(COUNTY)

    def put(number: str) -> str:
        return packing.issued(office.home, office.paper(COUNTY), office.drafted(COUNTY), number, ISSUE.on)

    first, second = put(f"{SERIES}〔2022〕1号"), put(f"{SERIES}〔2022〕2号")
    folders = {p.name for p in (office.home / "packages" / COUNTY).iterdir()}
    assert folders == {office.drafted(COUNTY)[:16], second[:16]}
    assert first != second
    office.store.close()


@pytest.mark.parametrize(
    ("at", "text", "what"),
    [
        ("〔", f"{SERIES}〔2022〕7号", "文号"),
        ("年", "2022年3月8日", "成文日期"),
        ("专此函达", "年 月 日", "成文日期"),
    ],
    ids=["filled in by hand", "a day by hand", "two blanks"],
)
def test_an_edited_letter_keeps_one_blank_for_each(approved: Path, at: str, text: str, what: str) -> None:
    document = Document(str(approved / LETTER))
    found = [p for p in document.paragraphs if p.text.strip().startswith(at)]
    found[-1].text = text
    out = io.BytesIO()
    document.save(out)
    with pytest.raises(ReferralError, match=rf"{what}的空段.*须恰有一处"):
        check_blanks(out.getvalue(), LETTER)


def test_a_letter_that_an_office_program_saved_again_gets_its_number(approved: Path, tmp_path: Path) -> None:
    """LibreOffice renames styles: the blanks are known by what stands in them."""
    (tmp_path / LETTER).write_bytes((approved / LETTER).read_bytes())
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "docx:Office Open XML Text",
         "--outdir", str(tmp_path / "out"), str(tmp_path / LETTER)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    made = numbered((tmp_path / "out" / LETTER).read_bytes(), LETTER, ISSUE)
    assert {ISSUE.number, "2022年3月7日"} <= {p.text for p in paragraphs(made, LETTER)}
