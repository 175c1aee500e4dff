"""A paper that the week leaves alone rests on what it rested on: whatever came, corrected, was withdrawn or went by.

`WENZE_UNMOVED` sets the number of provinces of 117 counties, and of histories: 1 of each here, more in the soak.
"""

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from corrections import LATER, TOLD_ON, Case, case, province, towns
from factmaking import checked, found, site
from sqlmodel import col, select
from weekstore import Office, office

from engine.document import document
from engine.dossiers import Drafts
from engine.evaluation import Evaluation, evaluate, outlined
from engine.jurisdictions import load_jurisdictions
from engine.ledgers import comparison
from engine.ledgers import weekly as weeks
from engine.ledgers.changes import first_changes
from engine.ledgers.comparison import Last, between, compare
from engine.ledgers.dossier_form import DraftForm
from engine.ledgers.grounds import grounds_digest
from engine.ledgers.identities import Held
from engine.ledgers.lives import Paper, Step
from engine.ledgers.matter_proposals import matter_digest, matter_key
from engine.ledgers.unmoved import NOTHING_UNMOVED, Unmoved, unmoved
from engine.ledgers.unmoved_matters import unmoved_matters
from engine.matter_dossiers import MatterDrafts
from engine.records import Records, read_rows
from engine.rules import load_rules
from engine.settings import Settings
from engine.store.models import FindingState, Referral, ReferralStep

TIMES = int(os.environ.get("WENZE_UNMOVED", "1"))
AT = datetime(2022, 3, 14, 2, tzinfo=UTC)
MANY = 20
Row = dict[str, str]


@dataclass(frozen=True)
class Run:
    """An evaluation with its document and its dossiers."""

    known: Records
    run: Evaluation
    document: dict[str, Any]

    def drafts(self) -> Drafts:
        return Drafts(self.run, {f["id"]: f for f in self.document["findings"]})

    def digests(self) -> dict[str, str]:
        every = self.drafts()
        every.gather(every.groups)
        return {n: grounds_digest(DraftForm(n, lambda n=n: every[n])) for n in every.groups}

    def matters(self) -> dict[str, str]:
        """Digests of the papers to other bodies."""
        return {matter_key(form): matter_digest(form) for form in MatterDrafts(self.run).every()}


@cache
def places() -> Any:
    return load_jurisdictions()


def evaluated(rows: Mapping[str, Sequence[Row]], as_of: date) -> Run:
    read = read_rows(rows, places().tree)
    assert read.rejected == ()
    run = evaluate(
        read,
        as_of=as_of,
        known_at=None,
        rules=load_rules(),
        settings=Settings(),
        jurisdictions=places(),
    )
    return Run(read, run, document(run))


def around(rng: random.Random, county: str, *, later: bool) -> dict[str, list[Row]]:
    """What bears on a dossier besides its sites: people in its posts, earlier sanctions, evidence of its place."""
    name, organ = ("b" if later else "a") + county, rng.choice(("county_government", "township_government"))
    place = county if organ.startswith("county") else rng.choice(towns(places().tree)[county])
    day = "2022-03-20" if later and rng.random() < 0.5 else "2022-02-10"
    post = {
        "post_id": name, "name": "某", "organ": organ, "jurisdiction": place, "post": "副职", "role": "responsible",
        "from_on": day,
    }  # fmt: skip
    action = {
        "action_id": name,
        "organ": organ,
        "jurisdiction": place,
        "kind": "sanction",
        "on": day,
        "by": "某委",
    }
    evidence = {
        "evidence_id": name, "jurisdiction": place, "organ": organ, "kind": "dereliction", "act": "未按规定巡查",
        "occurred_on": "2022-02-05", "source": "某组", "verified": "yes", "verified_by": "某组", "verified_on": day,
    }  # fmt: skip
    chosen = rng.choice(({}, {}, {"posts": post}, {"prior_actions": action}, {"duty_evidence": evidence}))
    return {table: [row] for table, row in chosen.items()}


def lives(seed: int) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """What a province had sent by the first run, and by the second."""
    rng = random.Random(seed)  # noqa: S311 - cases, no secrets
    cases: list[Case] = []
    early: dict[str, list[Row]] = {}
    late: dict[str, list[Row]] = {}
    for county, two in towns(places().tree).items():
        cases.append(case(rng, county, two))
        for rows, later in ((early, False), (late, True)):
            if not later or rng.random() < 0.3:
                for table, more in around(rng, county, later=later).items():
                    rows.setdefault(table, []).extend(more)
    first, second = province(cases, later=False), province(cases, later=True)
    names = {*first, *early, *late}
    return (
        {t: [*first.get(t, ()), *early.get(t, ())] for t in names},
        {t: [*second.get(t, ()), *early.get(t, ()), *late.get(t, ())] for t in names},
    )


