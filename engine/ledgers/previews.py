"""What a join of two sites would move: the findings of a day with it and without it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from engine.jurisdictions import Tree
from engine.ledgers.holdings import Holdings
from engine.ledgers.joins import REFUSE, Pair, Said, decided, pair
from engine.ledgers.judging import NEW, Accepted, judge_batch
from engine.ledgers.readmission import waiting_batch
from engine.records import TABLES, Records
from engine.store import Reading

Findings = Mapping[str, Mapping[str, Any]]
"""Findings of the document, by id."""
Evaluate = Callable[[Records], Findings]
_COMPARED = ("outcome", "count", "threshold", "met_on", "ended_on", "sites")
_LABELS = {
    "outcome": "结论",
    "count": "处数",
    "threshold": "标准",
    "met_on": "起",
    "ended_on": "止",
    "sites": "矿点",
}
_WORDS = {"met": "成立", "cannot_tell": "不能判断", None: "无"}


@dataclass(frozen=True, slots=True)
class Move:
    """One finding that the join would make, end or change; `texts`: what changes, in words."""

    finding: str
    title: str
    jurisdiction: str
    kind: str
    texts: tuple[str, ...]


def preview(
    session: Reading, records: Records, tree: Tree, site: str, same_as: str, evaluate: Evaluate
) -> list[Move]:
    """Findings that move when `site` counts as `same_as`; rows that wait for this decision are taken in for both."""
    apart = _with_waiting(session, records, tree, site, same_as)
    return moves(evaluate(apart), evaluate(with_join(apart, site, same_as)))


def with_join(records: Records, site: str, same_as: str) -> Records:
    """The records with `same_as` said by the last row of a site."""
    sites = records.tables["sites"]
    ids = sites["site_id"].to_pylist()
    replaced = {old: new for new, old in zip(ids, sites["replaces"].to_pylist(), strict=True) if old}
    row, seen = site, {site}
    while (following := replaced.get(row)) is not None and following not in seen:
        row = following
        seen.add(row)
    said = [
        same_as if one == row else now for one, now in zip(ids, sites["same_as"].to_pylist(), strict=True)
    ]
    column = pa.array(said, pa.string())
    joined = sites.set_column(sites.column_names.index("same_as"), "same_as", column)
    # The digest names what is held, not what is tried.
    return replace(records, tables=MappingProxyType({**records.tables, "sites": joined}))


def _with_waiting(session: Reading, records: Records, tree: Tree, site: str, same_as: str) -> Records:
    """The records and the rows that wait for a decision on the pair, as if they were two places."""
    batch, senders = waiting_batch(session)
    if not batch.sheets:
        return records
    tried: dict[Pair, Said] = {
        **decided(session), pair(site, same_as): Said(0, REFUSE, site, same_as, "", ""),
    }  # fmt: skip
    held = Holdings(session)
    verdict = judge_batch(batch, tree, held, tried, senders, date.max)
    ready = [row for row in verdict.accepted if row.kind == NEW and _about(row, site)]
    return _extended(records, ready) if ready else records


def _about(row: Accepted, site: str) -> bool:
    return site in (row.record_id, row.version.cells.get("site_id"))


def _extended(records: Records, rows: Iterable[Accepted]) -> Records:
    tables = dict(records.tables)
    for row in rows:
        table = TABLES[row.version.table]
        cells = {c.name: [row.version.cells.get(c.name)] for c in table.columns}
        one = pa.table({c.name: pa.array(cells[c.name], c.arrow) for c in table.columns}, schema=table.arrow)
        tables[table.name] = pa.concat_tables([tables[table.name], one]).sort_by(table.key)
    return replace(records, tables=MappingProxyType(tables))


def moves(before: Findings, after: Findings) -> list[Move]:
    """What differs between two sets of findings, by id."""
    out = []
    for one in sorted(before.keys() | after.keys()):
        old, new = before.get(one), after.get(one)
        told = new or old or {}
        changed = [key for key in _COMPARED if old and new and old.get(key) != new.get(key)]
        if old and new and not changed:
            continue
        kind = "改变" if old and new else ("不再成立" if old else "新成立")
        if kind != "改变" and told.get("outcome") != "met":
            kind = "不再存疑" if old else "新存疑"
        texts = tuple(
            f"{_LABELS[key]} {_shown((old or {}).get(key))} → {_shown((new or {}).get(key))}"
            for key in (changed or ("count", "sites")) if (old or {}).get(key) != (new or {}).get(key)
        )  # fmt: skip
        out.append(
            Move(one, told.get("title", told.get("rule", "")), told.get("jurisdiction", ""), kind, texts)
        )
    return out


def _shown(value: Any) -> str:  # noqa: ANN401 - of a document
    if isinstance(value, list | tuple):
        return "、".join(map(str, value))
    return _WORDS.get(value, str(value))
