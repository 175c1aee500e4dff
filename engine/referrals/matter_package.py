"""The files of a matter's paper: its letter, the receipt to sign, its data, the verifier."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from engine.referrals.letter import LetterTemplate
from engine.referrals.matter_passages import context, site_name
from engine.referrals.papers import canonical
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


def matter_files(form: Mapping[str, Any], letter: str, title: str) -> dict[str, bytes]:
    """Every file of a draft by name; `letter` names the letter's docx. The same form gives the same bytes."""
    kind, as_of = form["matter"]["kind"], form["as_of"]
    values = context(form)
    out = {
        letter: LetterTemplate(LETTER_TEMPLATE).filled(values, as_of, f"{title}（草稿）"),
        DATA: canonical(_data(form, values)),
        VERIFIER: verifier(),
    }
    if kind in CHOICES:
        receipt = {
            "title": values["title"], "sender": shown(form["organ_name"]), "site": site_name(form), "choices": CHOICES[kind],
        }  # fmt: skip
        out[RECEIPT] = LetterTemplate(RECEIPT_TEMPLATE).filled(receipt, as_of, "回执")
    return out


def _data(form: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
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
    return {**{k: form[k] for k in kept}, **matter}
