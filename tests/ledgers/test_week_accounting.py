"""Nothing vanishes: every finding of either run is accounted for exactly once, under one identity, with a cause."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from factmaking import DUIZHEN, REAL, RULES, XIXINZHUANG, checked, found, site
from hypothesis import given, settings
from hypothesis import strategies as st
from weekmaking import Row, first, then, told

from engine.ledgers.cause_words import UNEXPLAINED
from engine.ledgers.causes import Ways
from engine.ledgers.changes import CHANGES, FindingChange, changes, first_changes, matched
from engine.ledgers.identities import Held, match, new_identity
from engine.ledgers.record_news import Index, Records
from engine.ledgers.stages import Stage, steps

Form = Mapping[str, Any]
LAST, THIS = "2022-03-06", "2022-03-13"
START = date(2022, 1, 1)


def plain(_table: str, row: str) -> str:
    return row


def form(rule: str, place: str, first_day: int | None, length: int | None, of: str) -> dict[str, Any]:
    """A finding in print; `first_day` None is a question, `length` None an open stretch."""
    begins = None if first_day is None else (START + timedelta(first_day)).isoformat()
    ended = (
        None if first_day is None or length is None else (START + timedelta(first_day + length)).isoformat()
    )
    parts = [rule, place, of, begins or "cannot-tell"]
    return {
        "id": "/".join(p for p in parts if p), "rule": rule, "outcome": "met" if begins else "cannot_tell",
        "jurisdiction": place, "met_on": begins, "ended_on": ended, "count": None, "threshold": None, "windows": None,
        "window_sensitive": False, "sites": [], "records": [], "legal_basis": [], "accountable": None, "refer_to": None,
        "consequence": "list", "restricted": False, "evidence": [], "missing": [], "continued_by": None,
    }  # fmt: skip


@st.composite
def stretches(draw: st.DrawFn, as_of: str) -> list[dict[str, Any]]:
    """Findings as an engine gives them: of one key, stretches apart from each other, at most one question."""
    last = (date.fromisoformat(as_of) - START).days
    out = []
    for rule in ("r1", "r2"):
        for of in ("", "organ"):
            days = sorted(draw(st.sets(st.integers(0, last), max_size=6)))
            for a, b in zip(days[::2], days[1::2], strict=False):
                out.append(form(rule, XIXINZHUANG, a, None if b == last else b - a, of))
            if draw(st.booleans()) and not of:
                out.append(form(rule, XIXINZHUANG, None, None, ""))
    return out


@cache
def ground() -> tuple[Any, dict[str, Any]]:
    run, document, _ = told(THIS, [site("A")])
    return Records(run.facts.standing), document


def documents(
    before: list[dict[str, Any]], now: list[dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    document = ground()[1]
    return {**document, "as_of": LAST, "findings": before}, {**document, "findings": now}


def compared(
    before: list[dict[str, Any]], now: list[dict[str, Any]]
) -> tuple[list[Held], list[FindingChange]]:
    earlier, later = documents(before, now)
    records = ground()[0]
    held = [Held(c.identity, c.form) for c in first_changes(earlier)]
    way = steps(earlier, [Stage("days", later)], records.origin)
    return held, changes(
        matched(held, earlier, later, records.origin),
        Ways(way, Index([]), Index([]), records, RULES, REAL.tree),
    )


@settings(deadline=None)
@given(stretches(LAST), stretches(THIS))
def test_every_finding_of_either_side_is_accounted_for_exactly_once(
    before: list[dict[str, Any]], now: list[dict[str, Any]]
) -> None:
    held, told_ = compared(before, now)
    after = [c for c in told_ if c.before is None or c.form is not c.before]
    gone = [c for c in told_ if c.before is not None and c.form is c.before]
    assert Counter(c.form["id"] for c in after) == Counter(f["id"] for f in now)
    kept = {c.identity for c in after if c.before is not None}
    assert kept | {c.identity for c in gone} == {h.identity for h in held}
    assert not kept & {c.identity for c in gone}
    assert len({c.identity for c in told_}) == len(told_)
    assert {c.change for c in told_} <= set(CHANGES)
    assert all(c.causes for c in told_)
    assert all(UNEXPLAINED not in c.causes for c in told_)


@settings(deadline=None)
@given(stretches(LAST), stretches(THIS))
def test_paired_findings_share_days_and_what_shares_days_with_nothing_is_new_or_gone(
    before: list[dict[str, Any]], now: list[dict[str, Any]]
) -> None:
    held = [Held(new_identity(f, LAST, ()), f) for f in before]
    matching = match(held, LAST, now, THIS, plain)

    def days(f: Form, as_of: str) -> tuple[str, str]:
        return (f["met_on"] or "0", f["ended_on"] or (as_of if f["met_on"] else "9"))

    def common(one: Form, other: Form) -> bool:
        a, b = days(one, LAST), days(other, THIS)
        same = [(f["rule"], f["outcome"], f["id"].count("/organ/")) for f in (one, other)]
        return same[0] == same[1] and a[0] <= b[1] and b[0] <= a[1]

    assert all(common(h.form, f) for h, f in matching.pairs)
    assert all((o is None) != any(common(h.form, f) for f in now) for h, o in matching.gone)
    assert all((h is None) != any(common(b.form, f) for b in held) for f, h in matching.fresh)


@settings(deadline=None)
@given(stretches(LAST))
def test_the_same_findings_again_all_continue_or_go_on_from_the_day_of_the_last_run(
    now: list[dict[str, Any]],
) -> None:
    _, told_ = compared(now, now)
    assert {c.change for c in told_} <= {"continuing"}
    assert [c.identity for c in told_ if c.form["met_on"]] == [
        c.form["id"] for c in told_ if c.form["met_on"]
    ]


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=4))
def test_an_identity_that_another_bears_is_never_given_twice(ids: list[str]) -> None:
    taken: list[str] = []
    for one in ids:
        taken.append(new_identity({"id": one, "met_on": "2022-01-01"}, THIS, taken))
    assert len(set(taken)) == len(taken)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """What three sites of one county were said to do, and what came later: more rows, corrections, withdrawals."""
    rows: list[Row] = []
    later: list[Row] = []
    for name, place in (("A", XIXINZHUANG), ("B", DUIZHEN), ("C", XIXINZHUANG)):
        rows.append(site(name, place))
        days = sorted(draw(st.sets(st.integers(1, 12), min_size=1, max_size=4)))
        for n, day in enumerate(days):
            on = f"2022-03-{day:02}"
            row = (
                found(name, on)
                if n == 0
                else checked(name, on, draw(st.sampled_from(["stopped", "producing", "producing"])))
            )
            (later if draw(st.booleans()) and n else rows).append(row)
    for n, (table, row) in enumerate(list(rows)):
        if table != "sites" and draw(st.integers(0, 3)) == 0:
            key = "discovery_id" if table == "discoveries" else "check_id"
            mended = {**row, key: f"X{n}", "replaces": row[key]}
            mended |= draw(
                st.sampled_from(
                    [
                        {"withdrawn": "yes"},
                        {"missing_licences": "none"} if table == "discoveries" else {"result": "stopped"},
                    ]
                )
            )
            later.append((table, mended))
    return rows, later


@settings(max_examples=20, deadline=None)
@given(histories())
def test_whatever_comes_late_nothing_vanishes_and_nothing_is_unexplained(
    history: tuple[list[Row], list[Row]],
) -> None:
    rows, later = history
    before = first(LAST, *rows)
    week = then(before, THIS, *rows, *later)
    assert {c.identity for c in before.changes} == {c.identity for c in week.changes if c.before is not None}
    assert Counter(f["id"] for f in week.document["findings"]) == Counter(
        c.form["id"] for c in week.changes if c.before is None or c.form is not c.before
    )
    assert all(c.causes for c in week.changes)
    assert [c for c in week.changes if UNEXPLAINED in c.causes] == []
