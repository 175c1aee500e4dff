"""Rows that name a site, by `site_id` or `same_as`; a site that falls takes down what refers to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from engine.records.cells import Fault
from engine.records.drafts import Draft
from engine.records.known import NOTHING, Known
from engine.records.paths import cycles, spelt


def settle_references(drafts: Mapping[str, Draft], held: Known = NOTHING) -> None:
    """Reject rows whose site was not accepted, and sites joined in a circle, until nothing more falls.

    A site that is held already may be referred to, even where the file's own row of it is refused. A rejection
    is never taken back: a cycle stays rejected although the rejection of one row opened it.
    """
    sites = drafts["sites"]
    known = held.held("sites", _referred(drafts))
    refused = sorted(sites.faults, reverse=True)
    causes = {key: _cause(sites, row) for row in refused if (key := sites.key(row))}
    _topple(sites, causes, known)
    pointed = any(sites.text(column, row) for column in ("same_as", "replaces") for row in sites.standing())
    while joined := _joined_in_a_circle(sites, held) if pointed else []:
        causes |= {str(sites.key(row)): _cause(sites, row) for row in joined}
        _topple(sites, causes, known)
    standing = {sites.key(row) for row in sites.standing()} | known
    for draft in drafts.values():
        if draft is sites or "site_id" not in draft.values:
            continue
        for row in range(len(draft)):
            target = draft.text("site_id", row)
            if target is not None and target not in standing and row not in draft.dropped:
                draft.reject(row, "site_id", _reason(target, causes))


def _referred(drafts: Mapping[str, Draft]) -> set[str]:
    columns = [("sites", "same_as"), *((name, "site_id") for name in drafts if name != "sites")]
    values = {value for name, column in columns for value in drafts[name].values.get(column, ())}
    return {value for value in values if isinstance(value, str) and not isinstance(value, Fault)}


def _cause(sites: Draft, row: int) -> str:
    """Where and why a row fell, without the mend."""
    fault = sites.faults[row][0]
    column = f"，{sites.table.column(fault.column).label}" if fault.column else ""
    return f"{sites.origins[row]}{column}：{fault.reason.partition('；')[0]}"


def _reason(target: str, causes: Mapping[str, str]) -> str:
    if target in causes:
        return f"矿点 {target} 的行未被接受（{causes[target]}）；请先改正该矿点"
    return f"矿点表中没有 {target}；请核对编号，或补报该矿点"


def _topple(sites: Draft, causes: dict[str, str], known: AbstractSet[str]) -> None:
    """Reject sites whose `same_as` was not accepted, and those that point to them in turn."""
    standing = {str(sites.key(row)): row for row in sites.standing()}
    # Rows told once, as part of a cycle or of an earlier fall, are not told again.
    told = {row for row, faults in sites.faults.items() if any(fault.column == "same_as" for fault in faults)}
    pointing: dict[str, list[int]] = defaultdict(list)
    fallen: list[str] = []
    for row in range(len(sites)):
        target = sites.text("same_as", row)
        if target is not None and row not in sites.dropped and row not in told:
            if not pointing[target] and target not in standing and target not in known:
                fallen.append(target)
            pointing[target].append(row)
    while fallen:
        target = fallen.pop()
        for row in pointing.pop(target, ()):
            key = sites.key(row)
            sites.reject(row, "same_as", _reason(target, causes))
            if key is not None and standing.get(key) == row and key not in known:
                # What points to this row is told the first cause, not the whole chain.
                causes[key] = causes.get(target) or _cause(sites, row)
                fallen.append(key)


def _joined_in_a_circle(sites: Draft, held: Known) -> list[int]:
    """Reject the rows of every cycle of `same_as` and return them.

    Corrected and withdrawn rows say nothing; a reference to a corrected row goes to the row that corrects it.
    """
    rows = {str(sites.key(row)): row for row in sites.standing()}
    replacing = {
        **{target: key for key, target in held.corrections("sites").items()},
        **{target: key for key, row in rows.items() if (target := sites.text("replaces", row))},
    }

    def current(key: str) -> str:
        while key in replacing:
            key = replacing[key]
        return key

    edges = {
        key: current(target)
        for key, target in held.joined_sites().items()
        if key not in rows and key not in replacing
    } | {
        key: current(target)
        for key, row in rows.items()
        if key not in replacing
        and not sites.values["withdrawn"][row]
        and (target := sites.text("same_as", row)) is not None
    }
    fallen = []
    for cycle in cycles(edges):
        for key in (key for key in cycle if key in rows):
            reason = f"“同一矿点”成环：{spelt(cycle)}；请让其中一行留空，其余指向它"
            sites.reject(rows[key], "same_as", reason)
            fallen.append(rows[key])
    return fallen
