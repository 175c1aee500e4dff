"""A setting is a value with its origin, passed as an argument and printed in the dossier."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from engine.errors import UsageError

DEFAULT_OFFICE: Final = "山西省人民政府安全生产委员会办公室"
DEFAULT_SERIES: Final = "晋安办问责移"
SIGNATURE_ALGORITHMS: Final = ("ed25519", "sm2")
"""The first is the default; SM2 where the office asks for it."""
STATE_SECRETS: Final = ("秘密", "机密", "绝密")
"""密级 of state secrets, low to high (保守国家秘密法第十四条)."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A dated local decision that a place which is no 乡 or 镇 counts as one for the township limb."""

    jurisdiction: str
    first: int
    last: int
    basis: str


@dataclass(frozen=True, slots=True)
class Clocks:
    """The office's own clocks for the life of a referral: no statute sets a number (origin local, LAW.md).

    Working days to draft (from the proposal), to approve (from the draft). Then ladders of two rungs, the second
    being where the next body up is asked: to a receipt (working days from the issue), to a disposition (calendar
    months from the receipt), to the outcome of 初步核实 and of 谈话函询 (months from the disposition).
    And for the week: days without a confirmation after which an open finding is to be checked again (待复查),
    working days to answer an inquiry, how many inquiries go out at once.
    """

    draft_workdays: int = 3
    approve_workdays: int = 2
    receipt_workdays: int = 5
    receipt_last_workdays: int = 10
    disposition_months: int = 1
    disposition_last_months: int = 2
    initial_review_months: int = 3
    initial_review_last_months: int = 6
    talk_months: int = 2
    talk_last_months: int = 3
    unconfirmed_days: int = 14
    answer_workdays: int = 5
    inquiries_at_once: int = 20
    origin: str = field(default="local", init=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """The office's choices. `overrides` replaces parameters whose origin is not law, by name."""

    office: str = DEFAULT_OFFICE
    referral_workdays: int = 5
    overrides: Mapping[str, int | str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    clocks: Clocks = Clocks()
    number_series: str = DEFAULT_SERIES
    """What stands before the year in a document number: 晋安办问责移〔2022〕1号."""
    signature_algorithm: str = SIGNATURE_ALGORITHMS[0]
    """By what new keys sign."""
    require_release: bool = False
    """Whether a week that would use rules which nobody released is refused."""
    fit_for: str = ""
    """The highest 密级 that the deployment is declared fit for; empty: no state secret."""
    redactions: Path | None = None
    """The office's own recipes of what a copy masks for whom (`engine/referrals/redactions.toml`)."""
    fonts: Path | None = None
    """A folder with the office's own fonts for the PDFs."""

    @property
    def sha256(self) -> str:
        """Digest over the values that an evaluation depends on, independent of their order in the file.

        What moves no finding is left out: clocks of referrals, numbers, keys, what must be released, secrecy, fonts, masks.
        """
        value = {
            "office": self.office,
            "referral_workdays": self.referral_workdays,
            "overrides": dict(sorted(self.overrides.items())),
            "decisions": sorted((d.jurisdiction, d.first, d.last, d.basis) for d in self.decisions),
        }
        return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def check_names(self, known: Collection[str]) -> None:
        """Raise UsageError for an override that no rule has a parameter for."""
        for name in sorted(set(self.overrides) - {*known, "discovery_date"}):
            near = get_close_matches(name, list(known), n=1)
            mend = f"是否想写“{near[0]}”？" if near else f"可改的参数：{'、'.join(sorted(known))}。"
            raise UsageError(f"设置 {name} 不是规则中可以改的参数（法定的不能改）；{mend}")

    def decided(self, code: str) -> list[tuple[int, int]]:
        """The days on which a place counts as a township by decision."""
        return sorted((d.first, d.last) for d in self.decisions if d.jurisdiction == code)
