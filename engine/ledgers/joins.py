"""What persons decided of two sites: joined, kept apart, or a join undone. The last word on a pair speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from engine.errors import WenzeError
from engine.ledgers import audit, officers
from engine.ledgers.site_names import led
from engine.ledgers.site_signatures import ROLES, signed
from engine.signing import Signer
from engine.store import Writing
from engine.store.models import SiteDecision

JOIN, REFUSE, UNDO = "join", "refuse", "undo"
_DECISIONS: Final[Any] = SiteDecision.__table__  # type: ignore[attr-defined]
Pair = tuple[str, str]


class SiteError(WenzeError):
    """A join that can't be made, refused or undone."""


@dataclass(frozen=True, slots=True)
class Said:
    """The last decision on a pair."""

    id: int
    kind: str
    site: str
    same_as: str
    actor: str
    reason: str


def pair(one: str, other: str) -> Pair:
    """Two sites in the order in which pairs are kept."""
    return (one, other) if one < other else (other, one)


def decided(session: Session) -> dict[Pair, Said]:
    """The last decision on each pair."""
    c = _DECISIONS.c
    rows = session.execute(select(c.id, c.kind, c.site, c.same_as, c.actor, c.reason).order_by(c.id))
    return {pair(row.site, row.same_as): Said(*row) for row in rows}


def joined(session: Session) -> dict[str, str]:
    """Site → the site that a person says it is, of the joins that stand."""
    return {said.site: said.same_as for said in decided(session).values() if said.kind == JOIN}


def join(
    session: Writing, site: str, same_as: str, edges: Mapping[str, str], *,
    actor: str, reason: str, match_id: int | None = None, effect: Any = None,  # noqa: ANN401 - JSON
    signer: Signer | None = None,
) -> SiteDecision:  # fmt: skip
    """Say that `site` is the place of `same_as`, whose mineral and jurisdiction count; see `check_join`."""
    check_join(edges, site, same_as)
    return _record(
        session, JOIN, site, same_as, actor, reason, match_id=match_id, effect=effect, signer=signer
    )


def check_join(edges: Mapping[str, str], site: str, same_as: str) -> None:
    """Whether the join can be made; `edges`: what is joined now.

    Raises SiteError: one site with itself, joined already, joined with another.
    """
    if site == same_as:
        raise SiteError(f"{site} 不能与自己合并；请给出两个矿点编号。")
    if edges.get(site) not in (None, same_as):
        raise SiteError(
            f"矿点 {site} 已与 {edges[site]} 合并；请先用 wenze sites --undo 撤销，或改与 {edges[site]} 合并。"
        )
    if led(edges, site) == led(edges, same_as):
        raise SiteError(f"矿点 {site} 与 {same_as} 已经是同一处；无须再合并。")
    if led(edges, same_as) == site:
        raise SiteError(f"矿点 {same_as} 已归入 {site}，再合并会成环；请核对方向。")


def refuse(
    session: Writing, site: str, other: str, *, actor: str, reason: str, match_id: int | None,
    signer: Signer | None = None,
) -> SiteDecision:  # fmt: skip
    """Say that two sites are two places. Raises SiteError where they are joined."""
    last = decided(session).get(pair(site, other))
    if last is not None and last.kind == JOIN:
        raise SiteError(f"矿点 {site} 与 {other} 已合并；请用 wenze sites --undo 撤销。")
    return _record(session, REFUSE, site, other, actor, reason, match_id=match_id, signer=signer)


def undo(
    session: Writing, site: str, other: str, *,
    actor: str, reason: str, effect: Any = None, signer: Signer | None = None,  # noqa: ANN401 - JSON
) -> SiteDecision:  # fmt: skip
    """Take back the last decision on a pair. Raises SiteError where there is none that stands."""
    last = standing(session, site, other)
    return _record(
        session, UNDO, last.site, last.same_as, actor, reason, undoes_id=last.id, effect=effect, signer=signer
    )


def standing(session: Session, site: str, other: str) -> Said:
    """The decision on a pair that can be taken back. Raises SiteError where there is none."""
    last = decided(session).get(pair(site, other))
    if last is None or last.kind == UNDO:
        raise SiteError(f"矿点 {site} 与 {other} 之间没有可撤销的决定；可用 wenze sites --all 查看。")
    return last


def _record(
    session: Writing, kind: str, site: str, same_as: str, actor: str, reason: str, *,
    match_id: int | None = None, undoes_id: int | None = None, effect: Any = None,  # noqa: ANN401
    signer: Signer | None = None,
) -> SiteDecision:  # fmt: skip
    """Raises OfficerError where officers are registered and none signs, or one who may not."""
    row = SiteDecision(
        kind=kind, site=site, same_as=same_as, match_id=match_id, undoes_id=undoes_id, actor=actor, reason=reason,
        effect=effect,
    )  # fmt: skip
    if signer is not None:
        officers.authorised(session, signer, *ROLES)
        row.signature = signed(row, signer, session.now)
    elif officers.events(session):
        raise officers.OfficerError("本办已登记人员，矿点的决定须由起草或审批人员签名；请用 --by 写明工号。")
    session.add(row)
    session.flush()
    detail = {
        "kind": kind, "same_as": same_as, "reason": reason, "match": match_id, "decision": row.id,
        "key": signer.key_id if signer else None, "signature": row.signature,
    }  # fmt: skip
    audit.append(session, session.now, actor, f"site.{kind}", f"sites/{site}", detail)
    return row


def offered(session: Session) -> dict[Pair, int]:
    """Pairs that were offered → id of the offer."""
    from engine.store.models import SiteMatch

    rows = session.exec(select_rows(SiteMatch).order_by(col(SiteMatch.id)))
    return {(row.site_a, row.site_b): row.id or 0 for row in rows}
