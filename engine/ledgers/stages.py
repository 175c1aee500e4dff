"""The way from one run to the next in steps of which each changes one thing: the frame, what is known, the day. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal

from engine.ledgers.aspects import Aspects, aspects
from engine.ledgers.identities import Form, Key, Names, days_of, key_of

Why = Literal["frame", "records", "days"]
FRAME: Final = {
    "engine_version": "engine", "rules_sha256": "rules", "settings_sha256": "settings",
    "jurisdictions_sha256": "jurisdictions",
}  # fmt: skip
"""Digest in the document → what changed if it did."""


@dataclass(frozen=True, slots=True)
class Stage:
    """An evaluation and what alone it changes against the one before; the last one's document is the run's own."""

    why: Why
    document: Mapping[str, Any]


class Reading:
    """A document by what one asks of it: findings of a key, the entry of a site, what could not be evaluated."""

    def __init__(self, document: Mapping[str, Any], names: Names) -> None:
        """Index once."""
        self.document, self.names = document, names
        self.as_of = str(document["as_of"])
        self._findings: dict[tuple[str, str, str], list[Form]] = defaultdict(list)
        for form in document["findings"]:
            self._findings[_subject(key_of(form, names))].append(form)
        self.sites = {names("sites", s["site"]): s for s in document["sites"]}

    def of(self, key: Key, days: tuple[int, int]) -> list[Form]:
        """What is said of a rule, place and subject on any of the days, met or not to be told."""
        return [f for f in self._findings[_subject(key)] if _touches(days_of(f, self.as_of), days)]

    def blocked(self, form: Form, above: Iterable[str]) -> bool:
        """Whether nothing can be said of a finding: its place, or one above it, could not be evaluated."""
        place, around = form["jurisdiction"], {form["jurisdiction"], *above}
        return any(
            (b["rule"] == "*" and b["jurisdiction"] in around)
            or (b["rule"] == form["rule"] and b["jurisdiction"] == place)
            for b in self.document["blocked"]
        )


def _subject(key: Key) -> tuple[str, str, str]:
    return key.rule, key.place, key.of


def _touches(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


@dataclass(frozen=True, slots=True)
class Step:
    """One stage beside the one before it."""

    why: Why
    before: Reading
    after: Reading

    @property
    def frame(self) -> list[str]:
        """What of the frame changed: engine, rules, settings, jurisdictions."""
        one, other = self.before.document, self.after.document
        return [what for digest, what in FRAME.items() if one[digest] != other[digest]]


def steps(previous: Mapping[str, Any], stages: Iterable[Stage], names: Names) -> list[Step]:
    """The stages of a run, each beside the one before, from the last run on."""
    kept = list(stages)
    readings = [Reading(previous, names), *(Reading(s.document, names) for s in kept)]
    return [Step(stage.why, a, b) for stage, (a, b) in zip(kept, pairwise(readings), strict=True)]


def moved(steps_: Iterable[Step], key: Key, days: tuple[int, int], cited: frozenset[str]) -> Iterator[Step]:
    """The steps at which what is said of a finding changed."""

    def said(reading: Reading) -> list[Aspects]:
        names = reading.names
        told = [{"outcome": f["outcome"], **aspects(f, names, cited)} for f in reading.of(key, days)]
        return sorted(told, key=repr)

    return (s for s in steps_ if said(s.before) != said(s.after))
