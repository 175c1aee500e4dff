"""An audit log of a million entries, verified by the stand-alone file: `python -m benchmarks.audit_log` prints seconds."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from engine.ledgers import audit_verify
from engine.ledgers.audit import ZERO, Line, digests
from engine.signing import canonical
from engine.signing.statements import instant

ENTRIES: Final = 1_000_000
LIMIT: Final = 10.0


def lines(count: int) -> Iterator[bytes]:
    """An export of that many entries, as `wenze audit export` writes it, without keys and checkpoints."""
    began, before = datetime(2022, 3, 7, tzinfo=UTC), (ZERO, ZERO)
    yield b'{"wenze_audit":1}\n'
    for seq in range(1, count + 1):
        detail = canonical({"name": f"台账{seq}.xlsx", "sender": "合成数据", "new": seq % 97}).decode()
        at = instant(began + timedelta(seconds=seq))
        line = Line(seq, *before, at, "zhang", "import", f"imports/{seq}", detail)
        before = digests(line.data)
        yield b'{"entry":%b,"sha256":"%b","sm3":"%b"}\n' % (line.data, *(one.encode() for one in before))


def verified(count: int = ENTRIES) -> dict[str, Any]:
    """Seconds in which a log of that many entries is verified, and in which one with its middle entry edited is refused.

    Raises RuntimeError where the whole log is refused or the edited one passes.
    """
    with tempfile.TemporaryDirectory() as folder:
        whole, edited = Path(folder) / "log.jsonl", Path(folder) / "edited.jsonl"
        written = list(lines(count))
        whole.write_bytes(b"".join(written))
        written[len(written) // 2] = written[len(written) // 2].replace(b'"zhang"', b'"li"')
        edited.write_bytes(b"".join(written))
        del written
        return {
            "entries": count, "seconds": _seconds(whole, audit_verify.WHOLE),
            "edited": _seconds(edited, audit_verify.FAULTY),
        }  # fmt: skip


def _seconds(log: Path, wanted: int) -> float:
    began = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own interpreter and file
        [sys.executable, "-I", audit_verify.__file__, str(log)], capture_output=True, text=True, check=False
    )
    if done.returncode != wanted:
        raise RuntimeError(f"{log.name}: {done.stdout}{done.stderr}")
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.stdout.write(json.dumps(verified()) + "\n")
