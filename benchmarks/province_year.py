"""A province-year from files to packages, by stage: `python -m benchmarks.province_year DIR DAY` prints seconds of each."""

import argparse
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
    "take_facts": "records → facts", "screen": "facts → stretches (screening)",
    "reason": "stretches → met rules (chain, begun before the two stages above)", "cross_check": "second computation",
    "state_findings": "findings with proofs, inquiries", "look_around": "near misses, policy review, coverage",
    "find_receivers": "escalations", "find_matters": "matters for other bodies",
}  # fmt: skip


def stages(
    folder: Path, as_of: date, divisions: Path | None = None, *, packages: bool = True
) -> dict[str, Any]:
    """Seconds of each stage, the number of packages (0 without `packages`) and seconds of one, peak MiB."""
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
    to_findings, written = sum(times.values()), 0
    if packages:
        made = timed("dossiers", lambda: dossiers(run, {f["id"]: f for f in told["findings"]}))
        out = Path(tempfile.mkdtemp())
        try:
            written = len(timed("packages", lambda: write_packages(made, out / "packages")))
        finally:
            shutil.rmtree(out, ignore_errors=True)
    return {
        "times": times, "to_findings": to_findings, "packages": written, "peak": own_peak(),
        "each": (sum(times.values()) - to_findings) / max(1, written),
        "findings": len(told["findings"]), "rejected": len(told["rejected"]), "blocked": len(told["blocked"]),
    }  # fmt: skip


def main() -> None:
    """Measure a generated folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.province_year", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("day", type=date.fromisoformat)
    parser.add_argument("--divisions", type=Path, metavar="DIVISIONS.csv", help="instead of the bundled tree")
    parser.add_argument("--findings-only", action="store_true", help="write no packages")
    given = parser.parse_args()
    done = stages(given.folder / "tables", given.day, given.divisions, packages=not given.findings_only)
    sys.stdout.write(json.dumps(done) + "\n")


if __name__ == "__main__":
    main()
