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

from benchmarks.watching import own_peak
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
    "find_receivers": "escalations", "find_matters": "matters for other bodies",
}  # fmt: skip


def stages(folder: Path, as_of: date, divisions: Path | None = None) -> dict[str, Any]:
    """Seconds of each stage, the number of packages and seconds of one, peak MiB; `divisions`: to the findings only."""
    times: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the work gives
        began = time.perf_counter()
        out = work()
        times[name] = time.perf_counter() - began
        return out

    places = timed(
        "jurisdictions", partial(load_jurisdictions, divisions) if divisions else load_jurisdictions
    )
    rules = timed("rules", load_rules)
    records = timed("files → records", lambda: read_folder(folder, places.tree))
    run = Evaluation(records, as_of, None, rules, Settings(), places)
    for _, step in STEPS:
        timed(LABELS.get(step.__name__, step.__name__), partial(step, run))
    told = timed("document", lambda: document(run))
    to_findings = sum(times.values())
    counted = {
        "findings": len(told["findings"]), "rejected": len(told["rejected"]), "blocked": len(told["blocked"]),
    }  # fmt: skip
    if divisions:
        return {
            "times": times,
            "to_findings": to_findings,
            "packages": 0,
            "each": 0.0,
            "peak": own_peak(),
            **counted,
        }
    made = timed("dossiers", lambda: dossiers(run, {f["id"]: f for f in told["findings"]}))
    out = Path(tempfile.mkdtemp())
    try:
        written = timed("packages", lambda: write_packages(made, out / "packages"))
    finally:
        shutil.rmtree(out, ignore_errors=True)
    each = (times["dossiers"] + times["packages"]) / max(1, len(written))
    return {
        "times": times, "to_findings": to_findings, "packages": len(written), "each": each, "peak": own_peak(), **counted,
    }  # fmt: skip


def main() -> None:
    """Measure a generated folder."""
    folder, day, *divisions = sys.argv[1:]
    done = stages(Path(folder) / "tables", date.fromisoformat(day), Path(divisions[0]) if divisions else None)
    sys.stdout.write(json.dumps(done) + "\n")


if __name__ == "__main__":
    main()
