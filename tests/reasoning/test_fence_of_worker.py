"""DESIGN §3: the worker keeps inside the fence; what it can't keep inside it refuses."""

import ast
import inspect
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from working import JOIN, STRETCH, answer, left, python, right, session, stretch

from engine.errors import ReasoningError
from engine.reasoning import worker
from engine.reasoning.chain import ROOT

SOURCE = Path(worker.__file__)
TREE = ast.parse(SOURCE.read_text(encoding="utf-8"))
CALLED = [
    n.func.attr for n in ast.walk(TREE) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
]
COLLIDING = ("s31597", "s618190")
SEEN = """
from engine.reasoning import worker
plan, sessions = {plan!r}, {sessions!r}
calls = []
Host = worker.Host
real = Host.assert_fact
def one(self, ruleset, fact):
    calls.append((ruleset, fact))
    return real(self, ruleset, fact)
Host.assert_fact = one
{before}
"""


def inside(plan: list[Any], sessions: list[Any], after: str, before: str = "") -> str:
    return python(SEEN.format(plan=plan, sessions=sessions, before=before) + after)


def test_the_equality_across_facts_comes_last() -> None:
    pattern = {"as": "m", "equal": {"t": "right", "kind": "x"}, "join": {"site": "site"}}
    form = worker._pattern(pattern, "a")
    assert form == {"m": {"$and": [{"kind": "x"}, {"t": "right"}, {"site": {"a": "site"}}]}}


def test_a_bound_comes_after_the_equalities_of_its_own_fact() -> None:
    form = worker._pattern(STRETCH["patterns"][0], "a")
    assert form == {"a": {"$and": [{"rule": "r"}, {"t": "stretch"}, {"$gte": {"surplus": 0}}]}}


def test_one_condition_stands_without_and() -> None:
    assert worker._pattern({"as": "a", "equal": {"t": "overdue"}}, "a") == {"a": {"t": "overdue"}}


def test_one_ruleset_a_process() -> None:
    assert CALLED.count("set_rulesets") == 1
    loops = [n for n in ast.walk(TREE) if isinstance(n, (ast.For, ast.While))]
    inner = [
        c.func.attr
        for loop in loops
        for c in ast.walk(loop)
        if isinstance(c, ast.Call) and isinstance(c.func, ast.Attribute)
    ]
    assert "set_rulesets" not in inner
    assert sum(isinstance(n, ast.Call) and getattr(n.func, "id", "") == "Host" for n in ast.walk(TREE)) == 1


def test_the_dispatcher_is_off_and_one_thread_runs() -> None:
    plan, sessions = [STRETCH], [session("a", stretch(1))]
    after = "worker.run(plan, sessions)\nimport threading\nprint(threading.active_count(), Host._run(None))"
    assert inside(plan, sessions, after) == "1 None"


def test_facts_are_asserted_one_at_a_time() -> None:
    plan = [STRETCH, JOIN]
    sessions = [session("a", stretch(1), stretch(2, -1), left(3), right(4)), session("b", right(1))]
    after = "worker.run(plan, sessions)\nprint(len(calls), {type(f).__name__ for _, f in calls}, {r for r, _ in calls})"
    assert inside(plan, sessions, after) == "5 {'dict'} {'wenze'}"


def test_nothing_is_asserted_in_a_batch_deleted_or_retracted() -> None:
    forbidden = {
        "assert_facts",
        "post_batch",
        "post",
        "delete_state",
        "retract_fact",
        "retract_facts",
        "update_state",
        "patch_state",
    }
    assert forbidden.isdisjoint(CALLED)


def test_an_action_takes_one_positional_argument_without_default() -> None:
    action = worker._action({}, STRETCH)
    (parameter,) = inspect.signature(action).parameters.values()
    assert parameter.default is inspect.Parameter.empty
    assert parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD


def test_an_exception_inside_an_action_fails_the_run() -> None:
    plan = [
        {
            **JOIN,
            "patterns": [JOIN["patterns"][0], {"as": "r", "equal": {"t": "right"}, "join": {"site": "site"}}],
        }
    ]
    with pytest.raises(ReasoningError, match="session a: "):
        answer(plan, session("a", left(1), right(2)))


def test_a_duplicate_of_a_derived_fact_fails_nothing() -> None:
    given = answer([JOIN], session("a", left(1), right(2), right(3)))
    assert [d["supports"] for d in given["a"]] == [[["f000001", "f000002"], ["f000001", "f000003"]]]


