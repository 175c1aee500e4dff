"""The life of a set of rules: draft → submitted → approved by another person → active from a day → retired.

A set is known by the digest of its files, which are kept with the submission: a set that is no longer active still
loads, so that an old week reruns on its own rules. Which set a week uses is said by the week's own day, not by a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlmodel import Session

from engine.ledgers import acts
from engine.ledgers.acts import Act, ActError
from engine.rules.bundle import bundled, ended_by, unbundled
from engine.rules.ruleset import RuleSet
from engine.signing import Signer
from engine.store import Writing

RULES: Final = "rules"
STATES: Final = {"submitted": "已提交", "approved": "已批准", "activated": "已发布", "retired": "已停用"}
_BEFORE: Final = {
    "submitted": (None, "retired"), "approved": ("submitted",), "activated": ("approved", "activated", "retired"),
    "retired": ("submitted", "approved", "activated"),
}  # fmt: skip
"""Step → what may come before it. A retired set may be active again: it was approved once."""


@dataclass(frozen=True, slots=True)
class Release:
    """A set of rules in the ledger, with all that was signed about it, oldest first."""

    sha256: str
    acts: tuple[Act, ...]

    @property
    def state(self) -> str:
        """Kind of the last act."""
        return self.acts[-1].kind

    def last(self, kind: str) -> Act | None:
        """The last act of a kind."""
        return next((a for a in reversed(self.acts) if a.kind == kind), None)

    @property
    def told(self) -> str:
        """Who submitted, who approved, from when, in one sentence for readers."""
        signed = [(kind, self.last(kind)) for kind in ("submitted", "approved")]
        words = [f"{a.officer}（{a.name}）{STATES[kind].removeprefix('已')}" for kind, a in signed if a]
        if act := self.last("activated"):
            words.append(f"自 {act.chosen} 起使用")
        if self.state == "retired":
            words.append(f"自 {self.acts[-1].chosen} 起停用")
        return "，".join(words)


def releases(session: Session, at: datetime | None = None) -> list[Release]:
    """Every set ever submitted (by an instant), in the order of its first submission."""
    by_set: dict[str, list[Act]] = {}
    for act in acts.acts(session, RULES):
        if at is None or act.at <= at:
            by_set.setdefault(act.subject, []).append(act)
    return [Release(sha256, tuple(made)) for sha256, made in by_set.items()]


def release(session: Session, given: str) -> Release:
    """A set by its digest or the beginning of one. Raises ActError for none, or several."""
    found = [r for r in releases(session) if r.sha256.startswith(given)] if given else []
    if len(found) != 1:
        known = "、".join(r.sha256[:16] for r in releases(session)) or "（无）"
        what = "没有" if not found else "不止一套"
        raise ActError(f"台账里{what}摘要以“{given}”开头的规则；现有：{known}。")
    return found[0]


def active_on(session: Session, day: date, at: datetime | None = None) -> Release | None:
    """The set that is active on a day (as known at an instant): whose activation begins last; None once it is retired."""
    known = releases(session, at)
    begun = [
        (date.fromisoformat(a.chosen or ""), a.id, r)
        for r in known
        for a in r.acts
        if a.kind == "activated" and date.fromisoformat(a.chosen or "") <= day
    ]
    if not begun:
        return None
    _, id_, found = max(begun, key=lambda one: one[:2])
    ended = [a for a in found.acts if a.kind == "retired" and a.id > id_]
    return None if any(date.fromisoformat(a.chosen or "") <= day for a in ended) else found


def rules_of(session: Session, sha256: str) -> RuleSet | None:
    """The rules of a set by its whole digest; None where the ledger has no such set. Raises RuleError: damaged."""
    kept = acts.kept(session, RULES, sha256)
    return None if kept is None else unbundled(kept, sha256)


def submit(session: Writing, signer: Signer, folders: Sequence[Path], rules: RuleSet, why: str) -> Release:
    """Record a sound set as submitted, its files with it. Raises ActError, OfficerError."""
    _may(session, rules.sha256, "submitted")
    acts.record(
        session, signer, ("drafter",), of=RULES, subject=rules.sha256, kind="submitted", why=why,
        detail={"rules": len(rules.rules)}, kept=bundled(folders),
    )  # fmt: skip
    return release(session, rules.sha256)


def approve(session: Writing, signer: Signer, given: str, why: str) -> Release:
    """Approve a submitted set: by another person, with another key. Raises ActError, OfficerError, RuleError."""
    one = release(session, given)
    _may(session, one.sha256, "approved")
    submitted = one.last("submitted")
    if submitted and signer.name == submitted.officer:
        raise ActError(
            f"{signer.name} 提交的规则不能由本人批准；请由另一位有审批权限的人员办理（--officer）。"
        )
    rules_of(session, one.sha256)
    acts.record(session, signer, ("approver",), of=RULES, subject=one.sha256, kind="approved", why=why)
    return release(session, one.sha256)


def activate(session: Writing, signer: Signer, given: str, first: date, why: str) -> Release:
    """Let weeks from a day on use an approved set. Raises ActError: also where a cited instrument has ended by then."""
    return _ordered(session, signer, given, "activated", first, why)


def retire(session: Writing, signer: Signer, given: str, first: date, why: str) -> Release:
    """Let no week from a day on use a set; it stays in the ledger. Raises ActError, OfficerError."""
    return _ordered(session, signer, given, "retired", first, why)


def _ordered(session: Writing, signer: Signer, given: str, kind: str, first: date, why: str) -> Release:
    one = release(session, given)
    _may(session, one.sha256, kind)
    if kind == "activated" and one.last("approved") is None:
        raise ActError(f"规则 {one.sha256[:16]} 还没有批准，不能发布；请先用 wenze rules approve 批准。")
    ended = ended_by(acts.kept(session, RULES, one.sha256) or "", first) if kind == "activated" else []
    if ended:
        raise ActError(f"规则 {one.sha256[:16]} 不能自 {first} 起发布：{ended[0]}")
    acts.record(
        session,
        signer,
        ("approver",),
        of=RULES,
        subject=one.sha256,
        kind=kind,
        chosen=first.isoformat(),
        why=why,
    )
    return release(session, one.sha256)


def _may(session: Session, sha256: str, kind: str) -> None:
    made = acts.acts(session, RULES, sha256)
    last = made[-1].kind if made else None
    if last not in _BEFORE[kind]:
        state = STATES[last] if last else "还没有提交"
        raise ActError(f"规则 {sha256[:16]} {state}，不能再作“{STATES[kind].removeprefix('已')}”。")


def standing(session: Session, sha256: str, day: date, at: datetime) -> str:
    """What a report says of the set that a week of a day used, as known when it was run: released by whom, or not."""
    due = active_on(session, day, at)
    if due is not None and due.sha256 == sha256:
        return due.told
    if due is not None:
        return f"未经发布：{day} 应使用的是规则 {due.sha256[:16]}（{due.told}）"
    known = next((r for r in releases(session, at) if r.sha256 == sha256), None)
    if known is not None:
        return f"未发布到 {day}（{STATES[known.state]}；{known.told}）"
    return "未经发布：台账里没有提交、批准过这套规则"
