"""A province-year from files to packages, by stage: `python -m benchmarks.province_year DIR` prints seconds of each."""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import peak
from engine.document import document
from engine.dossiers import dossiers
from engine.evaluation import STEPS, Evaluation
from engine.jurisdictions import load_jurisdictions
from engine.records import read_folder
from engine.referrals import write_packages
from engine.rules import load_rules
from engine.settings import Settings

LABELS = {
    "take_facts": "records → facts", "reason": "facts → met rules (screening, chain)", "cross_check": "second computation",
    "state_findings": "findings with proofs, inquiries", "look_around": "near misses, policy review, coverage",
    "find_receivers": "escalations",
}  # fmt: skip


def stages(folder: Path, as_of: date) -> dict[str, Any]:
    """Seconds of each stage, the number of packages and seconds of one, peak MiB."""
    times: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the work gives
        began = time.perf_counter()
        out = work()
        times[name] = time.perf_counter() - began
        return out

    places = timed("jurisdictions", load_jurisdictions)
    rules = timed("rules", load_rules)
    records = timed("files → records", lambda: read_folder(folder, places.tree))
    run = Evaluation(records, as_of, None, rules, Settings(), places)
    for _, step in STEPS:
        timed(LABELS.get(step.__name__, step.__name__), partial(step, run))
    told = timed("document", lambda: document(run))
    to_findings = sum(times.values())
    made = timed("dossiers", lambda: dossiers(run, {f["id"]: f for f in told["findings"]}))
    out = Path(tempfile.mkdtemp())
    try:
        written = timed("packages", lambda: write_packages(made, out / "packages"))
    finally:
        shutil.rmtree(out, ignore_errors=True)
    each = (times["dossiers"] + times["packages"]) / max(1, len(written))
    return {
        "times": times, "to_findings": to_findings, "packages": len(written), "each": each, "peak": peak(),
        "findings": len(told["findings"]), "rejected": len(told["rejected"]), "blocked": len(told["blocked"]),
    }  # fmt: skip


def main() -> None:
    """Measure a generated folder."""
    folder, day = sys.argv[1:3]
    sys.stdout.write(json.dumps(stages(Path(folder) / "tables", date.fromisoformat(day))) + "\n")


if __name__ == "__main__":
    main()
