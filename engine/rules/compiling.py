"""Rule files → the plan of the chain, inside the fence of durable-rules (DESIGN §3); any other shape is refused.

A plan rule is plain JSON: `{"name", "patterns": [{"as", "equal", "at_least", "join"}], "give"}`.
Each pattern has constant equalities, at most one integer bound on its own field, and at most one join:
an equality with a field of the first pattern, which the worker puts last.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, Final

from engine.errors import RuleError
from engine.rules.model import All, Count, FactIs, Lack, Rule
from engine.rules.model import Any as AnyOf
from engine.rules.row_kinds import RowKind
from engine.rules.ruleset import RuleSet
from engine.rules.terms import Where
from engine.rules.vocabulary import DAYS

PlanRule = dict[str, Any]
MOST_JOINS: Final = 60
"""Join rules that one fact type may feed; durable-rules fails at 65 and has hung well above."""

EVIDENCE_FIELDS: Final = {"kind": "kind", "verified": "verified", "organ": "organ_class"}


def _evidence_branches(rule: Rule, where: Where) -> Iterator[dict[str, str | bool]]:
    """One set of equalities for each combination of words: no `or` inside a join."""
    choices = []
    for column, condition in sorted(where.items()):
        ((operator, operand),) = condition.items()
        if column in DAYS["duty_evidence"]:  # compared in the screening: no fact of other days is asserted
            continue
        if column not in EVIDENCE_FIELDS or operator not in ("is", "in"):
            raise RuleError(
                f"规则 {rule.id}：线索的条件 {column}: {operator} 不能编译；可用 kind、verified、organ 的 is 或 in。"
            )
        words = operand if isinstance(operand, tuple) else (operand,)
        field = EVIDENCE_FIELDS[column]
        choices.append([(field, word == "yes" if field == "verified" else str(word)) for word in words])
    for combination in product(*choices):
        yield {"t": "evidence", "under": rule.id, **dict(combination)}


def _finding(rule: Rule) -> dict[str, str]:
    return {"t": "finding", "rule": rule.id}


def _findings(rule: Rule) -> Iterator[PlanRule]:
    when = rule.when
    if isinstance(when, (Count, AnyOf)):
        pattern = {"as": "a", "equal": {"t": "stretch", "rule": rule.id}, "at_least": {"surplus": 0}}
        yield {"name": rule.id, "patterns": [pattern], "give": _finding(rule)}
    elif isinstance(when, Lack):
        pattern = {"as": "a", "equal": {"t": "overdue", "under": rule.id}}
        yield {"name": rule.id, "patterns": [pattern], "give": _finding(rule)}
    elif isinstance(when, RowKind):
        pattern = {"as": "a", "equal": {"t": "row", "under": rule.id}}
        yield {"name": rule.id, "patterns": [pattern], "give": _finding(rule)}
    elif isinstance(when, FactIs):
        for number, equal in enumerate(_evidence_branches(rule, when.where)):
            pattern = {"as": "a", "equal": equal}
            yield {"name": f"{rule.id}#{number}", "patterns": [pattern], "give": _finding(rule)}
    elif isinstance(when, All):
        evidence = [m for m in when.all if m.fact == "duty_evidence"]
        others = [m for m in when.all if m.fact and m.fact != "duty_evidence"]
        if len(evidence) != 1 or len(others) != 1:
            raise RuleError(f"规则 {rule.id}：all 须由一项 duty_evidence 与一项已定义的事实组成。")
        for number, equal in enumerate(_evidence_branches(rule, evidence[0].where)):
            patterns = [
                {"as": "a", "equal": equal},
                {"as": "m", "equal": {"t": others[0].fact}, "join": {"site": "site"}},
            ]
            yield {"name": f"{rule.id}#{number}", "patterns": patterns, "give": _finding(rule)}


def _following(rule: Rule) -> Iterator[PlanRule]:
    if rule.then.accountable or rule.then.supervise:
        pattern = {"as": "a", "equal": {"t": "finding", "rule": rule.id}}
        give = {"t": "escalation", "rule": rule.id, "kind": rule.then.kind}
        yield {"name": f"{rule.id}>escalation", "patterns": [pattern], "give": give}


ROUTING: Final[tuple[PlanRule, ...]] = (
    {
        "name": "receiver",
        "patterns": [
            {"as": "a", "equal": {"t": "escalation", "kind": "referral"}},
            {"as": "r", "equal": {"t": "route"}, "join": {"subject": "subject"}},
        ],
        "give": {"t": "receiver"},
    },
    {
        "name": "accompanying-evidence",
        "patterns": [
            {"as": "a", "equal": {"t": "finding", "counted": True}},
            {"as": "e", "equal": {"t": "companion"}, "join": {"place": "place"}},
        ],
        "give": {"t": "accompanies"},
    },
)


def compile_plan(ruleset: RuleSet) -> list[PlanRule]:
    """The plan of all active rules, with escalation and routing; raises RuleError outside the fence."""
    plan = [p for rule in ruleset.active for p in (*_findings(rule), *_following(rule))]
    plan += ROUTING
    check_fence(plan)
    return plan


def check_fence(plan: Iterable[PlanRule]) -> None:
    """Refuse any shape that has been seen to fail in durable-rules."""
    joins: Counter[str] = Counter()
    for rule in plan:
        name, patterns = rule["name"], rule["patterns"]
        if not patterns or "join" in patterns[0]:
            raise RuleError(f"规则 {name}：第一个条件不能带连接。")
        if any(not p.get("join") for p in patterns[1:]):
            raise RuleError(f"规则 {name}：后续条件须与第一个条件连接。")
        for pattern in patterns:
            _check_pattern(name, pattern)
        if len(patterns) > 1:
            joins.update(p["equal"]["t"] for p in patterns)
    for fact, number in sorted(joins.items()):
        if number > MOST_JOINS:
            raise RuleError(
                f"事实 {fact} 参与 {number} 条连接规则，超过上限 {MOST_JOINS}；请合并规则或先行筛选。"
            )


def _check_pattern(name: str, pattern: PlanRule) -> None:
    unknown = set(pattern) - {"as", "equal", "at_least", "join"}
    bounds, join = pattern.get("at_least", {}), pattern.get("join", {})
    if unknown or len(bounds) > 1 or len(join) > 1 or (bounds and join):
        raise RuleError(f"规则 {name}：一个条件至多一个跨事实的相等比较，不得有其他跨事实比较。")
    if any(isinstance(v, bool) or not isinstance(v, int) for v in bounds.values()):
        raise RuleError(f"规则 {name}：数值界限须为整数。")
    if any(not isinstance(v, (str, bool)) for v in pattern["equal"].values()):
        raise RuleError(f"规则 {name}：相等比较只能用文字或是否。")
