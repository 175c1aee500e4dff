"""A dead worker is retried, then named; only what fails is blocked (DESIGN §3)."""

import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from working import JOIN, SECONDS, STRETCH, left, right

from engine.errors import ReasoningError
from engine.reasoning import chain as chain_module
from engine.reasoning.chain import SESSIONS_A_WORKER, Sessions, chain, run_worker

Runner = Callable[[bytes, float], bytes]
PLAN = [STRETCH, JOIN]


def sessions(*sids: str) -> Sessions:
    """In each session one stretch that is met and one join with two supports."""
    out = Sessions()
    for sid in sids:
        out.add(sid, {"t": "stretch", "rule": "r", "surplus": 0, "key": f"{sid}/1", "place": sid})
        out.add(sid, {k: v for k, v in {**left(1), "key": f"{sid}/2"}.items() if k != "id"})
        out.add(sid, {k: v for k, v in {**right(1), "key": f"{sid}/3"}.items() if k != "id"})
        out.add(sid, {k: v for k, v in {**right(2), "key": f"{sid}/4"}.items() if k != "id"})
    return out


class Failing:
    """A runner that fails where it is told to, and counts its calls."""

    def __init__(
        self, when: Callable[[int, list[str]], bool], reason: str = "推理进程被信号 11 终止"
    ) -> None:
        self.when, self.reason = when, reason
        self.calls: list[list[str]] = []

    def __call__(self, request: bytes, seconds: float) -> bytes:
        self.calls.append([s["sid"] for s in json.loads(request)["sessions"]])
        if self.when(len(self.calls), self.calls[-1]):
            raise ReasoningError(self.reason)
        return run_worker(request, seconds)


def test_a_worker_that_fails_once_is_retried_and_gives_the_same() -> None:
    once = Failing(lambda call, _: call == 1)
    assert chain(PLAN, sessions("a", "b"), once) == chain(PLAN, sessions("a", "b"))
    assert once.calls == [["a", "b"], ["a", "b"]]


def test_a_worker_that_always_fails_blocks_every_session_with_its_reason() -> None:
    derived, failed = chain(PLAN, sessions("a", "b", "c"), Failing(lambda *_: True, "推理进程出错：原因"))
    assert derived == {}
    assert failed == dict.fromkeys("abc", "推理进程出错：原因")


def test_a_worker_that_fails_for_one_session_blocks_exactly_that_one() -> None:
    derived, failed = chain(PLAN, sessions("a", "b", "c"), Failing(lambda _, sids: "b" in sids))
    assert set(failed) == {"b"}
    assert derived == chain(PLAN, sessions("a", "c"))[0]


def test_a_session_that_fails_alone_is_retried_once() -> None:
    failing = Failing(lambda _, sids: "b" in sids)
    chain(PLAN, sessions("a", "b"), failing)
    assert failing.calls == [["a", "b"], ["a", "b"], ["a"], ["b"], ["b"]]


def test_sessions_whose_ids_collide_are_answered_one_by_one() -> None:
    derived, failed = chain(PLAN, sessions("s31597", "s618190"))
    assert failed == {}
    assert [len(derived[s]) for s in ("s31597", "s618190")] == [2, 2]


def test_supports_are_traced_to_the_keys_of_the_facts_that_were_sent() -> None:
    derived, _ = chain(PLAN, sessions("a"))
    assert {d.content["key"]: d.supports for d in derived["a"]} == {
        "a/1": (("a/1",),),
        "a/2": (("a/2", "a/3"), ("a/2", "a/4")),
    }


def test_facts_derived_from_derived_facts_rest_on_what_was_sent() -> None:
    after = {
        "name": "after",
        "patterns": [{"as": "a", "equal": {"t": "finding", "rule": "j"}}],
        "give": {"t": "escalation"},
    }
    derived, _ = chain([*PLAN, after], sessions("a"))
    (escalation,) = [d for d in derived["a"] if d.content["t"] == "escalation"]
    assert escalation.supports == (("a/2", "a/3", "a/4"),)


def test_three_thousand_sessions_go_in_batches_that_a_host_can_hold() -> None:
    sids = [f"s{n:05d}" for n in range(3000)]
    many = Sessions()
    for sid in sids:
        many.add(sid, {"t": "stretch", "rule": "r", "surplus": 0, "key": sid, "place": sid})
    counting = Failing(lambda *_: False)
    derived, failed = chain(PLAN, many, counting)
    assert failed == {}
    assert [(sid, [d.content["key"] for d in got]) for sid, got in derived.items()] == [
        (s, [s]) for s in sids
    ]
    assert [len(call) for call in counting.calls] == [1000, 1000, 1000]
    assert SESSIONS_A_WORKER < 1024


