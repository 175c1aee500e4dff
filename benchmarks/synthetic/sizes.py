"""How much is drawn: rows of each table, the days they lie on."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from engine.errors import UsageError

EPOCH: Final = date(1970, 1, 1).toordinal()
FIRST: Final = date(2023, 7, 1)
"""The year straddles 2024-04-30, the last day of Order 446, and a 29 February."""

MARK: Final = "合成数据"


@dataclass(frozen=True, slots=True)
class Sizes:
    """Rows of each table, corrections and withdrawn rows included, repeated rows not."""

    discoveries: int
    sites: int
    checks: int
    measures: int
    inquiries: int
    evidence: int
    actions: int
    appraisals: int
    first: date = FIRST
    days: int = 366

    @property
    def last(self) -> date:
        """The last day on which anything is dated: the day to evaluate."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def span(self) -> tuple[int, int]:
        """First and last day, counted from 1970-01-01."""
        return self.first.toordinal() - EPOCH, self.last.toordinal() - EPOCH


def sizes(
    discoveries: int = 10_000,
    *,
    sites: int | None = None,
    checks: int | None = None,
    measures: int | None = None,
    first: date = FIRST,
    days: int = 366,
) -> Sizes:
    """A province-year by default; what is not given keeps the default's proportion to the discoveries.

    Raises UsageError for sizes that can't be drawn.
    """
    out = Sizes(
        discoveries,
        discoveries * 2 // 5 if sites is None else sites,
        discoveries * 3 if checks is None else checks,
        discoveries * 4 // 5 if measures is None else measures,
        inquiries=discoveries // 100,
        evidence=discoveries // 200,
        actions=discoveries // 500,
        appraisals=discoveries // 500,
        first=first,
        days=days,
    )
    if out.discoveries < 1 or out.sites < 1 or out.checks < 0 or out.measures < 0 or out.days < 1:
        raise UsageError("合成数据：发现和矿点至少各 1 条，复查、措施不能为负，天数至少为 1。")
    return out
