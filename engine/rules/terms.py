"""The smallest words of rule files: values, levels, one condition on one column."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

Scalar = int | str
Level = Literal["township", "county", "city", "province"]
State = Literal["not_stopped", "unknown", "stopped"]
"""What a site is on a day (DESIGN §6.7)."""
Per = Literal["township", "county", "city", "site", "shaft", "enterprise", "organ", "post"]
"""What each finding of a rule is about; which words serve depends on the columns of the fact."""
Operator = Literal["is", "in", "not", "at_least", "at_most", "on_or_after", "before"]
Condition = dict[Operator, Scalar | date | tuple[Scalar, ...]]
"""One operator and what it compares with: codes, a legal day, or the name of a dated parameter for a number.

On a many-valued column `is` and `in` ask for one among many.
"""
Where = dict[str, Condition]


class Strict(BaseModel):
    """A part of a rule file: no key that it does not know, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
