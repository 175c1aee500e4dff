"""`审批页.docx` and `回执.docx`: forms that people fill in, from templates that an office may edit."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

from engine.referrals.content import Content
from engine.referrals.labels import STATUS
from engine.referrals.letter import LetterTemplate
from engine.referrals.wording import day, days, shown

_TEMPLATES: Final = Path(__file__).with_name("templates")


@cache
def _template(name: str) -> LetterTemplate:
    return LetterTemplate(_TEMPLATES / name)


def approval_page(content: Content) -> bytes:
    """The page on which a drafter and a different approver sign, and whoever looked and found nothing."""
    dossier = content.dossier
    counted = Counter(content.status(e) for f in content.findings for e in f["proof"])
    values = {
        "package": shown(dossier.id),
        "organ": shown(dossier.organ_name),
        "receiver": shown(dossier.receiver_name),
        "reason": days(shown(dossier.receiver_reason)),
        "as_of": day(dossier.as_of),
        "findings": "；".join(dict.fromkeys(shown(f["title"]) for f in content.findings)),
        "statuses": "，".join(f"{word}{counted[status]}项" for status, word in STATUS.items()),
        "secrecy": shown(content.stated.secrecy),
        "scope": content.stated.scope(restricted=dossier.restricted).removeprefix("知悉范围："),
        "searched_by": shown(content.stated.searched_by),
        "searched_on": day(content.stated.searched_on),
        "handled": _handled(content),
        "told": str(sum(len(s.notes) for s in content.sections)),
        "empty": [shown(s.title) for s in content.sections if not s.notes],
    }
    return _template("approval.docx").filled(values, dossier.as_of, "移送材料审批页")


def _handled(content: Content) -> str:
    """What was already done about the subject, and other referrals of the same stretch."""
    actions = [n.text for s in content.sections if s.name == "prior_actions" for n in s.notes]
    doubles = [f"同一单位、同一期间的另一件：{one}" for one in content.doubles]
    return "；".join(days(shown(text)) for text in (*actions, *doubles)) or "没有"


def receipt_form(content: Content) -> bytes:
    """The receipt to fill in and send back."""
    dossier = content.dossier
    values = {
        "package": shown(dossier.id),
        "office": shown(dossier.office),
        "organ": shown(dossier.organ_name),
    }
    return _template("receipt.docx").filled(values, dossier.as_of, "回执")


def notice_receipt_form(content: Content, key: str, title: str) -> bytes:
    """The receipt of a letter that goes alone, named by its own key: it names no referral."""
    dossier = content.dossier
    values = {"package": shown(key), "office": shown(dossier.office), "title": shown(title)}
    return _template("notice-receipt.docx").filled(values, dossier.as_of, "回执")
