"""How the design is read: as it stands, or with one misreading or one question answered otherwise."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Reading:
    """The settings of one run of the oracle.

    ``misreading`` is the id of an entry of `misreadings.MISREADINGS` or `misreadings.QUESTIONS`, or None;
    ``response_days`` is the setting of DESIGN §6.7 in days;
    ``local_from`` is the first day of the office's own rules, None for "since ever".
    """

    misreading: str | None = None
    response_days: int = 1
    local_from: date | None = None

    def has(self, misreading: str) -> bool:
        """Whether this run plants the misreading (or answers the question otherwise)."""
        return self.misreading == misreading
