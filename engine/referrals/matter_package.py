"""The files of a matter's paper: its letter, the receipt to sign, its data, the verifier."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from engine.referrals.attachments import Attachment
from engine.referrals.letter import LetterTemplate
from engine.referrals.matter_passages import context, site_name
from engine.referrals.papers import canonical, copy_form
from engine.referrals.verification import VERIFIER, verifier
from engine.referrals.wording import shown

_TEMPLATES: Final = Path(__file__).with_name("templates")
LETTER_TEMPLATE: Final = _TEMPLATES / "matter.docx"
RECEIPT_TEMPLATE: Final = _TEMPLATES / "matter-receipt.docx"
RECEIPT: Final = "回执.docx"
DATA: Final = "matter.json"
CHOICES: Final = {
    "closure_request": "□决定关闭　□不予关闭",
    "judicial_transfer": "□立案　□不予立案　□转送有管辖权的机关：",
}
"""What a recipient may decide, for the receipt; a notice to the public has none."""
_TAKEN_BACK: Final = "本件为撤回，不须作出决定"


def encloses(form: Mapping[str, Any]) -> bool:
    """Whether copies of evidence go with the paper: none to the public, none with what takes a paper back."""
    return form["matter"]["kind"] in CHOICES and not _withdraws(form)


def _withdraws(form: Mapping[str, Any]) -> bool:
    return bool((form["matter"].get("follows") or {}).get("withdraws"))


def matter_files(
    form: Mapping[str, Any], letter: str, title: str, copies: Sequence[Attachment] = ()
) -> dict[str, bytes]:
    """Every file of a draft by name; `letter` names the letter's docx, `copies` are the evidence that goes with it.

    The same form and copies give the same bytes.
    """
    kind, as_of = form["matter"]["kind"], form["as_of"]
    values = context(form, copies)
    out = {
        letter: LetterTemplate(LETTER_TEMPLATE).filled(values, as_of, f"{title}（草稿）"),
        DATA: canonical(_data(form, values, copies)),
        VERIFIER: verifier(),
        **{one.copy: one.data for one in copies},
    }
    if kind in CHOICES:
        receipt = {
            "title": values["title"], "sender": shown(form["organ_name"]), "site": site_name(form),
            "choices": _TAKEN_BACK if _withdraws(form) else CHOICES[kind],
        }  # fmt: skip
        out[RECEIPT] = LetterTemplate(RECEIPT_TEMPLATE).filled(receipt, as_of, "回执")
    return out


def _data(form: Mapping[str, Any], values: Mapping[str, Any], copies: Sequence[Attachment]) -> dict[str, Any]:
    """The paper as data; of what goes to the public only what its letter says."""
    matter = {k: v for k, v in form["matter"].items() if k != "persons"}
    if matter["kind"] == "exposure_draft":
        return {"id": form["id"], "as_of": form["as_of"], "kind": matter["kind"], "letter": dict(values)}
    kept = (
        "id",
        "as_of",
        "organ",
        "organ_name",
        "receiver",
        "receiver_name",
        "grounds",
        "sites",
        "records",
        "timeline",
        "digests",
    )
    return {**{k: form[k] for k in kept}, **matter, "evidence": [copy_form(one) for one in copies]}
