"""The kinds of `when` that look at dated rows of one site: lack, rhythm, checklist, excess, overlap, before.

An event is a row on its legal day: a discovery on `verified_on`, an order on `ordered_on`, a measure on
`executed_on`, a check on `checked_on` (a checked measure is one too), an appraisal on `determined_on`. Rows of later
days are not seen.
Clocks start on the event's day, at the earliest on the first day of the rule's force.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from engine.rules.terms import Level, Per, Strict, Where
from engine.rules.vocabulary import NUMBER_OPERATORS

EventFact = Literal["discovery", "order", "measure", "check", "appraisal"]
Path = tuple[str | int, ...]


class Event(Strict):
    """Rows of one kind that satisfy every condition."""

    fact: EventFact
    where: Where = Field(default_factory=dict)


class RowKind(Strict):
    """What all of these kinds say: the level of the place that a finding stands at."""

    place: Level = Field(alias="in")
    per: Per | None = None
    """What each finding is about: a site, or of an excess the place unless `site` is written."""

    def events(self) -> Iterator[tuple[Path, Event]]:
        """Every event that the condition names, and where it says so."""
        raise NotImplementedError

    def numbers(self) -> Iterator[tuple[str, str]]:
        """Role and name of every parameter: within, each or over."""
        yield from ()

    def amounts(self) -> Iterator[tuple[str, str, Path]]:
        """Column, parameter and place of every number that the events are compared with."""
        for path, event in self.events():
            for column, condition in event.where.items():
                for operator, operand in condition.items():
                    if operator in NUMBER_OPERATORS and isinstance(operand, str):
                        yield column, operand, (*path, "where", column, operator)


class _Anchored(RowKind):
    """A kind that starts from an event of its own."""

    fact: EventFact
    where: Where = Field(default_factory=dict)

    @property
    def anchor(self) -> Event:
        """The event that it starts from."""
        return Event(fact=self.fact, where=self.where)


class Unfollowed(_Anchored):
    """An event that no other followed at its site: from the day after `within` until the other comes.

    What counts as following bears a day on or after the first day that the event's row names (a measure taken
    between the report and its verification follows the discovery).
    """

    without: Event
    within: str

    def events(self) -> Iterator[tuple[Path, Event]]:
        """The event and what must follow."""
        yield ("when",), self.anchor
        yield ("when", "without"), self.without

    def numbers(self) -> Iterator[tuple[str, str]]:
        """The clock."""
        yield "within", self.within


class Rhythm(RowKind):
    """Every site, once `after` has come, has an event in each period; late from the day after the period."""

    every: Literal["site"]
    after: Event
    has: Event
    each: str

    def events(self) -> Iterator[tuple[Path, Event]]:
        """What the rhythm begins with and what must recur."""
        yield ("when", "after"), self.after
        yield ("when", "has"), self.has

    def numbers(self) -> Iterator[tuple[str, str]]:
        """The period."""
        yield "each", self.each


class Checklist(_Anchored):
    """A site's first event needs every item, before or after it; from the day after `within` until all are there."""

    needs: tuple[Event, ...]
    within: str

    def events(self) -> Iterator[tuple[Path, Event]]:
        """The event and its items."""
        yield ("when",), self.anchor
        yield from ((("when", "needs", number), item) for number, item in enumerate(self.needs))

    def numbers(self) -> Iterator[tuple[str, str]]:
        """The time for completing."""
        yield "within", self.within


class Excess(RowKind):
    """More events than a dated limit in a place within a window that runs forward from each; until the window ends."""

    sum: Event
    over: str
    within: str

    def events(self) -> Iterator[tuple[Path, Event]]:
        """What is summed."""
        yield ("when", "sum"), self.sum

    def numbers(self) -> Iterator[tuple[str, str]]:
        """The limit and the window."""
        yield "over", self.over
        yield "within", self.within


class Overlap(_Anchored):
    """An event after another has put its site into a state; until a row of the same kind says otherwise."""

    during: Event = Field(alias="while")

    def events(self) -> Iterator[tuple[Path, Event]]:
        """The event and what the state begins with."""
        yield ("when",), self.anchor
        yield ("when", "while"), self.during


class Before(_Anchored):
    """A site's event on a day before the first of another: from the other's day, for good."""

    before: Event

    def events(self) -> Iterator[tuple[Path, Event]]:
        """The earlier and the later event."""
        yield ("when",), self.anchor
        yield ("when", "before"), self.before
