"""A division in one row of the tree, a change of its code, and where a code belongs on some days."""

from dataclasses import dataclass
from typing import Final

from engine.periods import FAR

LEVELS: Final = ("province", "city", "county", "township")
LEVEL_NAMES: Final = {"province": "省级", "city": "市级", "county": "县级", "township": "乡级"}
CODE_LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class Place:
    """One division as it stands in one row of the tree; days are ordinals, inclusive.

    `first` 0 means an unknown start, `last` FAR not ended.
    """

    code: str
    name: str
    level: str
    kind: str
    parent: str
    first: int = 0
    last: int = FAR


@dataclass(frozen=True, slots=True)
class Change:
    """A division's code passed to another on day `on` (merged, recoded)."""

    on: int
    from_code: str
    to_code: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a code belongs on the days `first`…`last`: the codes of each level, None where there is none."""

    code: str
    first: int
    last: int
    township: str | None
    county: str | None
    city: str | None
    province: str | None