def test_the_same_request_in_any_order_of_facts_gives_the_same_but_for_ids() -> None:
    base = sessions("a", "b")
    expected = chain(PLAN, base)
    for seed in range(10):
        mixed = Sessions()
        rows = [(sid, fact) for sid, facts in base.facts.items() for fact in facts]
        random.Random(seed).shuffle(rows)  # noqa: S311 - an order, not a secret
        for sid, fact in rows:
            mixed.add(sid, dict(fact))
        assert mixed.requests() == base.requests()
        assert chain(PLAN, mixed) == expected


def test_the_worker_itself_gives_the_same_in_any_order_of_facts() -> None:
    facts = [left(1), left(2, "B"), right(3), right(4, "B"), right(5), left(6)]
    given = set()
    for seed in range(10):
        random.Random(seed).shuffle(facts)  # noqa: S311 - an order, not a secret
        request = json.dumps({"plan": PLAN, "sessions": [{"sid": "a", "facts": facts}]}).encode()
        derived = json.loads(run_worker(request, SECONDS))["sessions"]["a"]
        given.add(json.dumps(sorted([d["key"], sorted(map(sorted, d["supports"]))] for d in derived)))
    assert len(given) == 1


def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    """Put a shell program in the interpreter's place, and let nothing run for long."""
    path = tmp_path / "interpreter"
    path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    path.chmod(0o700)
    monkeypatch.setattr(chain_module.sys, "executable", str(path))
    monkeypatch.setattr(chain_module, "BASE_SECONDS", 1.0)
    monkeypatch.setattr(chain_module, "SECONDS_PER_FACT", 0.0)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("kill -9 $$", "推理进程被信号 9 终止"),
        ("kill -11 $$", "推理进程被信号 11 终止"),
        ("exec sleep 30", "推理进程超过 1 秒未结束"),
        ("""printf '{"sessions": {"a": [{"id"'""", "推理进程的输出不完整"),
        ("""printf '{}'""", "推理进程的输出不完整"),
        ("""printf 'null'""", "推理进程的输出不完整"),
        ("""printf '[]'""", "推理进程的输出不完整"),
        ("true", "推理进程的输出不完整"),
        ("""printf '{"sessions": {}}'""", "推理进程漏答了部分会话"),
        ("echo first >&2; echo 'ValueError: last' >&2; exit 1", "推理进程出错：ValueError: last"),
        ("exit 3", "推理进程出错：无输出"),
    ],
    ids=[
        "killed",
        "segfault",
        "hangs",
        "half",
        "empty",
        "null",
        "list",
        "silent",
        "lacking",
        "error",
        "mute",
    ],
)
def test_a_worker_that_dies_hangs_or_breaks_off_is_told_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str, reason: str
) -> None:
    program(tmp_path, monkeypatch, lines)
    assert chain(PLAN, sessions("a")) == ({}, {"a": reason})


def test_the_real_worker_killed_while_it_works_is_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int | None] = []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=options["env"])
        process.kill()
        out, err = process.communicate()
        killed.append(process.returncode)
        return subprocess.CompletedProcess(command, process.returncode, out, err)

    monkeypatch.setattr(chain_module.subprocess, "run", run)
    assert chain(PLAN, sessions("a", "b")) == ({}, dict.fromkeys("ab", "推理进程被信号 9 终止"))
    assert set(killed) == {-9}


def test_a_worker_that_can_t_be_started_is_told_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_module.sys, "executable", str(tmp_path / "no-interpreter"))
    derived, failed = chain(PLAN, sessions("a"))
    assert derived == {}
    assert failed["a"].startswith("推理进程不能启动")


def test_the_worker_has_more_time_for_more_facts() -> None:
    given: list[float] = []

    def timed(request: bytes, seconds: float) -> bytes:
        given.append(seconds)
        return run_worker(request, seconds)

    chain(PLAN, sessions("a"), timed)
    chain(PLAN, sessions(*(f"s{n}" for n in range(100))), timed)
    assert 10 <= given[0] < given[1]


def test_no_session_needs_no_worker() -> None:
    never = Failing(lambda *_: True)
    assert chain(PLAN, Sessions(), never) == ({}, {})
    assert never.calls == []


def test_each_process_is_given_one_ruleset(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []
    real = chain_module.subprocess.run

    def counted(*args: Any, **kwargs: Any) -> Any:
        started.append(args)
        return real(*args, **kwargs)

    monkeypatch.setattr(chain_module.subprocess, "run", counted)
    chain(PLAN, sessions("a"))
    chain([STRETCH], sessions("b"))
    assert len(started) == 2
