"""The dated tree of administrative divisions: ancestors, climbing order, names, places on a day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import networkx as nx

from engine.errors import PlaceError, TreeError
from engine.periods import FAR

LEVELS: Final = ("province", "city", "county", "township")
LEVEL_NAMES: Final = {"province": "省级", "city": "市级", "county": "县级", "township": "乡级"}
CODE_LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class Place:
    """One division as it stands in one row of the tree; days are ordinals, inclusive.

    `first` 0 means an unknown start, `last` FAR not ended.
    """

    code: str
    name: str
    level: str
    kind: str
    parent: str
    first: int = 0
    last: int = FAR


@dataclass(frozen=True, slots=True)
class Change:
    """A division's code passed to another on day `on` (merged, recoded)."""

    on: int
    from_code: str
    to_code: str


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a code belongs on the days `first`…`last`: the codes of each level, None where there is none."""

    code: str
    first: int
    last: int
    township: str | None
    county: str | None
    city: str | None
    province: str | None


class Tree:
    """A forest of divisions checked on building; raises TreeError with the path of what is wrong."""

    def __init__(self, places: Iterable[Place], changes: Iterable[Change] = ()) -> None:
        """Build and check; `places` may hold several rows of one code for different days."""
        self._rows: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            self._rows[place.code].append(place)
        self.changes = tuple(changes)
        self._children: dict[str, list[str]] = defaultdict(list)
        self.graph = nx.DiGraph()
        for code, rows in self._rows.items():
            self.graph.add_node(code)
            for row in rows:
                if row.parent:
                    self.graph.add_edge(row.parent, code)
        self._check()
        for code in self._rows:
            for parent in {row.parent for row in self._rows[code]}:
                self._children[parent].append(code)

    def _check(self) -> None:
        faults = [*self._orphans(), *self._doubles(), *self._inversions()]
        if not faults and not nx.is_directed_acyclic_graph(self.graph):
            cycle = [edge[0] for edge in nx.find_cycle(self.graph)]
            faults = [f"隶属关系成环：{' → '.join(self.label(c) for c in [*cycle, cycle[0]])}"]
        for change in self.changes:
            faults += [
                f"区划变更引用了不存在的编码 {c}"
                for c in (change.from_code, change.to_code)
                if c not in self._rows
            ]
        if faults:
            shown = "；".join(faults[:5]) + (f"；另有 {len(faults) - 5} 处" if len(faults) > 5 else "")  # noqa: PLR2004
            raise TreeError(f"行政区划表有误：{shown}。请改正后重试。")

    def _orphans(self) -> Iterator[str]:
        for rows in self._rows.values():
            for row in rows:
                if row.parent and row.parent not in self._rows:
                    yield f"{row.name}（{row.code}）的上级编码 {row.parent} 不存在"
                elif not row.parent and row.level != "province":
                    yield f"{row.name}（{row.code}）不是省级，却没有上级编码"

    def _doubles(self) -> Iterator[str]:
        named: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
        for code, rows in self._rows.items():
            for row in rows:
                named[row.parent, row.name, row.level].append(row)
            if len(rows) > 1:
                ordered = sorted(rows, key=lambda r: (r.first, r.last))
                for one, two in pairwise(ordered):
                    if two.first <= one.last:
                        what = "重复登记" if one.parent == two.parent else "同时有两个上级"
                        yield f"{one.name}（{code}）{what}：{self.label(one.parent)}、{self.label(two.parent)}"
        for (parent, name, _level), rows in named.items():
            if len(rows) > 1:
                ordered = sorted(rows, key=lambda r: (r.first, r.last))
                for one, two in pairwise(ordered):
                    if two.first <= one.last and one.code != two.code:
                        yield f"{self.label(parent)} 下的 {name} 同时有两个编码：{one.code}、{two.code}"

    def _inversions(self) -> Iterator[str]:
        order = {level: rank for rank, level in enumerate(LEVELS)}
        for rows in self._rows.values():
            for row in rows:
                for above in self._rows.get(row.parent, ()):
                    if order[above.level] >= order[row.level] and above.code != row.code:
                        yield (
                            f"{row.name}（{row.code}，{LEVEL_NAMES[row.level]}）的上级 "
                            f"{above.name}（{above.code}）是{LEVEL_NAMES[above.level]}"
                        )

    def __contains__(self, code: object) -> bool:
        return code in self._rows

    def __iter__(self) -> Iterator[Place]:
        """The latest row of each code, by code."""
        for code in sorted(self._rows):
            yield self._rows[code][-1]

    def place(self, code: str, day: int | None = None) -> Place:
        """The row of `code` that holds on `day` (else the latest); raises PlaceError if unknown."""
        rows = self._rows.get(code)
        if not rows:
            raise PlaceError(f"行政区划编码 {code} 不在区划表中；请核对编码及其所属体系（民政部）。")
        if day is not None:
            for row in rows:
                if row.first <= day <= row.last:
                    return row
        return rows[-1]

    def label(self, code: str) -> str:
        """`name（code）`, or the bare code if unknown."""
        return f"{self._rows[code][-1].name}（{code}）" if code in self._rows else code or "（无）"

    def path_name(self, code: str, day: int | None = None) -> str:
        """Names from the city downwards, joined: `吕梁市孝义市西辛庄镇`."""
        chain = [self.place(c, day) for c in [*self.ancestors(code, day)[::-1], code]]
        below = [p.name for p in chain if p.level != "province"]
        return "".join(below) or chain[0].name

    def ancestors(self, code: str, day: int | None = None) -> list[str]:
        """Codes above `code`, nearest first."""
        above = []
        parent = self.place(code, day).parent
        while parent:
            above.append(parent)
            parent = self.place(parent, day).parent
        return above

    def ancestor_at(self, code: str, level: str, day: int | None = None) -> str | None:
        """The code itself or its ancestor at `level`; None if there is none."""
        for one in [code, *self.ancestors(code, day)]:
            if self.place(one, day).level == level:
                return one
        return None

    def children(self, code: str) -> list[str]:
        """Codes directly below."""
        return sorted(self._children.get(code, []))

    def bottom_up(self) -> list[str]:
        """Every code, each after all that lie below it."""
        return list(reversed(list(nx.lexicographical_topological_sort(self.graph))))

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for code, rows in self._rows.items():
            for name in {row.name for row in rows}:
                index[name].append(code)
        return index

    def resolve(self, text: str) -> str:
        """Code of a 12-digit code or a name path such as `孝义市/西辛庄镇`; names count only inside their parent.

        Raises PlaceError that says which part fails and what could be meant.
        """
        if len(text) == CODE_LENGTH and text.isascii() and text.isdigit():
            return self.place(text).code
        if text.isascii() and text.isdigit():
            raise PlaceError(f"行政区划“{text}”有 {len(text)} 位数字；编码须为 12 位，例如 141181102000。")
        head, *rest = [part.strip() for part in text.replace("／", "/").split("/")]
        found = [c for c in self._by_name.get(head, []) if self.place(c).level != "township"]
        if not found:
            towns = self._by_name.get(head, [])
            mend = (
                f"乡级名称须写在县级名称之下，例如“{self._path_of(towns[0])}”"
                if towns
                else "请核对名称或改写 12 位编码"
            )
            raise PlaceError(f"行政区划“{head}”无法识别；{mend}。")
        if len(found) > 1:
            options = "、".join(self._path_of(c) for c in sorted(found)[:6])
            raise PlaceError(
                f"行政区划“{head}”有 {len(found)} 处同名（{options}）；请在前面写明上级，或改写 12 位编码。"
            )
        code = found[0]
        for part in rest:
            below = [c for c in self._children.get(code, []) if any(r.name == part for r in self._rows[c])]
            if len(below) != 1:
                what = "下没有" if not below else "下有多个"
                raise PlaceError(
                    f"{self.label(code)}{what}“{part}”；名称只在其上级之内识别，请核对或改写 12 位编码。"
                )
            code = below[0]
        return code

    def _path_of(self, code: str) -> str:
        chain = [*self.ancestors(code)[::-1], code]
        return (
            "/".join(self.place(c).name for c in chain if self.place(c).level != "province")
            or self.place(code).name
        )

    def placements(self, codes: Iterable[str]) -> list[Placement]:
        """Where each code belongs, day by day, changes of codes followed; codes of a split place end there."""
        followed = {c.from_code: c for c in self.changes if self._sole(c.from_code)}
        preceded = {
            c.to_code: c for c in self.changes if self._sole(c.from_code) and self._sole_heir(c.to_code)
        }
        out: list[Placement] = []
        for code in sorted(set(codes)):
            for row in self._rows.get(code, ()):
                out += self._placed(code, row.code, row.first, row.last)
            change = followed.get(code)
            while change:
                heirs = [r for r in self._rows[change.to_code] if r.last >= change.on]
                for row in heirs:
                    out += self._placed(code, row.code, max(row.first, change.on), row.last)
                change = followed.get(change.to_code)
            earlier = preceded.get(code)
            while earlier:
                for row in self._rows[earlier.from_code]:
                    if row.first < earlier.on:
                        out += self._placed(code, row.code, row.first, min(row.last, earlier.on - 1))
                earlier = preceded.get(earlier.from_code)
        return out

    def _sole(self, code: str) -> bool:
        return sum(c.from_code == code for c in self.changes) == 1

    def _sole_heir(self, code: str) -> bool:
        return sum(c.to_code == code for c in self.changes) == 1

    def _placed(self, code: str, at: str, first: int, last: int) -> list[Placement]:
        """Cut first…last where a row of an ancestor of `at` begins or ends."""
        cuts = {first, last + 1}
        frontier, seen = {at}, {at}
        while frontier:
            rows = [r for c in frontier for r in self._rows.get(c, ())]
            cuts |= {d for r in rows for d in (r.first, r.last + 1) if first < d <= last}
            frontier = {r.parent for r in rows if r.parent} - seen
            seen |= frontier
        days = sorted(cuts)
        out = []
        for start, end in pairwise(days):
            chain = [at, *self.ancestors(at, start)]
            by_level = {self.place(c, start).level: c for c in chain}
            out.append(
                Placement(
                    code,
                    start,
                    end - 1,
                    by_level.get("township"),
                    by_level.get("county"),
                    by_level.get("city"),
                    by_level.get("province"),
                )  # fmt: skip
            )
        return out
