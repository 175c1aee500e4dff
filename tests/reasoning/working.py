"""The worker in its own process, always: durable-rules may take the interpreter down with it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from engine.reasoning.chain import ROOT, run_worker

Fact = dict[str, Any]
SECONDS = 60.0

STRETCH: Fact = {
    "name": "met",
    "patterns": [{"as": "a", "equal": {"t": "stretch", "rule": "r"}, "at_least": {"surplus": 0}}],
    "give": {"t": "finding", "rule": "r"},
}
JOIN: Fact = {
    "name": "joined",
    "patterns": [
        {"as": "a", "equal": {"t": "left"}},
        {"as": "m", "equal": {"t": "right"}, "join": {"site": "site"}},
    ],
    "give": {"t": "finding", "rule": "j"},
}


def stretch(number: int, surplus: int = 0) -> Fact:
    """A stretch fact as the chain sends it."""
    return {
        "id": f"f{number:06d}",
        "t": "stretch",
        "rule": "r",
        "surplus": surplus,
        "key": f"k{number}",
        "place": "p",
    }


def left(number: int, site: str = "A") -> Fact:
    """The fact that a joined rule starts from."""
    return {"id": f"f{number:06d}", "t": "left", "site": site, "key": f"k{number}", "place": "p"}


def right(number: int, site: str = "A") -> Fact:
    """The fact that a joined rule joins."""
    return {**left(number, site), "t": "right"}


def session(sid: str, *facts: Fact) -> Fact:
    """One session of a request."""
    return {"sid": sid, "facts": list(facts)}


def answer(plan: Sequence[Fact], *sessions: Fact) -> dict[str, list[Fact]]:
    """What the real worker derives in each session."""
    request = json.dumps({"plan": list(plan), "sessions": list(sessions)}).encode()
    given: dict[str, list[Fact]] = json.loads(run_worker(request, SECONDS))["sessions"]
    return given


def python(code: str) -> str:
    """Run lines in a fresh interpreter that may import the worker; what they print."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        capture_output=True, text=True, timeout=SECONDS, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
