"""LibreOffice opens every docx and xlsx of a package and shows what was written; fonts are asked for by name.

Skipped only where soffice or pdftotext is missing and CI is not set.
"""

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import specimens
import written

from engine.other_side import Note
from engine.referrals import write_packages

LACKING = [name for name in ("soffice", "pdftotext") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(
    bool(LACKING) and not os.environ.get("CI"), reason=f"not on this machine: {LACKING}"
)
SHOWN = (
    "=cmd|'/c calc'!A1",
    "+1+1",
    "@SUM(A1)",
    "{{7*7}}",
    "<w:p>",
    "../../x",
    "_x0041_",
    "0012",
    "虒亭镇墕圐圙垯",
)
FONTS = {"仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A package with hostile texts, and what LibreOffice made of each of its office files: a PDF."""
    folder = tmp_path_factory.mktemp("office")
    act = "；".join(SHOWN)
    one = specimens.dossier(
        act, other=specimens.other_side(unused=[Note(text, ("checks/C3",)) for text in SHOWN])
    )
    (package,) = write_packages([replace(one, place_name=f"吕梁市{SHOWN[-1]}")], folder / "out")
    files = sorted(p for p in package.iterdir() if p.suffix in {".docx", ".xlsx"})
    for file in files:  # a docx and an xlsx of one name would write one PDF
        shutil.copyfile(file, folder / f"{file.stem}-{file.suffix[1:]}{file.suffix}")
    copies = [folder / f"{file.stem}-{file.suffix[1:]}{file.suffix}" for file in files]
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder / "pdf"), *map(str, copies)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return package, folder / "pdf"


def test_every_office_file_opens(opened: tuple[Path, Path]) -> None:
    package, pdf = opened
    wanted = {f"{p.stem}-{p.suffix[1:]}.pdf" for p in package.iterdir() if p.suffix in {".docx", ".xlsx"}}
    assert {p.name for p in pdf.iterdir()} == wanted
    assert len(wanted) == 6


@pytest.mark.parametrize("name", ["移送函-docx", "要件对照表-xlsx", "问题线索登记表-xlsx"])
def test_hostile_texts_and_rare_characters_are_shown_as_they_are(
    opened: tuple[Path, Path], name: str
) -> None:
    text = written.pdf(opened[1] / f"{name}.pdf")
    shown = SHOWN if name != "问题线索登记表-xlsx" else SHOWN[:-1]
    assert [one for one in shown if "".join(one.split()) not in text] == []


def test_a_receipt_and_an_approval_page_open_with_their_labels(opened: tuple[Path, Path]) -> None:
    for name, label in (
        ("回执-docx", "处置方式"),
        ("回执-xlsx", "移送材料编号"),
        ("审批页-docx", "审批意见"),
    ):
        assert label in written.pdf(opened[1] / f"{name}.pdf")


def test_the_letters_ask_for_the_fonts_of_the_standard_by_name(opened: tuple[Path, Path]) -> None:
    for name in ("移送函.docx", "审批页.docx", "回执.docx"):
        parts = written.members(opened[0] / name)
        table = parts["word/fontTable.xml"].decode("utf-8")
        assert {font for font in FONTS if f'w:name="{font}"' not in table} == set()
        assert "w:embed" not in table
    assert 'w:eastAsia="仿宋_GB2312"' in written.members(opened[0] / "移送函.docx")["word/styles.xml"].decode(
        "utf-8"
    )
