"""The bench's results as text: tables, exponents, which targets are met."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.machine import described

LARGEST: Final = 1_000_000
MIB_LIMIT: Final = 1536
SQL_TIMES, PEER_TIMES, EXPONENT, YEAR_SECONDS, PACKAGE_SECONDS, AUDIT_SECONDS = 2.5, 20.0, 1.1, 3.0, 0.3, 10.0
NOTES: Final = """
Results are medians of the number of runs given in the table, each in a process of its own. Times on a machine that does
other work at the same time are noisy; load averages are given with the machine.

- *From loaded tables to stretches*: discoveries, checks, measures and sites in memory → days on which the township and
  the county limb of Order 446 are met, for every place. `wenze` is the whole evaluation (every rule, chain, second
  computation, findings with their records, inquiries, policy review, receivers; the sentences of a proof are written
  where it is read: in the document, a stage below); `wenze screening` its facts and these two rules with windows
  and sites. DuckDB SQL and plain Python give the days only. All must equal the oracle (day by day, plain Python).
- *From counting intervals to referrals*: a simpler job for engines that join pairs themselves. The intervals are given.
  CLIPS, clingo, experta and durable-rules derive pairs, findings and referrals; `wenze sweep` builds the stretches with
  counts, windows and sites from the same intervals.
