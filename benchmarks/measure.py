"""One job, once, in a process of its own: `python -m benchmarks.measure JOB DIR DAY` prints seconds, peak and result."""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from benchmarks.jobs.data import Data, digest, load
from benchmarks.watching import own_peak

WHOLE: Final = {
    "oracle": "oracle.stretches",
    "wenze": "wenze.evaluated",
    "wenze screening": "wenze.screened",
    "DuckDB SQL": "duckdb_sql.stretches",
    "plain Python": "plain.stretches",
}
"""From loaded tables to the stretches of both limbs."""

PAIRS: Final = {
    "wenze sweep": "wenze.swept",
    "CLIPS": "clips_rules.solve",
    "clingo": "clingo_rules.solve",
    "experta": "experta_rules.solve",
    "durable-rules": "durable_rules.solve",
}
"""From counting intervals to findings and referrals."""

TASK: Final = "task.json"


def _function(path: str) -> Callable[[Any], Any]:
    module, name = path.split(".")
    function: Callable[[Any], Any] = getattr(import_module(f"benchmarks.jobs.{module}"), name)
    return function


def whole(job: str, data: Data) -> dict[str, Any]:
    """Measure a whole job; `result` is the digest of its stretches."""
    function, loaded = _function(WHOLE[job]), own_peak()
    began = time.perf_counter()
    found = function(data)
    seconds = time.perf_counter() - began
    return {
        "seconds": seconds,
        "peak": own_peak(),
        "loaded": loaded,
        "result": digest(found),
        "count": len(found),
    }


def paired(job: str, folder: Path) -> dict[str, Any]:
    """Measure a peer's simpler job; `result` says whether it equals the sweep's answer."""
    from benchmarks.jobs.pairing import load_task

    given, wanted = load_task(folder / TASK)
    function, loaded = _function(PAIRS[job]), own_peak()
    began = time.perf_counter()
    found = function(given)
    seconds = time.perf_counter() - began
    equal = found == (wanted[2] if job == "wenze sweep" else wanted)
    return {
        "seconds": seconds, "peak": own_peak(), "loaded": loaded, "result": "equal" if equal else "different",
        "count": len(given.intervals), "pairs": wanted[0],
    }  # fmt: skip


def prepared(folder: Path, data: Data) -> dict[str, Any]:
    """Work out the peers' task and leave it in the folder."""
    from benchmarks.jobs.pairing import save_task, task

    given = task(data)
    save_task(folder / TASK, given)
    return {"intervals": len(given.intervals)}


def main() -> None:
    """Measure by the command line's arguments; the job `task` prepares the peers' one."""
    job, folder, day = sys.argv[1], Path(sys.argv[2]), date.fromisoformat(sys.argv[3])
    if job in PAIRS:
        out = paired(job, folder)
    elif job == "task":
        out = prepared(folder, load(folder, day))
    else:
        out = whole(job, load(folder, day))
    sys.stdout.write(json.dumps(out) + "\n")
    sys.stdout.flush()
    os._exit(0)  # durable-rules leaves threads behind


if __name__ == "__main__":
    main()
