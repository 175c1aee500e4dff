"""What changes between two replays: findings that would appear, vanish or change, finding by finding and by county."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from engine.comparing.replaying import Replay, Seen
from engine.jurisdictions import Tree
from engine.periods import FAR, iso, to_day

Kind = Literal["appears", "vanishes", "changes"]
_Found = Mapping[tuple[str, str, str], list[Seen]]
KINDS: Final[Mapping[Kind, str]] = {"appears": "新出现", "vanishes": "不再有", "changes": "有变化"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One finding that the two sets of rules do not share; `what` says in Chinese how a changed one differs."""

    kind: Kind
    before: Seen | None
    after: Seen | None
    county: str
    what: str

    @property
    def seen(self) -> Seen:
        """The finding, as the later set has it where it does."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - a difference is of something
        return found


@dataclass(frozen=True, slots=True)
class Effect:
    """The differences of a period, the findings that stay as they are, and how many are open in each week under both."""

    first: date
    last: date
    differences: tuple[Difference, ...]
    same: int
    weeks: tuple[tuple[date, int, int], ...]
    matters: tuple[Difference, ...] = ()
    """Sites that would, or would no longer, be put before another body; no findings, so counted apart."""
    matters_same: int = 0
    waiting: tuple[str, ...] = ()
    """Why what one of the two sets lacks a number for can't be computed, in Chinese."""

    @property
    def by_county(self) -> dict[str, Counter[Kind]]:
        """County (or the place itself, above a county) → how many appear, vanish, change; in order of codes."""
        out: dict[str, Counter[Kind]] = defaultdict(Counter)
        for one in self.differences:
            out[one.county][one.kind] += 1
        return dict(sorted(out.items()))

    @property
    def by_rule(self) -> dict[str, Counter[Kind]]:
        """Rule → how many of its findings appear, vanish, change."""
        out: dict[str, Counter[Kind]] = defaultdict(Counter)
        for one in self.differences:
            out[one.seen.rule][one.kind] += 1
        return dict(sorted(out.items()))


def effect(before: Replay, after: Replay, tree: Tree) -> Effect:
    """Findings met on some day of the period, matched by rule, place, subject and overlap of their days."""
    first, last = before.weeks[0], before.weeks[-1]
    differences, same = _differences(_within(before.found, first), _within(after.found, first), tree)
    others, others_same = _differences(_within(before.matters, first), _within(after.matters, first), tree)
    counts = tuple((day, before.open_on(day), after.open_on(day)) for day in before.weeks)
    mine, new = ({one.rule: one for one in side.waiting} for side in (before, after))
    waiting = [f"改动后不再列为不能计算：{mine[r].rule}" for r in sorted({*mine} - {*new})]
    waiting += [f"改动后不能计算：{new[r].rule}（{new[r].reason}）" for r in sorted({*new} - {*mine})]
    return Effect(first, last, tuple(differences), same, counts, tuple(others), others_same, tuple(waiting))


def _differences(ours: _Found, theirs: _Found, tree: Tree) -> tuple[list[Difference], int]:
    """What differs, in order, and how many do not."""
    differences: list[Difference] = []
    same = 0
    for key in sorted({*ours, *theirs}):
        for a, b in _paired(ours.get(key, []), theirs.get(key, [])):
            what = (
                "；".join(_changes(a, b))
                if a and b
                else _joined(a, b, ours.get(key, []), theirs.get(key, []))
            )
            if a and b and not what:
                same += 1
                continue
            kind: Kind = "changes" if what else "appears" if b else "vanishes"
            one = b or a
            assert one is not None  # noqa: S101 - a pair has at least one side
            county = tree.ancestor_at(one.jurisdiction, "county", one.met) or one.jurisdiction
            differences.append(Difference(kind, a, b, county, what))
    return sorted(differences, key=_order), same


def _order(one: Difference) -> tuple[str, str, str, int]:
    return one.seen.rule, one.county, one.seen.jurisdiction, one.seen.met


def _within(found: Iterable[Seen], first: date) -> _Found:
    out: dict[tuple[str, str, str], list[Seen]] = defaultdict(list)
    for one in found:
        if one.ended is None or one.ended >= to_day(first):
            out[one.rule, one.jurisdiction, one.of].append(one)
    return out


def _paired(ours: list[Seen], theirs: list[Seen]) -> Iterator[tuple[Seen | None, Seen | None]]:
    """Each finding with the first of the other side whose days overlap its own and that is not taken yet."""
    left = sorted(theirs)
    for a in sorted(ours):
        b = next((t for t in left if _overlap(a, t)), None)
        if b:
            left.remove(b)
        yield a, b
    yield from ((None, b) for b in left)


def _overlap(a: Seen, b: Seen) -> bool:
    return b.met <= (a.ended or FAR) and a.met <= (b.ended or FAR)


def _joined(a: Seen | None, b: Seen | None, ours: list[Seen], theirs: list[Seen]) -> str:
    """Of a finding without a partner of its own: which one took it in, or which one it was part of."""
    into = next((t for t in theirs if a and _overlap(a, t)), None)
    out_of = next((o for o in ours if b and _overlap(o, b)), None)
    if into:
        return f"并入 {into.id}"
    return f"由 {out_of.id} 分出" if out_of else ""


def _changes(a: Seen, b: Seen) -> Iterable[str]:
    if a.met != b.met:
        yield f"成立日 {iso(a.met)} 改为 {iso(b.met)}"
    if a.ended != b.ended:
        yield f"结束日 {iso(a.ended) or '（未结束）'} 改为 {iso(b.ended) or '（未结束）'}"
    if a.sites != b.sites:
        added, gone = sorted({*b.sites} - {*a.sites}), sorted({*a.sites} - {*b.sites})
        parts = [f"增加 {'、'.join(added)}" if added else "", f"减少 {'、'.join(gone)}" if gone else ""]
        yield "矿点" + "，".join(p for p in parts if p)
    elif a.count != b.count:
        yield f"处数 {a.count} 改为 {b.count}"
