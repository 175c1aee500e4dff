"""What the day leaves open: rules that can't be told, rules one short, and what to ask whom (DESIGN §6.7, 6.11)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from typing import Final

import narwhals as nw

from engine.facts.definitions import NO, UNKNOWN
from engine.reasoning.counting import KNOWLEDGE, certainly, possibly
from engine.reasoning.intervals import Interval
from engine.reasoning.screen import Piece, Screen
from engine.reasoning.sweep import gathered, reached
from engine.rules.model import Count, Rule

LOOKED_AT: Final = ("root", "first", "open", "not_stopped", "reported", *KNOWLEDGE.values(), "township")
"""Columns of a span that say what is unknown of it, besides the definition."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A rule that would be met in a place if the unknowns went one way."""

    rule: str
    place: str
    count: int
    threshold: int
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule one site short in a place: one more discovered by the day `one_more_by` would meet it."""

    rule: str
    place: str
    sites: tuple[str, ...]
    one_more_by: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A site that possibly counts: what is unknown of it, since when, for which rules."""

    site: str
    missing: tuple[str, ...]
    since: int
    rules: tuple[str, ...]


def _today(screen: Screen, rule: Rule, when: Count) -> list[Piece]:
    """The numbers of the day, first those of places without their own; none where the rule is not in force on it."""
    day = screen.facts.as_of
    first, last = rule.in_force.days
    return screen.pieces_on(rule, when, day) if first <= day <= last else []


def open_questions(screen: Screen) -> list[OpenQuestion]:
    """Places where a rule is not met on the day and would be if every possible site counted."""
    out = []
    for rule, when in screen.site_rules():
        pieces = _today(screen, rule, when)
        if not pieces:
            continue
        certain = screen.today(when, pieces[0].reading, certain=True)
        possible = screen.today(when, pieces[0].reading, certain=False)
        for piece in pieces:
            for place, intervals in sorted(screen.holding(rule, when, piece, possible).items()):
                if reached(certain.get(place, []), piece.minimum, piece.until):
                    continue
                sites = gathered(intervals, piece.minimum, piece.until)
                if sites:
                    counted = len({i.site for i in certain.get(place, [])} & sites)
                    out.append(OpenQuestion(rule.id, place, counted, piece.minimum, tuple(sorted(sites))))
    return out


def near_misses(screen: Screen) -> list[NearMiss]:
    """Places where a rule with a count of two or more lacks exactly one site that may still be discovered in time."""
    day = screen.facts.as_of
    out = []
    for rule, when in screen.site_rules():
        for piece in _today(screen, rule, when):
            if piece.minimum < 2:  # noqa: PLR2004 - a count of one has no near miss
                continue
            certain = screen.today(when, piece.reading, certain=True)
            for place, intervals in sorted(screen.holding(rule, when, piece, certain).items()):
                if not reached(intervals, piece.minimum, piece.until):
                    near = _nearest(rule, place, intervals, piece, day)
                    out += [near] if near else []
    return out


def _nearest(
    rule: Rule, place: str, intervals: Sequence[Interval], piece: Piece, day: int
) -> NearMiss | None:
    """The window of a place that lacks one site and stays open longest."""
    best: NearMiss | None = None
    for start in sorted({i.opened for i in intervals}):
        sites = {i.site for i in intervals if start <= i.opened <= piece.until(start)}
        by = min(piece.until(start), rule.in_force.days[1])
        if len(sites) == piece.minimum - 1 and by >= day and (best is None or by > best.one_more_by):
            best = NearMiss(rule.id, place, tuple(sorted(sites)), by)
    return best


def _lacking(when: Count) -> dict[str, nw.Expr]:
    """By word: of which spans that possibly count it is unknown."""
    idle, never = ~nw.col("not_stopped"), nw.lit(value=False)
    silent = nw.col("reported") != NO if when.or_else else nw.lit(value=True)
    out = {"state": nw.col("open") & idle & silent, when.count: nw.col(when.count) == UNKNOWN}
    if when.knowledge:
        out[when.knowledge] = nw.col(KNOWLEDGE[when.knowledge]) == UNKNOWN
    if when.or_else:
        out["reported_up"] = out.get("reported_up", never) | ((nw.col("reported") == UNKNOWN) & idle)
    if when.place == "township":
        out["township"] = nw.col("township").is_null()
    return out


@lru_cache(maxsize=1024)
def _sorted(words: frozenset[str]) -> tuple[str, ...]:
    """One tuple for all sites of which the same is said."""
    return tuple(sorted(words))


def unknowns(screen: Screen) -> list[Unknown]:
    """Sites that possibly count on the day without counting for certain, one entry a site."""
    day = screen.facts.as_of
    missing: dict[str, set[str]] = defaultdict(set)
    since: dict[str, int] = {}
    rules: dict[str, set[str]] = defaultdict(set)
    for rule, when in screen.site_rules():
        pieces = _today(screen, rule, when)
        if not pieces:
            continue
        kept = (nw.col("last") == day) & possibly(when)
        today = nw.from_native(
            screen.facts.spans(pieces[0].reading, kept, (*LOOKED_AT, when.count)), eager_only=True
        )
        nowhere = nw.col("township").is_null() & nw.lit(when.place == "township")
        lacking = _lacking(when)
        asked = today.filter(~certainly(when) | nowhere).select("root", "first", **lacking)
        for site, first, *lacks in zip(*(asked[c].to_list() for c in asked.columns), strict=True):
            rules[site].add(rule.id)
            since[site] = min(since.get(site, first), first)
            missing[site].update(compress(lacking, lacks))
    return [
        Unknown(site, _sorted(frozenset(missing[site])), since[site], _sorted(frozenset(rules[site])))
        for site in sorted(missing)
    ]
