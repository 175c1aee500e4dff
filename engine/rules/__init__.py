"""Rule files: reading, checking, describing (data in `rulesets/`)."""

from engine.rules.crossing import join_rules
from engine.rules.faults import Fault
from engine.rules.model import Rule
from engine.rules.norms import Norm
from engine.rules.notes import ReaderNote
from engine.rules.reading import BUNDLED, check_folder, load_rules
from engine.rules.ruleset import Instrument, RuleSet

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
