"""The bundled demonstration: a synthetic quarter with planted faults, and public cases of Shanxi."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

EXAMPLES: Final = Path(__file__).resolve().parents[2] / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """One bundled input: its folder, the day to evaluate, what to say of it."""

    folder: Path
    as_of: date
    title: str


QUARTER: Final = Example(
    EXAMPLES / "synthetic-quarter" / "tables", date(2022, 3, 28), "合成季度（合成数据，不是真实记录）"
)
CASES: Final = (
    Example(EXAMPLES / "cases" / "xiaoyi-2021", date(2021, 12, 20), "公开案例：孝义 2021-12-15（带标明的假设）"),
    Example(EXAMPLES / "cases" / "xiaoyi-2021-without-assumptions", date(2021, 12, 20), "公开案例：孝义 2021-12-15（不作假设）"),
    Example(EXAMPLES / "cases" / "lingshi-2006", date(2006, 12, 31), "公开案例：灵石 2006-11-12"),
    Example(EXAMPLES / "cases" / "lingshi-2006", date(2022, 3, 1), "公开案例：灵石 2006-11-12（通知施行后）"),
)  # fmt: skip


def planted() -> Counter[tuple[str, ...]]:
    """The faults planted in the quarter: file, sheet, row, column."""
    path = EXAMPLES / "synthetic-quarter" / "expected" / "planted.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return Counter((r["file"], r["sheet"], r["row"], r["column"]) for r in csv.DictReader(file))


def unexpected(document: dict[str, Any]) -> list[str]:
    """How the rejected rows differ from the planted ones; empty if they are exactly those."""
    given: Counter[tuple[str, ...]] = Counter(
        (r["file"], r["sheet"] or "", str(r["row"] or ""), r["column"] or "") for r in document["rejected"]
    )
    return [f"多退回：{' '.join(filter(None, k))}" for k in sorted(given - planted())] + [
        f"未退回：{' '.join(filter(None, k))}" for k in sorted(planted() - given)
    ]
