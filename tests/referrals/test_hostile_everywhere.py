"""500 hostile texts in every field, through to docx, pdf, xlsx and html: shown as they are, doing nothing."""

import os
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import specimens
import written
from docx import Document
from hostile_strings import hostile
from markupsafe import escape
from openpyxl import load_workbook

from engine.dossiers import Dossier
from engine.other_side import Note
from engine.referrals import verify_package, write_packages
from engine.referrals.content import content
from engine.referrals.fonts import printable
from engine.referrals.letter import TEMPLATE, LetterTemplate
from engine.referrals.numbering import Issue
from engine.referrals.packages import LETTER, complete, package
from engine.referrals.wording import days, quoted, shown

TEXTS = hostile(500)
LONG = 100
SINGLE = TEXTS[: int(os.environ.get("WENZE_HOSTILE", "8"))]
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext on this machine")


class Page(HTMLParser):
    """Texts of a page's cells and definitions; what could reach out of it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self._open = False
        self.feed(data.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag in {"td", "dd"}:
            self._open = True
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag not in {"td", "dd"}

    def handle_data(self, data: str) -> None:
        if self._open:
            self.cells[-1] += data


def many() -> Dossier:
    """One dossier with all texts in every field that has many values."""
    plain = specimens.dossier()
    records = dict(plain.records)
    notes, timeline, posts = [], [], []
    for number, text in enumerate(TEXTS):
        reference = f"duty_evidence/H{number}"
        records[reference] = {
            **records["duty_evidence/E1"], "evidence_id": f"H{number}", "act": text, "post": text, "verified_by": text,
            "organ": f"department:{text}",
        }  # fmt: skip
        notes.append(Note(text, (reference,)))
        timeline.append({
            "on": "2022-03-02", "what": "复查", "site": "A", "said": text, "by": text, "record": reference,
        })  # fmt: skip
        posts.append({
            "post": f"{number}{text}", "role": "direct", "person": text, "document": text, "from_on": "2021-07-01", "to_on": None,
        })  # fmt: skip
    sites = tuple(
        {**plain.sites[0], "site_id": f"S{n}", "name": t, "place": t, "also": [t]}
        for n, t in enumerate(TEXTS)
    )
    return replace(
        plain, records=records, timeline=(*plain.timeline, *timeline), sites=(*plain.sites, *sites), posts=tuple(posts),
        other=specimens.other_side(unused=notes),
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (made,) = write_packages([many()], tmp_path_factory.mktemp("many"))
    return made


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b]", "", unicodedata.normalize("NFKC", text))


def lacking(text: str, before: str = "", among: Iterable[str] = TEXTS) -> list[str]:
    """Texts that a PDF's text lacks; one that crosses pages, its head and number between, is counted by character."""
    out = []
    for one in among:
        wanted = squeezed(printable(before + shown(one)))
        most, times = Counter(wanted).most_common(1)[0]
        whole = wanted in text or (len(one) >= LONG and text.count(most) >= times)
        out += [] if whole else [one]
    return out


def unlinked(data: bytes) -> None:
    page = Page(data)
    assert not page.tags & {
        "script",
        "iframe",
        "object",
        "embed",
        "img",
        "link",
        "base",
        "form",
        "foreignobject",
        "image",
        "use",
    }
    assert [
        a for a, _ in page.attributes if a.startswith("on") or a in {"style", "src", "xlink:href", "srcdoc"}
    ] == []
    for name, value in page.attributes:
        if name == "href":
            assert re.match(r"#|\./[^/:]*$", value or ""), value


def test_every_text_stands_in_the_workbooks_as_a_text_cell(folder: Path) -> None:
    cells = set(written.cells(folder))
    assert [t for t in TEXTS if shown(t) not in cells] == []
    register = {
        str(c)
        for s in load_workbook(folder / "问题线索登记表.xlsx").worksheets
        for row in s.values
        for c in row
    }
    assert [t for t in TEXTS if shown(t) not in register] == []
    for name in ("要件对照表.xlsx", "问题线索登记表.xlsx"):
        inner = written.members(folder / name)
        raw = b"".join(inner.values()).decode("utf-8")
        assert not re.search(r"<f[ >]|<hyperlink|externalLink|TargetMode", raw)


