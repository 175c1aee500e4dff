"""Readers of what was written: texts of the letter, cells of the lists, data, archive members."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

from docx import Document
from openpyxl import load_workbook

LETTER, LISTS = "移送函.docx", "要件对照表.xlsx"
FILES = (
    "移送函.docx", "移送函.pdf", "要件对照表.xlsx", "问题线索登记表.xlsx", "附件.pdf", "审批页.docx", "回执.docx", "回执.xlsx",
    "facts.json", "proof.json", "index.html", "verify.py", "manifest.json", "manifest.sha256",
)  # fmt: skip
"""Every file of a package without evidence files."""


def paragraphs(folder: Path) -> list[str]:
    """Texts of the letter: headers and body."""
    letter = Document(str(folder / LETTER))
    heads = [p.text for s in letter.sections for h in (s.first_page_header, s.header) for p in h.paragraphs]
    return heads + [p.text for p in letter.paragraphs]


def letter(folder: Path) -> str:
    return "\n".join(paragraphs(folder))


def sheets(folder: Path) -> dict[str, list[list[str]]]:
    """Cells of the lists by sheet, empty cells as empty text."""
    book = load_workbook(folder / LISTS)
    return {s.title: [[c if c is not None else "" for c in row] for row in s.values] for s in book.worksheets}


def cells(folder: Path) -> list[str]:
    return [c for rows in sheets(folder).values() for row in rows for c in row]


def data(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist()}


def pdf(path: Path) -> str:
    """Text of a PDF without its spaces and line breaks, as poppler reads it back."""
    told = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-raw", str(path), "-"], check=True, capture_output=True, text=True
    )
    return re.sub("[\\s\u200b]", "", told.stdout)


def everything(folder: Path) -> str:
    """All text of a package, office files unpacked and tags left out too."""
    out = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".pdf":
            out.append(pdf(path) if shutil.which("pdftotext") else "")
        elif path.suffix in {".docx", ".xlsx"}:
            for inner in members(path).values():
                text = inner.decode("utf-8", errors="replace")
                out += [text, re.sub(r"<[^>]+>", "", text)]
        else:
            out.append(path.read_text(encoding="utf-8"))
    return "\n".join(out)
