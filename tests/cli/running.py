"""The console command as a person starts it, and what it gave."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PYTHON = Path(sys.executable)
WENZE = PYTHON.with_name("wenze")
EXAMPLES = ROOT / "examples"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    def one_line(self) -> str:
        """The single line on standard error of a run that could not be done."""
        assert self.code == 2, (self.code, self.out, self.err)
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("错误："), lines[0]
        assert lines[0].endswith(("。", "；")), lines[0]
        return lines[0]


def start(command: Sequence[object], *, cwd: Path | None = None, umask: int = -1, **environment: str) -> Ran:
    """Run a command to its end; whatever it was given, it shows no traceback."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, check=False, timeout=120, umask=umask,
        cwd=cwd or ROOT, env={**os.environ, **environment},
    )  # fmt: skip
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in ran.out + ran.err, ran.err
    assert ran.code in (0, 1, 2, 3), (ran.code, ran.err)
    return ran


def wenze(*arguments: object, cwd: Path | None = None, umask: int = -1, **environment: str) -> Ran:
    return start([WENZE, *arguments], cwd=cwd, umask=umask, **environment)


def evaluated(records: Path, as_of: str, out: Path, *more: object, code: int = 0) -> dict[str, Any]:
    """The document that `wenze evaluate` wrote."""
    ran = wenze("evaluate", "--records", records, "--as-of", as_of, "--json", out, *more)
    assert ran.code == code, ran
    return read(out)


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def contents(folder: Path) -> dict[str, bytes]:
    """Bytes of every file below a folder, by its path."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
