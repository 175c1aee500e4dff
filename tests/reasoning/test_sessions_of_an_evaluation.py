"""What enters the chain: one session a county, and only stretches, evidence and what lies around them (DESIGN §3)."""

import json
import random
from collections import Counter
from datetime import date
from typing import Any

from factmaking import (
    JIAOCHENG,
    REAL,
    RULES,
    TIANNING,
    TOWNSHIP,
    XIAOYI,
    Row,
    asked,
    checked,
    evidence,
    found,
    records,
    site,
)
from treemaking import CITY, EAST, MILL, WEST, place, places

from engine.evaluation import Evaluation, evaluate
from engine.jurisdictions import Jurisdictions
from engine.reasoning.chain import run_worker
from engine.settings import Settings

ALLOWED = {"stretch", "evidence", "overdue", "illegal_coal_mine", "route", "companion"}
DEPARTMENT = {"organ": "department:应急局", "place": XIAOYI, "site_id": "A"}
ROWS: tuple[Row, ...] = (
    site("A"), site("B"), found("A", "2022-02-01"), found("B", "2022-02-03"), checked("A", "2022-02-05"),
    checked("B", "2022-02-06"), site("C", TIANNING), found("C", "2022-02-10"), checked("C", "2022-02-12"),
    evidence("E1", "2022-02-25"), evidence("E2", "2022-02-26", **DEPARTMENT), asked("A", "2022-02-05", "2022-02-20"),
    evidence("E3", "2022-02-27", kind="protective_umbrella"),
)  # fmt: skip


def asked_of(*rows: Row, where: Jurisdictions = REAL) -> tuple[Evaluation, list[dict[str, Any]]]:
    """The evaluation, and every request that the worker was sent."""
    requests: list[dict[str, Any]] = []

    def runner(request: bytes, seconds: float) -> bytes:
        requests.append(json.loads(request))
        return run_worker(request, seconds)

    run = evaluate(
        records(*rows, places=where), as_of=date(2022, 3, 1), known_at=None, rules=RULES, settings=Settings(),
        jurisdictions=where, runner=runner,
    )  # fmt: skip
    return run, requests


def test_only_stretches_evidence_and_what_lies_around_them_enter() -> None:
    _, requests = asked_of(*ROWS)
    kinds = Counter(f["t"] for r in requests for s in r["sessions"] for f in s["facts"])
    assert set(kinds) == ALLOWED


def test_more_records_of_the_same_sites_bring_no_more_facts() -> None:
    more = [checked(s, f"2022-02-{d}") for s in "AB" for d in range(14, 28)]
    numbers = []
    for rows in (ROWS, (*ROWS, *more)):
        _, requests = asked_of(*rows)
        numbers.append([len(s["facts"]) for r in requests for s in r["sessions"]])
    assert numbers[0] == numbers[1]


def test_one_session_a_county_and_then_one_for_the_city_above() -> None:
    _, requests = asked_of(*ROWS)
    assert [[s["sid"] for s in r["sessions"]] for r in requests] == [[JIAOCHENG, XIAOYI], ["141100000000"]]


def test_a_township_without_a_county_is_in_its_city_s_session() -> None:
    made = places(place("900100400000", "直镇", "township", CITY))
    rows = (site("A", "900100400000"), found("A", "2022-02-01"), checked("A", "2022-02-05"))
    _, requests = asked_of(*rows, where=made)
    assert [s["sid"] for r in requests for s in r["sessions"]] == [CITY]


def test_facts_hold_only_text_booleans_and_integers() -> None:
    _, requests = asked_of(*ROWS)
    kinds = {type(v) for r in requests for s in r["sessions"] for f in s["facts"] for v in f.values()}
    assert kinds <= {str, bool, int}


def test_every_finding_names_the_facts_it_rests_on() -> None:
    run, _ = asked_of(*ROWS)
    assert run.blocked == []
    assert len(run.conclusions.met) >= 6
    for one in run.conclusions.met:
        assert one.supports
        assert all(support for support in one.supports)


def test_a_department_s_finding_rests_on_the_evidence_and_on_the_site() -> None:
    run, _ = asked_of(*ROWS)
    (one,) = [m for m in run.conclusions.met if m.rule.id == "order446.department-responsible"]
    (support,) = one.supports
    assert "site/A" in support
    assert any(key.endswith("duty_evidence/E2") for key in support)


def test_verified_evidence_joins_the_threshold_finding_of_its_place() -> None:
    run, _ = asked_of(*ROWS)
    joined = {
        (m.rule.id.split(".")[1], m.stretch.place): m.evidence for m in run.conclusions.met if m.stretch.count
    }
    assert joined["county-two-illegal-coal-mines", XIAOYI] == ("E2",)
    assert joined["township-illegal-coal-mine", "141181103000"] == ("E1",)
    assert joined["township-illegal-coal-mine", TIANNING] == ()


def test_restricted_evidence_joins_nothing_that_others_may_read() -> None:
    run, _ = asked_of(*ROWS)
    umbrella = "notice2022-21.protective-umbrella"
    assert not [m for m in run.conclusions.met if m.rule.id != umbrella and "E3" in m.evidence]
    assert not [m for m in run.conclusions.met if m.rule.id != umbrella and "E3" in str(m.supports)]


def test_evidence_joins_the_finding_of_its_place_though_the_place_moved_to_another_county_since() -> None:
    moved = places(
        place(MILL, "磨镇", "township", EAST, first="1990-01-01", last="2022-02-14"),
        place(MILL, "磨镇", "township", WEST, first="2022-02-15"),
    )
    rows = (
        site("A", MILL),
        found("A", "2022-02-01"),
        checked("A", "2022-02-05"),
        evidence("E1", "2022-02-25", place=MILL),
    )
    run, _ = asked_of(*rows, where=moved)
    assert [m.evidence for m in run.conclusions.met if m.rule.id == TOWNSHIP] == [("E1",)]


def test_the_same_rows_in_ten_orders_give_the_same_requests_and_answers() -> None:
    first, requests = asked_of(*ROWS)
    for seed in range(10):
        rows = list(ROWS)
        random.Random(seed).shuffle(rows)  # noqa: S311 - an order, not a secret
        again, sent = asked_of(*rows)
        assert sent == requests
        assert again.conclusions == first.conclusions


def test_the_worker_gives_a_real_request_the_same_in_ten_orders_of_facts() -> None:
    _, requests = asked_of(*ROWS)
    answers = set()
    for seed in range(10):
        request = json.loads(json.dumps(requests[0]))
        for session in request["sessions"]:
            random.Random(seed).shuffle(session["facts"])  # noqa: S311 - an order, not a secret
        given = json.loads(run_worker(json.dumps(request).encode(), 60.0))["sessions"]
        answers.add(json.dumps({
            sid: sorted(json.dumps({k: v for k, v in d.items() if k not in ("id", "supports")}) for d in derived)
            for sid, derived in given.items()
        }, sort_keys=True))  # fmt: skip
    assert len(answers) == 1
