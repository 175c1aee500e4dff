"""Exactly the recipients who hold something that is no longer so get a notice (issue 4).

The oracle evaluates the day of the letter once more with what is known now, by the whole engine, and compares.
`WENZE_CORRECTIONS` sets the number of cases: 300 here, 10,000 in the soak.
"""

import os
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import pytest
from corrections import LATER, TOLD_ON, Case, case, province, towns, unversioned

from engine.document import document
from engine.dossiers import dossiers
from engine.evaluation import Evaluation, evaluate
from engine.jurisdictions import load_jurisdictions
from engine.ledgers.dossier_form import form_of
from engine.ledgers.grounds import grounds_digest
from engine.ledgers.lives import Paper, Step
from engine.ledgers.proposals import Opened, proposals
from engine.ledgers.seen import RunSeen
from engine.records import read_rows
from engine.rules import load_rules
from engine.settings import Settings

CASES = int(os.environ.get("WENZE_CORRECTIONS", "150"))
Form = Mapping[str, Any]


@cache
def places() -> Any:
    return load_jurisdictions()


def run(cases: list[Case], as_of: date, *, later: bool) -> tuple[Evaluation, dict[str, Form]]:
    read = read_rows(province(cases, later=later), places().tree)
    assert read.rejected == ()
    made = evaluate(
        read, as_of=as_of, known_at=None, rules=load_rules(), settings=Settings(), jurisdictions=places()
    )
    assert made.blocked == []
    found = dossiers(made, {f["id"]: f for f in document(made)["findings"]})
    return made, {d.id: form_of(d) for d in found}


def issued(form: Form) -> Paper:
    """A referral that left on the day of its evaluation."""
    at = datetime(2022, 3, 14, 2, tzinfo=UTC)
    steps = [
        Step(
            1,
            "proposed",
            TOLD_ON,
            "wenze",
            at,
            package_sha256=grounds_digest(form),
            details=lambda: {"dossier": form},
        ),
        Step(2, "drafted", TOLD_ON, "B", at),
        Step(3, "approved", TOLD_ON, "C", at),
        Step(4, "issued", TOLD_ON, "B", at, number="晋安办问责移〔2022〕1号"),
    ]
    return Paper(
        form["id"],
        "referral",
        form["organ"],
        form["place"],
        form["receiver"],
        form["receiver_name"],
        steps=steps,
    )


@dataclass
class Truth:
    """What the oracle says of one letter."""

    notice: bool
    withdrawn: bool


def items(facts: list[str]) -> set[str]:
    """Facts in their smallest pieces, versions of rows left out."""
    out = set()
    for fact in facts:
        head, _, rest = fact.partition("：")
        plain = "".join(
            part if at == 0 else part.lstrip("0123456789") for at, part in enumerate(head.split("~"))
        )
        out |= {f"{plain}|{item}" for item in rest.split("、")}
    return out


def records(ids: Iterable[str]) -> set[str]:
    return set(map(unversioned, ids))


def label(name: str) -> str:
    """An element's name from the site's id on: a site may be renamed."""
    return "（".join(name.partition("（")[1:]).replace("~2", "") if "）" in name else name


def still_proved(told: Form, again: Form) -> bool:
    """Whether every element told has its status and its facts."""
    now = {label(e["element"]): e for e in again["proof"]}
    for element in told["proof"]:
        found = now.get(label(element["element"]))
        if element["element"].startswith("达到数量"):
            continue
        if found is None or found["status"] != element["status"]:
            return False
        if not items(element["facts"]) <= items(found["facts"]):
            return False
    return True


def still_said(told: Form, again: Form) -> bool:
    """Whether a finding told on a day is found again for that very day with what is known now."""
    windows = [records(w["sites"]) for w in again["windows"] or ()]
    return (
        (told["met_on"], told["ended_on"]) == (again["met_on"], again["ended_on"])
        and records(told["sites"]) <= records(again["sites"])
        and (told["count"] or 0) <= (again["count"] or 0)
        and all(any(records(w["sites"]) <= sites for sites in windows) for w in told["windows"] or ())
        and still_proved(told, again)
    )


def truth(told: Form, again: Form | None, changed: Mapping[str, frozenset[str]]) -> Truth:
    """What must happen to the recipient of a letter."""
    found = [] if again is None else list(again["findings"])
    by_rule: dict[tuple[str, str], list[Form]] = {}
    for one in found:
        by_rule.setdefault((one["rule"], one["jurisdiction"]), []).append(one)
    support = {r for f in told["findings"] for r in f["records"]}
    support |= {r for f in told["findings"] for e in f["proof"] for r in e["records"]}
    unused = {r for note in told["other"].get("unused", ()) for r in note["records"]}
    moved = False
    for record, columns in changed.items():
        if record in support:
            moved |= bool(columns)
        elif record in told["records"] and record not in unused:
            moved |= any(c == "*" or c in told["records"][record] for c in columns)
    holds, overlapping = True, False
    for one in told["findings"]:
        last = one["ended_on"] or "9"
        near = [
            g for g in by_rule.get((one["rule"], one["jurisdiction"]), ())
            if g["met_on"] <= last and one["met_on"] <= (g["ended_on"] or "9")
        ]  # fmt: skip
        overlapping |= bool(near)
        holds &= bool(near) and still_said(one, near[0])
    return Truth(moved or not holds, not overlapping)


@pytest.mark.parametrize("batch", range(-(-CASES // 100)))
def test_exactly_the_recipients_of_what_no_longer_holds_get_a_notice(batch: int) -> None:
    rng = random.Random(f"corrections {batch}")  # noqa: S311 - cases, not keys
    counties = towns(places().tree)
    chosen = rng.sample(sorted(counties), min(100, len(counties)))
    cases = [case(rng, county, counties[county]) for county in chosen]
    _, told = run(cases, TOLD_ON, later=False)
    later, now = run(cases, LATER, later=True)
    _, again = run(cases, TOLD_ON, later=True)
    moves = proposals([issued(form) for form in told.values()], list(now.values()), RunSeen(later))
    got: dict[str, set[str]] = {}
    for move in moves:
        if isinstance(move, Opened) and move.parent:
            got.setdefault(move.parent, set()).add(move.kind)
    by_county = {c.county: c for c in cases}
    notices = 0
    for key, form in told.items():
        place = form["place"]
        county = by_county[place if place in by_county else places().tree.ancestors(place)[0]]
        expected = truth(form, again.get(key), county.changed)
        kinds = got.get(key, set()) - {"supplement"}
        wanted = {"withdrawal"} if expected.withdrawn else {"correction"} if expected.notice else set()
        assert kinds == wanted, (key, county, [m for m in moves if getattr(m, "parent", None) == key])
        notices += bool(wanted)
    assert 0 < notices < len(told)
