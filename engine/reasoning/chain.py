"""Sessions of facts handed to the worker, one a place, and what it derived; a dead worker is retried, then named."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from heapq import heappop, heappush
from pathlib import Path
from typing import Final

from engine.errors import ReasoningError
from engine.log import log
from engine.reasoning.likeness import Fact, Keys, represented

ROOT: Final = Path(__file__).resolve().parents[2]
BASE_SECONDS: Final = 30.0
ALONE_SECONDS: Final = 10.0
FAILURES_IN_A_ROW: Final = 5
SECONDS_PER_FACT: Final = 0.02
"""Quadratic in a session: 2,000 joined facts took 3.7 s; well above that a worker counts as hung."""

SESSIONS_A_WORKER: Final = 1000
"""A host holds 1,024 sessions, and deleting one is not safe: more sessions go to more workers."""

WORKERS: Final = 2
FACTS_FOR_TWO: Final = 4000

Runner = Callable[[bytes, float], bytes]


@dataclass(frozen=True, slots=True)
class Derived:
    """A fact that the chain derived, with the keys of the facts that each firing rested on."""

    content: Fact
    supports: tuple[tuple[str, ...], ...]
    alike: tuple[str, ...] = ()
    """Keys of the facts for which the one of its own key was sent, that one among them."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all facts from which it was derived alike."""
        return self.alike or (self.content["key"],)

    def supports_of(self, key: str) -> tuple[tuple[str, ...], ...]:
        """The supports as they are for one of the keys."""
        own = self.content["key"]
        if key == own:
            return self.supports
        return tuple(sorted(tuple(sorted(key if s == own else s for s in one)) for one in self.supports))


@dataclass
class Sessions:
    """Facts by session id; each gets a short id in order of its content."""

    facts: dict[str, list[Fact]] = field(default_factory=dict)

    def add(self, sid: str, fact: Fact) -> None:
        """Put a fact (text, booleans, integers only) into a session."""
        self.facts.setdefault(sid, []).append(fact)

    def requests(self) -> list[Fact]:
        """What the worker reads: sessions and facts in a fixed order."""
        out = []
        for sid in sorted(self.facts):
            ordered = sorted(self.facts[sid], key=lambda f: json.dumps(f, sort_keys=True))
            out.append({"sid": sid, "facts": [{**f, "id": f"f{n:06d}"} for n, f in enumerate(ordered)]})
        return out