def still(before: Run, now: Run) -> Unmoved:
    last = Last(before.document, (), before.known, None)
    return unmoved(before.document, AT, now.document, now.drafts(), between(last, now.run))


def still_matters(before: Run, now: Run) -> Unmoved:
    last = Last(before.document, (), before.known, None)
    return unmoved_matters(before.document, AT, now.document, between(last, now.run))


@pytest.mark.parametrize("seed", range(TIMES))
def test_what_is_left_alone_has_the_digest_that_the_last_run_saw(seed: int) -> None:
    first, second = lives(seed)
    before = evaluated(first, TOLD_ON)
    was, was_matters = before.digests(), before.matters()
    for rows, day in ((second, LATER), (first, LATER)):
        now = evaluated(rows, day)
        left, is_ = still(before, now).names, now.digests()
        assert {n: is_[n] for n in left} == {n: was[n] for n in left}
        assert len(left) > MANY
        assert rows is first or sum(is_[n] != was.get(n) for n in is_) > MANY
        left, is_ = still_matters(before, now).names, now.matters()
        assert {n: is_[n] for n in left} == {n: was_matters[n] for n in left}
        assert len(left) > MANY
        assert rows is first or sum(is_[n] != was_matters.get(n) for n in is_) > MANY


@pytest.mark.parametrize("seed", range(TIMES))
def test_what_became_of_each_finding_is_told_alike_from_its_place_and_from_everywhere(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    first, second = lives(seed)
    before, now = evaluated(first, TOLD_ON), evaluated(second, LATER)
    held = [Held(c.identity, c.form) for c in first_changes(before.document)]
    last = Last(before.document, held, before.known, None)

    def step(given: Records, as_of: date, known_at: datetime | None) -> Evaluation:
        return outlined(
            Evaluation(given, as_of, known_at, now.run.rules, Settings(), places(), now.run.runner)
        )

    near = compare(last, now.run, now.document, step)
    monkeypatch.setattr(comparison, "_places", lambda *_: None)
    assert compare(last, now.run, now.document, step) == near
    assert {c.change for c in near} >= {"new", "continuing", "changed", "ended"}


def test_nothing_is_left_alone_where_the_frame_differs_or_a_place_was_blocked() -> None:
    rows = {"sites": [site("A")[1]], "discoveries": [found("A", "2022-03-02")[1]]}
    before = evaluated(rows, TOLD_ON)
    other = Run(before.known, before.run, {**before.document, "rules_sha256": "other"})
    blocked = Run(before.known, before.run, {**before.document, "blocked": [{"rule": "*"}]})
    for left in (still, still_matters):
        for changed in (other, blocked):
            assert left(changed, before).names == frozenset()
            assert left(before, changed).names == frozenset()
    assert still(before, before).names == frozenset(before.digests())
    assert still_matters(before, before).names == frozenset(before.matters()) != frozenset()


def counted(of_c: str) -> dict[str, list[Row]]:
    """孝义市 counts A and B from 02-20 on, in windows until 03-15; C was found on another day and is stopped."""
    told = [("A", "2022-02-18"), ("B", "2022-02-19"), ("C", of_c)]
    return {
        "sites": [site(name)[1] for name, _ in told],
        "discoveries": [found(name, day)[1] for name, day in told],
        "checks": [checked(name, "2022-02-20", "producing")[1] for name in "AB"]
        + [checked("C", of_c, "stopped", check_id="K0")[1]],
    }


@pytest.mark.parametrize(
    ("of_c", "alone"),
    [("2022-02-17", True), ("2022-02-18", False), ("2022-03-10", False)],
)
def test_news_of_a_site_found_in_the_days_of_a_count_moves_its_paper(of_c: str, alone: bool) -> None:  # noqa: FBT001 - a column of the table above
    rows = counted(of_c)
    more = {**rows, "checks": [*rows["checks"], checked("C", "2022-03-12", "stopped")[1]]}
    before, now = evaluated(rows, TOLD_ON), evaluated(more, TOLD_ON)
    county = {n for n in before.drafts().groups if n.startswith("141181000000-county_government")}
    assert county
    assert (county <= still(before, now).names) is alone
    assert county <= still(before, before).names


# --- which papers may be left alone ---
def paper(
    *names: str, key: str = "N", on: date = TOLD_ON, at: datetime = AT, parent: str | None = None
) -> Paper:
    steps = tuple(Step(n, name, on, "wenze", at) for n, name in enumerate(names, start=1))
    return Paper(key, "supplement" if parent else "referral", "o", "p", "r", "r", parent, steps=steps)


UNMOVED = Unmoved(frozenset({"N"}), TOLD_ON.isoformat(), AT)
LATE = datetime(2022, 3, 14, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("families", "left"),
    [
        ([[paper("proposed")]], True),
        ([[paper("proposed", "drafted", "approved")]], True),
        ([[paper("proposed", "closed")], [paper("proposed", key="N~2")]], True),
        ([], False),
        ([[paper("proposed", at=LATE)]], False),
        ([[paper("proposed", on=LATER)]], False),
        ([[paper("proposed", "refused")]], False),
        ([[paper("proposed", "refused", "drafted")]], False),
        ([[paper("proposed", "drafted", "approved", "issued")]], False),
        ([[paper("proposed", "closed")]], False),
        ([[paper("proposed"), paper("proposed", key="N.supplement-1", parent="N")]], False),
        (
            [[paper("proposed", "drafted", "approved", "issued", "closed")], [paper("proposed", key="N~2")]],
            False,
        ),
    ],
)  # fmt: skip
def test_only_a_paper_that_waits_with_a_proposal_the_last_run_saw_is_left_alone(
    families: list[list[Paper]],
    left: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    assert UNMOVED.settles("N", families) is left
    assert not UNMOVED.settles("M", families)
    assert not NOTHING_UNMOVED.settles("N", families)


# --- whole weeks ---
DAYS = ("2022-03-07", "2022-03-14", "2022-03-21", "2022-03-28", "2022-04-04")


def seen(site_id: str, day: int, **cells: str) -> Any:
    """The one discovery of a site; said again it is corrected."""
    return found(site_id, f"2022-03-0{day}", discovery_id=f"D{site_id}", **cells)


def history(rng: random.Random) -> Iterator[tuple[str, list[Any]]]:
    """Five weeks of two counties: sites found, seen again, checked, corrected, withdrawn; weeks in which nothing came."""
    towns_ = ("孝义市/西辛庄镇", "孝义市/兑镇镇", "交口县/水头镇")
    known: list[tuple[str, str]] = []
    for week, day in enumerate(DAYS):
        rows: list[Any] = []
        for number in range(rng.choice((0, 1, 2)) if week else 4):
            name = f"S{week}{number}"
            known.append((name, rng.choice(towns_)))
            rows += [site(name, known[-1][1]), seen(name, rng.randint(1, 6))]
        for _ in range(rng.choice((0, 1, 2))):
            name, place = rng.choice(known)
            told = (
                checked(name, day, rng.choice(("stopped", "producing"))),
                seen(name, rng.randint(1, 6)),
                seen(name, 2, withdrawn="yes"),
                site(name, place, name="又名"),
            )
            fresh = rng.choice(told)
            key = {"checks": "check_id", "discoveries": "discovery_id", "sites": "site_id"}[fresh[0]]
            rows = [r for r in rows if (r[0], r[1].get(key)) != (fresh[0], fresh[1][key])] + [fresh]
        yield day, rows


def lived(made: Office, seed: int) -> list[Any]:
    """What the ledger holds after the weeks."""
    for day, rows in history(random.Random(seed)):  # noqa: S311 - cases, no secrets
        if rows:
            made.say(day, *rows)
        made.week(day)
    with made.store.reading() as session:
        out = [
            [row.model_dump() for row in session.exec(select(model).order_by(col(model.id)))]
            for model in (Referral, ReferralStep, FindingState)
        ]
    return [*out, [(r.document_sha256, r.detail) for r in made.runs()]]


@pytest.mark.parametrize("seed", range(TIMES))
def test_weeks_that_leave_papers_alone_end_as_weeks_that_look_at_every_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    quick = lived(office(tmp_path / "quick"), seed)
    for name in ("unmoved", "unmoved_matters"):
        monkeypatch.setattr(weeks, name, lambda *_: NOTHING_UNMOVED)
    assert lived(office(tmp_path / "whole"), seed) == quick
