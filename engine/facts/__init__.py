"""From records to facts: what holds on a day, as known then."""

from engine.facts.build import Facts, build_facts
from engine.facts.seen import Reading

__all__ = ["Facts", "Reading", "build_facts"]
