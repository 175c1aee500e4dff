"""`移送函.pdf` and `附件.pdf`: PDF/A-2u by typst, with the bundled fonts or an office's own; the same bytes everywhere."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import typst

from engine.referrals.content import DRAFT, Content
from engine.referrals.docx_text import Paragraph
from engine.referrals.drawing import drawings
from engine.referrals.errors import ReferralError
from engine.referrals.fonts import families, missing, printable, stood_in, typefaces
from engine.referrals.tables import tables
from engine.referrals.wording import shown

TEMPLATES: Final = Path(__file__).with_name("templates")
STANDARD: Final = "a-2u"
"""PDF/A-2u (ISO 19005-2): every character can be read back as text."""
_LONG_RUN: Final = re.compile(r"[!-~]{24,}")
_BREAK: Final = "\u200b"
_EVERY: Final = 12
_LISTED: Final = 40


def letter_pdf(
    paragraphs: list[Paragraph], title: str, as_of: str, *, draft: bool, own: Path | None, mark: str = ""
) -> bytes:
    """The letter as its docx says it, typeset; `as_of` (YYYY-MM-DD) is the only date in the file's properties.

    `mark` stands across every page of a reading copy.
    """
    office = "".join(p.text for p in paragraphs if p.style == "Letterhead")
    told = [{"style": p.style, "text": p.text} for p in paragraphs if p.style != "Letterhead"]
    return _compiled(
        "letter.typ", {"office": office, "paragraphs": told, "title": title, "draft": draft, "mark": shown(mark)},
        as_of, own,
    )  # fmt: skip


def annexes_pdf(content: Content, own: Path | None = None) -> bytes:
    """Every table of the package with the drawing of the timeline."""
    dossier = content.dossier
    told = [
        {
            "name": table.name, "note": table.note, "headers": [n for n, _ in table.columns],
            "widths": [w for _, w in table.columns], "rows": table.texts(content),
            "drawings": drawings(content) if table.name == "事实经过" else [],
        }
        for table in tables(content)
    ]  # fmt: skip
    data = {
        "title": "移送材料附件", "draft": content.annex_mark == DRAFT, "bound": content.bound * content.annex_mark, "mark": shown(content.mark), "tables": told,
        "subject": f"移送材料编号：{shown(dossier.id)}。所涉单位：{shown(dossier.organ_name)}。"
        f"评估日：{dossier.as_of}。",
    }  # fmt: skip
    return _compiled("annexes.typ", data, dossier.as_of, own)


def _compiled(template: str, data: dict[str, Any], as_of: str, own: Path | None) -> bytes:
    instant = datetime.fromisoformat(as_of).replace(tzinfo=UTC)
    lacking = missing(_texts(data))
    codes = "、".join(f"U+{ord(c):04X}" for c in lacking)
    ready = _breakable(data)
    notes = [
        f"自备字体 {name} 缺 {len(found)} 个字（{'、'.join(found[:_LISTED])}），以随附的字体代之。"
        for name, found in stood_in(_texts(data), own).items()
    ]
    notes.append(
        f"本文字体缺 {len(lacking)} 个字（{codes}），以编码代之；原字见同一材料的表格和网页。"
        if lacking
        else ""
    )
    ready["note"] = "".join(notes)
    ready |= {
        "author": "Wenze 问责",
        "day": [instant.year, instant.month, instant.day],
        "fonts": families(own),
    }
    try:
        made: Any = typst.compile(
            (TEMPLATES / template).read_bytes(), format="pdf", font_paths=typefaces(own), ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(ready, ensure_ascii=False)}, timestamp=instant, pdf_standards=STANDARD,
        )  # fmt: skip
    except (OSError, RuntimeError) as error:
        raise ReferralError(
            f"{template.removesuffix('.typ')} 不能排成 PDF（{str(error).splitlines()[0][:200]}）；"
            "请恢复随程序的排版模板，或报告。"
        ) from error
    return bytes(made)


def _texts(value: Any) -> list[str]:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return [] if value.startswith("<svg ") else [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one)]


def _breakable(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Missing characters as codes; long runs without a space may break, so that nothing leaves its cell."""
    if isinstance(value, str):
        text = printable(value) if not value.startswith("<svg ") else value
        return text if text.startswith("<svg ") else _LONG_RUN.sub(lambda m: _broken(m[0]), text)
    if isinstance(value, list):
        return [_breakable(one) for one in value]
    return {k: _breakable(v) for k, v in value.items()} if isinstance(value, dict) else value


def _broken(run: str) -> str:
    return _BREAK.join(run[at : at + _EVERY] for at in range(0, len(run), _EVERY))
