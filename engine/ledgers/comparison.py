"""Two runs compared: the evaluations that lie between them, made only where something is to be explained."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from engine.document import outline
from engine.evaluation import Evaluation
from engine.facts.sites import place_table
from engine.facts.standing import standing
from engine.jurisdictions import Tree
from engine.ledgers.causes import Ways
from engine.ledgers.changes import FindingChange, Lost, changes, matched
from engine.ledgers.identities import Form, Held
from engine.ledgers.record_news import Index, Records, dated_between, said_since
from engine.ledgers.stages import FRAME, Stage, steps
from engine.records import Records as Given
from engine.rules.model import Count
from engine.rules.ruleset import RuleSet

Document = Mapping[str, Any]
_OF_SITES: Final = ("discoveries", "checks", "measures", "inquiries")


class Evaluate(Protocol):
    """Evaluates records on a day with the frame of this run."""

    def __call__(self, records: Given, as_of: date, known_at: datetime | None) -> Evaluation:
        """`engine.evaluation.outlined` with rules, settings and jurisdictions given."""


@dataclass(frozen=True)
class Last:
    """The last run: its document, the identities of its findings, what was known to it."""

    document: Document
    held: Sequence[Held]
    known: Given
    known_at: datetime | None
    lost: Sequence[Lost] = ()


@dataclass(frozen=True)
class Between:
    """What was said between two runs, and what is dated between their days; `then`, `now`: the rows of either."""

    then: Records
    now: Records
    said: Index
    dated: Index


def between(last: Last, run: Evaluation) -> Between:
    """All that came between the last run and this one."""
    then, now = Records(standing(last.known.tables, last.known_at)), Records(run.facts.standing)
    first = date.fromisoformat(str(last.document["as_of"]))
    return Between(then, now, Index(said_since(then, now)), Index(dated_between(now, first, run.as_of)))


def compare(
    last: Last, run: Evaluation, document: Document, evaluate: Evaluate, came: Between | None = None
) -> list[FindingChange]:
    """What became of every finding of the last run and of this one, each with its causes; `came` between them."""
    came = came or between(last, run)
    now = came.now
    first, until = date.fromisoformat(str(last.document["as_of"])), run.as_of
    found = matched(last.held, last.document, document, now.origin)

    def told(stages: Sequence[Stage]) -> list[FindingChange]:
        way = steps(last.document, stages, now.origin)
        ways = Ways(way, came.said, came.dated, now, run.rules, run.jurisdictions.tree)
        return changes(found, ways, last.lost)

    why = [
        *(["frame"] if any(last.document[d] != document[d] for d in FRAME) else []),
        *(["records"] if came.said.all else []),
        *(["days"] if until > first else []),
    ] or ["records"]
    if len(why) == 1:
        return told([Stage(why[0], document)])  # type: ignore[arg-type]
    # Only the places of what differs are evaluated in between.
    forms = found.differing()
    if not forms:
        return told([Stage("days", document)])
    places = _places(run.jurisdictions.tree, run.rules, forms, (last.document, document))
    stages = []
    for one in why[:-1]:
        known, known_at = (last.known, last.known_at) if one == "frame" else (run.records, run.known_at)
        step = evaluate(within(known, run.jurisdictions.tree, places), first, known_at)
        stages.append(Stage(one, outline(step)))  # type: ignore[arg-type]
    return told([*stages, Stage(why[-1], document)])  # type: ignore[arg-type]


def _places(
    tree: Tree, rules: RuleSet, forms: Iterable[Form], documents: Iterable[Document]
) -> frozenset[str] | None:
    """Where the findings lie that differ, and their sites: townships, counties or above; None for everywhere.

    What a township counts is said by its own sites; for any other rule all of a county is looked at.
    """
    kept = list(forms)
    wanted = {s for f in kept for s in f["sites"]}
    codes: dict[str, set[str]] = defaultdict(set)
    for one in (s for d in documents for s in d["sites"] if s["site"] in wanted):
        codes[one["site"]].add(one["jurisdiction"])
    out = set()
    for form in kept:
        rule = rules.rules.get(form["rule"])
        alone = rule is not None and isinstance(rule.when, Count) and rule.when.place == "township"
        for code in {form["jurisdiction"]}.union(*(codes[s] for s in form["sites"])):
            if code not in tree or tree.place(code).level == "province":
                return None
            out.add(code if alone else tree.ancestor_at(code, "county") or code)
    return frozenset(out)


def within(given: Given, tree: Tree, places: frozenset[str] | None) -> Given:
    """The records without what is said of sites elsewhere; the places' findings come out the same.

    Sites that lie in the places on some day count, and those that they are, were or become one with; small tables stay
    whole, since evidence of one place may bear on the receiver of another.
    """
    if places is None:
        return given
    sites = given.tables["sites"]
    placed = place_table(tree, pc.unique(sites["jurisdiction"]).to_pylist())
    inside = None
    for level in ("township", "county", "city", "province"):
        here = pc.is_in(placed[level], value_set=pa.array(sorted(places), pa.string()))
        inside = here if inside is None else pc.or_(inside, here)
    codes = pc.unique(placed.filter(inside)["jurisdiction"])
    wanted = set(sites.filter(pc.is_in(sites["jurisdiction"], value_set=codes))["site_id"].to_pylist())
    links = [
        (a, b)
        for column in ("replaces", "same_as")
        for a, b in zip(sites["site_id"].to_pylist(), sites[column].to_pylist(), strict=True)
        if b
    ]
    grown = True
    while grown:
        more = {x for a, b in links if a in wanted or b in wanted for x in (a, b)} - wanted
        wanted |= more
        grown = bool(more)
    ids = pa.array(sorted(wanted), pa.string())
    cut = {
        n: t.filter(pc.is_in(t["site_id"], value_set=ids)) for n, t in given.tables.items() if n in _OF_SITES
    }
    return Given({**given.tables, **cut}, given.rejected, given.sha256)
