"""All rules of some folders together, by id, with the instruments that they rest on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from engine.errors import RuleError
from engine.rules.model import Definition, Force, Rule
from engine.rules.terms import Strict

if TYPE_CHECKING:
    from engine.rules.matters import MatterRule
    from engine.rules.norms import Norm
    from engine.rules.notes import ReaderNote


class Instrument(Strict):
    """A law, regulation or notice: `instrument.yaml` beside its `source.txt`."""

    id: str
    title: str
    number: str
    in_force: Force
    kind: Literal["law", "regulation", "notice", "office_rule"]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules, notes for the reader, open norms and matters of the given folders, by id; the digest of all their files."""

    rules: Mapping[str, Rule]
    instruments: Mapping[str, Instrument]
    sha256: str
    notes: "Mapping[str, ReaderNote]" = field(default_factory=dict)
    norms: "Mapping[str, Norm]" = field(default_factory=dict)
    matters: "Mapping[str, MatterRule]" = field(default_factory=dict)

    @property
    def active(self) -> tuple[Rule, ...]:
        """The rules that evaluate, by id: all but drafts; retired ones stay for their days in force."""
        return tuple(r for _, r in sorted(self.rules.items()) if r.status != "draft")

    def with_drafts(self, among: Collection[str] | None = None) -> "RuleSet":
        """The set as if its drafts were in use, some by id or all; the digest stays that of the files."""
        used = {
            id_: rule.model_copy(update={"status": "active"})
            if rule.status == "draft" and (among is None or id_ in among)
            else rule
            for id_, rule in self.rules.items()
        }
        return replace(self, rules=MappingProxyType(used))

    @property
    def adjustable(self) -> frozenset[str]:
        """Names of the parameters that settings may replace: those that no law fixes."""
        held = [one.parameters for one in self.rules.values()] + [
            one.parameters for one in self.matters.values()
        ]
        return frozenset(name for own in held for name, p in own.items() if p.origin != "law")

    def definition(self, name: str) -> Rule:
        """The rule that defines a kind of fact; raises RuleError if none does."""
        for rule in self.active:
            if isinstance(rule.when, Definition) and rule.when.define == name:
                return rule
        raise RuleError(f"没有规则定义“{name}”；请检查规则目录是否齐全。")
