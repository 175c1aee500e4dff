"""The console command in a process that may be killed or refused at any of its changes; and what it gave."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from faultlib import Fault

SERVER: Final = Path(__file__).with_name("forkserver.py")
WORDS: Final = "correct horse"
ENVIRONMENT: Final = {
    "WENZE_PASSPHRASE": WORDS, "WENZE_NEW_PASSPHRASE": WORDS, "WENZE_OFFICER": "A01", "COLUMNS": "200",
    "WENZE_DEBUG": "", "WENZE_DATABASE": "",
}  # fmt: skip
NEVER: Final = Fault()


@dataclass(frozen=True)
class Ended:
    """How a verb ended; `code` None: it was killed. `counts`: its changes below the home, by kind."""

    code: int | None
    signal: int | None
    counts: Mapping[str, int]
    seen: int
    struck: bool
    seconds: float
    out: str
    err: str


@dataclass(frozen=True)
class Wenze:
    """The command; `home` is the folder that is watched, `out` a place beside it for what the command prints."""

    process: "subprocess.Popen[str]"
    home: Path
    out: Path

    def __call__(
        self, *arguments: object, clock: str, fault: Fault = NEVER, naive: str | None = None, **environment: str
    ) -> Ended:  # fmt: skip
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        asked = {
            "arguments": [str(part) for part in arguments], "clock": clock, "under": str(self.home),
            "fault": fault.form(), "out": str(self.out), "naive": naive,
            "environment": {**ENVIRONMENT, "WENZE_HOME": str(self.home), **environment},
        }  # fmt: skip
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        said: dict[str, Any] = json.loads(self.process.stdout.readline())
        out, err = (Path(f"{self.out}.{kind}").read_text(encoding="utf-8") for kind in ("out", "err"))
        assert said["signal"] in (None, 9), (said, err)
        assert "Traceback" not in out + err, err
        return Ended(**said, out=out, err=err)


@contextmanager
def started(library: Path, work: Path) -> Iterator[Wenze]:
    """A command for the home `work/home`."""
    environment = {**os.environ, "LD_PRELOAD": str(library), "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen(
        [sys.executable, str(SERVER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Wenze(process, work / "home", work / "said")
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)
