"""The referrals of the office: what officers sign, step by step, in the store.

Every step carries the digest of the step before it in the same paper, so that a signature stands in one place of one
history; `engine.ledgers.lives` says which step may follow.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from sqlmodel import col, select

from engine.ledgers import officers
from engine.ledgers.filing import ordinal
from engine.ledgers.following import VERBS, check
from engine.ledgers.lives import MARKS, LifeError, Paper, outcomes
from engine.ledgers.none_found import none_found
from engine.ledgers.numbers import next_number
from engine.ledgers.overdue import nothing_to_press
from engine.ledgers.papers import not_yet_evaluated, papers
from engine.ledgers.precedence import check_order
from engine.ledgers.steps import add
from engine.office_day import legal_day
from engine.referrals.stated import NOTHING, Stated
from engine.signing import Signer
from engine.store import Writing
from engine.store.models import ReferralStep

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "drafted": ("drafter",),
    "approved": ("approver",),
    "issued": ("drafter", "approver"),
    "receipt": ("drafter", "approver"),
    "disposition": ("drafter", "approver"),
    "review_requested": ("drafter", "approver"),
    "refused": ("drafter", "approver"),
    "closed": ("approver",),
}
"""Step → roles, one of which its officer needs."""
NO_HEAD: Final[Mapping[str, Any]] = MappingProxyType({})
"""Nothing said of the head of the organ that transfers."""


def _signed(
    session: Writing, signer: Signer, one: Paper, step: str, on: date | None = None, *, detail: Mapping[str, Any],
    package_sha256: str | None,
) -> Paper:  # fmt: skip
    day = _may(session, signer, one, step, on)
    return add(session, one, step, day, signer=signer, detail=detail, package_sha256=package_sha256)


def _may(session: Writing, signer: Signer, one: Paper, step: str, on: date | None = None) -> date:
    """The day of a step that may be taken now by whoever signs. Raises LifeError, OfficerError."""
    officers.authorised(session, signer, *ROLES[step])
    check(one, step, officer=signer.name, key=signer.key_id)
    if step in ("drafted", "approved", "issued") and (late := not_yet_evaluated(session, one)):
        raise LifeError(
            f"{one.key} 所据的 {'、'.join(late[:4])} 在最近一次评估以后有变动，不能{VERBS[step]}；请先运行 wenze weekly。"
        )
    if one.kind == "escalation" and step in ("drafted", "approved", "issued"):
        family = [p for p in papers(session) if one.parent in (p.key, p.parent)]
        if why := nothing_to_press(one, family):
            raise LifeError(f"{one.key}：{why}，不能{VERBS[step]}；下一次 wenze weekly 会撤下这份草稿。")
    today = legal_day(session.now)
    day = on or today
    latest = max((s.on for s in one.steps if s.step not in MARKS | {"proposed"}), default=day)
    if day > today or (step in ("receipt", "disposition", "review_requested") and day < latest):
        raise LifeError(f"{one.key}：日期 {day} 须不早于上一步（{latest}），也不晚于今天（{today}）。")
    return day


def draft(
    session: Writing,
    signer: Signer,
    one: Paper,
    package_sha256: str,
    grounds_sha256: str,
    said: Stated = NOTHING,
) -> Paper:
    """Sign a draft: the digest of its package, composed from the proposal with these grounds, and what a person stated.

    The very draft that this key has signed last is not signed again: whoever was cut off may begin anew.
    Raises LifeError where an evaluation has proposed other grounds meanwhile, or nothing speaks for the subject and
    the drafter has not stated 查无.
    """
    if grounds_sha256 != one.proposal.package_sha256:
        raise LifeError(f"{one.key} 在起草时评估有变化，草稿没有记入；请再起草一次。")
    rests = {"grounds_sha256": grounds_sha256, **said.form()}
    none_found(one, rests)
    if one.signed(signer.key_id, package_sha256, grounds_sha256):
        return one
    return _signed(session, signer, one, "drafted", detail=rests, package_sha256=package_sha256)


def approve(
    session: Writing, signer: Signer, one: Paper, package_sha256: str, head: Mapping[str, Any] = NO_HEAD
) -> Paper:
    """Sign the very draft that another officer signed. Raises LifeError: the same person, another draft, new grounds.

    `head`: who approved a transfer in the organ that transfers (`engine.ledgers.head_approval`).
    """
    rests = {**_same(one, package_sha256, "起草"), **head}
    step = one.last("drafted")
    none_found(one, step.detail if step else {})
    return _signed(session, signer, one, "approved", detail=rests, package_sha256=package_sha256)


def _same(one: Paper, package_sha256: str, verb: str) -> dict[str, Any]:
    step = one.last("drafted")
    if step is not None and step.package_sha256 != package_sha256:
        raise LifeError(
            f"{one.key} 的材料与{verb}时签名的不同（摘要 {package_sha256[:16]}，{verb}时 {(step.package_sha256 or '')[:16]}）；"
            "请核对材料目录，改动后须重新起草。"
        )
    return {"grounds_sha256": None if step is None else step.detail.get("grounds_sha256")}


def issue(
    session: Writing, signer: Signer, one: Paper, package_sha256: str, series: str,
    put: Callable[[str, date], str] | None = None, head: Mapping[str, Any] = NO_HEAD,
) -> Paper:  # fmt: skip
    """Give the next number of the series and record that the paper leaves; a withdrawal closes its referral.

    A new referral leaves only after what it follows was taken back: LifeError before.

    `put` takes number and day, puts the package that bears them in place, and gives its digest; without it the
    package leaves as it was approved. `head` as in `approve`.
    """
    day = _may(session, signer, one, "issued")
    if ordinal(one.key) > 1:
        check_order(one, papers(session))
    rests = {**_same(one, package_sha256, "审批"), **head}
    year = day.year
    given = session.exec(
        select(ReferralStep.number).where(
            col(ReferralStep.number).startswith(f"{series}〔{year}〕", autoescape=True)
        )
    ).all()
    number = next_number(series, year, [n for n in given if n])
    left = package_sha256 if put is None else put(number, day)
    out = add(
        session, one, "issued", day, signer=signer, detail={**rests, "approved_sha256": package_sha256},
        package_sha256=left, number=number,
    )  # fmt: skip
    if one.kind == "withdrawal" and one.parent:
        (main,) = papers(session, [one.parent])
        if main.open and main.receiver == one.receiver:
            add(session, main, "closed", legal_day(session.now), detail={"withdrawn_by": one.key})
    return out


def receipt(session: Writing, signer: Signer, one: Paper, on: date, detail: Mapping[str, Any]) -> Paper:
    """Record a receipt: the day on it, who signed it, its number, the digest of its scan."""
    return _signed(session, signer, one, "receipt", on, detail=detail, package_sha256=_left(one))


def disposition(
    session: Writing, signer: Signer, one: Paper, on: date, kind: str, detail: Mapping[str, Any]
) -> Paper:
    """Record how the recipient disposed of it, by a key or the Chinese word of `lives.outcomes`."""
    known = outcomes(one.kind)
    if not known:
        raise LifeError(
            f"{one.key} 是{one.title}，收件一方不作处置，没有登记；登记回执以后用 wenze close 办结。"
        )
    chosen = next((k for k, word in known.items() if kind in (k, word)), None)
    if chosen is None:
        raise LifeError(f"处置方式“{kind}”无效；可用的：{'、'.join(known.values())}。")
    last = one.last("disposition")
    if last is not None and (last.detail.get("kind"), last.on) == (chosen, on) and one.state == "disposition":
        raise LifeError(f"{one.key} 的处置“{known[chosen]}”（{on}）已经登记，没有再登记。")
    return _signed(
        session, signer, one, "disposition", on, detail={**detail, "kind": chosen}, package_sha256=_left(one)
    )


def request_review(
    session: Writing, signer: Signer, one: Paper, on: date, detail: Mapping[str, Any]
) -> Paper:
    """Record that the transferring organ asked the police to look again (Order 310, art. 9). Raises LifeError."""
    return _signed(session, signer, one, "review_requested", on, detail=detail, package_sha256=_left(one))


def refuse(session: Writing, signer: Signer, one: Paper, why: str) -> Paper:
    """Set a paper aside with a reason; it returns only when the evaluation says something new, or is drafted again."""
    if not why.strip():
        raise LifeError(f"{one.key}：不予移送须写明理由（--why）。")
    return _signed(session, signer, one, "refused", detail={"why": why}, package_sha256=_drafted(one))


def close(session: Writing, signer: Signer, one: Paper, why: str) -> Paper:
    """End a paper whose receiver has disposed of it (or has receipted what needs no disposition)."""
    return _signed(session, signer, one, "closed", detail={"why": why}, package_sha256=_left(one))


def _left(one: Paper) -> str | None:
    return one.issued.package_sha256 if one.issued else None


def _drafted(one: Paper) -> str | None:
    step = one.last("drafted")
    return step.package_sha256 if step else None