def run_worker(request: bytes, seconds: float) -> bytes:
    """Run the worker once in its own process; raises ReasoningError if it dies, hangs or fails."""
    command = [sys.executable, "-P", "-m", "engine.reasoning.worker"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, input=request, capture_output=True, timeout=seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ReasoningError(f"推理进程超过 {seconds:.0f} 秒未结束") from error
    except OSError as error:
        raise ReasoningError(f"推理进程不能启动：{error.strerror}") from error
    if done.returncode < 0:
        raise ReasoningError(f"推理进程被信号 {-done.returncode} 终止")
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["无输出"]
        raise ReasoningError(f"推理进程出错：{last[0]}")
    return done.stdout


def _ask(plan: Sequence[Fact], sessions: Sequence[Fact], runner: Runner) -> dict[str, list[Fact]]:
    """What the worker derived for some sessions; a failure is retried once, then raised as ReasoningError."""
    request = json.dumps({"plan": list(plan), "sessions": list(sessions)}).encode()
    base = BASE_SECONDS if len(sessions) > 1 else min(ALONE_SECONDS, BASE_SECONDS)
    seconds = base + SECONDS_PER_FACT * sum(len(s["facts"]) for s in sessions)
    wanted = {s["sid"] for s in sessions}
    try:
        return _answer(runner(request, seconds), wanted)
    except ReasoningError as error:
        log().warning("worker retried", reason=str(error), sessions=len(sessions))
        return _answer(runner(request, seconds), wanted)


def _answer(output: bytes, wanted: set[str]) -> dict[str, list[Fact]]:
    try:
        derived: dict[str, list[Fact]] = json.loads(output)["sessions"]
    except (ValueError, KeyError, TypeError) as error:
        raise ReasoningError("推理进程的输出不完整") from error
    if set(derived) != wanted:
        raise ReasoningError("推理进程漏答了部分会话")
    return derived


def _one_by_one(
    plan: Sequence[Fact], batch: Sequence[Fact], runner: Runner, failed: dict[str, str]
) -> dict[str, list[Fact]]:
    """Each session in a worker of its own; after a row of failures the rest is given up, so that the wait is bounded."""
    answers: dict[str, list[Fact]] = {}
    row = 0
    for position, one in enumerate(batch):
        try:
            answers |= _ask(plan, [one], runner)
            row = 0
        except ReasoningError as error:
            failed[one["sid"]] = str(error)
            row += 1
        if row == FAILURES_IN_A_ROW:
            failed |= {
                rest["sid"]: f"{failed[one['sid']]}（连续失败，未再逐一尝试）"
                for rest in batch[position + 1 :]
            }
            break
    return answers


def _rooted(sent: Sequence[Fact], got: Sequence[Fact], alike: Keys) -> list[Derived]:
    """Supports traced back to the facts that were sent, by key."""
    keys = {f["id"]: (f["key"],) for f in sent}
    by_id = {d["id"]: d for d in got}

    def roots(one: str, seen: frozenset[str]) -> set[str]:
        if one in keys:
            return set(keys[one])
        if one in seen or one not in by_id:
            return set()
        return {r for support in by_id[one]["supports"] for s in support for r in roots(s, seen | {one})}

    out = []
    for fact in got:
        content = {k: v for k, v in fact.items() if k not in ("id", "sid", "supports")}
        traced = {
            tuple(sorted({r for s in support for r in roots(s, frozenset())})) for support in fact["supports"]
        }
        out.append(Derived(content, tuple(sorted(traced)), alike.get(content["key"], ())))
    return sorted(out, key=lambda d: json.dumps(d.content, sort_keys=True))


def _batches(requests: Sequence[Fact]) -> list[list[Fact]]:
    """The sessions in batches of like size: one while they are few, for a worker takes a moment to start."""
    facts = sum(len(r["facts"]) for r in requests)
    number = max(1 if facts < FACTS_FOR_TWO else WORKERS, -(-len(requests) // SESSIONS_A_WORKER))
    batches: list[list[Fact]] = [[] for _ in range(number)]
    sizes = [(0, n) for n in range(number)]
    for one in sorted(requests, key=lambda r: (-len(r["facts"]), r["sid"])):
        size, place = heappop(sizes)
        batches[place].append(one)
        if len(batches[place]) < SESSIONS_A_WORKER:
            heappush(sizes, (size + len(one["facts"]), place))
    return [sorted(batch, key=lambda r: str(r["sid"])) for batch in batches if batch]


def chain(
    plan: Sequence[Fact], sessions: Sessions, runner: Runner = run_worker
) -> tuple[dict[str, list[Derived]], Mapping[str, str]]:
    """Derive in every session: `(derived by sid, reason by sid that failed)`.

    Sessions go to few workers, two at a time; if one fails twice, each of its sessions goes to a worker of its own, so
    that only what fails is blocked.
    """
    facts, alike = represented(plan, sessions.facts)
    requests = Sessions(facts).requests()
    failed: dict[str, str] = {}

    def answer(batch: Sequence[Fact]) -> dict[str, list[Fact]]:
        try:
            return _ask(plan, batch, runner)
        except ReasoningError:
            return _one_by_one(plan, batch, runner, failed)

    answers: dict[str, list[Fact]] = {}
    with ThreadPoolExecutor(WORKERS) as pool:
        for part in pool.map(answer, _batches(requests)):
            answers |= part
    sent = {r["sid"]: r["facts"] for r in requests}
    return {sid: _rooted(sent[sid], got, alike[sid]) for sid, got in sorted(answers.items())}, failed
