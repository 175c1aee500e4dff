"""Sites that may be one, offered to a person; what a person decided, and whom a decision waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from engine.jurisdictions import Tree
from engine.ledgers.holdings import Holdings
from engine.ledgers.joins import Pair, Said, SiteError, decided, offered, pair
from engine.ledgers.judging import UNCHANGED, Verdict
from engine.ledgers.site_names import Likeness, alike, led
from engine.store import Writing
from engine.store.models import SiteMatch
from engine.store.versions import append_rows


@dataclass(frozen=True, slots=True)
class Offer:
    """Two sites offered as one: `site` would count as `same_as`; `decision`: the last word on them."""

    id: int
    site: str
    same_as: str
    reasons: tuple[str, ...]
    score: int
    waiting: bool
    """Whether rows wait in quarantine for the decision."""
    decision: Said | None


def offer(session: Writing, verdict: Verdict, tree: Tree, import_id: int | None) -> int:
    """Offer what waits, and what the new and changed sites of a file resemble; returns how many are new offers."""
    changed = frozenset(
        a.record_id for a in verdict.accepted if a.version.table == "sites" and a.kind != UNCHANGED
    )
    held = Holdings(session)
    found = [(likeness, waiting) for waiting, likeness in verdict.waiting.values()]
    if changed:
        edges = held.joined_sites()
        sites = [one.site() for one in held.sites.values()]
        found += [
            (one, "")
            for one in alike(tree, sites, changed)
            if led(edges, one.first) != led(edges, one.second)
        ]
    return _add(session, found, import_id)


def _add(session: Writing, found: Iterable[tuple[Likeness, str]], import_id: int | None) -> int:
    known = offered(session)
    rows = {}
    for one, waiting in found:
        key = pair(one.first, one.second)
        if key not in known and key not in rows:
            rows[key] = {
                "site_a": key[0], "site_b": key[1], "reasons": list(one.reasons), "score": one.score,
                "import_id": import_id, "detail": {"waiting": waiting} if waiting else None,
            }  # fmt: skip
    append_rows(session, SiteMatch, rows.values())
    return len(rows)


def offers(session: Session, *, everything: bool = False) -> list[Offer]:
    """Offers without a decision that stands, the surest first; with `everything`, the others too."""
    held = Holdings(session)
    said, edges = decided(session), held.joined_sites()
    out = []
    for row in session.exec(select(SiteMatch).order_by(col(SiteMatch.id))):
        decision = said.get((row.site_a, row.site_b))
        open_now = decision is None or decision.kind == "undo"
        together = led(edges, row.site_a) == led(edges, row.site_b)
        if everything or (open_now and not together):
            out.append(_offer(row, held, decision))
    return sorted(out, key=lambda one: (not one.waiting, -one.score, one.id))


def _offer(row: SiteMatch, held: Holdings, decision: Said | None) -> Offer:
    waiting = (row.detail or {}).get("waiting")
    site, same_as = _direction((row.site_a, row.site_b), waiting, held)
    return Offer(
        row.id or 0, site, same_as, tuple(row.reasons), row.score or 0,
        waiting is not None and decision is None, decision,
    )  # fmt: skip


def _direction(sites: Pair, waiting: str | None, held: Holdings) -> Pair:
    """Which of two counts as the other: the one that waits, else one with a minted id, else the later one."""
    first, second = sites
    if waiting == first:
        return first, second
    if waiting == second:
        return second, first
    known = list(held.sites)
    ranks = {
        one: (held.sites[one].minted if one in held.sites else True, known.index(one) if one in known else -1)
        for one in sites
    }
    return (first, second) if ranks[first] > ranks[second] else (second, first)


def find(session: Session, match_id: int) -> Offer:
    """An offer by its number. Raises SiteError."""
    row = session.get(SiteMatch, match_id)
    if row is None:
        raise SiteError(f"没有编号为 {match_id} 的矿点比对；请用 wenze sites 查看。")
    held = Holdings(session)
    return _offer(row, held, decided(session).get((row.site_a, row.site_b)))


def check_known(session: Session, *sites: str) -> None:
    """Raise SiteError for a site that neither is held nor waits."""
    held = Holdings(session)
    named = {site for offered_pair in offered(session) for site in offered_pair}
    for site in sites:
        if site not in held.sites and site not in named:
            raise SiteError(f"矿点 {site} 不在台账中；请核对编号（可用 wenze sites --all 查看）。")
