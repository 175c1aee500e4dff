"""Two sets of rules held against each other: in words, and in what they would have found over a period."""

from engine.comparing.effects import Effect, effect
from engine.comparing.overlay import laid_over
from engine.comparing.replaying import Replay, replay
from engine.comparing.words import told_difference

__all__ = ["Effect", "Replay", "effect", "laid_over", "replay", "told_difference"]
