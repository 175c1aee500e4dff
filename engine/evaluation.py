"""The run: records → facts → findings → escalations, written as the list of its steps.

Pure: the day, the knowledge time, the rules, the settings and the jurisdictions are arguments.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.collecting import uncollected
from engine.escalations import Escalation, escalate
from engine.facts.build import Facts, build_facts
from engine.facts.coverage import coverage
from engine.findings import Finding, met_findings, open_findings
from engine.inquiries import Inquiry, inquiries
from engine.jurisdictions import Jurisdictions
from engine.matters import Matters, matters
from engine.periods import to_day
from engine.reasoning.chain import Runner, run_worker
from engine.reasoning.conclude import Chaining, Conclusions
from engine.reasoning.crosscheck import disagreements
from engine.reasoning.outlook import NearMiss, near_misses, open_questions, unknowns
from engine.reasoning.review import Review, reviews
from engine.reasoning.screen import Screen
from engine.records import Records
from engine.rules.ruleset import RuleSet
from engine.settings import Settings


@dataclass(frozen=True, slots=True, order=True)
class Blocked:
    """Referrals of a place that may not leave: the chain failed there, or the two computations disagree."""

    rule: str
    jurisdiction: str
    reason: str


@dataclass
class Evaluation:
    """One evaluation, filled step by step."""

    records: Records
    as_of: date
    known_at: datetime | None
    rules: RuleSet
    settings: Settings
    jurisdictions: Jurisdictions
    runner: Runner = run_worker
    since: date | None = None
    """Only findings met on some day since then, None for all."""
    facts: Facts = field(init=False)
    screen: Screen = field(init=False)
    chaining: Chaining = field(init=False)
    conclusions: Conclusions = field(init=False)
    findings: list[Finding] = field(default_factory=list)
    escalations: list[Escalation] = field(default_factory=list)
    matters: Matters = field(default_factory=Matters)
    inquiries: list[Inquiry] = field(default_factory=list)
    near_misses: list[NearMiss] = field(default_factory=list)
    policy_review: list[Review] = field(default_factory=list)
    coverage: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)
    blocked: list[Blocked] = field(default_factory=list)

    @property
    def blocked_places(self) -> frozenset[str]:
        """Places whose referrals are blocked."""
        return frozenset(b.jurisdiction for b in self.blocked)

    def names(self, sites: Collection[str] | None = None) -> dict[str, str]:
        """Names of the sites, or of some, by site_id."""
        table = self.facts.standing.table("sites", ["site_id", "name"])
        if sites is not None:
            wanted = pa.array(sorted(sites), pa.string())
            table = table.filter(pc.is_in(table["site_id"], value_set=wanted))
        return dict(zip(table["site_id"].to_pylist(), table["name"].to_pylist(), strict=True))


Step = Callable[[Evaluation], None]


def take_facts(run: Evaluation) -> None:
    """Records → facts."""
    run.facts = build_facts(run.records.tables, run.jurisdictions.tree, run.as_of, run.known_at)
    run.screen = Screen(run.facts, run.rules, run.settings, run.jurisdictions.calendar)


def screen(run: Evaluation) -> None:
    """Facts → what the chain is asked; it works in processes of its own while the next steps are taken."""
    run.chaining = Chaining(run.screen, run.jurisdictions, run.runner)


def reason(run: Evaluation) -> None:
    """What the chain answers → met rules."""
    run.conclusions = run.chaining.conclusions()


def cross_check(run: Evaluation) -> None:
    """The second computation must agree; what does not is blocked."""
    failed = run.conclusions.failed
    tree = run.jurisdictions.tree
    skipped = frozenset(
        p.code for p in tree for sid in failed if sid == p.code or sid in tree.ancestors(p.code)
    ) if failed else frozenset()  # fmt: skip
    given = [
        (m.rule.id, m.stretch.place, m.stretch.of, m.stretch.first, m.stretch.last)
        for m in run.conclusions.met
    ]
    calendar = run.jurisdictions.calendar
    found = disagreements(run.facts, run.rules, run.settings, given, skipped, calendar)
    run.blocked = sorted(
        [Blocked("*", sid, why) for sid, why in failed.items()]
        + [Blocked(d.rule, d.place, d.what) for d in found]
    )


def state_findings(run: Evaluation) -> None:
    """Met rules and open questions → findings with their proofs."""
    unsure = unknowns(run.screen)
    run.inquiries = inquiries(run.facts, unsure)
    missing = {i.site: i.missing for i in run.inquiries}
    sites = {site for one in run.conclusions.met for site in one.stretch.sites}
    met = met_findings(run.screen, run.conclusions.met, run.names(sites))
    if run.since:
        met = [f for f in met if f.ended_on is None or f.ended_on >= to_day(run.since)]
    run.findings = sorted(
        [*met, *open_findings(run.screen, open_questions(run.screen), missing)],
        key=lambda f: (f.rule.id, f.jurisdiction, f.id),
    )


def look_around(run: Evaluation) -> None:
    """Near misses, policy review, coverage."""
    run.near_misses = near_misses(run.screen)
    run.policy_review = reviews(run.screen)
    run.coverage = coverage(run.facts)


def find_receivers(run: Evaluation) -> None:
    """Findings → escalations."""
    posts = run.facts.rows("posts")
    run.escalations = escalate(
        run.findings, run.conclusions, run.jurisdictions, posts, run.settings, run.rules, run.facts.as_of
    )


def find_matters(run: Evaluation) -> None:
    """What goes to other bodies than a discipline body."""
    run.matters = matters(run.screen)


STEPS: Final[tuple[tuple[str, Step], ...]] = (
    ("整理事实", take_facts),
    ("筛查", screen),
    ("清点未决事项", look_around),
    ("列出其他移送事项", find_matters),
    ("推理", reason),
    ("复核计算", cross_check),
    ("形成发现", state_findings),
    ("确定接收机关", find_receivers),
)


def steps(run: Evaluation) -> Iterator[str]:
    """Run step by step, giving each step's name before it runs."""
    for name, step in STEPS:
        yield name
        with uncollected():
            step(run)


def evaluate(
    records: Records,
    *,
    as_of: date,
    known_at: datetime | None,
    rules: RuleSet,
    settings: Settings,
    jurisdictions: Jurisdictions,
    runner: Runner = run_worker,
) -> Evaluation:
    """Evaluate one day. Raises WenzeError only for rules or settings that can't be used."""
    run = Evaluation(records, as_of, known_at, rules, settings, jurisdictions, runner)
    for _ in steps(run):
        pass
    return run


def outlined(run: Evaluation) -> Evaluation:
    """The findings with who answers and who receives, neither cross-checked nor with what lies around them.

    Enough to say what became of a finding between two whole evaluations, never to act upon.
    """
    with uncollected():
        for step in (take_facts, screen, reason, state_findings, find_receivers):
            step(run)
    return run
