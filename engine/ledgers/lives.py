"""The life of a paper that leaves the office: proposed → drafted → approved → issued → receipt → disposition → closed.

Pure: steps in, state out, or a refusal in words. A paper is a referral, or what follows one: a numbered supplement, a
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
MATTERS: Final = frozenset({"closure_request", "judicial_transfer", "exposure_draft"})
"""Papers to another body than a discipline body; each stands by itself, outside the families of referrals."""
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
}
"""Kind of a matter → what its recipient may decide (Order 446 art. 13(1); Order 310 art. 8); any other paper: DISPOSITIONS."""
FOLLOWING: Final[Mapping[str, frozenset[str]]] = {
    "proposed": frozenset({"", "proposed", "drafted", "approved", "refused"}),
    "drafted": frozenset({"proposed", "drafted", "approved", "refused"}),
    "approved": frozenset({"drafted"}),
    "issued": frozenset({"approved"}),
    "receipt": frozenset({"issued"}),
    "disposition": frozenset({"receipt", "disposition", "review_requested"}),
    "review_requested": frozenset({"disposition"}),
    "refused": frozenset({"proposed", "drafted", "approved"}),
    "closed": frozenset({"receipt", "disposition"}),
}
"""Step → states that it may follow; `` is a paper without steps."""
LAPSING: Final = frozenset({"proposed", "drafted", "approved", "refused"})
"""States in which the program may close a paper that has nothing left to say."""
MARKS: Final = frozenset({"supplement", "correction", "withdrawal", "escalated"})
"""Steps on a referral that say what followed it; they leave its state as it is."""
_DECIDED_FIRST: Final = frozenset({"referral", "closure_request", "judicial_transfer"})
_CLOSABLE_ON_RECEIPT: Final = frozenset(
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
    def state_said(self) -> str:
        """Its state in words; what needs no disposition is done with its receipt."""
        if self.state == "receipt" and self.kind in _CLOSABLE_ON_RECEIPT:
            return "已回执，可以办结"
        if self.state == "refused" and self.kind == SUPERVISION:
            return "不予督办"
        return STATES.get(self.state, "")

    @property
    def title(self) -> str:
        """What it is called: 移送函, 补充移送第1号, 更正函 …"""
        return f"补充移送第{self.serial}号" if self.kind == "supplement" else KINDS[self.kind]


def outcomes(kind: str) -> Mapping[str, str]:
    """What may be recorded as the recipient's decision on a paper of a kind."""
    return OUTCOMES.get(kind, DISPOSITIONS)


def check(paper: Paper, step: str, *, officer: str = PROGRAM, key: str | None = None) -> None:
    """Raise LifeError unless `step` may follow now, by this officer with this key; maker is never checker."""
    if step in MARKS:
        return
    state, said = paper.state, STATES.get(paper.state, "还没有提出")
    allowed = FOLLOWING[step]
    if step == "closed":
        if officer == PROGRAM:
            allowed = allowed | LAPSING | {"issued"}
        elif paper.kind in _DECIDED_FIRST:
            allowed = frozenset({"disposition"})
        elif paper.kind not in _CLOSABLE_ON_RECEIPT:
            allowed = frozenset()
    _once(paper, step)
    if state not in allowed:
        raise LifeError(f"{paper.key} 现为“{said}”，不能{VERBS[step]}；{_mend(paper, step)}")
    if step in ("approved", "issued"):
        _current(paper, VERBS[step])
    if step == "approved":
        _another(paper, officer, key)


VERBS: Final = {
    "proposed": "提出", "drafted": "起草", "approved": "审批", "issued": "印发", "receipt": "登记回执",
    "disposition": "登记处置", "review_requested": "提请复议", "refused": "作不予移送处理", "closed": "办结",
}  # fmt: skip
_FIRST: Final = {
    "approved": ("proposed", "请先起草（wenze refer draft）。"),
    "issued": ("drafted", "请先由另一人审批（wenze approve）。"),
    "receipt": ("approved", "请先印发（wenze issue）。"),
    "disposition": ("issued", "请先登记回执（wenze receipt）。"),
}


_ORDER: Final = (
    "",
    "proposed",
    "refused",
    "drafted",
    "approved",
    "issued",
    "receipt",
    "disposition",
    "review_requested",
)
"""States of a paper that is not closed; one that was refused begins again with a draft."""
_NEXT: Final = {
    "drafted": "请另一人审批（wenze approve）。", "approved": "请印发（wenze issue）。", "issued": "请登记回执（wenze receipt）。",
    "receipt": "请登记处置（wenze disposition）。",
}  # fmt: skip
"""What comes after a state, for who takes a step that was taken already."""


def _mend(paper: Paper, step: str) -> str:
    """What to do instead; of a step that holds already, when it was taken."""
    state, taken = paper.state, paper.last(step)
    if state == "closed":
        return "已办结的不再变动。"
    if state == "refused" and step in ("approved", "issued"):
        return "要恢复办理，请重新起草（wenze refer draft）。"
    if taken is not None and step in _FIRST and _ORDER.index(state) >= _ORDER.index(step):
        number = f"，文号 {taken.number}" if taken.number else ""
        return f"已于 {taken.on} {VERBS[step]}{number}，不必再办。{_NEXT.get(state, '')}"
    return _FIRST[step][1] if step in _FIRST else "请用 wenze refer show 查看它的经过。"


def _current(paper: Paper, verb: str) -> None:
    """The draft must rest on what the evaluation says now."""
    draft = paper.last("drafted")
    if draft is None or draft.detail.get("grounds_sha256") != paper.proposal.package_sha256:
        raise LifeError(
            f"{paper.key} 起草以后评估有变化（依据的摘要已不同），不能{verb}；请重新起草（wenze refer draft）并重新审批。"
        )


def _once(paper: Paper, step: str) -> None:
    """What is done once, and on what it must rest."""
    before = paper.last("receipt")
    if step == "receipt" and before is not None:
        raise LifeError(f"{paper.key} 已有回执（{before.on}），不能登记第二份；请核对是否为另一件。")
    if step == "review_requested":
        _reviewable(paper)


def _reviewable(paper: Paper) -> None:
    """Order 310, art. 9: once, of a decision not to open a case."""
    last = paper.last("disposition")
    refused = last is not None and last.detail.get("kind") == "case_refused"
    if paper.kind != "judicial_transfer" or not refused or paper.last("review_requested"):
        raise LifeError(
            f"{paper.key} 不能提请复议：只有涉嫌犯罪案件移送书在登记“不予立案”以后可以提请一次；"
            "对复议决定仍有异议的，由移送机关建议人民检察院立案监督。"
        )


def _another(paper: Paper, officer: str, key: str | None) -> None:
    draft = paper.last("drafted")
    if draft is not None and (draft.actor == officer or draft.key_fingerprint == key):
        raise LifeError(
            f"{paper.key} 由 {draft.actor} 起草，须由另一人用另一把密钥审批；起草人不能审批自己起草的材料。"
        )
