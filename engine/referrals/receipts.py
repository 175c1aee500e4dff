"""A filled 回执.docx read back: what the receiving body wrote beside each label; wrong ones are named, never guessed."""

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from engine.referrals.errors import ReferralError

_BODY: Final = "word/document.xml"
_LARGEST: Final = 8 << 20
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIELDS: Final[Mapping[str, str]] = {
    "移送材料编号": "package", "移送函文号": "number", "收到日期": "received_on", "接收单位": "received_by", "接收人": "person",
    "校验结果": "checked", "受理编号": "accepted_as", "处置方式": "disposition", "处置日期": "disposed_on", "说明": "note",
}  # fmt: skip
_NEEDED: Final = ("移送材料编号", "收到日期", "接收单位")
CHECKED: Final = ("相符", "不相符")
DISPOSITIONS: Final = ("谈话函询", "初步核实", "暂存待查", "予以了结", "其他")
_BOXES: Final = "□☐○"
_TICKS: Final = "√✓✔☑☒■●"
_MARKED: Final = re.compile(f"([{_BOXES}{_TICKS}]*)([^{_BOXES}{_TICKS}]+)")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt's fields as written; `checked` and `disposition` are of the form's choices, empty where none is marked."""

    package: str
    number: str
    received_on: str
    received_by: str
    person: str
    checked: str
    accepted_as: str
    disposition: str
    disposed_on: str
    note: str


def read_receipt(data: bytes, name: str) -> Receipt:
    """The receipt in the bytes of a docx. Raises ReferralError: no document, a label missing or twice, two choices."""
    told = _fields(data, name)
    if missing := [label for label in _FIELDS if label not in told]:
        raise ReferralError(
            f"{name} 不是本材料所附的回执：没有“{'”“'.join(missing)}”；请用材料中的回执填写。"
        )
    if empty := [label for label in _NEEDED if not told[label]]:
        raise ReferralError(f"{name}：“{'”“'.join(empty)}”没有填写；请退回补填，没有登记。")
    values = {field: told[label] for label, field in _FIELDS.items()}
    values["checked"] = _choice(values["checked"], CHECKED, f"{name} 的“校验结果”")
    values["disposition"] = _choice(values["disposition"], DISPOSITIONS, f"{name} 的“处置方式”")
    return Receipt(**values)


def _fields(data: bytes, name: str) -> dict[str, str]:
    """Label → value of every row of two cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_BODY) as part:
            body = part.read(_LARGEST + 1)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        root = etree.fromstring(body if len(body) <= _LARGEST else b"", parser)
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, zlib.error,
            etree.LxmlError) as error:  # fmt: skip
        raise ReferralError(
            f"{name} 不是可用的 Word 文档（{type(error).__name__}）；请退回重填，没有登记。"
        ) from error
    out: dict[str, str] = {}
    for row in root.iter(f"{_W}tr"):
        cells = [_text(cell) for cell in row.iter(f"{_W}tc")]
        if len(cells) != len(("label", "value")) or cells[0] not in _FIELDS:
            continue
        if cells[0] in out:
            raise ReferralError(f"{name}：“{cells[0]}”出现两次，不知以哪一处为准；请退回重填，没有登记。")
        out[cells[0]] = cells[1]
    return out


def _text(cell: etree._Element) -> str:
    kinds = (f"{_W}t", f"{_W}br", f"{_W}cr")
    paragraphs = (
        "".join(str(t.text or "") if t.tag == kinds[0] else "\n" for t in p.iter(*kinds))
        for p in cell.iter(f"{_W}p")
    )
    return "\n".join(paragraphs).strip()


def _choice(text: str, words: tuple[str, ...], where: str) -> str:
    """The one choice that is marked, or the only one left standing; none is an empty text."""
    marked, standing = [], []
    for marks, said in _MARKED.findall(text):
        word = next(
            (w for w in sorted(words, key=len, reverse=True) if said.strip(" 　：:\n").startswith(w)), None
        )
        if word:
            standing.append(word)
            marked += [word] if any(m in _TICKS for m in marks) else []
    chosen = marked or (standing if len(standing) == 1 else [])
    if len(chosen) > 1:
        raise ReferralError(
            f"{where}选了{len(chosen)}项（{'、'.join(chosen)}）；请退回核定为一项，没有登记。"
        )
    return chosen[0] if chosen else ""
