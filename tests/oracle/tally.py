"""How dense the histories are: the share of histories in which each thing occurs.

Run from the folder above: ``python -m oracle.tally 2000``.
"""

import sys
from collections import Counter
from time import perf_counter
from typing import Any

from .brute import expected
from .histories import history
from .misreadings import MISREADINGS, QUESTIONS
from .stretches import COUNTY

NOT_CORE = ("count", "windows", "window_sensitive", "sites")


def outcomes(result: dict[str, list[dict[str, Any]]]) -> set[str]:
    """What occurs in one result, as speaking labels."""
    found = {f"{finding['outcome']} {finding['rule']}" for finding in result["findings"]}
    found |= {f"review {entry['reason']} {entry['rule']}" for entry in result["policy_review"]}
    found |= {f"near miss {entry['rule']}" for entry in result["near_misses"]}
    for finding in result["findings"]:
        if finding["outcome"] == "met":
            found.add("met, ended" if finding["ended_on"] else "met on the day of the run")
        if finding["rule"] == COUNTY and finding["outcome"] == "met":
            found |= {"county: window_sensitive"} if finding["window_sensitive"] else set()
            found |= {"county: several windows"} if len(finding["windows"]) > 1 else set()
            found |= {"county: count above two"} if finding["count"] > finding["threshold"] else set()
            found |= {"county: more sites than count"} if len(finding["sites"]) > finding["count"] else set()
    return found


def shares(seeds: int) -> dict[str, float]:
    """The share of the first seeds in which each label occurs."""
    counted: Counter[str] = Counter()
    for seed in range(seeds):
        counted.update(outcomes(expected(*history(seed))))
    return {label: counted[label] / seeds for label in sorted(counted)}


def core(result: dict[str, list[dict[str, Any]]]) -> list[tuple[Any, ...]]:
    """The findings without counts, windows and sites: where and when which rule is met."""
    return [
        tuple(value for name, value in finding.items() if name not in NOT_CORE)
        for finding in result["findings"]
    ]


def seeds_needed(misreading: str, most: int, *, core_too: bool = True) -> tuple[int | None, int | None]:
    """The seeds until a misreading changes the result, and until it changes where or when a rule is met."""
    anything = None
    for seed in range(most):
        given = history(seed)
        right, wrong = expected(*given), expected(*given, misreading=misreading)
        if right != wrong and anything is None:
            anything = seed + 1
            if not core_too:
                return anything, None
        if core(right) != core(wrong):
            return anything, seed + 1
    return anything, None


def main() -> None:
    """Print the shares, the time, and the seeds that each misreading needs (None: more than were tried)."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    started = perf_counter()
    for label, share in shares(seeds).items():
        sys.stdout.write(f"{share:7.1%}  {label}\n")
    sys.stdout.write(f"{1000 * (perf_counter() - started) / seeds:.1f} ms a history\n")
    for entry in MISREADINGS + QUESTIONS:
        anything, where_or_when = seeds_needed(entry.id, seeds)
        sys.stdout.write(f"{entry.id}: {anything} seeds; where or when: {where_or_when}\n")


if __name__ == "__main__":
    main()
