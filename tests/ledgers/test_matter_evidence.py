"""The copies of evidence that go with a paper to another body: listed, paged, the same when it leaves; none to the public."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from matteroffice import CLOSURE, EXPOSURE, TRANSFER, appraisal, measure, propose, with_rows
from offices import Office

from engine.ledgers import exporting, packing, referrals
from engine.ledgers.packing import letter_name
from engine.referrals import verify_package
from engine.referrals.docx_text import paragraphs
from engine.referrals.reading_copy import NOTE, Reader, reading_copy
from engine.referrals.recipes import recipe

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
ROWS = with_rows(
    appraisals=[appraisal("250000", evidence="V1 鉴定书.png;价格表.docx")],
    measures=[measure("prosecute", evidence="立案决定书.png;没有的.pdf")],
)
COPIES = {"证据001-V1 鉴定书.png", "证据002-价格表.docx", "证据003-立案决定书.png"}


@pytest.fixture
def held(tmp_path: Path) -> Path:
    folder = tmp_path / "ev"
    folder.mkdir()
    for name, data in {
        "V1 鉴定书.png": PNG,
        "立案决定书.png": PNG,
        "价格表.docx": b"PK",
        "别的.png": PNG,
    }.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path / "home")
    propose(made, ROWS)
    return made


def drafted(office: Office, key: str, evidence: Path | None) -> dict[str, bytes]:
    office.act(referrals.draft, office.drafter, key, *office.compose(key, evidence))
    folder = packing.folder_of(office.home, key, office.drafted(key))
    assert verify_package(folder) == []
    return packing.read(folder)


def letter(office: Office, key: str, files: Mapping[str, bytes]) -> list[str]:
    name = letter_name(office.paper(key))
    return [p.text for p in paragraphs(files[name], name)]


@pytest.mark.parametrize("key", [CLOSURE, TRANSFER])
def test_the_files_that_the_records_name_go_with_the_paper_and_are_listed_with_their_pages(
    office: Office, held: Path, key: str
) -> None:
    files = drafted(office, key, held)
    assert {name for name in files if name.startswith("证据")} == COPIES
    listed = {f["name"] for f in json.loads(files["manifest.json"])["files"]}
    assert listed >= COPIES
    said = letter(office, key, files)
    assert "证据001：V1 鉴定书.png（V1），1页，卷内第1页。" in said
    assert "证据002：价格表.docx（V1），页数未计。" in said
    assert "没有的.pdf（M1）：未随附。" in said
    assert any(line.endswith("证据材料（证据001—003，共3件）") for line in said)
    assert [e["file"] for e in json.loads(files["matter.json"])["evidence"]] == sorted(COPIES)


def test_the_opinion_that_article_six_wants_is_named_with_its_place_in_the_volume(
    office: Office, held: Path
) -> None:
    said = letter(office, TRANSFER, drafted(office, TRANSFER, held))
    expected = "（四）有关检验报告或者鉴定结论：台账中有1件：V1（证据001 第1页、证据002（页数未计））。"
    assert expected in said
    assert "M1（证据003 第2页、没有的.pdf（未随附））" in "".join(said)


def test_without_a_folder_the_paper_says_of_every_named_file_that_it_is_not_enclosed(office: Office) -> None:
    files = drafted(office, TRANSFER, None)
    said = letter(office, TRANSFER, files)
    assert not any(name.startswith("证据") for name in files)
    assert "V1 鉴定书.png（V1）：未随附。" in said
    assert not any("证据材料（" in line for line in said)


def test_where_no_record_names_a_file_there_is_no_word_of_evidence(tmp_path: Path, held: Path) -> None:
    made = Office(tmp_path / "other")
    propose(made, with_rows(appraisals=[appraisal("250000")]))
    said = letter(made, TRANSFER, drafted(made, TRANSFER, held))
    assert not any("证据材料" in line or "未随附" in line for line in said)


def test_no_copy_goes_to_the_public_or_with_what_takes_a_paper_back(office: Office, held: Path) -> None:
    gone = drafted(office, EXPOSURE, held)
    assert not any(name.startswith("证据") for name in gone)
    drafted(office, TRANSFER, held)
    office.approve(TRANSFER)
    office.issue(TRANSFER)
    propose(office, with_rows(), "2022-03-09")
    back = drafted(office, f"{TRANSFER}~2", held)
    assert not any(name.startswith("证据") for name in back)


@pytest.mark.parametrize("kind", [None, "police"])
def test_a_reading_copy_holds_the_evidence_unless_it_is_masked(
    office: Office, held: Path, kind: str | None
) -> None:
    files = drafted(office, TRANSFER, held)
    one = office.paper(TRANSFER)
    reader = Reader("县安委办李某", "2026-11-30 22:15", recipe(kind) if kind else None)
    made = reading_copy(exporting.source(office.home, one, [one]), reader)
    assert "涉嫌犯罪案件移送书.docx" not in made
    if kind is None:
        assert {name: made[name] for name in COPIES} == {name: files[name] for name in COPIES}
        assert made["matter.json"] == files["matter.json"]
    else:
        assert COPIES.isdisjoint(made)
        assert "matter.json" not in made
        assert all(f"证据00{n}" in made[NOTE].decode() for n in (1, 2, 3))


def test_what_was_approved_leaves_with_the_same_copies(office: Office, held: Path) -> None:
    before = drafted(office, TRANSFER, held)
    office.approve(TRANSFER)
    one = office.paper(TRANSFER)
    digest = packing.issued(office.home, one, office.drafted(TRANSFER), "X〔2022〕1号", date(2022, 3, 8))
    after = packing.read(packing.folder_of(office.home, TRANSFER, digest))
    assert {n: after[n] for n in COPIES} == {n: before[n] for n in COPIES}
