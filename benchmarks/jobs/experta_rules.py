"""experta: the pairs joined in its pure-Python Rete network."""

# mypy: disable-error-code="import-not-found,import-untyped,untyped-decorator,misc"

from __future__ import annotations

import collections
import collections.abc
from typing import Any

for _name in ("Mapping", "MutableMapping", "Sequence", "Iterable", "Callable", "Hashable", "Set"):
    if not hasattr(collections, _name):  # experta was written before Python 3.10
        setattr(collections, _name, getattr(collections.abc, _name))

from experta import MATCH, TEST, Fact, KnowledgeEngine, Rule  # noqa: E402

from benchmarks.jobs.pairing import Answer, Task, answer, pair_value  # noqa: E402


class Counting(Fact):
    """An interval."""


class Evidence(Fact):
    """A place with evidence."""


class Finding(Fact):
    """A place where a limb is met."""


class Escalation(Fact):
    """A finding with evidence."""


class Engine(KnowledgeEngine):
    """The rules of the task."""

    def __init__(self) -> None:
        super().__init__()
        self.count = self.total = 0
        self.findings: set[int] = set()
        self.referred: set[int] = set()

    def find(self, place: int) -> None:
        """Derive a finding."""
        self.findings.add(place)
        self.declare(Finding(place=place))

    @Rule(Counting(township=MATCH.t))
    def township(self, t: int) -> None:
        """One site in a township."""
        self.find(t)

    @Rule(
        Counting(key=MATCH.a, county=MATCH.c, until=MATCH.u, first=MATCH.f, last=MATCH.l),
        Counting(key=MATCH.b, county=MATCH.c, opened=MATCH.o, first=MATCH.g, last=MATCH.m),
        TEST(lambda a, b, o, u, g, l, f, m: b > a and o <= u and g <= l and f <= m),  # noqa: E741
    )
    def county(self, a: int, b: int, c: int) -> None:
        """Two sites of a county."""
        self.count += 1
        self.total += pair_value(a, b)
        self.find(c)

    @Rule(Finding(place=MATCH.p), Evidence(place=MATCH.p))
    def escalate(self, p: int) -> None:
        """A finding with evidence."""
        self.declare(Escalation(place=p))

    @Rule(Escalation(place=MATCH.p))
    def refer(self, p: int) -> None:
        """Refer it."""
        self.referred.add(p)


def solve(task: Task) -> Answer:
    """Declare, run, collect."""
    engine = Engine()
    engine.reset()
    for place in task.evidence:
        engine.declare(Evidence(place=place))
    for i in task.intervals:
        fields: dict[str, Any] = {
            "key": i.key, "opened": i.opened, "until": i.until, "first": i.first, "last": i.last,
            "county": i.county, "township": i.township,
        }  # fmt: skip
        engine.declare(Counting(**fields))
    engine.run()
    return answer(engine.count, engine.total, engine.findings, engine.referred)
