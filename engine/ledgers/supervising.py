"""督办: what a unit is pressed for by a letter of its own, site facts only and never a referral (DESIGN §6.7, 6.16). Pure.

One letter = one unit; its items are the standing findings that lead to 督办: an inquiry without an answer, a county that
is met. A new letter goes out only for a finding or a site that no letter of that unit named.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from engine.cited import Cited, timeline
from engine.dossiers import Dossier, organ_stem
from engine.evaluation import Evaluation
from engine.ledgers.asking import unit_said
from engine.ledgers.differences import Seen
from engine.ledgers.dossier_form import Form, form_of
from engine.ledgers.filing import subject
from engine.ledgers.forms_told import form_in, form_issued
from engine.ledgers.grounds import Ground, grounds_of
from engine.ledgers.lives import SUPERVISION, Paper
from engine.ledgers.proposals import Again, Lapse, Move, Opened
from engine.organs import ORGAN_NAMES, organ_name
from engine.other_side import OtherSide
from engine.signing import canonical

SITE_FACTS: Final = frozenset({"discoveries", "checks"})
"""Tables whose rows may be told in a 督办 letter."""
INQUIRY: Final = "inquiries/"
Item = tuple[str, str]
"""The finding, and what is said of one of its sites."""
Unit = tuple[Form, Sequence[Item] | None]
"""The dossier of a unit's letter and its items; None where the engine failed: nothing may be said or taken back."""


def supervised(run: Evaluation, document: Mapping[str, Any], seen: Seen) -> list[Unit]:
    """Each unit that standing findings put under 督办."""
    forms = {f["id"]: f for f in document["findings"]}
    units: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    clocks: dict[str, str] = {}
    for one in run.escalations:
        whom = one.finding.subject
        if one.kind == "supervision_notice" and whom is not None and one.finding.ended_on is None:
            form = forms[one.finding.id]
            units[whom.place, whom.organ].append(form)
            clocks[form["id"]] = one.clock
    cited = Cited(run)
    references = {
        unit: sorted({r for f in members for r in _references(f, forms)}) for unit, members in units.items()
    }
    cited.want(r for some in references.values() for r in some)
    known = {s["site"]: s for s in document["sites"]}
    out: list[Unit] = []
    for (place, organ), members in sorted(units.items()):
        form = form_of(_dossier(run, known, place, organ, members, references[place, organ], cited, clocks))
        blocked = any(seen.blocked(place, f["jurisdiction"]) for f in members)
        out.append((form, None if blocked else tuple(_items(form, forms, run.facts.roots))))
    return out


