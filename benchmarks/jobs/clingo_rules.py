"""clingo: the pairs grounded as atoms of an answer-set program."""

# mypy: disable-error-code="import-not-found,import-untyped,untyped-decorator,misc"

from __future__ import annotations

import clingo

from benchmarks.jobs.pairing import Answer, Task, answer, pair_value

PROGRAM = """
pair(A,B) :- c(A,_,U,F,L,C,_), c(B,O,_,G,M,C,_), A < B, O <= U, G <= L, F <= M.
finding(T) :- c(_,_,_,_,_,_,T).
finding(C) :- pair(A,_), c(A,_,_,_,_,C,_).
escalation(P) :- finding(P), evidence(P).
refer(P) :- escalation(P).
"""


def solve(task: Task) -> Answer:
    """Write the facts, ground, read the atoms (nothing is left to solve)."""
    facts = [
        f"c({i.key},{i.opened},{i.until},{i.first},{i.last},{i.county},{i.township})." for i in task.intervals
    ]
    facts += [f"evidence({place})." for place in task.evidence]
    control = clingo.Control(["--warn=none"])
    control.add("base", [], "\n".join(facts) + PROGRAM)
    control.ground([("base", [])])

    def places(name: str) -> list[int]:
        return [a.symbol.arguments[0].number for a in control.symbolic_atoms.by_signature(name, 1)]

    count = total = 0
    for atom in control.symbolic_atoms.by_signature("pair", 2):
        one, two = atom.symbol.arguments
        count += 1
        total += pair_value(one.number, two.number)
    return answer(count, total, places("finding"), places("refer"))
