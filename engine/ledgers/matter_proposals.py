"""What a run asks of the papers to other bodies: one to open, to renew, to let lapse; what has left is replaced or taken back by another paper. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from engine.ledgers.filing import ordinal, subject
from engine.ledgers.forms_told import form_in
from engine.ledgers.grounds import content, identity, unversioned
from engine.ledgers.lives import MATTERS, Paper
from engine.ledgers.proposals import Again, Lapse, Move, Opened
from engine.ledgers.unmoved import NOTHING_UNMOVED, Unmoved
from engine.matter_dossiers import MatterDrafts
from engine.signing import canonical

Form = Mapping[str, Any]
_LONGEST: Final = 100
"""Bytes of a site's id in a key: the key names a folder."""


def matter_key(form: Form) -> str:
    """The key of a form's paper."""
    return matter_name(form["matter"]["kind"], form["place"], str(form["sites"][0]["site_id"]))


def matter_name(kind: str, place: str, site_id: str) -> str:
    """`141181000000-closure_request-A`: place, kind, site; the record's id, whatever its version."""
    site = unversioned(site_id)
    safe = "".join(c if c.isalnum() or c in "_-" else f"~{ord(c):x}" for c in site)
    if len(safe.encode()) > _LONGEST:
        safe = hashlib.sha256(site.encode()).hexdigest()[:16]
    return f"{place}-{kind}-{safe}"


def matter_digest(form: Form) -> str:
    """SHA-256 of what a draft rests on: rows, clauses, numbers, what it follows; never the day of the run alone."""
    rows = sorted(
        [*identity(reference), content(reference, row)] for reference, row in form["records"].items()
    )  # fmt: skip
    value = {"core": _core(form), "clocks": form["matter"]["clocks"], "follows": _follows(form), "rows": rows}
    return hashlib.sha256(canonical(value)).hexdigest()


def _core(form: Form) -> dict[str, Any]:
    """What a recipient relies on: to whom, on which clauses, since when, with which amounts, at which site."""
    (site,) = form["sites"]
    return {
        "organ": form["organ"], "receiver": form["receiver"], "grounds": form["grounds"], "since": form["matter"]["since"],
        "amounts": form["matter"]["amounts"], "site": [site["name"], site["jurisdiction"]],
    }  # fmt: skip


def _follows(form: Form) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = form["matter"].get("follows")
    return found


def _withdraws(form: Form) -> bool:
    follows = _follows(form)
    return bool(follows and follows["withdraws"])


def matter_moves(
    papers: Sequence[Paper], drafts: MatterDrafts, as_of: str, unmoved: Unmoved = NOTHING_UNMOVED
) -> Iterator[Move]:
    """Every move that a run of `as_of` asks for, by key; none for a site of which a later day has spoken."""
    known, today = lines_of(papers), {matter_name(*subject): subject for subject in drafts.groups}
    for key in sorted({*known, *today}):
        line = known.get(key, [])
        if any(p.proposal.on.isoformat() > as_of for p in line) or settled(unmoved, key, line):
            continue
        form = json.loads(canonical(drafts[today[key]])) if key in today else None
        yield from _of_site(key, line, form)


def lines_of(papers: Sequence[Paper]) -> dict[str, list[Paper]]:
    """The papers to other bodies by the key of the first of each site and kind, in the order of their numbers."""
    known: dict[str, list[Paper]] = {}
    for paper in papers:
        if paper.kind in MATTERS:
            known.setdefault(subject(paper.key), []).append(paper)
    return {key: sorted(line, key=lambda p: ordinal(p.key)) for key, line in known.items()}


def settled(unmoved: Unmoved, key: str, line: Sequence[Paper]) -> bool:
    """Whether the papers of a site and kind already say what it says."""
    return unmoved.settles(key, [[paper] for paper in line])


def _of_site(key: str, line: Sequence[Paper], form: dict[str, Any] | None) -> Iterator[Move]:
    """The moves of one site and kind: the last of its papers counts."""
    last = line[-1] if line else None
    if last is None or (not last.issued and not last.open):
        if form is not None:
            yield _opened(key, len(line) + 1, form)
    elif last.issued:
        yield from _after_issue(key, line, form)
    else:
        told = next((p for p in reversed(line) if p.issued), None)
        yield from _before_issue(last, form, told)


def _opened(key: str, number: int, form: dict[str, Any]) -> Opened:
    form["id"] = key if number == 1 else f"{key}~{number}"
    kind = form["matter"]["kind"]
    return Opened(form["id"], kind, form, form["receiver"], form["receiver_name"], matter_digest(form))


def _before_issue(paper: Paper, form: dict[str, Any] | None, told: Paper | None) -> Iterator[Move]:
    """A paper that has not left follows the run; one set aside returns only when its grounds are others."""
    if told is not None:
        form = _following(told, form)
    if form is None:
        if paper.unsent:
            yield Lapse(paper, "评估中不再成立，或者与接收机关所持内容已无差别")
        return
    form["id"] = paper.key
    digest = matter_digest(form)
    news = paper.pending or _core(form) != _core(form_in(paper))
    if digest != paper.proposal.package_sha256 and news:
        yield Again(paper, form, digest)


def _after_issue(key: str, line: Sequence[Paper], form: dict[str, Any] | None) -> Iterator[Move]:
    """What a recipient holds and no longer stands as told gives a paper that replaces it, or takes it back."""
    told = line[-1]
    if told.open:
        wanted = _following(told, form)
        if wanted is not None:
            yield _opened(key, len(line) + 1, wanted)


def _following(told: Paper, form: dict[str, Any] | None) -> dict[str, Any] | None:
    """The form of a paper after one that left; None where the recipient needs none. Further rows alone are no news."""
    before, left = form_in(told), told.issued
    if left is None or (form is None and _withdraws(before)):
        return None
    if form is not None and _core(form) == _core(before) and not _withdraws(before):
        return None
    out: dict[str, Any] = json.loads(canonical(dict(before if form is None else form)))
    if not _withdraws(before):
        out["matter"]["follows"] = {
            "number": left.number, "on": left.on.isoformat(), "withdraws": form is None,
        }  # fmt: skip
    return out
