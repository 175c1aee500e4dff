"""A letter as it leaves: its document number and day filled into the blanks that its draft has, the mark 草稿 gone.

Nothing else of the approved letter changes (GB/T 9704-2012, 7.2.5, 7.3.5: number, day of the letter).
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from zipfile import BadZipFile

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from engine.referrals.errors import ReferralError
from engine.referrals.fixed_zip import fixed_zip
from engine.referrals.wording import day

_NUMBER: Final = re.compile(r"\s*〔\s*〕\s*号\s*")
_DAY: Final = re.compile(r"\s*年\s*月\s*日\s*")
_MARK: Final = "PowerPlusWaterMarkObject"
_DRAFT: Final = "（草稿）"


@dataclass(frozen=True, slots=True)
class Issue:
    """What a letter gets when it leaves, and the digest of the package that was approved.

    `drafted_for` names the organ whose letter it is where the office drafts for another (代拟): that organ fills in
    number and day itself, and `number` is under what the office sent the draft on (发送登记号).
    """

    number: str
    on: date
    approved_sha256: str
    drafted_for: str = ""


def check_blanks(data: bytes, name: str) -> None:
    """Raise ReferralError unless a letter has one blank for its number and one for its day."""
    _blanks(_opened(data, name), name)


def numbered(data: bytes, name: str, issue: Issue) -> bytes:
    """The letter's docx with number and day, blank still where another organ gives them.

    Raises ReferralError: no document, or not one blank for each.
    """
    document = _opened(data, name)
    blank_number, blank_day = _blanks(document, name)
    if not issue.drafted_for:
        _write(blank_number, issue.number)
        _write(blank_day, day(issue.on.isoformat()))
    for part in (r.target_part for r in document.part.rels.values() if r.reltype.endswith("/header")):
        for mark in list(_marks(part.element)):
            mark.getparent().remove(mark)
    # An office program may name this relation otherwise; python-docx would then add a second part of that name.
    if any(r.reltype == RELATION.CORE_PROPERTIES for r in document.part.package.rels.values()):
        _stamp(document.core_properties, issue)
    out = io.BytesIO()
    document.save(out)
    return fixed_zip(out.getvalue())


def _stamp(properties: Any, issue: Issue) -> None:  # noqa: ANN401 - python-docx gives no useful type
    properties.title = properties.title.replace(_DRAFT, "")
    properties.modified = datetime(issue.on.year, issue.on.month, issue.on.day, tzinfo=UTC)


def _opened(data: bytes, name: str) -> Any:  # noqa: ANN401 - python-docx gives no useful type
    try:
        return Document(io.BytesIO(data))
    except (BadZipFile, OpcError, LxmlError, KeyError, ValueError) as error:
        raise ReferralError(
            f"{name} 不是可用的 Word 文档（{type(error).__name__}）；请恢复该文件。"
        ) from error


def _blanks(document: Any, name: str) -> tuple[Any, Any]:  # noqa: ANN401
    found = []
    for what, shape, blank in (("文号", _NUMBER, "〔    〕    号"), ("成文日期", _DAY, "    年    月    日")):
        mine = [p for p in document.paragraphs if shape.fullmatch(p.text)]
        if len(mine) != 1:
            raise ReferralError(
                f"{name} 里留给{what}的空段“{blank}”有 {len(mine)} 处，须恰有一处：{what}在印发时自动填写；"
                "请恢复该段，单独成段、不填内容。"
            )
        found.append(mine[0])
    return found[0], found[1]


def _write(paragraph: Any, text: str) -> None:  # noqa: ANN401
    first, *rest = paragraph.runs
    first.text = text
    for one in rest:
        one._r.getparent().remove(one._r)  # noqa: SLF001 - python-docx can't delete a run


def _marks(header: Any) -> Iterator[Any]:  # noqa: ANN401
    """The runs of a header that hold the mark, as Word's own watermark command names it."""
    for run in header.iter(qn("w:r")):
        if any(str(e.get("id", "")).startswith(_MARK) for e in run.iter()):
            yield run
