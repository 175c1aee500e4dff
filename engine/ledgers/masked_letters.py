"""The letter of whatever is no referral itself, composed anew for a reader by a recipe. Pure.

What a 更正函 says of an earlier state stands in no record any more: where it tells cells that the recipe masks,
the whole telling is masked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from engine.dossiers import Dossier
from engine.ledgers.differences import CORRECTED, TOLD_BEFORE
from engine.ledgers.dossier_form import dossier_of, form_of
from engine.ledgers.lives import Paper, Step
from engine.ledgers.notices import followed, notice
from engine.ledgers.packing import NOTICE_TEMPLATE, letter_name
from engine.referrals.labels import table_label
from engine.referrals.letter import LetterTemplate
from engine.referrals.matter_package import matter_files
from engine.referrals.recipes import Recipe
from engine.referrals.redaction import MASK, Masker, redacted
from engine.referrals.stated import Stated


def masked_letter(
    one: Paper, draft: Step, proposal: Step, family: Sequence[Paper], said: Stated, recipe: Recipe
) -> bytes:
    """The docx; `draft` and `proposal` are the steps that the package rests on, `family` what the receiver holds."""
    dossier = dossier_of(proposal.detail["dossier"])
    mask = Masker(dossier, recipe)
    cited = {f["id"]: {r.partition("/")[0] for r in f["records"]} for f in dossier.findings}
    told: dict[str, Any] = dict(proposal.detail)
    for name in ("additions", "changes"):
        told[name] = [
            [kind, subject, _masked(kind, subject, text, mask, cited)]
            for kind, subject, text in told.get(name, ())
        ]
    told["items"] = [[subject, mask.text(text)] for subject, text in told.get("items", ())]
    earlier = [p for p in family if p.key != one.key and p.issued and p.issued.at < draft.at]
    shown = replace(one, steps=(replace(proposal, details=lambda: told),))
    letter = notice(shown, followed(earlier, one.receiver), said)
    return LetterTemplate(NOTICE_TEMPLATE).filled(
        letter.context(dossier.office), proposal.on.isoformat(), one.title
    )


def masked_matter(one: Paper, proposal: Step, recipe: Recipe) -> bytes:
    """The docx of a 提请关闭函, 移送书 or 通报, composed from what the recipe leaves of its records."""
    form, name = proposal.detail["dossier"], letter_name(one)
    hidden = form_of(cast("Dossier", redacted(dossier_of(form), recipe)[0]))
    left = {key: hidden[key] for key in ("records", "timeline", "sites")}
    return matter_files({**form, **left}, name, one.title)[name]


def _masked(kind: str, subject: str, text: str, mask: Masker, cited: Mapping[str, set[str]]) -> str:
    if kind == "record":
        table, _, record = subject.partition("/")
        if mask.recipe.touches(table):
            called = "" if table == "posts" else f" {record}"
            what = CORRECTED if CORRECTED in text else ""
            return f"{table_label(table)}记录{called} {what}{MASK}"
    if kind == "element":
        head, told, _ = text.partition(TOLD_BEFORE)
        tables = cited.get(subject.partition("#")[0])
        if told and (tables is None or any(mask.recipe.touches(t) for t in tables)):
            return f"{mask.text(head)}{told}{MASK}"
    return mask.text(text)
