"""Which step of a paper may follow now, and by whom; else a refusal that says what comes first, or what was done already."""

from collections.abc import Mapping
from typing import Final

from engine.ledgers.lives import CLOSABLE_ON_RECEIPT, MARKS, PROGRAM, STATES, LifeError, Paper

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
_DECIDED_FIRST: Final = frozenset({"referral", "closure_request", "judicial_transfer"})


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
        elif paper.kind not in CLOSABLE_ON_RECEIPT:
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
    if step == "closed" and state == "receipt":
        return "请先登记处置（wenze disposition）。"
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
