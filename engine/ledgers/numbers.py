"""Document numbers: 晋安办问责移〔2022〕1号; one series a year, without gaps (GB/T 9704-2012, 7.2.5)."""

import re
from collections.abc import Iterable
from typing import Final

from engine.ledgers.lives import LifeError

_NUMBER: Final = re.compile(r"(.+)〔(\d{4})〕([1-9]\d*)号")


WORDS: Final = {
    "inquiry": "询", "supervision": "督", "closure_request": "关", "judicial_transfer": "案", "exposure_draft": "曝",
}  # fmt: skip
"""What stands in place of 移 in the series of other letters."""


def series_of(referrals: str, kind: str) -> str:
    """The series of a kind of letter beside that of referrals: 晋安办问责移 → 晋安办问责询, 晋安办问责督."""
    return referrals.removesuffix("移") + WORDS[kind] if kind in WORDS else referrals


def number(series: str, year: int, serial: int) -> str:
    """A number in hexagonal brackets, without leading zeros."""
    return f"{series}〔{year}〕{serial}号"


def next_number(series: str, year: int, given: Iterable[str]) -> str:
    """The number after all those given in this series and year. Raises LifeError where those have a gap."""
    used = sorted(
        int(found[3])
        for one in given
        if (found := _NUMBER.fullmatch(one)) and found[1] == series and int(found[2]) == year
    )
    if used != list(range(1, len(used) + 1)):
        raise LifeError(
            f"文号 {series}〔{year}〕已用的序号不连续（{'、'.join(map(str, used[-5:]))}），不能续编；请核对台账。"
        )
    return number(series, year, len(used) + 1)
