"""`python -m benchmarks.weeks --years 10`: an office's life of ten years; `wenze weekly` must stay under 5 s.

A year's post is taken in at once but for the last two weeks of the first and the last year: their Mondays are run, by the
command itself in a process of its own with the clock of that Monday, and the second, an ordinary week, is measured.
With `--every N` every N-th Monday is run besides, and post is taken in whenever a week is run.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.machine import described
from benchmarks.week_stages import STAGES, measuring
from benchmarks.weekly_files import WEEK, WEEKS_A_YEAR, Post, posts
from engine.errors import WenzeError
from engine.jurisdictions import Tree, load_jurisdictions

LIMIT: Final = 5.0
SENDER: Final = "合成市安委办（合成数据）"
MIB: Final = 1 << 20


@dataclass
class Year:
    """One year of the office: processor seconds of its imports, seconds of its runs, what lies there at its end."""

    number: int
    imported: float = 0.0
    runs: list[float] = field(default_factory=list)
    worked: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)
    """Processor seconds of the stages of the last run."""
    waiting: int = 0
    """Rows in quarantine at its end."""
    rows: int = 0
    findings: int = 0
    size: float = 0.0
    peak: float = 0.0

    def line(self) -> str:
        """A row of the table."""
        findings = f"{self.findings:,}" if self.runs else "–"
        run = (
            f"{self.runs[-1]:.2f} | {self.worked:.2f} | {max(self.runs):.2f} | {self.peak:.0f}"
            if self.runs
            else "– | – | – | –"
        )
        return (
            f"| {self.number} | {self.rows:,} | {self.waiting:,} | {findings} | {self.size:.0f} "
            f"| {self.imported:.2f} | {run} |"
        )


HEADER: Final = (
    "| year | rows in the store | quarantined | findings | MiB on disk | import, processor s | weekly s | of processors | longest | peak MiB |"
    "\n|---|---|---|---|---|---|---|---|---|---|"
)


def stages_told(years: Sequence[Year]) -> list[str]:
    """The stages of the measured weeks as a table: processor seconds by year."""
    heads = " | ".join(f"year {year.number}" for year in years)
    out = ["", f"| stage of the last week, processor s | {heads} |", "|---" * (len(years) + 1) + "|"]
    for stage, said in STAGES:
        cells = " | ".join(f"{year.stages.get(stage, 0.0):.2f}" for year in years)
        out.append(f"| {said} | {cells} |")
    return out


def take(home: Path, post: Post, tree: Tree) -> None:
    """Take in a week's post and what it made ready, by the functions of `wenze import`."""
    from engine.ledgers.imports import Sending, take_in
    from engine.ledgers.readmission import readmit
    from engine.store import open_store

    store = open_store(None, home)
    try:
        for at, (name, data) in enumerate(post.files.items()):
            now = post.clock + timedelta(seconds=at)
            take_in(store, Sending(name, data, SENDER, now, post.monday, "U1"), now, tree)
        with store.writing(post.clock + timedelta(seconds=len(post.files))) as session:
            readmit(session, tree)
    finally:
        store.close()


@dataclass(frozen=True)
class Ran:
    """One `wenze weekly`: seconds from start to end, of the processors, peak MiB, processor seconds by stage."""

    seconds: float
    worked: float
    peak: float
    stages: dict[str, float]


def run(home: Path, day: date, clock: datetime) -> Ran:
    """`wenze weekly` in a process of its own, with its bytecode kept as an installed program's is. Raises WenzeError."""
    told = home.parent / "stages.json"
    asked = ("--run", str(home), day.isoformat(), clock.isoformat(), str(told))
    arguments = [sys.executable, "-m", "benchmarks.weeks", *asked]
    began = time.perf_counter()
    around = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    around |= {"PYTHONPATH": os.getcwd(), "PYTHONPYCACHEPREFIX": str(home.parent / "bytecode")}  # noqa: PTH109
    child = os.posix_spawn(sys.executable, arguments, around)
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise WenzeError(f"wenze weekly --as-of {day} ended with {os.waitstatus_to_exitcode(status)}")
    return Ran(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, json.loads(told.read_text()))


