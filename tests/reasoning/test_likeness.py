"""Facts that differ by their key alone enter the chain once, and what follows holds for each of them (DESIGN §3)."""

import json
import random
from typing import Any

from working import JOIN, STRETCH, answer, left, right, session, stretch

from engine.reasoning.chain import Derived, Sessions, chain, run_worker
from engine.reasoning.likeness import represented

PLAN = [STRETCH, JOIN]
AFTER: dict[str, Any] = {
    "name": "after",
    "patterns": [{"as": "a", "equal": {"t": "finding", "rule": "j"}}],
    "give": {"t": "escalation"},
}


def keyed(fact: dict[str, Any], key: str) -> dict[str, Any]:
    return {**{k: v for k, v in fact.items() if k != "id"}, "key": key}


def told(derived: list[Derived]) -> set[tuple[str, str, tuple[tuple[str, ...], ...]]]:
    return {(d.content["t"], key, d.supports_of(key)) for d in derived for key in d.keys}


def test_of_stretches_that_differ_by_key_alone_the_first_is_sent_for_all() -> None:
    facts = [keyed(stretch(1), key) for key in ("c", "a", "b")]
    sent, keys = represented(PLAN, {"s": facts})
    assert sent == {"s": [facts[1]]}
    assert keys == {"s": {"a": ("a", "b", "c")}}


def test_a_fact_without_its_like_stands_for_itself() -> None:
    facts = [keyed(stretch(1), "a"), keyed(stretch(2, surplus=1), "b")]
    assert represented(PLAN, {"s": facts}) == ({"s": facts}, {"s": {}})


def test_facts_of_different_sessions_are_not_alike() -> None:
    facts = {"s": [keyed(stretch(1), "a")], "t": [keyed(stretch(1), "b")]}
    assert represented(PLAN, facts) == (facts, {"s": {}, "t": {}})


def test_a_yes_and_a_one_are_not_alike() -> None:
    facts = [{"t": "stretch", "key": "a", "surplus": True}, {"t": "stretch", "key": "b", "surplus": 1}]
    assert represented(PLAN, {"s": facts}) == ({"s": facts}, {"s": {}})


def test_the_right_side_of_a_join_is_sent_whole() -> None:
    facts = [keyed(right(1), "a"), keyed(right(1), "b")]
    assert represented(PLAN, {"s": facts}) == ({"s": facts}, {"s": {}})


def test_where_the_plan_joins_with_what_it_derives_everything_is_sent() -> None:
    plan = [*PLAN, {**JOIN, "patterns": [JOIN["patterns"][0], {"as": "m", "equal": {"t": "finding"}, "join": {"site": "site"}}]}]  # fmt: skip
    facts = [keyed(stretch(1), "a"), keyed(stretch(1), "b")]
    assert represented(plan, {"s": facts}) == ({"s": facts}, {"s": {}})


def test_what_is_derived_holds_for_each_with_supports_of_its_own() -> None:
    given = Sessions()
    for key in ("a", "b"):
        given.add("s", keyed(left(1), key))
    given.add("s", keyed(right(1), "m"))
    derived, _ = chain([*PLAN, AFTER], given)
    both = {(kind, key, ((key, "m"),)) for kind in ("finding", "escalation") for key in "ab"}
    assert told(derived["s"]) == both


def test_random_sessions_derive_what_they_do_when_every_fact_is_sent() -> None:
    draw = random.Random(7)  # noqa: S311 - an order, not a secret
    given = Sessions()
    for number in range(40):
        for n in range(draw.randrange(1, 12)):
            fact = draw.choice(
                [stretch(0, draw.choice([-1, 0, 1])), left(0, draw.choice("AB")), right(0, draw.choice("AB"))]
            )
            given.add(f"s{number:02d}", keyed(fact, f"k{n:02d}"))
    plain = answer([*PLAN, AFTER], *[session(r["sid"], *r["facts"]) for r in given.requests()])
    derived, failed = chain([*PLAN, AFTER], given)
    assert failed == {}
    names = {(r["sid"], f["id"]): f["key"] for r in given.requests() for f in r["facts"]}
    for sid, facts in plain.items():
        direct = {
            (f["t"], f["key"], tuple(sorted(tuple(sorted(names[sid, i] for i in s)) for s in f["supports"])))
            for f in facts
            if f["t"] == "finding"
        }
        assert {t for t in told(derived[sid]) if t[0] == "finding"} == direct
        assert {f["key"] for f in facts if f["t"] == "escalation"} == {
            key for kind, key, _ in told(derived[sid]) if kind == "escalation"
        }


def test_a_hundred_stretches_of_a_place_are_one_fact_of_the_request() -> None:
    sizes: list[int] = []

    def runner(request: bytes, seconds: float) -> bytes:
        sizes.extend(len(s["facts"]) for s in json.loads(request)["sessions"])
        return run_worker(request, seconds)

    given = Sessions()
    for n in range(100):
        given.add("s", keyed(stretch(1), f"k{n:03d}"))
    derived, _ = chain(PLAN, given, runner)
    assert sizes == [1]
    assert len(told(derived["s"])) == 100
