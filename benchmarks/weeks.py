"""`python -m benchmarks.weeks --years 10`: an office's life week by week; `wenze weekly` must stay under 5 s.

Every Monday the post of the week is taken in and the week is run, by the command itself in a process of its own; the
clock is that Monday's. What stands in the table of a year is its last week; the longest of the year stands beside it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from benchmarks.machine import described
from benchmarks.weekly_files import WEEKS_A_YEAR, Post, posts
from engine.errors import WenzeError
from engine.jurisdictions import Tree, load_jurisdictions

LIMIT: Final = 5.0
SENDER: Final = "合成市安委办（合成数据）"
MIB: Final = 1 << 20


@dataclass
class Year:
    """One year of the office: seconds of each week's import and run, what lies there at its end."""

    number: int
    imports: list[float] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)
    worked: float = 0.0
    waiting: int = 0
    """Rows in quarantine at its end."""
    rows: int = 0
    findings: int = 0
    size: float = 0.0
    peak: float = 0.0

    def line(self) -> str:
        """A row of the table."""
        run = f"{self.runs[-1]:.2f} | {self.worked:.2f} | {max(self.runs):.2f} | {self.peak:.0f}"
        return (
            f"| {self.number} | {self.rows:,} | {self.waiting:,} | {self.findings:,} | {self.size:.0f} "
            f"| {sum(self.imports) / len(self.imports):.2f} | {max(self.imports):.2f} | {run} |"
        )


HEADER: Final = (
    "| year | rows in the store | quarantined | findings | MiB on disk | import s/week | longest | weekly s | of processors | longest "
    "| peak MiB |\n|---|---|---|---|---|---|---|---|---|---|---|"
)


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


def run(home: Path, day: date, clock: datetime) -> tuple[float, float, float]:
    """`wenze weekly` in a process of its own: seconds from start to end, of the processors, peak MiB. Raises WenzeError."""
    asked = ("--run", str(home), day.isoformat(), clock.isoformat())
    arguments = [sys.executable, "-m", "benchmarks.weeks", *asked]
    began = time.perf_counter()
    child = os.posix_spawn(sys.executable, arguments, {**os.environ, "PYTHONPATH": os.getcwd()})  # noqa: PTH109
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise WenzeError(f"wenze weekly --as-of {day} ended with {os.waitstatus_to_exitcode(status)}")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def command(home: str, day: str, clock: str) -> None:
    """The command itself, with the clock of that day; exits as it does."""
    import cli
    from engine.faces import opening

    now = datetime.fromisoformat(clock)
    opening.now = lambda: now
    os.environ["WENZE_HOME"] = home
    sys.argv = ["wenze", "weekly", "--as-of", day, "--quiet", "--by", "U1"]
    with Path(os.devnull).open("w") as silent:
        os.dup2(silent.fileno(), 1)
        cli.main()


def lived(home: Path, first: date, years: int, seed: int, discoveries: int, every: int) -> Iterator[Year]:
    """Live the years; each is given at its end. `every`: run every so many weeks, and the last four of a year."""
    from engine.store import create_store

    create_store(None, home).close()
    tree = load_jurisdictions().tree
    year = Year(1)
    for week, post in enumerate(posts(first, years, seed, discoveries, tree), start=1):
        begun = time.perf_counter()
        take(home, post, tree)
        year.imports.append(time.perf_counter() - begun)
        left = -week % WEEKS_A_YEAR
        if week % every == 0 or left < 4:  # noqa: PLR2004
            seconds, worked, peak = run(home, post.monday, post.clock + timedelta(minutes=5))
            year.runs.append(seconds)
            year.worked = worked
            year.peak = max(year.peak, peak)
        if left == 0:
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
        default=1,
        help="run every so many weeks and the last four of a year; after a gap there is more news to compare",
    )
    out.add_argument("--seed", type=int, default=1)
    out.add_argument(
        "--from", dest="first", type=date.fromisoformat, default=date(2014, 7, 7), help="a Monday"
    )
    out.add_argument("--home", type=Path, help="keep the office here; default: a folder that goes at the end")
    out.add_argument("--run", nargs=3, metavar=("HOME", "DAY", "CLOCK"), help=argparse.SUPPRESS)
    return out


def main() -> int:
    """Live and measure; 1 where the last week's run took longer than the limit."""
    given = parser().parse_args()
    if given.run:
        command(*given.run)
    for line in described():
        _say(line)
    _say("- load averages at the start: " + ", ".join(f"{one:.1f}" for one in os.getloadavg()) + "\n")
    _say(HEADER)
    home = given.home or Path(tempfile.mkdtemp()) / "home"
    longest = 0.0
    try:
        for year in lived(home, given.first, given.years, given.seed, given.discoveries, given.every):
            _say(year.line())
            longest = max(year.runs)
    except WenzeError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    finally:
        if not given.home:
            shutil.rmtree(home.parent, ignore_errors=True)
    met = longest <= LIMIT
    _say(
        f"\n{'met' if met else 'NOT MET'}: {longest:.2f} s, the longest weekly run of the last year (target ≤ {LIMIT:g})"
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
