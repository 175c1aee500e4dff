"""Which finding of a run is which of the last: one rule, place and subject, and days in common (DESIGN §6.12). Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engine.periods import FAR

Form = Mapping[str, Any]
"""One finding as DESIGN §8 prints it."""
Names = Callable[[str, str], str]
"""Table and row id → the record: all versions of a record, and what corrects it, are one."""
QUESTION: Final = "cannot-tell"


@dataclass(frozen=True, slots=True)
class Key:
    """What a finding is about, apart from its days; `of` is the organ, or `table/record` that it is about."""

    rule: str
    place: str
    of: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Held:
    """A finding as a run left it: the id under which it was first seen, and its form there."""

    identity: str
    form: Form


@dataclass(frozen=True)
class Matching:
    """Every finding of either side exactly once; the second of `gone` and `fresh` is what else it overlaps."""

    pairs: tuple[tuple[Held, Form], ...]
    gone: tuple[tuple[Held, Form | None], ...]
    fresh: tuple[tuple[Form, Held | None], ...]


def key_of(form: Form, names: Names) -> Key:
    """The key of a finding; an id that names a row names its record."""
    of = str(form["id"]).removeprefix(f"{form['rule']}/{form['jurisdiction']}/").rpartition("/")[0]
    for reference in form["records"] if of else ():
        table, _, row = str(reference).partition("/")
        if row.replace("/", "_") == of:
            of = f"{table}/{names(table, row)}"
            break
    return Key(form["rule"], form["jurisdiction"], of, form["outcome"])


def days_of(form: Form, as_of: str) -> tuple[int, int]:
    """First and last day as ordinals, an open stretch up to its run; what can't be told is one question all along."""
    if form["met_on"] is None:
        return 0, FAR
    first, last = (date.fromisoformat(d).toordinal() for d in (form["met_on"], form["ended_on"] or as_of))
    return first, last


def _common(one: tuple[int, int], other: tuple[int, int]) -> int:
    return min(one[1], other[1]) - max(one[0], other[0]) + 1


def match(
    before: Sequence[Held], before_as_of: str, now: Sequence[Form], as_of: str, names: Names
) -> Matching:
    """Pair the findings of two runs, those with the most days in common first, each at most once."""
    mine: dict[Key, list[int]] = {}
    spans = [days_of(form, as_of) for form in now]
    for position, form in enumerate(now):
        mine.setdefault(key_of(form, names), []).append(position)
    common: list[tuple[int, str, str, int, int]] = []
    for at, held in enumerate(before):
        days = days_of(held.form, before_as_of)
        for position in mine.get(key_of(held.form, names), ()):
            shared = _common(days, spans[position])
            if shared > 0:
                common.append((-shared, held.identity, now[position]["id"], at, position))
    taken: dict[int, int] = {}
    given: dict[int, int] = {}
    touched: dict[int, int] = {}
    touching: dict[int, int] = {}
    for *_, at, position in sorted(common):
        touched.setdefault(at, position)
        touching.setdefault(position, at)
        if at not in taken and position not in given:
            taken[at], given[position] = position, at
    return Matching(
        tuple((before[a], now[p]) for a, p in taken.items()),
        tuple(
            (held, now[touched[a]] if a in touched else None)
            for a, held in enumerate(before)
            if a not in taken
        ),
        tuple(
            (form, before[touching[p]] if p in touching else None)
            for p, form in enumerate(now)
            if p not in given
        ),
    )


def new_identity(form: Form, as_of: str, taken: Iterable[str]) -> str:
    """The id under which a finding is first seen; a question bears the day on which it was first put.

    `taken` are the identities that others bear: a stretch that begins where another once did is still another.
    """
    own = f"{form['id']}/{as_of}" if form["met_on"] is None else str(form["id"])
    used, name, number = set(taken), own, 1
    while name in used:
        number += 1
        name = f"{own}~{number}"
    return name
