"""Rows judged against what is held: accepted as new, unchanged or correcting, or refused with the reason."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from engine.jurisdictions import Tree
from engine.ledgers.holdings import Holdings
from engine.ledgers.incoming import Batch
from engine.ledgers.joins import JOIN, Pair, Said, pair
from engine.ledgers.misdirected import refuse_misdirected
from engine.ledgers.site_names import Likeness, Site, alike
from engine.ledgers.to_come import refuse_to_come
from engine.records.assembly import judge
from engine.records.cells import Value
from engine.records.drafts import Draft
from engine.records.rejections import Origin, Rejection
from engine.records.schema import TABLES
from engine.store.versions import Version, content, digest

NEW, UNCHANGED, CORRECTED, WITHDRAWN = "new", "unchanged", "corrected", "withdrawn"
WAITS: Final = "待人确认"
_OPEN_TABLES: Final = frozenset({"inquiries"})
"""Tables whose rows the office opens and others complete."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that goes in, or says what is known already."""

    version: Version
    record_id: str
    origin: Origin
    kind: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that goes to quarantine, with all its faults."""

    table: str
    record_id: str | None
    origin: Origin
    faults: tuple[Rejection, ...]


@dataclass
class Verdict:
    """What becomes of a batch; `about` concerns columns and files; `waiting`: pairs that a person must decide first."""

    accepted: list[Accepted] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    about: list[Rejection] = field(default_factory=list)
    waiting: dict[Pair, tuple[str, Likeness]] = field(default_factory=dict)
    """Pair → the site that waits, and why the two may be one."""

    def count(self, kind: str) -> int:
        """How many rows came out so."""
        return sum(row.kind == kind for row in self.accepted)

    def versions(self) -> list[Version]:
        """What is to be added to the store."""
        return [row.version for row in self.accepted if row.kind != UNCHANGED]


def judge_batch(
    batch: Batch, tree: Tree, held: Holdings, decisions: Mapping[Pair, Said], senders: Mapping[str, str],
    today: date,
) -> Verdict:  # fmt: skip
    """Judge rows by the reader's own checks and against the store; `senders`: file → who sent it.

    Raises RecordsError for a sheet whose columns can't be matched.
    """
    verdict = Verdict()

    def look(drafts: Mapping[str, Draft]) -> None:
        _refuse_unnamed(drafts, batch.lacking)
        refuse_to_come(drafts.values(), today)
        refuse_misdirected(drafts, held)
        _hold_back(drafts["sites"], batch.minted, tree, held, decisions, verdict)

    drafts, about = judge(batch.sheets, tree, held, look)
    verdict.about = [*batch.faults, *about]
    for name, draft in drafts.items():
        _compare(name, draft, held, senders)
        verdict.accepted += _accepted(name, draft, batch, held)
        verdict.refused += [
            Refused(name, draft.key(row), draft.origins[row], tuple(draft.faults[row]))
            for row in sorted(draft.faults, key=lambda row: str(draft.origins[row]))
        ]
    return verdict


def _refuse_unnamed(drafts: Mapping[str, Draft], lacking: Mapping[str, str]) -> None:
    for draft in drafts.values():
        for row in list(draft.standing()):
            key = draft.key(row) or ""
            if key in lacking:
                draft.reject(row, draft.table.key, lacking[key], "")


def _hold_back(
    sites: Draft,
    minted: Mapping[str, str],
    tree: Tree,
    held: Holdings,
    decisions: Mapping[Pair, Said],
    out: Verdict,
) -> None:
    """Refuse for now the sites without an id that may be one that is held: a person says so, nobody assumes it."""
    named = {key: row for row in sites.standing() if (key := sites.key(row)) in minted and key is not None}
    new = {key: row for key, row in named.items() if key not in held.held("sites", list(named))}
    if not new:
        return
    known = {one.id: one.site() for one in held.sites.values()}
    asked = {
        key: Site(key, str(sites.values["name"][row]), str(sites.values["jurisdiction"][row]))
        for key, row in new.items()
    }
    open_pairs: dict[str, list[tuple[str, Likeness]]] = defaultdict(list)
    for found in alike(tree, [*known.values(), *asked.values()], frozenset(asked)):
        ours, other = (found.first, found.second) if found.first in asked else (found.second, found.first)
        if other in known and pair(ours, other) not in decisions:
            open_pairs[ours].append((other, found))
    for key, likenesses in open_pairs.items():
        if any(said.kind == JOIN and said.site == key for said in decisions.values()):
            continue
        for other, found in likenesses:
            out.waiting[pair(key, other)] = (key, found)
        others = "、".join(
            f"{other}（{known[other].name}，{found.reasons[0].partition('：')[0]}）"
            for other, found in likenesses
        )
        reason = f"{WAITS}：与已有矿点 {others} 可能是同一处；请办公室用 wenze sites 查看并决定"
        sites.reject(new[key], "name", reason)


def _compare(name: str, draft: Draft, held: Holdings, senders: Mapping[str, str]) -> None:
    """Refuse changed rows of another sender's records, and of records that another record corrects already."""
    rows = {row: key for row in draft.standing() if (key := draft.key(row))}
    known = held.versions(name, rows.values())
    changed = {
        row: known[key]
        for row, key in rows.items()
        if key in known and digest(content(_cells(name, draft, row, held))) != known[key].content_sha256
    }
    if not changed:
        return
    owners = held.senders(name, [version.record_id for version in changed.values()])
    corrected = held.corrected_by(name)
    for row, version in changed.items():
        owner, sender = owners.get(version.record_id), senders[draft.origins[row].file]
        differing = _differing(name, draft, row, version.content, held)
        if owner is not None and owner != sender and name not in _OPEN_TABLES:
            mend = "同一编号只能由原报送单位更正，请核对编号或改用本单位的编号"
            _refuse(draft, row, f"编号 {rows[row]} 已由 {owner} 报送，内容不同（{differing}）；{mend}")
        elif version.record_id in corrected and corrected[version.record_id] != version.record_id:
            by = corrected[version.record_id]
            _refuse(draft, row, f"编号 {rows[row]} 已由 {by} 更正，内容不同（{differing}）；请改报 {by}")


