"""The engine run on one random history, and how it differs from the day-by-day oracle.

As a script: `python engine_side.py SEED…` prints the first difference and exits 1, or exits 0 if there is none.
"""

import sys
from datetime import date
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from oracle.brute import expected
from oracle.compare import differences, normalise
from oracle.histories import history

from engine.document import document
from engine.evaluation import evaluate
from engine.jurisdictions import Jurisdictions, Place, Tree, load_jurisdictions
from engine.records import read_rows
from engine.rules import BUNDLED, RuleSet, load_rules
from engine.settings import Settings

LOCAL_RULES_FROM = date(2005, 9, 3)


@cache
def rules() -> RuleSet:
    return load_rules([BUNDLED])


@cache
def around() -> Jurisdictions:
    return load_jurisdictions()


def differences_on(seed: int) -> list[str]:
    """What the engine says otherwise than the oracle; rows refused and places blocked are differences too."""
    given = history(seed)
    tree = Tree(Place(r["code"], r["name"], r["level"], r["kind"], r["parent_code"]) for r in given.tree_rows)
    places = Jurisdictions(tree, around().receivers, around().titles, "")
    records = read_rows(given.tables, tree)
    run = evaluate(
        records,
        as_of=given.as_of,
        known_at=given.known_at,
        rules=rules(),
        settings=Settings(),
        jurisdictions=places,
    )
    told = document(run)
    wanted = expected(given.tables, given.tree_rows, given.as_of, given.known_at, local_from=LOCAL_RULES_FROM)
    return [
        *(f"rejected: {r.file} {r.row} {r.column} {r.reason}" for r in records.rejected),
        *(f"blocked: {b['jurisdiction']} {b['rule']} {b['reason']}" for b in told["blocked"]),
        *differences(wanted, normalise(told)),
    ]


if __name__ == "__main__":
    for one in map(int, sys.argv[1:]):
        found = differences_on(one)
        if found:
            print(f"seed {one}: {found[0]}")
            sys.exit(1)
