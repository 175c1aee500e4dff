"""The sentences beside rules: run, told with the first element that differs, and turned against their numbers."""

from engine.trials.mutating import Mutant, run_mutants
from engine.trials.running import TrialResult, run_trials

__all__ = ["Mutant", "TrialResult", "run_mutants", "run_trials"]
