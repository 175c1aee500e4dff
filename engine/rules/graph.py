"""Which rule feeds which: what is reported, what is defined from it, what counts that, what comes after."""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from engine.rules.model import All, Count, Definition, FactIs, Lack, Rule
from engine.rules.model import Any as AnyOf
from engine.rules.naming import fact_name
from engine.rules.row_kinds import RowKind
from engine.rules.ruleset import RuleSet

Kind = Literal["uses", "succeeds"]
_REPORT: Final = "report"
_NAMES: Final = {_REPORT: "举报"}


class Edge(NamedTuple):
    """From a table of records or a rule to the rule that uses it, or from a rule to its successor."""

    source: str
    target: str
    kind: Kind


def edges(rules: RuleSet) -> list[Edge]:
    """All edges, sorted; a fact that several rules define comes from each of them."""
    defined: dict[str, list[str]] = {}
    for rule in rules.rules.values():
        if isinstance(rule.when, Definition):
            defined.setdefault(rule.when.define, []).append(rule.id)
    out = set()
    for rule in rules.rules.values():
        for name in _uses(rule):
            out |= {Edge(source, rule.id, "uses") for source in defined.get(name, [name])}
        if rule.succeeds:
            out.add(Edge(rule.succeeds, rule.id, "succeeds"))
    return sorted(out)


def _uses(rule: Rule) -> Iterator[str]:
    when = rule.when
    if isinstance(when, (Definition, FactIs, Lack)):
        yield when.fact
    elif isinstance(when, RowKind):
        yield from {event.fact for _, event in when.events()}
    elif isinstance(when, Count):
        yield when.count
    elif isinstance(when, (All, AnyOf)):
        members = when.all if isinstance(when, All) else when.any
        yield from (m.finding or m.fact or "" for m in members)


def _label(name: str, rules: RuleSet) -> str:
    rule = rules.rules.get(name)
    return f"{rule.title}" if rule else _NAMES.get(name, fact_name(name))


def _nodes(rules: RuleSet) -> list[str]:
    return sorted({n for e in edges(rules) for n in (e.source, e.target)} | set(rules.rules))


def mermaid(rules: RuleSet) -> str:
    """The graph as Mermaid: records rounded, rules as boxes, successors dashed."""
    names = {name: f"n{number}" for number, name in enumerate(_nodes(rules))}
    lines = ["flowchart LR"]
    for name, short in names.items():
        label = _label(name, rules).replace('"', "#quot;")
        lines.append(f'  {short}["{label}<br/>{name}"]' if name in rules.rules else f'  {short}(["{label}"])')
    for edge in edges(rules):
        arrow = "-->" if edge.kind == "uses" else "-. 接续 .->"
        lines.append(f"  {names[edge.source]} {arrow} {names[edge.target]}")
    return "\n".join(lines) + "\n"


def dot(rules: RuleSet) -> str:
    """The graph as DOT, for Graphviz."""
    lines = ["digraph rules {", "  rankdir=LR;", "  node [shape=box];"]
    for name in _nodes(rules):
        label = _label(name, rules).replace("\\", "\\\\").replace('"', '\\"')
        label, shape = (f"{label}\\n{name}", "") if name in rules.rules else (label, ", shape=ellipse")
        lines.append(f'  "{name}" [label="{label}"{shape}];')
    for edge in edges(rules):
        style = "" if edge.kind == "uses" else ' [style=dashed, label="接续"]'
        lines.append(f'  "{edge.source}" -> "{edge.target}"{style};')
    return "\n".join([*lines, "}"]) + "\n"
