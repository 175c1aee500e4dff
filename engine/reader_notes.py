"""读者须知: what the law says beside a referral's grounds, with what the records have on it (LAW.md; DESIGN §6.2, 18).

Which notes there are, their clauses and their words is data (`notes.yaml`); here stands only where each applies.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from engine.evaluation import Evaluation
from engine.periods import iso
from engine.referrals.shapes import DossierContent
from engine.referrals.wording import entitled, neutral
from engine.rules import ReaderNote
from engine.rules.model import Basis, Count

Form = Mapping[str, Any]
Lines = list[tuple[str, tuple[str, ...]]]
_SUBDISTRICT: Final = "街道"


def reader_notes(run: Evaluation, subject: DossierContent, forms: Mapping[str, Form]) -> list[dict[str, Any]]:
    """The notes of one referral, by id; `forms` are all findings of the document by id.

    Each: id, title, text, basis (instrument, article, cited, quote or None), lines (text, records).
    """
    out = []
    for name, note in sorted(run.rules.notes.items()):
        lines = _lines(run, note, subject, forms)
        if lines is not None:
            out.append(
                {
                    "id": name, "title": note.title, "text": neutral(note.text), "basis": _basis(run, note.legal_basis),
                    "lines": [{"text": neutral(text), "records": list(records)} for text, records in lines],
                }
            )  # fmt: skip
    return [*out, *_norms(run, subject)]


def _norms(run: Evaluation, subject: DossierContent) -> Iterator[dict[str, Any]]:
    """The open norms on which the rules of the grounds lean, each with its working definition and who decides."""
    named = {name for ground in subject.grounds for name in run.rules.rules[ground["rule"]].leans_on}
    for name in sorted(named):
        norm = run.rules.norms[name]
        yield {
            "id": f"norm.{name}", "title": f"条文用语“{norm.term}”", "text": neutral(norm.told),
            "basis": _basis(run, norm.legal_basis), "lines": [],
        }  # fmt: skip


def _basis(run: Evaluation, bases: Sequence[Basis]) -> list[dict[str, Any]]:
    out = []
    for one in bases:
        instrument = run.rules.instruments.get(one.instrument)
        cited = f"{entitled(instrument.title if instrument else one.instrument)}{one.article}"
        # A title may hold a word that a letter says only as a quotation.
        cited = cited if neutral(cited) == cited else f"“{cited}”"
        out.append({"instrument": one.instrument, "article": one.article, "cited": cited, "quote": one.quote})
    return out


def _lines(
    run: Evaluation, note: ReaderNote, subject: DossierContent, forms: Mapping[str, Form]
) -> Lines | None:
    """What the records have on a note; None where it doesn't apply."""
    when = note.applies
    if when.law_changed:
        instruments = {ground["instrument"] for ground in subject.grounds}
        after = run.rules.instruments[when.law_changed.new].in_force.days[0]
        changed = run.facts.as_of >= after and when.law_changed.old in instruments
        if not changed and when.law_changed.new not in instruments:
            return None
        return list(_halves(subject, forms)) or [(f"本件没有跨越 {iso(after)} 的前后两段。", ())]
    if when.principal_of:
        posts = sorted({str(p["post"]) for p in subject.posts if p["role"] == "principal"})
        place = run.jurisdictions.tree.place(subject.place)
        if subject.organ not in when.principal_of or place.kind == _SUBDISTRICT or not posts:
            return None
        return [(f"本件所涉政府正职：{'、'.join(posts)}。", ())]
    if when.knowledge:
        return list(_found_by_others(run, when.knowledge, subject)) or None
    told = subject.other.notes.get("prior_actions", ())
    return [(one.text, tuple(one.records)) for one in told] or [("所交记录中没有已有处理。", ())]


def _found_by_others(
    run: Evaluation, knowledge: str, subject: DossierContent
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each discovery by another body than the subject, of the grounds that count from the subject's knowledge of it."""
    own = run.jurisdictions.tree.place(subject.place).name
    rules = {g["rule"]: run.rules.rules[g["rule"]].when for g in subject.grounds}
    counted = {n for n, when in rules.items() if isinstance(when, Count) and when.knowledge == knowledge}
    cited = {r for f in subject.findings if f["rule"] in counted for r in f["records"]}
    for reference in sorted(cited):
        row = subject.records.get(reference, {})
        if reference.startswith("discoveries/") and own not in row["found_by"]:
            knew = row.get("township_informed_on")
            told = f"乡镇知悉日期 {knew}" if knew else "乡镇知悉日期未填"
            yield f"{row['site_id']}：由{row['found_by']}发现，{told}。", (reference,)


def _halves(subject: DossierContent, forms: Mapping[str, Form]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each stretch that the change of law cut in two: the old half and the new, by their ids and days."""
    pairs = {(f["continues"], f["id"]) for f in subject.findings if f["continues"]}
    pairs |= {(f["id"], f["continued_by"]) for f in subject.findings if f["continued_by"]}
    for old, new in sorted(pairs):
        yield f"前段 {old}（{_days(forms.get(old))}），后段 {new}（{_days(forms.get(new))}）。", ()


def _days(form: Form | None) -> str:
    if form is None or not form["met_on"]:
        return "日期不能认定"
    until = f"至 {form['ended_on']} 止" if form["ended_on"] else "起"
    return f"自 {form['met_on']} {until}"
