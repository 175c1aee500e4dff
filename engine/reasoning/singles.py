"""Facts that stand by themselves: evidence of dereliction, department evidence with a site, overdue inquiries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.facts.build import Facts
from engine.periods import to_day
from engine.rules.model import All, FactIs, Rule
from engine.rules.terms import Condition, Where

ORGAN_LEVELS = {"township": "township", "county": "county", "city": "city"}


def organ_class(organ: str) -> str:
    """`department:国土局` → `department`; `county_government` stays."""
    return organ.split(":", 1)[0]


def organ_level(organ: str) -> str | None:
    """The level that an organ's word names, None for departments and the like."""
    return ORGAN_LEVELS.get(organ.split("_", 1)[0]) if "_" in organ_class(organ) else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One standing row of duty evidence; `day` is the day from which it is verified, None while it is not."""

    id: str
    jurisdiction: str
    organ: str
    kind: str
    verified: bool
    day: int | None
    root: str | None
    row: dict[str, Any]


def evidence(facts: Facts) -> list[Evidence]:
    """Duty evidence whose days lie on or before the day, by id."""
    out = []
    for row in facts.rows("duty_evidence"):
        if row["occurred_on"] > facts.as_of:
            continue
        day = row["verified_on"] or row["occurred_on"]
        verified = row["verified"] == "yes" and day <= facts.as_of
        root = facts.roots.get(row["site_id"]) if row["site_id"] else None
        out.append(
            Evidence(
                row["evidence_id"],
                row["jurisdiction"],
                row["organ"],
                row["kind"],
                verified,
                day if verified else None,
                root,
                row,
            )  # fmt: skip
        )
    return sorted(out, key=lambda e: e.id)


@dataclass(frozen=True, slots=True)
class Act:
    """What evidence says was done: the day (ordinal), and the post that it names, None where it names none."""

    evidence: str
    day: int
    post: str | None


def acts(rule: Rule, records: Iterable[str], pieces: Mapping[str, Evidence]) -> tuple[Act, ...]:
    """The acts that a rule on evidence rests on; none where a rule counts: there a post answers for every day of a stretch.

    A department is answerable for a mine (Order 446, art. 7 para. 2) by what the evidence says it did, on that day.
    """
    when = rule.when
    of_evidence = isinstance(when, FactIs) or (
        isinstance(when, All) and any(member.fact == "duty_evidence" for member in when.all)
    )
    if not of_evidence:
        return ()
    cited = (r.partition("/")[2] for r in records if r.startswith("duty_evidence/"))
    return tuple(Act(e, pieces[e].row["occurred_on"], pieces[e].row["post"] or None) for e in cited)


def satisfies(one: Evidence, where: Where) -> bool:
    """Whether evidence meets every condition; an organ is compared by its class."""
    values = {"kind": one.kind, "verified": "yes" if one.verified else "no", "organ": organ_class(one.organ)}
    return all(
        _holds(values.get(column, one.row.get(column)), condition) for column, condition in where.items()
    )


def _holds(value: object, condition: Condition) -> bool:
    """Whether one condition holds; days of evidence are ordinals and never empty."""
    ((operator, operand),) = condition.items()
    if isinstance(operand, date):
        assert isinstance(value, int)  # noqa: S101 - `rules check` lets a day be compared with a day alone
        return (value < to_day(operand)) is (operator == "before")
    words = operand if isinstance(operand, tuple) else (operand,)
    return (value not in words) if operator == "not" else value in words


@dataclass(frozen=True, slots=True)
class Overdue:
    """What was not answered or not verified in time: the days on which it was late."""

    record: str
    place: str
    root: str
    sent_to: str
    first: int
    last: int


def overdue(facts: Facts) -> list[Overdue]:
    """Inquiries without an answer after the due day, up to the day."""
    out = []
    columns = ("inquiry_id", "site_id", "sent_on", "sent_to", "due_on", "answered_on")
    for row in facts.rows("inquiries", columns):
        root = facts.roots.get(row["site_id"])
        first = max(row["due_on"] + 1, row["sent_on"])
        answered = row["answered_on"]
        last = min(facts.as_of, answered - 1 if answered is not None else facts.as_of)
        if root is None or first > last:
            continue
        code = facts.codes[root]
        level = organ_level(row["sent_to"])
        county = facts.tree.ancestor_at(code, "county", first)
        place = (facts.tree.ancestor_at(code, level, first) if level else None) or county or code
        out.append(Overdue(f"inquiries/{row['inquiry_id']}", place, root, row["sent_to"], first, last))
    return sorted(out, key=lambda o: o.record)


def unverified(facts: Facts, clock: int, organ: str) -> list[Overdue]:
    """Reports of coal sites that were not verified within `clock` days, up to the day."""
    out = []
    for row in facts.reports(clock):
        code = facts.codes[row["root"]]
        first = row["reported_on"] + clock + 1
        last = facts.as_of if row["verified_on"] is None else min(facts.as_of, row["verified_on"] - 1)
        place = facts.tree.ancestor_at(code, "county", first) or code
        out.append(Overdue(row["record"], place, row["root"], organ, first, last))
    return sorted(out, key=lambda o: o.record)
