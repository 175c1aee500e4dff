"""`wenze rules check` on 200 rules: `python -m benchmarks.rule_files` prints rules, sentences, seconds.

The bundled instruments, copied under other names until there are as many; what is one limb twice is told, and counts.
"""

import json
import re
import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from engine.rules import BUNDLED, check_folder

RULES: Final = 200


def copied(root: Path, number: int) -> None:
    """The bundled folders once more, each under a name and an id of its own."""
    names = [p.name for p in sorted(BUNDLED.iterdir()) if p.is_dir()]
    ids = re.compile(rf"\b({'|'.join(map(re.escape, names))})(?=[.,}}\s])")
    for name in names:
        folder = root / f"{name}-{number}"
        shutil.copytree(BUNDLED / name, folder)
        for path in folder.glob("*.yaml"):
            path.write_text(ids.sub(rf"\1-{number}", path.read_text(encoding="utf-8")), encoding="utf-8")


def main() -> None:
    """Copy, check, measure."""
    with TemporaryDirectory() as work:
        root, number = Path(work), 0
        while len(tests := list(root.rglob("*.test.yaml"))) < RULES:
            copied(root, number := number + 1)
        sentences = sum(p.read_text(encoding="utf-8").count("sentence:") for p in tests)
        began, used = time.perf_counter(), time.process_time()
        faults = check_folder([root])
        seconds, worked = time.perf_counter() - began, time.process_time() - used
    told = {
        "rules": len(tests),
        "sentences": sentences,
        "faults": len(faults),
        "seconds": seconds,
        "processor": worked,
    }
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
