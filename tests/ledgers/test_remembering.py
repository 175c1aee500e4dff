"""The chain's answers kept within a command: the same bytes as the worker's own, asked for once."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ReasoningError
from engine.ledgers.remembering import Remembering

PLAN = [{"give": "finding"}]


def request(sessions: dict[str, int], plan: list[Any] = PLAN) -> bytes:
    asked = [{"sid": sid, "facts": [{"id": "f000000", "n": n}]} for sid, n in sorted(sessions.items())]
    return json.dumps({"plan": plan, "sessions": asked}).encode()


class Worker:
    """Says of each session what it was asked, and remembers which it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, given_: bytes, _seconds: float) -> bytes:
        asked = json.loads(given_)
        self.asked += [one["sid"] for one in asked["sessions"]]
        told = {one["sid"]: [asked["plan"], one["facts"]] for one in asked["sessions"]}
        return json.dumps({"sessions": told}).encode()


SESSIONS = st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 2), max_size=4)


@given(st.lists(st.tuples(SESSIONS, st.sampled_from(([1], [2]))), max_size=6))
def test_every_answer_is_the_worker_s_and_no_session_is_asked_twice(
    calls: list[tuple[dict[str, int], list[int]]],
) -> None:
    worker = Worker()
    quick = Remembering(worker)
    for sessions, plan in calls:
        asked = request(sessions, plan)
        assert quick(asked, 1.0) == Worker()(asked, 1.0)
    assert len(worker.asked) == len({(s, n, plan[0]) for some, plan in calls for s, n in some.items()})


def test_of_a_failure_nothing_is_kept() -> None:
    failing = True

    def runner(given_: bytes, seconds: float) -> bytes:
        if failing:
            raise ReasoningError("推理进程超过 1 秒未结束")
        return Worker()(given_, seconds)

    quick = Remembering(runner)
    with pytest.raises(ReasoningError):
        quick(request({"A": 1}), 1.0)
    failing = False
    assert quick(request({"A": 1}), 1.0) == Worker()(request({"A": 1}), 1.0)


@pytest.mark.parametrize("output", [b"", b"{", b"[]", b"{}", b'{"sessions": {}}', b'{"sessions": {"B": []}}'])
def test_an_incomplete_answer_is_the_runner_s_failure(output: bytes) -> None:
    with pytest.raises(ReasoningError, match=r"不完整|漏答"):
        Remembering(lambda *_: output)(request({"A": 1}), 1.0)
