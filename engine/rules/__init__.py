"""Rule files: reading, checking, describing (data in `rulesets/`)."""

from engine.rules.crossing import join_rules
from engine.rules.faults import Fault
from engine.rules.model import Instrument, Rule, RuleSet
from engine.rules.norms import Norm
from engine.rules.notes import ReaderNote
from engine.rules.reading import BUNDLED, check_folder, load_rules

__all__ = [
    "BUNDLED",
    "Fault",
    "Instrument",
    "Norm",
    "ReaderNote",
    "Rule",
    "RuleSet",
    "check_folder",
    "join_rules",
    "load_rules",
]