def _refuse(draft: Draft, row: int, reason: str) -> None:
    """Refuse a row and those that repeat it."""
    for same in (row, *(other for other, kept in draft.dropped.items() if kept == row)):
        draft.reject(same, draft.table.key, reason)


def _differing(name: str, draft: Draft, row: int, known: str, held: Holdings) -> str:
    before, now = json.loads(known), json.loads(content(_cells(name, draft, row, held)))
    labels = [c.label for c in TABLES[name].columns if before.get(c.name) != now.get(c.name)]
    return "、".join(labels)


def _accepted(name: str, draft: Draft, batch: Batch, held: Holdings) -> Iterable[Accepted]:
    rows = list(draft.standing())
    known = held.versions(name, [draft.key(row) or "" for row in rows])
    for row in rows:
        key, origin = draft.key(row) or "", draft.origins[row]
        cells = _cells(name, draft, row, held)
        before = known.get(key)
        if before is not None and digest(content(cells)) == before.content_sha256:
            kind = UNCHANGED
        elif cells["withdrawn"]:
            kind = WITHDRAWN
        else:
            kind = NEW if before is None else CORRECTED
        record = before.record_id if before else key
        version = Version(name, record, cells, origin.sheet, origin.row, batch.minted.get(key))
        yield Accepted(version, record, origin, kind)
    for row, kept in draft.dropped.items():
        if kept not in draft.faults:
            key = draft.key(row) or ""
            same = Version(name, key, {}, draft.origins[row].sheet, draft.origins[row].row)
            yield Accepted(same, key, draft.origins[row], UNCHANGED)


def _cells(name: str, draft: Draft, row: int, held: Holdings) -> dict[str, Value]:
    """The typed row; what it refers to by the id of a corrected row (`S1~2`) goes by the record's own id."""
    cells = {column: values[row] for column, values in draft.values.items()}
    for column, table in (("site_id", "sites"), ("same_as", "sites"), ("replaces", name)):
        named = cells.get(column)
        if isinstance(named, str) and column != TABLES[name].key and "~" in named:
            found = held.versions(table, [named]).get(named)
            cells[column] = found.record_id if found else named
    key = cells[TABLES[name].key]
    if isinstance(key, str) and "~" in key and cells.get("replaces") is not None:
        found = held.versions(name, [key]).get(key)
        if found and found.record_id == cells["replaces"]:
            cells["replaces"] = None  # a new version says by itself what it corrects
    return cells


def counties(accepted: Sequence[Accepted], tree: Tree, held: Holdings) -> dict[tuple[str, str], int]:
    """`(county, table)` → how many rows spoke of it; a row above a county counts for its own place."""
    own = {a.record_id: a.version.cells for a in accepted if a.version.table == "sites" and a.version.cells}
    named = {str(site) for a in accepted if (site := a.version.cells.get("site_id"))} - set(own)
    known = held.versions("sites", named)
    out: dict[tuple[str, str], int] = defaultdict(int)
    for row in accepted:
        cells = row.version.cells
        place = cells.get("jurisdiction")
        if place is None and (site := cells.get("site_id")):
            place = own[str(site)]["jurisdiction"] if site in own else None
            if place is None and (version := known.get(str(site))):
                place = json.loads(version.content)["jurisdiction"]
        if isinstance(place, str) and place in tree:
            out[tree.ancestor_at(place, "county") or place, row.version.table] += 1
    return dict(out)
