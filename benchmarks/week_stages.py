"""Seconds of the stages of one `wenze weekly`, of the processors, measured from outside: the program knows nothing of it."""

from __future__ import annotations

import functools
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

STAGES: Final = (
    ("start", "processes, imports, rules, divisions"),
    ("records", "records of the day"),
    ("steps", "evaluation, chain and second computation"),
    ("document", "document"),
    ("told", "comparison with the last run, dossiers"),
    ("pressed", "letters to units"),
    ("save", "run written"),
    ("follow", "papers proposed"),
    ("report", "report"),
    ("files", "docx, pdf, xlsx"),
    ("rest", "everything else"),
)
"""Stage → what it is, in the order in which they are told."""


class Stages:
    """The seconds of each stage; one within another counts with that."""

    def __init__(self) -> None:
        """Nothing measured yet."""
        self.seconds: dict[str, float] = {}
        self._within = False

    def wrap(self, owner: Any, name: str, stage: str) -> None:  # noqa: ANN401 - a module or a class
        """Measure a function where it is looked up."""
        made: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(made)
        def measured(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever it takes
            if self._within:
                return made(*given, **named)
            self._within, begun = True, used()
            try:
                return made(*given, **named)
            finally:
                self._within = False
                self.seconds[stage] = self.seconds.get(stage, 0.0) + used() - begun

        setattr(owner, name, measured)

    def write(self, path: Path) -> None:
        """Keep them as JSON, with what no stage holds."""
        self.seconds["rest"] = used() - sum(self.seconds.values())
        path.write_text(json.dumps(self.seconds))


def used() -> float:
    """Seconds of the processors so far, of children that have ended too."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def measuring() -> Stages:
    """Begin to measure the command that this process is about to run."""
    from engine.faces import weekly_verbs
    from engine.ledgers import runs, weekly

    stages = Stages()
    for owner, name, stage in (
        (weekly, "known_since", "records"), (weekly, "evaluated", "steps"), (weekly, "document_of", "document"),
        (weekly, "_told", "told"), (weekly, "supervised", "pressed"), (runs, "save", "save"),
        (weekly, "_follow", "follow"), (weekly_verbs, "report_of", "report"), (weekly_verbs, "_files", "files"),
    ):  # fmt: skip
        stages.wrap(owner, name, stage)
    made = weekly_verbs._run  # noqa: SLF001 - where the start ends

    def begun(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever it takes
        stages.seconds["start"] = used()
        return made(*given, **named)

    setattr(weekly_verbs, "_run", begun)  # noqa: B010 - mypy forbids the assignment
    return stages
