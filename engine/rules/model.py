"""What a rule file says, typed: the closed vocabulary of DESIGN §7 and nothing else."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from engine.errors import RuleError
from engine.periods import FAR, to_day
from engine.rules.dated import Parameter
from engine.rules.row_kinds import Before, Checklist, Excess, Overlap, Rhythm, Unfollowed
from engine.rules.terms import Level, Per, Scalar, State, Strict, Where

Role = Literal["principal", "responsible", "direct"]
Organ = Literal[
    "as_named",
    "county_department",
    "township_government",
    "township_party_committee",
    "county_government",
    "county_party_committee",
    "city_government",
    "city_party_committee",
]


class Force(Strict):
    """First and last day in force, both included; `to` None: not ended."""

    start: date = Field(alias="from")
    end: date | None = Field(default=None, alias="to")

    @property
    def days(self) -> tuple[int, int]:
        """The two days as ordinals (FAR when not ended)."""
        return to_day(self.start), to_day(self.end) if self.end else FAR


class Basis(Strict):
    """The clause a rule rests on, quoted from the instrument's `source.txt`."""

    instrument: str
    article: str
    quote: str | None = None
    start: date | None = Field(default=None, alias="from")


class Branch(Strict):
    """One alternative of a definition: conditions, and the dated parameter (`yes`) that admits it."""

    where: Where
    provided: str | None = None


class Definition(Strict):
    """A fact is of a kind if all of `where` and one of `any` hold; three-valued where a column is empty."""

    define: str
    fact: Literal["discovery"]
    where: Where
    any: tuple[Branch, ...]
    contradictory: tuple[Where, ...] = ()


class FactIs(Strict):
    """Each fact that satisfies `where` meets the rule by itself."""

    fact: Literal["duty_evidence"]
    where: Where
    per: Per | None = None
    """`organ` or `post`: one finding for all evidence about it in a place; else one for each."""


class Count(Strict):
    """At least `at_least` distinct sites (or findings' places) at once in a place, found within a window."""

    count: str
    state: State | tuple[State, ...] | None = None
    """Which states count; several are written as a list."""
    distinct: Literal["site", "county", "township"]
    place: Level = Field(alias="in")
    kinds: tuple[str, ...] | None = None
    within: str | None = None
    at_least: str
    discovery_date: Literal["verified_on", "reported_on", "registered_on"] = "verified_on"
    knowledge: Literal["township_informed", "reported_up"] | None = None
    """Counts only from the day the township knew, or after the day it was reported up."""
    or_else: Literal["not_reported"] | None = None
    """Counts, stopped or not, while it was not reported up."""

    @property
    def states(self) -> tuple[State, ...]:
        """The states that count, in the order of the file."""
        if self.state is None:
            return ()
        return self.state if isinstance(self.state, tuple) else (self.state,)


class Lack(Strict):
    """A fact without what must follow it within the day it names."""

    fact: Literal["inquiry", "report"]
    """`report`: a tip that names a coal site (`reported_on`), which verification must follow."""
    without: Literal["answer", "verification"]
    within: str
    """`due_on` of the inquiry, or a parameter in days."""


class Member(Strict):
    """One limb of an escalation: a fact with conditions, or findings of a rule."""

    fact: Literal["duty_evidence", "illegal_coal_mine", "unauthorized_mining"] | None = None
    where: Where = Field(default_factory=dict)
    finding: str | None = None


class All(Strict):
    """Every member holds, joined by one key."""

    all: tuple[Member, ...]
    joined_by: Literal["site"]
    per: Per = "organ"


class Any(Strict):
    """Any member holds at a place below or at `in`."""

    any: tuple[Member, ...]
    place: Level = Field(alias="in")

    @property
    def key(self) -> str:
        """The word under which the file writes the members."""
        return "any"


class Together(Any):
    """Every member holds on one day at a place of the level, or below it."""

    any: tuple[Member, ...] = Field(alias="all")
    place: Level = Field(alias="joined_by")

    @property
    def key(self) -> str:
        """The word under which the file writes the members."""
        return "all"


When = (
    Definition | FactIs | Count | Lack | All | Any | Together
    | Unfollowed | Rhythm | Checklist | Excess | Overlap | Before
)  # fmt: skip


class Accountable(Strict):
    """Whose organ answers, and which posts of it; `as_named`: the organ that the evidence names."""

    organ: Organ
    roles: tuple[Role, ...] = ()


class Then(Strict):
    """What a met rule gives. Exactly one of refer_to, supervise, list, derive."""

    finding: str | None = None
    derive: str | None = None
    accountable: Accountable | None = None
    refer_to: Literal["discipline_body"] | None = None
    raise_levels: Annotated[int, Field(ge=0, le=2)] = 0
    restricted: bool = False
    supervise: Literal["township_government", "county_government", "city_government", "addressee"] | None = (
        None
    )
    list: Literal["province"] | None = None

    @property
    def kind(self) -> str:
        """referral, supervision_notice, list or derived_fact."""
        if self.refer_to:
            return "referral"
        if self.supervise:
            return "supervision_notice"
        return "list" if self.list else "derived_fact"


class Rule(Strict):
    """One rule file."""

    id: str
    title: str
    title_en: str
    status: Literal["draft", "active", "retired"]
    legal_basis: tuple[Basis, ...]
    in_force: Force
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    succeeds: str | None = None
    leans_on: tuple[str, ...] = ()
    """The open norms (`norms.yaml`) on which the rule leans."""
    when: When
    then: Then
    limits: str

    def number(self, name: str, day: int) -> int:
        """An integer parameter on a day; raises RuleError if none holds or it is no integer."""
        value = self.parameters[name].on(day) if name in self.parameters else None
        if not isinstance(value, int):
            when = date.fromordinal(day)
            raise RuleError(
                f"规则 {self.id}：参数 {name} 在 {when} 没有整数值；请在 parameters 中补上该日的值。"
            )
        return value

    def overridden(self, values: Mapping[str, Scalar]) -> "Rule":
        """The rule with the values of settings in place of its own; what the law fixes stays."""
        changed = {
            name: own.model_copy(update={"values": {min(own.values): values[name]}})
            for name, own in self.parameters.items()
            if name in values and own.origin != "law"
        }
        return self.model_copy(update={"parameters": {**self.parameters, **changed}}) if changed else self

    def cuts(self, names: tuple[str, ...]) -> list[int]:
        """Days within force on which one of the named parameters takes another value, in some place at least."""
        first, last = self.in_force.days
        named = [self.parameters[n] for n in names if n in self.parameters]
        days = {to_day(d) for p in named for d in (*p.values, *(d for own in p.places for d in own.values))}
        return sorted(d for d in days if first < d <= last)
