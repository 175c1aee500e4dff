"""The dated tree of administrative divisions: ancestors, climbing order, names, places on a day."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

import networkx as nx

from engine.errors import PlaceError
from engine.jurisdictions.places import CODE_LENGTH, Change, Place, Placement
from engine.jurisdictions.soundness import check, label

_LATEST: Final = -1
"""The era of whoever asks without a day."""


class _Above(NamedTuple):
    """A code with all that lies above it in one era, nearest first, and the nearest of each level."""

    chain: tuple[str, ...]
    levels: Mapping[str, str]


class Tree:
    """A forest of divisions checked on building; raises TreeError with the path of what is wrong."""

    def __init__(self, places: Iterable[Place], changes: Iterable[Change] = ()) -> None:
        """Build and check; `places` may hold several rows of one code for different days."""
        self._rows: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            self._rows[place.code].append(place)
        self.changes = tuple(changes)
        self._children: dict[str, list[str]] = defaultdict(list)
        self._turning: dict[str, list[int]] = {}
        self._above: dict[tuple[str, int], _Above] = {}
        self.graph = nx.DiGraph()
        for code, rows in self._rows.items():
            self.graph.add_node(code)
            for row in rows:
                if row.parent:
                    self.graph.add_edge(row.parent, code)
        check(self._rows, self.graph, self.changes)
        for code in self._rows:
            for parent in {row.parent for row in self._rows[code]}:
                self._children[parent].append(code)

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

    def rows(self, code: str) -> Sequence[Place]:
        """Every row of a code, in the order given; none if unknown."""
        return self._rows.get(code, ())

    def lies_in(self, code: str, place: str) -> bool:
        """Whether a code is a place, or lies in it by the latest rows; an unknown code lies in itself alone."""
        return code == place or (code in self and place in self.ancestors(code))

    def label(self, code: str) -> str:
        """`name（code）`, or the bare code if unknown."""
        return label(self._rows, code)

    def path_name(self, code: str, day: int | None = None) -> str:
        """Names from the city downwards, joined: `吕梁市孝义市西辛庄镇`."""
        chain = [self.place(c, day) for c in [*self.ancestors(code, day)[::-1], code]]
        below = [p.name for p in chain if p.level != "province"]
        return "".join(below) or chain[0].name

    def ancestors(self, code: str, day: int | None = None) -> list[str]:
        """Codes above `code`, nearest first."""
        return list(self._standing(code, day).chain[1:])

    def ancestor_at(self, code: str, level: str, day: int | None = None) -> str | None:
        """The code itself or its ancestor at `level`; None if there is none."""
        return self._standing(code, day).levels.get(level)

    def county_or_city(self, code: str, day: int) -> str:
        """The county that a code lies in on a day; the city of a township without one; itself where there is neither."""
        levels = self._standing(code, day).levels
        return levels.get("county") or levels.get("city") or code

    def _standing(self, code: str, day: int | None) -> _Above:
        """Asked for millions of times: the tree is climbed once for a code and an era in which nothing above it changes."""
        era = _LATEST if day is None else bisect_right(self._turns(code), day)
        known = self._above.get((code, era))
        if known is None:
            row = self.place(code, day)
            rows = [row]
            while row.parent:
                row = self.place(row.parent, day)
                rows.append(row)
            # of two rows of one level the nearer stands: it is written last
            levels = {row.level: row.code for row in reversed(rows)}
            known = self._above[code, era] = _Above(tuple(row.code for row in rows), levels)
        return known

    def _turns(self, code: str) -> list[int]:
        """Days on which a row of the code, or of what ever lay above it, begins or is over; sorted."""
        known = self._turning.get(code)
        if known is None:
            frontier, seen, days = {code}, {code}, set()
            while frontier:
                rows = [r for c in frontier for r in self._rows.get(c, ())]
                days |= {d for r in rows for d in (r.first, r.last + 1)}
                frontier = {r.parent for r in rows if r.parent} - seen
                seen |= frontier
            known = self._turning[code] = sorted(days)
        return known

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
        days = sorted({first, last + 1, *(d for d in self._turns(at) if first < d <= last)})
        out = []
        for start, end in pairwise(days):
            by_level = self._standing(at, start).levels
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
