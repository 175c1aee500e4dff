"""End to end: where the chain fails or the two computations disagree, that place is blocked and no other."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from factmaking import (
    COUNTY,
    DERELICTION,
    JIAOCHENG,
    LVLIANG,
    REAL,
    RULES,
    TIANNING,
    TOWNSHIP,
    XIAOYI,
    XIXINZHUANG,
    Row,
    checked,
    evidence,
    found,
    met,
    records,
    site,
)

from engine.document import document
from engine.errors import ReasoningError
from engine.evaluation import evaluate
from engine.periods import to_day
from engine.reasoning.chain import run_worker
from engine.reasoning.screen import Screen
from engine.reasoning.stretch import Stretch
from engine.settings import Settings

RUN = "2022-03-01"
ROWS: tuple[Row, ...] = (
    site("A"), found("A", "2022-02-01"), checked("A", "2022-02-05"),
    site("B", TIANNING), found("B", "2022-02-10"), checked("B", "2022-02-12"),
    evidence("E1", "2022-02-25"),
)  # fmt: skip
FIRST = to_day(date(2022, 2, 5))
Stretches = Callable[[Any, Any, Any], list[Stretch]]


def run(runner: Callable[[bytes, float], bytes] = run_worker, *more: Row) -> dict[str, Any]:
    return document(
        evaluate(
            records(*ROWS, *more), as_of=date.fromisoformat(RUN), known_at=None, rules=RULES, settings=Settings(),
            jurisdictions=REAL, runner=runner,
        )
    )  # fmt: skip


def failing_at(*sids: str) -> Callable[[bytes, float], bytes]:
    """A worker that dies on the sessions of some places."""

    def runner(request: bytes, seconds: float) -> bytes:
        if {s["sid"] for s in json.loads(request)["sessions"]} & set(sids):
            raise ReasoningError("推理进程被信号 11 终止")
        return run_worker(request, seconds)

    return runner


def without(kind: str, **content: str) -> Callable[[bytes, float], bytes]:
    """A worker that loses a derived fact."""

    def runner(request: bytes, seconds: float) -> bytes:
        given = json.loads(run_worker(request, seconds))
        for sid, derived in given["sessions"].items():
            given["sessions"][sid] = [
                d for d in derived if d["t"] != kind or any(d.get(k) != v for k, v in content.items())
            ]
        return json.dumps(given).encode()

    return runner


def planted(monkeypatch: pytest.MonkeyPatch, change: Callable[[str, list[Stretch]], list[Stretch]]) -> None:
    """Let the screening answer something else."""
    real: Stretches = Screen.stretches

    def stretches(self: Screen, rule: Any, when: Any) -> list[Stretch]:
        return change(rule.id, real(self, rule, when))

    monkeypatch.setattr(Screen, "stretches", stretches)


def test_nothing_is_blocked_where_all_agrees() -> None:
    given = run()
    assert given["blocked"] == []
    assert {f["rule"] for f in given["findings"]} == {TOWNSHIP, DERELICTION}


def test_a_session_that_fails_blocks_its_place_with_the_reason_and_no_other() -> None:
    given = run(failing_at(XIAOYI))
    assert given["blocked"] == [{"rule": "*", "jurisdiction": XIAOYI, "reason": "推理进程被信号 11 终止"}]
    assert met(given, TOWNSHIP) == [(TIANNING, "2022-02-12", None)]


def test_every_place_is_blocked_where_every_session_fails() -> None:
    given = run(failing_at(XIAOYI, JIAOCHENG))
    assert [b["jurisdiction"] for b in given["blocked"]] == [JIAOCHENG, XIAOYI]
    assert [f for f in given["findings"] if f["outcome"] == "met"] == []


def test_a_worker_that_dies_once_blocks_nothing() -> None:
    calls: list[int] = []

    def once(request: bytes, seconds: float) -> bytes:
        calls.append(1)
        if len(calls) == 1:
            raise ReasoningError("推理进程被信号 11 终止")
        return run_worker(request, seconds)

    assert run(once) == run()


@pytest.mark.parametrize("rule", [TOWNSHIP, DERELICTION])
def test_a_finding_that_the_chain_loses_blocks_exactly_its_place(rule: str) -> None:
    given = run(without("finding", rule=rule, place=XIXINZHUANG))
    assert {(b["rule"], b["jurisdiction"]) for b in given["blocked"]} == {(rule, XIXINZHUANG)}
    assert all(b["reason"].startswith("复核计算有而推理链没有") for b in given["blocked"])


def test_a_stretch_that_the_screening_drops_blocks_exactly_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    planted(monkeypatch, lambda rule, given: [s for s in given if (rule, s.place) != (TOWNSHIP, XIXINZHUANG)])
    given = run()
    assert given["blocked"] == [
        {
            "rule": TOWNSHIP,
            "jurisdiction": XIXINZHUANG,
            "reason": "复核计算有而推理链没有：2022-02-05 至 2022-03-01",
        }
    ]


def test_a_stretch_that_the_screening_invents_blocks_exactly_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    invented = Stretch(COUNTY, JIAOCHENG, FIRST, FIRST + 3, 2, 2, (), ("B", "C"))
    planted(monkeypatch, lambda rule, given: [*given, invented] if rule == COUNTY else given)
    blocked = run()["blocked"]
    assert {(b["rule"], b["jurisdiction"]) for b in blocked if b["rule"].startswith("order446.")} == {
        (COUNTY, JIAOCHENG)
    }
    assert all(b["reason"].startswith("推理链有而复核计算没有") for b in blocked if b["rule"] == COUNTY)


@pytest.mark.parametrize(("first", "last"), [(1, 0), (-1, 0), (0, -1)])
def test_a_stretch_shifted_by_a_day_is_found_from_both_sides(
    monkeypatch: pytest.MonkeyPatch, first: int, last: int
) -> None:
    def shift(rule: str, given: list[Stretch]) -> list[Stretch]:
        return [
            replace(s, first=s.first + first, last=s.last + last)
            if (rule, s.place) == (TOWNSHIP, XIXINZHUANG)
            else s
            for s in given
        ]

    planted(monkeypatch, shift)
    blocked = run()["blocked"]
    assert {(b["rule"], b["jurisdiction"]) for b in blocked} == {(TOWNSHIP, XIXINZHUANG)}
    assert sorted(b["reason"][:4] for b in blocked) == ["复核计算", "推理链有"]


PAIR = (site("C"), found("C", "2022-02-10"), checked("C", "2022-02-12"))
NOTICE = "local.city-supervision-notice"


def test_a_lost_supervision_notice_above_blocks_the_place_above() -> None:
    given = run(without("finding", rule=NOTICE), *PAIR)
    assert {(b["rule"], b["jurisdiction"]) for b in given["blocked"]} == {(NOTICE, LVLIANG)}


def test_what_would_have_risen_from_a_failed_place_is_blocked_above_under_its_own_rule() -> None:
    assert met(run(run_worker, *PAIR), NOTICE) == [(LVLIANG, "2022-02-12", None)]
    given = run(failing_at(XIAOYI), *PAIR)
    assert {(b["rule"], b["jurisdiction"]) for b in given["blocked"]} == {("*", XIAOYI), (NOTICE, LVLIANG)}


def test_blocked_places_are_told_by_the_evaluation() -> None:
    given = evaluate(
        records(*ROWS), as_of=date.fromisoformat(RUN), known_at=None, rules=RULES, settings=Settings(),
        jurisdictions=REAL, runner=failing_at(JIAOCHENG),
    )  # fmt: skip
    assert given.blocked_places == {JIAOCHENG}
