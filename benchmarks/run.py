"""`make bench`: every engine on one data set, results equal to the oracle or the run fails; writes RESULTS.md."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.generate import generate
from benchmarks.generator import tables
from benchmarks.jobs.data import save
from benchmarks.measure import PAIRS, WHOLE
from benchmarks.report import Measured, audited, targets, written
from benchmarks.synthetic.sizes import Sizes, sizes
from benchmarks.watching import watched
from engine.jurisdictions import load_jurisdictions

ROOT: Final = Path(__file__).resolve().parents[1]
RUNS, FEWER, LONG = 5, 3, 60.0
LIMIT: Final = 120.0
ORACLE_LIMIT: Final = 3600.0
NATIONAL: Final = 250_000
"""Discoveries of a national year: 100,000 sites."""
YEARS = 10
"""Years of an office that are lived in the bench."""


class DifferentError(Exception):
    """An engine's result is not the oracle's."""


def _once(arguments: list[str], limit: float) -> dict[str, Any] | str:
    command = [sys.executable, "-m", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as told:
        done = subprocess.Popen(command, stdout=out, stderr=told, env=environment, cwd=ROOT)  # noqa: S603 - our own interpreter and modules
        peak = watched(done, limit)
        out.seek(0)
        told.seek(0)
        written, complaint = out.read().decode(), told.read().decode(errors="replace")
    if peak is None:
        return f"longer than {limit:.0f} s"
    if done.returncode < 0:
        return f"killed by signal {-done.returncode}"
    if done.returncode:
        return "failed: " + (complaint.strip().splitlines() or [""])[-1][:80]
    answer: dict[str, Any] = json.loads(written.splitlines()[-1])
    return {**answer, "peak": max(peak, answer.get("peak", 0.0))}


def measure(
    job: str, folder: Path, size: Sizes, wanted: str, limit: float = LIMIT, times: int = RUNS
) -> Measured:
    """Medians of a job; three runs at most where one takes over a minute. Raises DifferentError."""
    seconds: list[float] = []
    peaks: list[float] = []
    while len(seconds) < (min(FEWER, times) if seconds and seconds[0] > LONG else times):
        one = _once(["benchmarks.measure", job, str(folder), size.last.isoformat()], limit)
        if isinstance(one, str):
            return Measured(job, size.discoveries, None, None, len(seconds), one)
        if one["result"] != wanted:
            if job == "durable-rules":  # its pairs are joined outside the fence: that is what is shown
                return Measured(job, size.discoveries, None, None, len(seconds), "a different result")
            raise DifferentError(f"{job} at {size.discoveries:,} discoveries: not the oracle's result")
        seconds.append(one["seconds"])
        peaks.append(one["peak"])
    return Measured(job, size.discoveries, median(seconds), median(peaks), len(seconds))


def _say(one: Measured) -> Measured:
    sys.stdout.write(f"{one.discoveries:>10,}  {one.job:16} {one.cell()}\n")
    sys.stdout.flush()
    return one


def _progress(text: str) -> None:
    sys.stdout.write(f"… {text}\n")
    sys.stdout.flush()


def bench(counts: list[int], seed: int, work: Path, national: Path | None, times: int, limit: float) -> str:
    """Run everything; the report. Raises DifferentError."""
    load = os.getloadavg()
    tree = load_jurisdictions().tree
    whole: list[Measured] = []
    pairs: list[Measured] = []
    for count in counts:
        size, folder = sizes(count), work / str(count)
        save(folder, tables(seed, size, tree))
        _progress(f"{count:,} discoveries: the oracle")
        oracle = _once(["benchmarks.measure", "oracle", str(folder), size.last.isoformat()], ORACLE_LIMIT)
        if isinstance(oracle, str):
            raise DifferentError(f"the oracle gave no result at {count:,} discoveries: {oracle}")
        _once(["benchmarks.measure", "task", str(folder), size.last.isoformat()], ORACLE_LIMIT)
        whole += [
            _say(measure(j, folder, size, oracle["result"], limit, times)) for j in WHOLE if j != "oracle"
        ]
        pairs += [_say(measure(j, folder, size, "equal", limit, times)) for j in PAIRS]
    _progress("a province-year")
    year = _year(seed, work, times)
    _progress("an audit log of a million entries")
    log = _once(["benchmarks.audit_log"], ORACLE_LIMIT)
    _progress("an office week by week")
    lived = _weeks(seed)
    nation = _nation(seed, work, national) if national else None
    met = [*targets([*whole, *pairs], counts, year), audited(log)]
    sys.stdout.write("\n".join(["", *met, ""]))
    return written(whole, pairs, counts, year, load, met, nation, lived)


def _year(seed: int, work: Path, times: int) -> dict[str, Any]:
    """The province-year's run of median time to findings; its packages, hundreds of one job, are written in one run."""
    size, folder = sizes(), work / "year"
    generate(folder, size, seed, None, "mixed", 20)
    asked = ["benchmarks.province_year", str(folder), size.last.isoformat()]
    runs = [_given(asked, "province-year")]
    runs += [_given([*asked, "--findings-only"], "province-year") for _ in range(times - 1)]
    middle = sorted(runs, key=lambda r: float(r["to_findings"]))[len(runs) // 2]
    stages = {**runs[0]["times"], **middle["times"]}
    return {**runs[0], "times": stages, "to_findings": middle["to_findings"]}


def _given(asked: list[str], what: str) -> dict[str, Any]:
    """What a job answers. Raises DifferentError where it gives nothing."""
    one = _once(asked, ORACLE_LIMIT)
    if isinstance(one, str):
        raise DifferentError(f"{what}: {one}")
    return one


def _weeks(seed: int) -> list[str]:
    """The table of `benchmarks.weeks`, or why there is none."""
    asked = ["--years", str(YEARS), "--seed", str(seed)]
    command = [sys.executable, "-m", "benchmarks.weeks", *asked]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, env=environment, cwd=ROOT, check=False, text=True)  # noqa: S603 - as above
    if done.returncode not in (0, 1):
        return [f"The weeks broke off: {done.stderr.strip().splitlines()[-1]}"]
    return [line for line in done.stdout.splitlines() if not line.startswith("- ")]


def _nation(seed: int, work: Path, national: Path) -> dict[str, Any]:
    """A national year on the divisions of a table, from Parquet to findings, once."""
    size, folder = sizes(NATIONAL), work / "nation"
    generate(folder, size, seed, national, "parquet", 20)
    asked = ["benchmarks.province_year", str(folder), size.last.isoformat(), "--findings-only"]
    return _given([*asked, "--divisions", str(national.resolve())], "national year")


def main() -> int:
    """Run by the command line's options; 1 where a result differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--discoveries", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "RESULTS.md")
    parser.add_argument("--national", type=Path, metavar="DIVISIONS.csv", help="a national year too")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds after which a job is given up")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        try:
            text = bench(
                sorted(given.discoveries), given.seed, Path(work), given.national, given.runs, given.limit
            )
        except DifferentError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    given.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
