"""When engine and oracle differ: which misreading, or which other answer to a question, explains it."""

from .brute import expected
from .compare import Document
from .histories import History
from .misreadings import MISREADINGS, QUESTIONS


def explained_by(given: History, actual: Document) -> list[str]:
    """The switches under which the oracle gives exactly the (normalised) result of the engine."""
    return [entry.id for entry in QUESTIONS + MISREADINGS if expected(*given, misreading=entry.id) == actual]
