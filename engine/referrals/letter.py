"""`移送函.docx`: the letter in the form of GB/T 9704-2012, filled from a template that an office can edit."""

import hashlib
import io
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import docxtpl
from docx.opc.exceptions import OpcError
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import LxmlError
from markupsafe import Markup, escape

from engine.errors import os_reason
from engine.numerals import numeral
from engine.referrals import passages
from engine.referrals.attachments import enclosed
from engine.referrals.content import Content
from engine.referrals.errors import ReferralError
from engine.referrals.finding_passages import findings
from engine.referrals.fixed_zip import fixed_zip
from engine.referrals.wording import day, days, shown

TEMPLATE: Final = Path(__file__).with_name("templates") / "letter.docx"
RECEIPT_FORM: Final = "回执"
ATTACHMENTS: Final = (
    "要件对照、事实经过、职责依据、有利情节与未采信记录、证据目录",
    "要件对照表、问题线索登记表",
    RECEIPT_FORM,
    "事实数据、逐项证明数据、文件清单和校验值",
)


def context(content: Content) -> dict[str, Any]:
    """What the template may print: texts and lists of texts, nothing to call."""
    dossier = content.dossier
    return {
        "office": shown(dossier.office),
        "secrecy": shown(content.stated.secrecy),
        "restricted": content.stated.scope(restricted=dossier.restricted),
        "title": passages.title(dossier.organ_name),
        "receiver": shown(dossier.receiver_name),
        "as_of": day(dossier.as_of),
        "organ": shown(dossier.organ_name),
        "posts": list(passages.posts(content)),
        "grounds": _numbered(passages.grounds(content)),
        "findings": _numbered(findings(content)),
        "other_side": list(passages.other_side(content)),
        "limits": list(passages.limits(content)),
        "reader_notes": _numbered(passages.reader_notes(content)),
        "reason": days(shown(dossier.receiver_reason)).rstrip("。"),
        "clock": days(shown(dossier.clock)).rstrip("。"),
        "act_by": day(dossier.act_by),
        "attachments": [*ATTACHMENTS, *enclosed(content.evidence)],
    }


def _numbered(entries: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - an iterator of dicts
    return [{"number": f"（{numeral(i)}）", **entry} for i, entry in enumerate(entries, 1)]


def _literal(value: Any) -> Any:  # noqa: ANN401 - what a template prints
    """The text in entities: docxtpl makes template marks of `{_{` and its kin after rendering."""
    if isinstance(value, str) and not isinstance(value, Markup):
        entities = str(escape(value)).replace("_", "&#95;").replace("{", "&#123;").replace("%", "&#37;")
        return Markup(entities)  # noqa: S704 - escaped in the line above
    return value


class LetterTemplate:
    """A template read once. Raises ReferralError if it can't be read or asks for what a dossier lacks."""

    def __init__(self, path: Path) -> None:
        """Read the file; its faults show when a letter is made."""
        self.name = path.name
        try:
            self._data = path.read_bytes()
        except OSError as error:
            raise ReferralError(
                f"移送函模板 {path} 不能读取（{os_reason(error)}）；请恢复该文件。"
            ) from error

    @cached_property
    def sha256(self) -> str:
        """Digest of the template, for the manifest."""
        return hashlib.sha256(self._data).hexdigest()

    def letter(self, content: Content) -> bytes:
        """The letter's bytes, the same wherever and whenever."""
        return self.filled(context(content), content.dossier.as_of, "移送函（草稿）")

    def filled(self, values: dict[str, Any], as_of: str, title: str) -> bytes:
        """The template filled with these values; `as_of` (YYYY-MM-DD) is the day in the file's properties."""
        environment = SandboxedEnvironment(
            undefined=StrictUndefined, autoescape=True, finalize=_literal, keep_trailing_newline=True
        )
        try:
            template = docxtpl.DocxTemplate(io.BytesIO(self._data))
            template.render(values, environment, autoescape=True)
            instant = datetime.fromisoformat(as_of).replace(tzinfo=UTC)
            properties = template.docx.core_properties
            properties.created = properties.modified = instant
            properties.author = properties.last_modified_by = "Wenze 问责"
            properties.title, properties.revision = title, 1
            out = io.BytesIO()
            template.save(out)
        except TemplateError as error:
            raise ReferralError(
                f"移送函模板 {self.name} 有误：{_one_line(error)}；请改正模板中的标记或恢复原模板。"
            ) from error
        except (BadZipFile, OpcError, LxmlError, KeyError, ValueError, TypeError, ArithmeticError) as error:
            raise ReferralError(
                f"移送函模板 {self.name} 不是可用的 Word 文档（{_one_line(error)}）；请恢复原模板。"
            ) from error
        return fixed_zip(out.getvalue())


def _one_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
