"""Which records prove a finding: the archive of its sites as one rule reads it, by the days on which they count."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.archive import Archive, Part
from engine.facts import Reading
from engine.facts.definitions import YES
from engine.reasoning.conclude import Met
from engine.reasoning.limbs import joined_with
from engine.reasoning.screen import Screen
from engine.rules.model import All, Count

Days = tuple[int, int, int]
"""`(opened, first, last)`: the discovery date of an episode and a run of its days on which the site counts."""


@dataclass(frozen=True, slots=True)
class History:
    """A part of the archive as one rule reads it, with the days that count; a rule on evidence counts none."""

    part: Part
    name: str
    """The definition that the rule counts or joins with."""
    counting: Mapping[str, Sequence[Days]]
    """Root → the days on which the site counts, in order; on a day a site has one episode at most."""

    def spans(self, root: str, first: int, last: int) -> Sequence[Days]:
        """The counting days of a site that touch first…last."""
        mine = self.counting.get(root, ())
        low = bisect_left(mine, first, key=lambda days: days[2])
        return mine[low : bisect_right(mine, last, low, key=lambda days: days[1])]

    def proving(self, root: str, first: int, last: int) -> Iterator[tuple[range, Sequence[str]]]:
        """What proves a site over first…last: rows of discoveries, failing checks; one may come twice.

        The discoveries of its episodes; where none of them meets the definition, the earlier ones that it is inherited from.
        """
        found, failing = self.part.discoveries, self.part.failing
        says = found.says[self.name]
        for opened, _, end in self.spans(root, first, last):
            low, high = found.rows(root, opened, min(end, last))
            begin, until = failing.rows(root, opened, min(end, last))
            yield range(low, high), failing.records[begin:until]
            if YES not in says[low:high]:
                for row in range(*found.rows(root, 0, opened - 1)):
                    if says[row] == YES:
                        yield range(row, row + 1), ()

    def defining(self, root: str, last: int) -> list[tuple[str, int]]:
        """Records and rows of the discoveries, up to a day, by which a site meets the definition."""
        found = self.part.discoveries
        says = found.says[self.name]
        return [(found.records[row], row) for row in range(*found.rows(root, 0, last)) if says[row] == YES]

    def support(self, root: str, first: int, last: int) -> set[str]:
        """Records that prove a site over first…last."""
        records = self.part.discoveries.records
        out: set[str] = set()
        for rows, failing in self.proving(root, first, last):
            out.update(records[rows.start : rows.stop])
            out.update(failing)
        return out


class Histories:
    """How the rules that count sites read the archive of the sites of their findings."""

    def __init__(self, screen: Screen, met: Iterable[Met]) -> None:
        """Of some met rules."""
        roots: dict[str, set[str]] = defaultdict(set)
        for one in met:
            roots[one.rule.id].update(one.stretch.sites)
        wanted: dict[tuple[Reading, bool], set[str]] = defaultdict(set)
        self._rules: dict[str, tuple[tuple[Reading, bool], str, Mapping[str, Sequence[Days]]]] = {}
        for rule, when in screen.site_rules():
            if roots[rule.id]:
                reading = screen.piece_on(rule, when, screen.facts.as_of).reading
                key = reading, "stopped" in when.states
                wanted[key] |= roots[rule.id]
                counting = _counting(screen, when, reading, roots[rule.id])
                self._rules[rule.id] = key, when.count, counting
        for rule in screen.rules.active:
            if isinstance(rule.when, All) and roots[rule.id]:
                name, reading = joined_with(screen, rule.when)
                wanted[reading, False] |= roots[rule.id]
                self._rules[rule.id] = (reading, False), name, {}
        self._archives = {
            key: Archive(screen.facts, key[0], sites, stops=key[1]) for key, sites in wanted.items()
        }

    def __contains__(self, rule: str) -> bool:
        """Whether a rule counts sites, or joins evidence with them, and has findings."""
        return rule in self._rules

    def of(self, rule: str, sites: Iterable[str]) -> History:
        """The history of some sites of the findings of a rule."""
        key, name, counting = self._rules[rule]
        return History(Part(self._archives[key], sites), name, counting)

    def put_away(self) -> None:
        """Hold none of the records until a proof is asked for."""
        for archive in self._archives.values():
            archive.put_away()


def _counting(screen: Screen, when: Count, reading: Reading, roots: Collection[str]) -> dict[str, list[Days]]:
    out: dict[str, list[Days]] = defaultdict(list)
    for intervals in screen.intervals(when, reading).values():
        for opened, site, first, last in intervals:
            if site in roots:
                out[site].append((opened, first, last))
    for days in out.values():
        days.sort()
    return dict(out)