def command(home: str, day: str, clock: str, told: str) -> None:
    """The command itself, with the clock of that day; exits as it does. `told`: where its stages are written."""
    import cli
    from engine.faces import opening

    now = datetime.fromisoformat(clock)
    opening.now = lambda: now
    os.environ["WENZE_HOME"] = home
    sys.argv = ["wenze", "weekly", "--as-of", day, "--quiet", "--by", "U1"]
    stages = measuring()
    with Path(os.devnull).open("w") as silent:
        os.dup2(silent.fileno(), 1)
        try:
            cli.main()
        finally:
            stages.write(Path(told))


def lived(home: Path, first: date, years: int, seed: int, discoveries: int, every: int) -> Iterator[Year]:
    """Live the years; each is given at its end. `every`: run every so many weeks besides; 0 for none."""
    from engine.store import create_store

    def runs(week: int) -> bool:
        number, left = -(-week // WEEKS_A_YEAR), -week % WEEKS_A_YEAR
        return (left < 2 and number in (1, years)) or bool(every and week % every == 0)  # noqa: PLR2004

    create_store(None, home).close()
    tree, year = load_jurisdictions().tree, Year(1)
    for post in posts(
        first, years, seed, discoveries, tree, lambda week: runs(week) or not week % WEEKS_A_YEAR
    ):
        week = (post.monday - first) // WEEK
        begun = time.process_time()
        take(home, post, tree)
        year.imported += time.process_time() - begun
        if runs(week):
            ran = run(home, post.monday, post.clock + timedelta(minutes=5))
            year.runs.append(ran.seconds)
            year.worked, year.stages, year.peak = ran.worked, ran.stages, max(year.peak, ran.peak)
        if week % WEEKS_A_YEAR == 0:
            _counted(home, year)
            yield year
            year = Year(year.number + 1)


def _counted(home: Path, year: Year) -> None:
    from sqlmodel import col, func, select

    from engine.ledgers import runs
    from engine.ledgers.quarantine import waiting
    from engine.store import open_store
    from engine.store.models import RecordVersion

    store = open_store(None, home)
    with store.reading() as session:
        year.rows = session.exec(select(func.count(col(RecordVersion.id)))).one()
        year.waiting = len(waiting(session))
        last = runs.latest(session)
        year.findings = len(runs.document_in(last)["findings"]) if last else 0
    store.close()
    year.size = sum(p.stat().st_size for p in home.rglob("*") if p.is_file()) / MIB


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def parser() -> argparse.ArgumentParser:
    """The options."""
    out = argparse.ArgumentParser(prog="python -m benchmarks.weeks", description=__doc__)
    out.add_argument("--years", type=int, default=10)
    out.add_argument("--discoveries", type=int, default=10_000, help="a year; the other tables in proportion")
    out.add_argument(
        "--every",
        type=int,
        default=0,
        help="run every so many weeks besides; after a gap there is more news to compare",
    )
    out.add_argument("--seed", type=int, default=1)
    out.add_argument(
        "--from", dest="first", type=date.fromisoformat, default=date(2014, 7, 7), help="a Monday"
    )
    out.add_argument("--home", type=Path, help="keep the office here; default: a folder that goes at the end")
    out.add_argument("--run", nargs=4, metavar=("HOME", "DAY", "CLOCK", "TOLD"), help=argparse.SUPPRESS)
    return out


def main() -> int:
    """Live and measure; 1 where the run of the last week took longer than the limit."""
    given = parser().parse_args()
    if given.run:
        command(*given.run)
    for line in described():
        _say(line)
    _say("- load averages at the start: " + ", ".join(f"{one:.1f}" for one in os.getloadavg()) + "\n")
    _say(HEADER)
    home = given.home or Path(tempfile.mkdtemp()) / "home"
    measured: list[Year] = []
    try:
        for year in lived(home, given.first, given.years, given.seed, given.discoveries, given.every):
            _say(year.line())
            measured += [year] if year.runs else []
    except WenzeError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    finally:
        if not given.home:
            shutil.rmtree(home.parent, ignore_errors=True)
    for line in stages_told(measured):
        _say(line)
    last = measured[-1].runs[-1]
    met = last <= LIMIT
    _say(
        f"\n{'met' if met else 'NOT MET'}: {last:.2f} s, the last week of the last year (target ≤ {LIMIT:g})"
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
