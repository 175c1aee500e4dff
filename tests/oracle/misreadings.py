"""Planted misreadings of DESIGN §6, and open questions answered the other way: each a switch of the oracle.

The list is data, in ``misreadings.csv``: kind, id, section, sentence in short, and what differs.
A history that no misreading changes proves little; so the tests show that the histories tell each one apart.
"""

import csv
from pathlib import Path
from typing import NamedTuple


class Misreading(NamedTuple):
    """A wrong reading, or another answer to an open question."""

    kind: str
    id: str
    section: str
    sentence: str
    differs: str


def _read(kind: str) -> tuple[Misreading, ...]:
    path = Path(__file__).with_name("misreadings.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(Misreading(**row) for row in csv.DictReader(stream) if row["kind"] == kind)


MISREADINGS = _read("misreading")
QUESTIONS = _read("question")


def known_ids() -> frozenset[str]:
    """The ids of all switches."""
    return _KNOWN


_KNOWN = frozenset(entry.id for entry in MISREADINGS + QUESTIONS)
