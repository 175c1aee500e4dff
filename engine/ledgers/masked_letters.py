"""The letter of a supplement, 更正函, 撤回函, escalation or 督办, composed anew for a reader by a recipe. Pure.

What such a letter says of an earlier state stands in no record any more: where it tells cells that the recipe masks,
the whole telling is masked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.ledgers.differences import CORRECTED, TOLD_BEFORE
from engine.ledgers.dossier_form import dossier_of
from engine.ledgers.lives import Paper, Step
from engine.ledgers.notices import followed, notice
from engine.ledgers.packing import NOTICE_TEMPLATE
from engine.referrals.labels import table_label
from engine.referrals.letter import LetterTemplate
from engine.referrals.recipes import Recipe
from engine.referrals.redaction import MASK, Masker
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