def test_every_text_stands_in_the_page_and_the_page_reaches_nowhere(folder: Path) -> None:
    data = (folder / "index.html").read_bytes()
    cells = set(Page(data).cells)
    assert [t for t in TEXTS if shown(t) not in cells] == []
    unlinked(data)


@needs_poppler
def test_every_text_stands_in_the_annexes(folder: Path) -> None:
    text = squeezed(written.pdf(folder / "附件.pdf"))
    assert lacking(text) == []
    assert b"/URI" not in (folder / "附件.pdf").read_bytes()


def test_every_text_stands_in_the_letter(folder: Path) -> None:
    letter = written.letter(folder)
    assert [t for t in TEXTS if f"任职文件：{shown(t)}" not in letter] == []
    raw = b"".join(written.members(folder / written.LETTER).values()).decode("utf-8", errors="replace")
    assert "TargetMode" not in raw


@needs_poppler
def test_the_letter_says_the_same_as_pdf(folder: Path) -> None:
    text = squeezed(written.pdf(folder / "移送函.pdf"))
    assert lacking(text, "任职文件：") == []


def test_a_package_of_hostile_texts_is_whole(folder: Path) -> None:
    assert verify_package(folder) == []


@pytest.mark.parametrize("text", SINGLE)
def test_every_single_field_carries_a_hostile_text(tmp_path: Path, text: str) -> None:
    ground: dict[str, Any] = {
        **specimens.dossier().grounds[0], "quote": text, "limits": text, "instrument_title": text, "number": text, "article": text,
    }  # fmt: skip
    plain = specimens.dossier()
    proved = {**plain.findings[0]["proof"][1], "element": text, "facts": [text]}
    finding = specimens.finding(
        title=text, previous=text, continues=text, continued_by=text, proof=[proved],
        windows=[{"from": "2022-02-01", "until": "2022-03-01", "sites": [text]}],
    )  # fmt: skip
    note = {
        "id": "n", "title": text, "text": text, "basis": [{"instrument": "x", "article": text, "cited": text, "quote": text}],
        "lines": [{"text": text, "records": []}],
    }  # fmt: skip
    made = specimens.dossier(
        organ_name=text, office=text, receiver_name=text, receiver_reason=text, place_name=text, clock=text, grounds=(ground,),
        findings=(finding,), reader_notes=(note,), posts=({**plain.posts[0], "post": text, "person": text, "document": text},),
        sites=({**plain.sites[0], "name": text, "place": text, "also": [text]},),
        records={**plain.records, "checks/C1": {**plain.records["checks/C1"], "evidence": [text]}},
    )  # fmt: skip
    (folder,) = write_packages([made], tmp_path)
    assert verify_package(folder) == []
    data = (folder / "index.html").read_bytes()
    unlinked(data)
    page = Page(data).cells
    assert page.count(shown(text)) >= 9
    assert ["未随附", shown(text.strip())] in [row[:2] for row in written.sheets(folder)["证据材料"]]
    letter = written.letter(folder)
    for wanted in (
        f"规定：{quoted(text)}。", f"单位：{shown(text)}。", f"任职文件：{shown(text)}", f"此前同一事项另有一段，编号：{shown(text)}。",
        f"其间发现{shown(text)}。", f"{shown(text)}（编号A，又编为{shown(text)}，位于{shown(text)}）",
    ):  # fmt: skip
        assert wanted in letter
    for name in ("审批页.docx", "回执.docx"):
        form = Document(str(folder / name))
        assert shown(text) in [c.text for t in form.tables for r in t.rows for c in r.cells]


@pytest.mark.parametrize("text", SINGLE)
def test_a_letter_that_leaves_bears_number_and_doubles_as_they_are(tmp_path: Path, text: str) -> None:
    said = replace(content(specimens.dossier()), doubles=(text,), bound=True)
    template = LetterTemplate(TEMPLATE)
    issue = Issue(f"{shown(text)}〔2022〕1号", date(2022, 3, 8), "0" * 64)
    made = complete(said, package(said, template), LETTER, template.sha256, issue=issue)
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    assert issue.number in written.letter(tmp_path)
    assert str(escape(issue.number)) in made["index.html"].decode()
    assert written.data(tmp_path, "manifest.json")["number"] == issue.number
    form = Document(str(tmp_path / "审批页.docx"))
    assert f"同一单位、同一期间的另一件：{days(shown(text))}" in [
        c.text for t in form.tables for r in t.rows for c in r.cells
    ]
