"""Positions that a note or a list of evidence gives: degrees with decimals, or degrees, minutes and seconds. Pure.

Only for proposing that two sites may be one place; nothing is decided by a distance.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from itertools import islice
from math import cos, floor, hypot, radians
from typing import Final, TypeVar

NEAR: Final = 100
"""Metres within which two positions may be one place: three decimals of a degree are about as exact."""
_ANGLE: Final = re.compile(
    r"(?<![\d.])(\d{2,3})[°度]\s*(\d{1,2})[′'’分]\s*(\d{1,2}(?:\.\d+)?)(?:[″\"”秒]|''|′′)|(?<![\d.])(\d{2,3}\.\d{3,9})(?![\d.])",
    re.ASCII,
)
_METRES: Final = 111_320
"""Of one degree of latitude."""
_CELL: Final = 0.002
"""Degrees of a cell of the grid: more than NEAR across in the whole country, so that neighbours hold all that is near."""
_MANY: Final = 20

Position = tuple[float, float]
T = TypeVar("T", bound=Hashable)


def positions(text: str) -> Iterator[Position]:
    """Longitude and latitude of each pair in a text, in either order, that lies where the country does."""
    angles = [
        float(m[4]) if m[4] else int(m[1]) + int(m[2]) / 60 + float(m[3]) / 3600
        for m in _ANGLE.finditer(text)
    ]
    at = 0
    while at + 1 < len(angles):
        lower, upper = sorted(angles[at : at + 2])
        if 3 <= lower <= 54 and 73 <= upper <= 136:  # noqa: PLR2004 - the span of the country, in degrees
            yield upper, lower
            at += 2
        else:
            at += 1


def metres(one: Position, other: Position) -> float:
    """The distance of two positions that lie near each other."""
    across = (one[0] - other[0]) * cos(radians(one[1]))
    return hypot(across, one[1] - other[1]) * _METRES


def near(placed: Iterable[tuple[T, Position]]) -> Iterator[tuple[T, T, float]]:
    """Each two of different owners within NEAR metres; in a crowd, each with the first that is near, since joins lead on."""
    cells: dict[tuple[int, int], list[tuple[T, Position]]] = defaultdict(list)
    for owner, at in placed:
        x, y = floor(at[0] / _CELL), floor(at[1] / _CELL)
        around = [one for dx in (-1, 0, 1) for dy in (-1, 0, 1) for one in cells.get((x + dx, y + dy), ())]
        found = (
            (other, owner, far)
            for other, there in around
            if other != owner and (far := metres(at, there)) <= NEAR
        )
        yield from islice(found, 1 if len(around) > _MANY else None)
        cells[x, y].append((owner, at))
