import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from confined import TREE
from rowmaking import GOOD

from engine.jurisdictions import Place, Tree
from engine.records import Records, read_rows
from engine.records.limits import PEAK_MEMORY, REFUSAL_MEMORY

SECONDS = 10.0  # a loaded machine; the target of two is measured by the soak, not asserted


@pytest.fixture(scope="session")
def tree() -> Tree:
    return Tree([*TREE, Place("141182000000", "汾阳市", "county", "县级市", "141100000000")])


@pytest.fixture
def expected(tree: Tree) -> Records:
    """What the one good site gives, however it was written down."""
    return read_rows({"sites": [GOOD["sites"]]}, tree)


@dataclass
class Confined:
    """Reads folders in a process whose memory is bounded and measured."""

    process: Any

    def read(self, folder: Path) -> dict[str, Any]:
        question = [os.fsencode(folder).hex(), PEAK_MEMORY]
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert told["traceback"] is None, told["traceback"]
        print(json.dumps(told, ensure_ascii=False))
        return told

    def accepts(self, folder: Path) -> dict[str, Any]:
        """What was read, quickly and in little memory."""
        told = self.read(folder)
        assert told["refusal"] is None
        assert told["processor"] < SECONDS
        assert told["growth"] < REFUSAL_MEMORY
        return told

    def refuses(self, folder: Path, file: str = "") -> str:
        """The one line that refuses a folder: the file, what is wrong, the mend; quickly and in little memory."""
        told = self.read(folder)
        line: str = told["refusal"] or ""
        assert line.startswith(file or next(iter(folder.iterdir())).name)
        assert line.endswith("。")
        assert "；" in line
        assert line.isprintable()
        assert told["processor"] < SECONDS
        assert told["growth"] < REFUSAL_MEMORY
        return line


@pytest.fixture(scope="session")
def confined() -> Iterator[Confined]:
    if not Path("/proc/self/status").exists():
        pytest.skip("memory is measured as Linux tells it")
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("confined.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield Confined(process)
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(10) == 0
