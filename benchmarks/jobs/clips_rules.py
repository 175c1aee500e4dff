"""CLIPS (clipspy): the pairs joined in its Rete network."""

# mypy: disable-error-code="import-not-found,import-untyped,untyped-decorator,misc"

from __future__ import annotations

from typing import Any

import clips

from benchmarks.jobs.pairing import Answer, Task, answer, pair_value

RULES = (
    "(deftemplate counting (slot key) (slot opened) (slot until) (slot first) (slot last) (slot county) (slot township))",
    "(deftemplate evidence (slot place))",
    "(deftemplate finding (slot place))",
    "(deftemplate escalation (slot place))",
    "(defrule township (counting (township ?t)) => (assert (finding (place ?t))))",
    """(defrule county
      (counting (county ?c) (key ?a) (until ?u) (first ?f) (last ?l))
      (counting (county ?c) (key ?b&:(> ?b ?a)) (opened ?o&:(<= ?o ?u)) (first ?g&:(<= ?g ?l)) (last ?m&:(>= ?m ?f)))
      => (pair ?a ?b) (assert (finding (place ?c))))""",
    "(defrule escalate (finding (place ?p)) (evidence (place ?p)) => (assert (escalation (place ?p))))",
    "(defrule refer (escalation (place ?p)) => (refer ?p))",
)


def solve(task: Task) -> Answer:
    """Assert, run, collect."""
    environment = clips.Environment()
    total = [0, 0]
    referred: list[int] = []

    def pair(one: int, two: int) -> None:
        total[0] += 1
        total[1] += pair_value(int(one), int(two))

    def refer(place: int) -> None:
        referred.append(int(place))

    for function in (pair, refer):
        environment.define_function(function)
    for rule in RULES:
        environment.build(rule)
    counting, evidence = environment.find_template("counting"), environment.find_template("evidence")
    for place in task.evidence:
        evidence.assert_fact(place=place)
    for i in task.intervals:
        counting.assert_fact(
            key=i.key, opened=i.opened, until=i.until, first=i.first, last=i.last, county=i.county,
            township=i.township,
        )  # fmt: skip
    environment.run()
    findings: list[Any] = [f["place"] for f in environment.facts() if f.template.name == "finding"]
    return answer(total[0], total[1], map(int, findings), referred)
