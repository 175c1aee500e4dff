"""The chain's answers kept for the length of one command: a session that says the same again is not derived again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import ReasoningError
from engine.reasoning.chain import Runner, run_worker


@dataclass(frozen=True)
class Remembering:
    """A runner that asks the worker only for sessions that it has not answered under the same plan.

    What a session derives depends on its own facts and the plan alone, so that the answer is the same bytes either way.
    """

    runner: Runner = run_worker
    _answers: dict[tuple[str, str], Any] = field(default_factory=dict)

    def __call__(self, request: bytes, seconds: float) -> bytes:
        """The worker's answer to a request. Raises ReasoningError as the runner does; of a failure nothing is kept."""
        asked = json.loads(request)
        plan = json.dumps(asked["plan"])
        keys = {one["sid"]: (plan, json.dumps(one)) for one in asked["sessions"]}
        fresh = [one for one in asked["sessions"] if keys[one["sid"]] not in self._answers]
        told: Mapping[str, Any] = {}
        if fresh:
            output = self.runner(json.dumps({"plan": asked["plan"], "sessions": fresh}).encode(), seconds)
            try:
                told = json.loads(output)["sessions"]
            except (ValueError, KeyError, TypeError) as error:
                raise ReasoningError("推理进程的输出不完整") from error
            if set(told) != {one["sid"] for one in fresh}:
                raise ReasoningError("推理进程漏答了部分会话")
        for sid, answer in told.items():
            self._answers[keys[sid]] = answer
        return json.dumps({"sessions": {sid: self._answers[key] for sid, key in keys.items()}}).encode()
