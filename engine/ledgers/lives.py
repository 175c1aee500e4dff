"""The life of a paper that leaves the office: proposed → drafted → approved → issued → receipt → disposition → closed.

Pure: steps in, state out; what may follow stands in `following`. A paper is a referral, or what follows one: a numbered supplement, a
correction (更正函), a withdrawal (撤回函), an escalation to the next body up; or a 督办 letter, which follows none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from engine.errors import WenzeError

PROGRAM: Final = "wenze"
"""The actor of what the program does by itself; such steps bear no signature."""
SUPERVISION: Final = "supervision"
"""A 督办 letter: to a unit, about sites, beside the referrals and never part of one."""
KINDS: Final = {
    "referral": "移送函",
    "supplement": "补充移送函",
    "correction": "更正函",
    "withdrawal": "撤回函",
    "escalation": "提请上一级函",
    SUPERVISION: "督办函",
    "closure_request": "提请关闭函",
    "judicial_transfer": "涉嫌犯罪案件移送书",
    "exposure_draft": "曝光通报",
}
ALONE: Final = frozenset({"withdrawal", SUPERVISION})
"""Papers that carry nothing of a referral: their letter, and the receipt that it asks for."""
MATTERS: Final = frozenset({"closure_request", "judicial_transfer", "exposure_draft"})
"""Papers to another body than a discipline body; each stands by itself, outside the families of referrals."""
MATTER: Final = "matter"
"""What a dossier to another body has beyond others: since when, and the clocks of its clauses."""
STATES: Final = {
    "proposed": "待起草",
    "drafted": "待审批",
    "approved": "待印发",
    "issued": "已印发，待回执",
    "receipt": "已回执，待处置",
    "disposition": "已处置",
    "refused": "不予移送",
    "closed": "已办结",
    "review_requested": "已提请复议，待复议决定",
}
DISPOSITIONS: Final = {
    "talk": "谈话函询",
    "initial_review": "初步核实",
    "held": "暂存待查",
    "concluded": "予以了结",
    "filed": "立案",
}
"""The ways a discipline body disposes of a clue (LAW.md); some offices add the last."""
OUTCOMES: Final[Mapping[str, Mapping[str, str]]] = {
    "closure_request": {"closure_decided": "决定关闭", "closure_refused": "不予关闭"},
    "judicial_transfer": {"case_filed": "决定立案", "case_refused": "不予立案"},
    "exposure_draft": {"published": "已公开"},
    SUPERVISION: {},
    "correction": {},
    "withdrawal": {},
}
"""Kind of a paper → what its recipient may decide (Order 446 art. 13(1); Order 310 art. 8); any other paper: DISPOSITIONS.

A 督办 letter goes to a government, which disposes of no clue; a correction and a withdrawal ask for nothing but a receipt.
"""
MARKS: Final = frozenset({"supplement", "correction", "withdrawal", "escalated"})
"""Steps on a referral that say what followed it; they leave its state as it is."""
CLOSABLE_ON_RECEIPT: Final = frozenset(
    {"supplement", "correction", "withdrawal", "escalation", "exposure_draft", SUPERVISION}
)


class LifeError(WenzeError):
    """A step that can't follow: says which paper, in which state, and what to do first."""


@dataclass(frozen=True)
class Step:
    """One step as recorded; `package_sha256` is the digest of grounds (proposed) or of the package (drafted on)."""

    seq: int
    step: str
    on: date
    actor: str
    at: datetime
    number: str | None = None
    due_on: date | None = None
    package_sha256: str | None = None
    payload_sha256: str | None = None
    key_fingerprint: str | None = None
    signature: str | None = None
    run_id: int | None = None
    details: Callable[[], Mapping[str, Any]] = field(default=dict, compare=False)

    @cached_property
    def detail(self) -> Mapping[str, Any]:
        """The rest of the step; read from the store only when asked for."""
        return self.details()


@dataclass(frozen=True)
class Paper:
    """A paper with its steps in order."""

    key: str
    kind: str
    organ: str
    jurisdiction: str
    receiver: str
    receiver_body: str
    parent: str | None = None
    serial: int | None = None
    steps: Sequence[Step] = ()
    id: int | None = None

    @property
    def state(self) -> str:
        """The last step that is no mark; empty before the first."""
        return next((s.step for s in reversed(self.steps) if s.step not in MARKS), "")

    def last(self, *names: str) -> Step | None:
        """The last step of these names."""
        return next((s for s in reversed(self.steps) if s.step in names), None)

    @property
    def proposal(self) -> Step:
        """The latest proposal: what the evaluation says now."""
        step = self.last("proposed")
        if step is None:
            raise LifeError(f"{self.key} 没有提出的依据；请重新运行 wenze weekly。")
        return step

    def signed(self, key: str, package_sha256: str, grounds_sha256: str) -> bool:
        """Whether the last thing done was that this key signed this very draft."""
        step = self.last("drafted")
        return (
            self.state == "drafted"
            and step is not None
            and (step.key_fingerprint, step.package_sha256) == (key, package_sha256)
            and step.detail.get("grounds_sha256") == grounds_sha256
        )

    @property
    def issued(self) -> Step | None:
        """The step by which it left, if it did."""
        return self.last("issued")

    @property
    def open(self) -> bool:
        """Whether something may still be done before it leaves, or after."""
        return self.state != "closed"

    @property
    def pending(self) -> bool:
        """Whether it has not left and may still leave."""
        return self.state in ("proposed", "drafted", "approved")

    @property
    def unsent(self) -> bool:
        """Whether it has not left and may still be drafted: it waits, or an officer refused it and may think again."""
        return self.pending or self.state == "refused"

    @property
    def state_said(self) -> str:
        """Its state in words; what needs no disposition is done with its receipt."""
        if self.state == "receipt" and self.kind in CLOSABLE_ON_RECEIPT:
            return "已回执，可以办结"
        if self.state == "refused" and self.kind == SUPERVISION:
            return "不予督办"
        return STATES.get(self.state, "")

    @property
    def title(self) -> str:
        """What it is called: 移送函, 补充移送第1号, 更正函 …"""
        return title_of(self.kind, self.serial)


def title_of(kind: str, serial: int | None) -> str:
    """What a paper of a kind is called; supplements are numbered."""
    return f"补充移送第{serial}号" if kind == "supplement" else KINDS[kind]


def outcomes(kind: str) -> Mapping[str, str]:
    """What may be recorded as the recipient's decision on a paper of a kind."""
    return OUTCOMES.get(kind, DISPOSITIONS)
