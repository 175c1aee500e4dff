"""A small made tree with dates: two counties of one city, and what moves between them."""

from dataclasses import replace
from datetime import date

from factmaking import REAL

from engine.jurisdictions import Change, Jurisdictions, Place, Tree
from engine.periods import FAR, to_day

PROVINCE, CITY, EAST, WEST = "900000000000", "900100000000", "900101000000", "900102000000"
MILL, FORD, OLD_FORD = "900101100000", "900102100000", "900101199000"


def day(text: str) -> int:
    return to_day(date.fromisoformat(text))


def place(
    code: str, name: str, level: str, parent: str, kind: str = "镇", first: str = "", last: str = ""
) -> Place:
    """A division; empty days are unknown."""
    return Place(code, name, level, kind, parent, day(first) if first else 0, day(last) if last else FAR)


ABOVE = (
    place(PROVINCE, "某省", "province", "", "省", "1990-01-01"),
    place(CITY, "某市", "city", PROVINCE, "地级市", "1990-01-01"),
    place(EAST, "东县", "county", CITY, "县", "1990-01-01"),
    place(WEST, "西县", "county", CITY, "县", "1990-01-01"),
)

TIMELESS = tuple(replace(p, first=0) for p in ABOVE)
"""The same with unknown starts."""


def change(on: str, from_code: str, to_code: str) -> Change:
    """A code that passes to another."""
    return Change(day(on), from_code, to_code)


def places(
    *townships: Place, changes: tuple[Change, ...] = (), above: tuple[Place, ...] = ABOVE
) -> Jurisdictions:
    """The bundled receivers over the made tree."""
    return replace(REAL, tree=Tree([*above, *townships], changes))