def _references(form: Mapping[str, Any], forms: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The rows that may be told of a finding: its own and those of what it rests on."""
    for one in (form, *(forms[i] for i in form["below"] if i in forms)):
        cited = {*one["records"], *(r for e in one["proof"] for r in e["records"])}
        yield from (r for r in cited if r.partition("/")[0] in SITE_FACTS or r.startswith(INQUIRY))


def _dossier(
    run: Evaluation, known: Mapping[str, Mapping[str, Any]], place: str, organ: str, findings: Sequence[Mapping[str, Any]],
    references: Sequence[str], cited: Cited, clocks: Mapping[str, str],
) -> Dossier:  # fmt: skip
    tree = run.jurisdictions.tree
    sites = sorted({s for f in findings for s in f["sites"]})
    codes = {s: known[s]["jurisdiction"] if s in known else "" for s in sites}
    called = organ_name(tree, place, organ) if organ in ORGAN_NAMES or ":" in organ else unit_said(organ)
    return Dossier(
        id=f"{organ_stem(place, organ)}-{SUPERVISION}", organ=organ, organ_name=called, place=place,
        place_name=tree.path_name(place), receiver=place, receiver_name=called, receiver_reason="", restricted=False,
        office=run.settings.office, as_of=run.as_of.isoformat(), act_by=findings[0]["act_by"],
        clock=clocks[findings[0]["id"]], findings=tuple(findings), grounds=(), posts=(),
        sites=tuple(
            {
                "site_id": s, "name": known[s]["name"] if s in known else "", "jurisdiction": codes[s],
                "place": tree.path_name(codes[s]) if codes[s] in tree else "", "also": [],
            }
            for s in sites
        ),
        timeline=tuple(timeline(references, cited)), records={r: cited.row(r) for r in references},
        other=OtherSide({}),
        digests={
            "rules_sha256": run.rules.sha256, "settings_sha256": run.settings.sha256,
            "jurisdictions_sha256": run.jurisdictions.sha256, "inputs_sha256": run.records.sha256,
        },
    )  # fmt: skip


def _items(form: Form, forms: Mapping[str, Mapping[str, Any]], roots: Mapping[str, str]) -> Iterator[Item]:
    sites = {s["site_id"]: s for s in form["sites"]}
    for finding in form["findings"]:
        mine = set(_references(finding, forms))
        told = [e for e in form["timeline"] if e["record"] in mine]
        asked = sorted(r for r in mine if r.startswith(INQUIRY))
        for site in finding["sites"]:
            where = f"{sites[site]['name'] or site}（{site}，{sites[site]['place']}）"
            if asked:
                for reference in asked:
                    row = form["records"][reference]
                    yield (
                        finding["id"],
                        f"关于{where}的询问 {reference.removeprefix(INQUIRY)}，{row['sent_on']} 发出，答复期限 {row['due_on']}，没有收到答复",
                    )
                continue
            yield (
                finding["id"],
                f"{where}：{'；'.join(_day(e) for e in told if roots.get(e['site'], e['site']) == site)}",
            )


def _day(entry: Mapping[str, Any]) -> str:
    more = f"（{entry['said']}）" if entry["said"] else ""
    return f"{entry['on']} {entry['what']}{more}"


# --- what an evaluation asks of the ledger ---
def notices(papers: Sequence[Paper], units: Iterable[Unit], seen: Seen) -> list[Move]:
    """Letters to open, to propose anew, to let lapse; an issued one ends when nothing that it named still stands."""
    lines: dict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        if paper.kind == SUPERVISION:
            lines[subject(paper.key)].append(paper)
    today = {str(form["id"]): (form, items) for form, items in units}
    moves: list[Move] = []
    for name in sorted({*lines, *today}):
        mine = sorted(lines.get(name, ()), key=lambda p: (len(p.key), p.key))
        if any(p.proposal.on.isoformat() > seen.as_of for p in mine):
            continue
        if name not in today and any(seen.blocked(p.receiver, p.jurisdiction) for p in mine):
            continue
        moves += _unit(name, mine, *today.get(name, (None, ())))
    return moves


def _unit(
    name: str, mine: Sequence[Paper], form: Form | None, items: Sequence[Item] | None
) -> Iterator[Move]:
    if items is None:
        return
    standing = grounds_of(form) if form else []
    told: list[Ground] = []
    for paper in mine:
        if paper.issued:
            grounds = grounds_of(form_issued(paper))
            told += grounds
            if paper.open and not any(g.overlaps(s) for g in grounds for s in standing):
                yield Lapse(paper, "所督办的事项已有答复、已终止或者不再成立")
    fresh = {str(s.form["id"]) for s in standing if not _known(s, told)}
    said = [[i, text] for i, text in items if i in fresh]
    waiting = next((p for p in reversed(mine) if p.open and not p.issued), None)
    if form is None or not said:
        if waiting and waiting.unsent:
            yield Lapse(waiting, "所督办的事项已有答复、已终止或者不再成立")
        return
    narrowed = {**form, "findings": [f for f in form["findings"] if f["id"] in fresh]}
    digest = hashlib.sha256(canonical([SUPERVISION, name, said])).hexdigest()
    if waiting is None:
        key = name if not mine else f"{name}~{len(mine) + 1}"
        yield Opened(
            key,
            SUPERVISION,
            narrowed,
            form["receiver"],
            form["receiver_name"],
            digest,
            detail={"items": said},
        )
    elif digest != waiting.proposal.package_sha256 and (waiting.pending or _more(waiting, narrowed)):
        yield Again(waiting, narrowed, digest, {"items": said})


def _known(ground: Ground, told: Iterable[Ground]) -> bool:
    """Whether a unit was told of a finding and of all its sites."""
    before = [t for t in told if t.overlaps(ground)]
    return bool(before) and ground.sites <= frozenset().union(*(t.sites for t in before))


def _more(refused: Paper, form: Form) -> bool:
    """Whether a letter that was set aside has something new to say."""
    return any(not _known(g, grounds_of(form_in(refused))) for g in grounds_of(form))
