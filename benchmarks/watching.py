"""Peak memory of a process and all it starts, seen from outside while it runs.

`ru_maxrss` says too much: what a process starts begins with the peak of the one that started it, before it becomes
another program. `VmHWM` begins anew with the program; the sum over a process and its workers has to be looked at.
"""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Final

INTERVAL: Final = 0.02
PROC: Final = Path("/proc")


def _kib(pid: int | str, field: str) -> int:
    try:
        text = (PROC / str(pid) / "status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith(field)), 0)


def own_peak() -> float:
    """Peak memory of this process alone since it became this program, in MiB."""
    return _kib("self", "VmHWM") / 1024


def _begun_by(pid: int) -> list[int]:
    try:
        lists = [
            (task / "children").read_text(encoding="ascii") for task in (PROC / str(pid) / "task").iterdir()
        ]
    except OSError:
        return []
    children = [int(one) for text in lists for one in text.split()]
    return [*children, *(below for child in children for below in _begun_by(child))]


def watched(process: subprocess.Popen[bytes], limit: float) -> float | None:
    """Wait for a process; the most MiB that it and its descendants held at once. None, and it is killed, after `limit` seconds.

    Memory that two of them share counts twice. A process counts from the second look on: until it becomes a program of
    its own it shows the memory of the one that started it.
    """
    ends, most, before = time.monotonic() + limit, 0, set[int]()
    while process.poll() is None:
        if time.monotonic() > ends:
            process.kill()
            process.wait()
            return None
        now = _begun_by(process.pid)
        most = max(most, sum(_kib(pid, "VmRSS") for pid in (process.pid, *before.intersection(now))))
        before = set(now)
        time.sleep(INTERVAL)
    return most / 1024
