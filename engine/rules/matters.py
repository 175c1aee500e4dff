"""What by law goes to another body than a discipline body: 提请关闭, 涉嫌犯罪案件移送, 曝光; data, like rules.

`matters.yaml` in an instrument's folder: a name, then on which fact the duty arises, to whom it goes, by which dated
numbers and under which clocks. Such a matter accuses nobody, so it is no finding and passes no chain.
"""

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.rules.dated import Parameter
from engine.rules.model import Basis, Force

Kind = Literal["closure_request", "judicial_transfer", "exposure_draft"]
KINDS: Final[tuple[Kind, ...]] = ("closure_request", "judicial_transfer", "exposure_draft")

DESTINATIONS: Final[dict[str, str]] = {
    "closure_request": "提请政府关闭",
    "judicial_transfer": "移送公安机关",
    "exposure_draft": "曝光通报",
}
"""Kind → where it goes, in the words of lists."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Clock(_Strict):
    """A number of days or hours that a clause sets for one step, as a dated parameter."""

    within: str
    instrument: str
    article: str


class MatterThen(_Strict):
    """To whom the matter goes; exactly one."""

    closure_request: Literal["county_government"] | None = None
    judicial_transfer: Literal["police"] | None = None
    exposure_draft: Literal["public"] | None = None

    @property
    def kind(self) -> Kind:
        """Its kind; the check has seen that there is exactly one."""
        return next(kind for kind in KINDS if getattr(self, kind))


class MatterRule(_Strict):
    """One duty to put a site before another body."""

    id: str = ""
    """`instrument.name`; not written in the file."""
    title: str
    legal_basis: tuple[Basis, ...]
    in_force: Force
    each: Literal["illegal_coal_mine", "unlicensed_coal_production", "appraisal", "prosecuted_site"]
    """A site from the day it first is of the defined kind; an appraisal of value; a site on which a case was opened."""
    protected: bool = False
    """Only appraisals in specially protected areas."""
    at_least: str | None = None
    """The parameter that an appraisal must reach; without a value the matter can't be computed, and says so."""
    between: tuple[str, str] | None = None
    """Parameters of the law's range, in which the value of `at_least` must lie."""
    then: MatterThen
    by: str
    """Who must do it, in the words of the law."""
    parameters: dict[str, Parameter] = Field(default_factory=dict)
    clocks: dict[
        Literal["request", "approve", "transfer", "decide", "review", "redecide", "hand_over"], Clock
    ] = Field(default_factory=dict)
    limits: str

    def number(self, name: str, day: int) -> int | None:
        """An integer parameter on a day, None where no value holds."""
        value = self.parameters[name].on(day)
        return value if isinstance(value, int) else None

    def holds_on(self, day: int) -> bool:
        """Whether the rule is in force on a day."""
        first, last = self.in_force.days
        return first <= day <= last
