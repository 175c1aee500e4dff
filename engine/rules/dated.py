"""A number or word of a rule: dated, with its origin; narrower places may set their own."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from typing import Literal

from engine.rules.terms import Scalar, Strict

Value = Scalar | None
Origin = Literal["law", "province", "city", "county", "local", "interpretation"]
Unit = Literal["处", "个", "次", "月", "日", "工作日", "小时", "元", "证照", "情形"]


def _on(values: Mapping[date, Value], day: int) -> Value:
    """The value that holds on a day; None before the first and after a null."""
    days = sorted(values)
    position = bisect_right(days, date.fromordinal(day))
    return values[days[position - 1]] if position else None


class PlaceValues(Strict):
    """What a province, city or county set for itself: dated values and the paper that sets them.

    Before its first day, and from a null on, the wider place's value holds.
    """

    place: str
    origin: Literal["province", "city", "county"]
    basis: str
    values: dict[date, Value]

    def on(self, day: int) -> Value:
        """The value that holds on a day, None where the wider place's does."""
        return _on(self.values, day)


class Parameter(Strict):
    """A dated number or word with its origin; a value holds from its date until the next; null ends it."""

    unit: Unit
    origin: Origin
    values: dict[date, Value]
    left_to_place: str | None = None
    """Words of a quoted clause by which a number of law is left to the place."""
    places: tuple[PlaceValues, ...] = ()

    def on(self, day: int) -> Value:
        """The value that holds on a day; None before the first and after a null."""
        return _on(self.values, day)
