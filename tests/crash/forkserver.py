"""Runs the console command in children of one warm process: a line of JSON in, the verb in a fork, a line of JSON out.

Started with the library of faults loaded before libc. A child is the command itself (`cli.main`, its exit included) but
for two things: the clock is the given one, so that runs can be compared; and `naive` names a fault to be put into it.
"""

import gc
import json
import os
import select
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from faultlib import KINDS, Fault, control

LONGEST: Final = 120.0
"""Seconds after which a verb hangs."""

WARM: Final = (
    "cli", "duckdb", "pyarrow.parquet", "typst", "xlsxwriter", "alembic.command", "openpyxl", "docx", "rich.table",
    "chinese_calendar", "cn2an", "python_calamine", "engine.evaluation", "engine.document", "engine.dossiers",
    "engine.faces.progress", "engine.faces.terminal", "engine.faces.weekly_screen", "engine.ledgers.imports",
    "engine.ledgers.inquiry_letters", "engine.ledgers.listing", "engine.ledgers.packing", "engine.ledgers.readmission",
    "engine.ledgers.returns", "engine.ledgers.week_ledger", "engine.ledgers.weekly", "engine.ledgers.audit_verify",
    "engine.reports.docx", "engine.reports.inquiry", "engine.reports.typesetting", "engine.reports.week",
    "engine.reports.workbook", "engine.rules.shelf", "engine.signing", "engine.store.backup", "engine.store.migrations",
    "engine.store.records",
)  # fmt: skip
"""What verbs import when they run; a child finds it imported."""


def main() -> None:
    """Serve until the input ends."""
    for name in WARM:
        import_module(name)
    gc.freeze()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    answers.write("ready\n")
    answers.flush()
    asked = _serve(answers)
    if asked is not None:
        _be_the_command(asked)


def _serve(answers: Any) -> dict[str, Any] | None:
    """Answer every request; None at the end, in a child its request."""
    # Not `for line in sys.stdin`: a child must not find the next request in a buffer.
    for line in _lines(0):
        asked = json.loads(line)
        page = control()
        page.told(asked["under"], Fault(**{**asked["fault"], "kinds": tuple(asked["fault"]["kinds"])}))
        assert threading.active_count() == 1, threading.enumerate()
        began = time.monotonic()
        if (child := os.fork()) == 0:
            return asked
        status = _waited(child)
        said = {
            "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
            "counts": dict(zip(KINDS, page.counts, strict=True)), "seen": page.seen, "struck": bool(page.struck),
            "seconds": time.monotonic() - began,
        }  # fmt: skip
        answers.write(json.dumps(said) + "\n")
        answers.flush()
    return None


def _lines(descriptor: int) -> Iterator[bytes]:
    rest = b""
    while some := os.read(descriptor, 1 << 16):
        *whole, rest = (rest + some).split(b"\n")
        yield from whole


def _waited(child: int) -> int:
    descriptor = os.pidfd_open(child)
    try:
        if not select.select([descriptor], [], [], LONGEST)[0]:
            os.kill(child, 14)
    finally:
        os.close(descriptor)
    return os.waitpid(child, 0)[1]


def _be_the_command(asked: dict[str, Any]) -> None:
    os.environ.update(asked["environment"])
    os.environ.pop("LD_PRELOAD", None)
    for number, path in ((0, os.devnull), (1, asked["out"] + ".out"), (2, asked["out"] + ".err")):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)
    import cli
    from engine.faces import opening

    clock = datetime.fromisoformat(asked["clock"])
    opening.now = lambda: clock
    if asked["naive"]:
        import naivestores

        naivestores.PUT_IN[asked["naive"]]()
    sys.argv = ["wenze", *asked["arguments"]]
    control().pid = os.getpid()
    cli.main()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