- Where time and memory go that no target allows for, and what was tried, stands in `docs/performance.md`.
- Peak is the most memory that the process and its workers held at once, loaded tables included.
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One job at one size: median seconds and MiB, runs, or why there is none."""

    job: str
    discoveries: int
    seconds: float | None
    peak: float | None
    runs: int
    note: str = ""

    def cell(self) -> str:
        """`seconds / MiB (runs)`, or the reason."""
        return (
            self.note if self.seconds is None else f"{self.seconds:.2f} s / {self.peak:.0f} MiB ({self.runs})"
        )


def table(rows: Sequence[Measured], sizes: Sequence[int]) -> list[str]:
    """A Markdown table: jobs down, sizes across, and the exponents of time and of memory above the smallest."""
    by = {(r.job, r.discoveries): r for r in rows}
    out = [
        "| engine | " + " | ".join(f"{n:,}" for n in sizes) + " | exponents: time, memory |",
        "|---" * (len(sizes) + 2) + "|",
    ]
    for job in dict.fromkeys(r.job for r in rows):
        cells = [by[job, n].cell() if (job, n) in by else "–" for n in sizes]
        grown = f"{_shown(exponent(by, job, sizes))}, {_shown(exponent(by, job, sizes, 'peak'))}"
        out.append(f"| {job} | {' | '.join(cells)} | {grown} |")
    return out


def exponent(
    by: Mapping[tuple[str, int], Measured], job: str, sizes: Sequence[int], what: str = "seconds"
) -> float | None:
    """The power of the size with which the seconds (or `peak`) grow from the smallest to the largest size."""
    ends = [getattr(by.get((job, n)), what, None) for n in (sizes[0], sizes[-1])]
    if len(sizes) < 2 or not all(ends):  # noqa: PLR2004
        return None
    low, high = ends
    return math.log(high / low) / math.log(sizes[-1] / sizes[0])


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def targets(rows: Sequence[Measured], sizes: Sequence[int], year: Mapping[str, Any] | None) -> list[str]:
    """One line a target: met or not, with the numbers."""
    by = {(r.job, r.discoveries): r for r in rows}
    size = sizes[-1]

    def seconds(job: str) -> float | None:
        one = by.get((job, size))
        return one.seconds if one else None

    out = [] if size == LARGEST else [f"(largest size measured: {size:,}, the targets are for {LARGEST:,})"]
    ours = by.get(("wenze", size))
    if ours and ours.seconds and ours.peak:
        if sql := seconds("DuckDB SQL"):
            out.append(
                _line(ours.seconds / sql, SQL_TIMES, "times the hand-written DuckDB SQL, whole evaluation")
            )
            if screening := seconds("wenze screening"):
                out.append(
                    _line(screening / sql, SQL_TIMES, "times the hand-written DuckDB SQL, the same two rules")
                )
        out.append(_line(ours.peak, MIB_LIMIT, "MiB peak of the whole evaluation"))
        for peer in ("CLIPS", "clingo"):
            if other := seconds(peer):
                sweep = seconds("wenze sweep") or math.inf
                out.append(
                    _line(other / sweep, PEER_TIMES, f"times faster than {peer}, same intervals", least=True)
                )
                out.append(
                    _line(
                        other / ours.seconds,
                        PEER_TIMES,
                        f"times faster than {peer}, which got the intervals, whole evaluation",
                        least=True,
                    )
                )
    for what, name in (("seconds", "time"), ("peak", "memory")):
        growth = exponent(by, "wenze", sizes, what)
        if growth is not None:
            out.append(_line(growth, EXPONENT, f"exponent of {name} from {sizes[0]:,} to {size:,}"))
    if year:
        out.append(_line(year["to_findings"], YEAR_SECONDS, "s for a province-year from files to findings"))
        out.append(_line(year["each"], PACKAGE_SECONDS, f"s a package ({year['packages']} packages)"))
    return out


def _line(value: float, limit: float, what: str, *, least: bool = False) -> str:
    met = value >= limit if least else value <= limit
    return f"- {'met' if met else 'NOT MET'}: {value:.2f} {what} (target {'≥' if least else '≤'} {limit:g})"


def audited(log: Mapping[str, Any] | str) -> str:
    """The line of the audit log: seconds in which the stand-alone file verifies it."""
    if isinstance(log, str):
        return f"- NOT MET: the audit log was not verified: {log}"
    return _line(log["seconds"], AUDIT_SECONDS, f"s to verify an audit log of {log['entries']:,} entries")


def by_stage(year: Mapping[str, Any]) -> list[str]:
    """The province-year's stages."""
    out = [
        "| stage | s |",
        "|---|---|",
        *(f"| {name} | {value:.3f} |" for name, value in year["times"].items()),
    ]
    if not year["packages"]:
        return [*out, f"| **files → findings** | **{year['to_findings']:.2f}** |", "",
                f"{year['findings']} findings, {year['rejected']} rejected rows, {year['blocked']} blocked places, peak {year['peak']:.0f} MiB."]  # fmt: skip
    return [*out, f"| **files → findings** | **{year['to_findings']:.2f}** |",
            f"| **each of {year['packages']} packages** | **{year['each']:.3f}** |", "",
            f"{year['findings']} findings, {year['rejected']} rejected rows, peak {year['peak']:.0f} MiB."]  # fmt: skip


def written(
    whole: Sequence[Measured], pairs: Sequence[Measured], sizes: Sequence[int], year: Mapping[str, Any] | None,
    load: Iterable[float], met: Sequence[str], nation: Mapping[str, Any] | None = None, lived: Sequence[str] = (),
) -> str:  # fmt: skip
    """The whole report; `met` are the lines of the targets."""
    lines = ["# Bench", "", "Synthetic data (合成数据); `make bench` writes this file.", "", *described()]
    lines += ["- load averages at the start: " + ", ".join(f"{one:.1f}" for one in load), NOTES]
    lines += ["## From loaded tables to stretches, by discoveries", "", *table(whole, sizes), ""]
    lines += ["## From counting intervals to referrals, by discoveries", "", *table(pairs, sizes), ""]
    if year:
        lines += ["## A province-year, files to packages", "", *by_stage(year), ""]
    if nation:
        lines += [
            "## A national year (100,000 sites, Parquet), files to findings, one run",
            "",
            *by_stage(nation),
            "",
        ]
    if lived:
        lines += ["## An office week by week: the last week's run of each year", *lived, ""]
    lines += ["## Targets", "", *met, ""]
    return "\n".join(lines)
