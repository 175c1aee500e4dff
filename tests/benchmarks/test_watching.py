"""Memory of a process is seen with that of what it starts, and without that of what started it."""

import subprocess
import sys

from benchmarks.watching import own_peak, watched

MIB = 1 << 20
HOLD = "import sys, time; held = bytearray(int(sys.argv[1]) << 20); held[::4096] = b'x' * len(held[::4096]); time.sleep(.5)"
BOTH = f"import subprocess, sys; held = b'x' * (40 << 20); subprocess.run([sys.executable, '-c', {HOLD!r}, '60'])"


def process(code: str, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", code, *arguments])


def test_what_a_process_and_its_child_hold_at_once_is_added() -> None:
    most = watched(process(BOTH), 60)
    assert most is not None
    assert 100 <= most < 180


def test_the_memory_of_the_one_that_starts_it_is_not_counted() -> None:
    held = b"x" * (300 * MIB)
    most = watched(process(HOLD, "20"), 60)
    assert most is not None
    assert 20 <= most < 150
    assert own_peak() > 300
    assert held


def test_a_process_is_killed_at_its_limit() -> None:
    endless = process("import time; time.sleep(600)")
    assert watched(endless, 0.2) is None
    assert endless.returncode == -9