def test_an_unmatched_fact_fails_nothing() -> None:
    assert answer([STRETCH], session("a", left(1), stretch(2, -1))) == {"a": []}


@pytest.mark.parametrize("name", ["MessageNotHandledException", "MessageObservedException"])
def test_the_two_expected_exceptions_are_expected_by_name(name: str) -> None:
    def expected(_fact: dict[str, Any]) -> None:
        raise getattr(worker, name)("expected")

    worker._assert(expected, {})


@pytest.mark.parametrize("kind", [Exception, ValueError, RuntimeError])
def test_any_other_exception_of_the_library_is_not_swallowed(kind: type[Exception]) -> None:
    def other(_fact: dict[str, Any]) -> None:
        raise kind("other")

    with pytest.raises(kind, match="other"):
        worker._assert(other, {})


def test_the_supports_of_each_firing_are_kept() -> None:
    given = answer([JOIN, STRETCH], session("a", left(1), right(2), stretch(3), left(4, "B"), right(5, "B")))
    assert sorted(d["supports"] for d in given["a"]) == [
        [["f000001", "f000002"]], [["f000003"]], [["f000004", "f000005"]]
    ]  # fmt: skip


def test_two_ids_that_collide_in_32_bits_are_refused() -> None:
    assert worker.hashed(COLLIDING[0]) == worker.hashed(COLLIDING[1])
    with pytest.raises(ValueError, match="s31597 and s618190 collide"):
        worker.check_ids(["s1", *COLLIDING])
    with pytest.raises(ReasoningError, match="collide in 32 bits"):
        answer([STRETCH], *(session(sid, stretch(1)) for sid in COLLIDING))
    twins = [{**stretch(n), "id": one} for n, one in enumerate(COLLIDING)]
    with pytest.raises(ReasoningError, match="collide in 32 bits"):
        answer([STRETCH], session("a", *twins))


def test_one_id_given_twice_is_refused() -> None:
    with pytest.raises(ReasoningError, match="given twice"):
        answer([STRETCH], session("a", stretch(1), stretch(1)))


def test_short_ordered_ids_of_sent_and_derived_facts_do_not_collide() -> None:
    worker.check_ids([f"{letter}{n:06d}" for letter in "fd" for n in range(5000)])


@pytest.mark.parametrize("value", [None, 1.5, 2.0, ["x"], {"x": 1}])
def test_a_value_outside_text_booleans_and_integers_is_refused(value: Any) -> None:
    with pytest.raises(ReasoningError, match=f"f000001: extra is {type(value).__name__}"):
        answer([STRETCH], session("a", {**stretch(1), "extra": value}))


@pytest.mark.parametrize("value", ["x", "", True, False, 0, -1, 999_999])
def test_text_booleans_and_integers_pass(value: Any) -> None:
    assert len(answer([STRETCH], session("a", {**stretch(1), "extra": value}))["a"]) == 1


@pytest.mark.parametrize(("surplus", "met"), [(-1, False), (0, True), (1, True)])
def test_a_bound_is_met_at_and_above_and_not_below(surplus: int, met: bool) -> None:  # noqa: FBT001
    assert bool(answer([STRETCH], session("a", stretch(1, surplus)))["a"]) is met


@pytest.mark.parametrize("number", [1, 40])
def test_a_session_that_holds_only_the_right_side_of_a_join_does_not_crash(number: int) -> None:
    sessions = [session(f"s{n}", *(right(k) for k in range(number))) for n in range(200)]
    assert answer([JOIN, STRETCH], *sessions) == {f"s{n}": [] for n in range(200)}


def test_a_session_without_facts_is_answered() -> None:
    assert answer([STRETCH], session("a")) == {"a": []}


def test_sessions_do_not_see_each_other() -> None:
    assert answer([JOIN], session("a", left(1)), session("b", right(1))) == {"a": [], "b": []}


def test_the_library_and_what_builds_it_are_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["requires-python"] == ">=3.11,<3.13"
    assert "durable-rules==2.0.28" in project["project"]["dependencies"]
    pins = project["build-system"]["requires"]
    assert all(re.fullmatch(r"[a-z]+==[\d.]+", pin) for pin in pins)
    assert {pin.split("==")[0] for pin in pins} >= {"setuptools", "wheel"}
