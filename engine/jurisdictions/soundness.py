"""What makes a table of divisions no tree: cycles, orphans, two parents or two codes at once, levels upside down."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

import networkx as nx

from engine.errors import TreeError
from engine.jurisdictions.places import LEVEL_NAMES, LEVELS, Change, Place

Rows = Mapping[str, Sequence[Place]]
MOST_SHOWN: Final = 5


def check(table: Rows, graph: nx.DiGraph, changes: Iterable[Change]) -> None:
    """Raise TreeError naming the first faults with their paths."""
    faults = [*_cycles(table, graph), *_orphans(table), *_doubles(table), *_inversions(table)]
    for change in changes:
        faults += [
            f"区划变更引用了不存在的编码 {code}"
            for code in (change.from_code, change.to_code)
            if code not in table
        ]
    if faults:
        more = f"；另有 {len(faults) - MOST_SHOWN} 处" if len(faults) > MOST_SHOWN else ""
        raise TreeError(f"行政区划表有误：{'；'.join(faults[:MOST_SHOWN])}{more}。请改正后重试。")


def label(table: Rows, code: str) -> str:
    """`name（code）`, or the bare code if unknown."""
    return f"{table[code][-1].name}（{code}）" if code in table else code or "（无）"


def _cycles(table: Rows, graph: nx.DiGraph) -> Iterator[str]:
    if not nx.is_directed_acyclic_graph(graph):
        cycle = [edge[0] for edge in nx.find_cycle(graph)]
        yield f"隶属关系成环：{' → '.join(label(table, c) for c in [*cycle, cycle[0]])}"


def _orphans(table: Rows) -> Iterator[str]:
    for rows in table.values():
        for row in rows:
            if row.parent and row.parent not in table:
                yield f"{row.name}（{row.code}）的上级编码 {row.parent} 不存在"
            elif not row.parent and row.level != "province":
                yield f"{row.name}（{row.code}）不是省级，却没有上级编码"


def _overlapping(rows: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    ordered = sorted(rows, key=lambda r: (r.first, r.last))
    yield from ((one, two) for one, two in pairwise(ordered) if two.first <= one.last)


def _doubles(table: Rows) -> Iterator[str]:
    named: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    for code, rows in table.items():
        for row in rows:
            named[row.parent, row.name, row.level].append(row)
        for one, two in _overlapping(rows) if len(rows) > 1 else ():
            what = "重复登记" if one.parent == two.parent else "同时有两个上级"
            yield f"{one.name}（{code}）{what}：{label(table, one.parent)}、{label(table, two.parent)}"
    for (parent, name, _), rows in named.items():
        for one, two in _overlapping(rows) if len(rows) > 1 else ():
            if one.code != two.code:
                yield f"{label(table, parent)} 下的 {name} 同时有两个编码：{one.code}、{two.code}"


def _inversions(table: Rows) -> Iterator[str]:
    order = {level: rank for rank, level in enumerate(LEVELS)}
    for rows in table.values():
        for row in rows:
            for above in table.get(row.parent, ()):
                if order[above.level] >= order[row.level] and above.code != row.code:
                    yield (
                        f"{row.name}（{row.code}，{LEVEL_NAMES[row.level]}）的上级 "
                        f"{above.name}（{above.code}）是{LEVEL_NAMES[above.level]}"
                    )
