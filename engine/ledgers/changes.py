"""What became of each finding since the last run: new, continuing, changed, ended or dropped, and why. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.ledgers.aspects import Difference, alike, aspects, differences, record_of
from engine.ledgers.cause_words import DAYS, Cause
from engine.ledgers.causes import Ways
from engine.ledgers.identities import Form, Held, Matching, Names, days_of, key_of, match, new_identity
from engine.ledgers.stages import Reading

CHANGES: Final = {"new": "新增", "continuing": "持续", "changed": "变化", "ended": "终止", "dropped": "消失"}


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One finding of this run or the last; `form` is that of this run, of a dropped one that of the last."""

    identity: str
    change: str
    form: Form
    before: Form | None
    causes: tuple[Cause, ...]
    differences: tuple[Difference, ...] = ()
    related: str | None = None
    """Another finding's id that the causes name."""

    @property
    def still(self) -> bool:
        """An ended finding of which nothing is new."""
        return self.change == "continuing" and self.form["ended_on"] is not None


@dataclass(frozen=True, slots=True)
class Lost:
    """A finding that an earlier run dropped, as it last was."""

    identity: str
    form: Form
    as_of: str


STANDING: Final = Cause("standing", "没有变化：已终止，尚待处理。")
FIRST: Final = Cause("first_run", "首次评估：此前没有可以对比的评估。")


def first_changes(document: Mapping[str, Any]) -> list[FindingChange]:
    """The findings of a run that follows none: all are new."""
    out: list[FindingChange] = []
    for form in document["findings"]:
        taken = {c.identity for c in out}
        out.append(
            FindingChange(new_identity(form, str(document["as_of"]), taken), "new", form, None, (FIRST,))
        )
    return out


@dataclass(frozen=True, slots=True)
class Matched:
    """The findings of two runs side by side, and what differs in each pair of them, in the order of the pairs."""

    before: Sequence[Held]
    matching: Matching
    found: Sequence[tuple[Difference, ...]]

    def differing(self) -> list[Form]:
        """The findings of either run that are not what they were; nothing is explained yet."""
        out = [held.form for held, _ in self.matching.gone] + [form for form, _ in self.matching.fresh]
        for (held, form), found in zip(self.matching.pairs, self.found, strict=True):
            if found:
                out += [held.form, form]
        return out


def matched(
    before: Sequence[Held], last: Mapping[str, Any], document: Mapping[str, Any], names: Names
) -> Matched:
    """The findings of the last run, whose document is `last`, beside those of this one."""
    matching = match(before, str(last["as_of"]), document["findings"], str(document["as_of"]), names)
    return Matched(before, matching, [_differences(h.form, form, names) for h, form in matching.pairs])


def changes(found: Matched, ways: Ways, lost: Sequence[Lost] = ()) -> list[FindingChange]:
    """Every finding of the last run and of this one exactly once, sorted by rule, jurisdiction and identity.

    `lost`: what earlier runs dropped, so that what returns is known again.
    """
    told = _Told(found, ways, lost)
    return sorted(told.all(), key=lambda c: (c.form["rule"], c.form["jurisdiction"], c.identity))


def _differences(before: Form, now: Form, names: Names) -> tuple[Difference, ...]:
    if alike(before, now):
        return ()
    cited = {record_of(r, names) for r in before["records"]}
    return differences(aspects(before, names, cited), aspects(now, names, cited))


class _Told:
    """One comparison."""

    def __init__(self, found: Matched, ways: Ways, lost: Sequence[Lost]) -> None:
        self.ways, self.found, self.matching = ways, found.found, found.matching
        self.last: Reading = ways.steps[0].before
        self.this: Reading = ways.steps[-1].after
        findings = self.this.document["findings"]
        self.names, before = ways.records.origin, found.before
        self.taken = {held.identity for held in before} | {one.identity for one in lost}
        self.lost = list(lost)
        self.questions = {self._place(f): f for f in findings if f["met_on"] is None}
        self.answers = [f for f, _ in self.matching.fresh if f["met_on"] is not None]
        self.dated = {n.reference: at for at, n in enumerate(ways.dated.all)}
        self.asked = {self._place(h.form): h.form for h in before if h.form["met_on"] is None}

    def _place(self, form: Form) -> tuple[str, str]:
        return form["rule"], form["jurisdiction"]

    def all(self) -> Iterator[FindingChange]:
        for (held, form), found in zip(self.matching.pairs, self.found, strict=True):
            yield self._kept(held, form, found)
        for held, joined in self.matching.gone:
            yield self._gone(held, joined)
        for form, parted in self.matching.fresh:
            yield self._fresh(form, parted)

    def _kept(self, held: Held, form: Form, found: tuple[Difference, ...]) -> FindingChange:
        if not found:
            cause = STANDING if form["ended_on"] else self._going_on(form)
            return FindingChange(held.identity, "continuing", form, held.form, (cause,))
        change = "ended" if form["ended_on"] and not held.form["ended_on"] else "changed"
        causes = self.ways.why(held.form, form, [d.aspect for d in found])
        return FindingChange(held.identity, change, form, held.form, tuple(causes), found)

    def _going_on(self, form: Form) -> Cause:
        """Still met, or still not to be told: with the records of the days between that say so."""
        days = f"{self.last.as_of} 至 {self.this.as_of}"
        cited = set(form["records"])
        rows = tuple(sorted(cited & self.dated.keys(), key=self.dated.__getitem__))
        if form["met_on"] is None:
            return Cause(DAYS.kind, f"仍不能判断：{days} 没有收到足以判断的材料。")
        said = f"期间的记录：{'、'.join(rows)}" if rows else "期间没有新的记录"
        return Cause(DAYS.kind, f"仍在持续：{days} 没有使其终止的记录；{said}。", rows)

    def _gone(self, held: Held, joined: Form | None) -> FindingChange:
        form = held.form
        if self.this.blocked(form, self._above(form)):
            text = "未能评估：该地本次评估受阻，不等于不再成立。"
            return FindingChange(held.identity, "dropped", form, form, (Cause("blocked", text),))
        causes, related = self.ways.why(form, None), None
        change = "dropped"
        if joined is not None:
            related = joined["id"]
            causes.insert(0, Cause("merged", f"并入另一项：与 {related} 连成一段。"))
        elif form["met_on"] is None:
            change = "ended"
            answer = next((f for f in self.answers if self._place(f) == self._place(form)), None)
            if answer is not None:
                related = answer["id"]
                causes.insert(0, Cause("told", f"已能判断：成立，见 {related}。"))
        elif (question := self.questions.get(self._place(form))) is not None:
            related = question["id"]
            causes.insert(0, Cause("untold", "转为不能判断：所据记录变动后须补查。"))
        return FindingChange(held.identity, change, form, form, tuple(causes), (), related)

    def _fresh(self, form: Form, parted: Held | None) -> FindingChange:
        causes, related = self.ways.why(None, form), None
        back = self._returned(form)
        if self.last.blocked(form, self._above(form)):
            causes = [Cause("unblocked", "上次未能评估：该地上次评估受阻，本次恢复。"), *causes]
        elif parted is not None:
            related = parted.form["id"]
            causes.insert(0, Cause("split", f"自另一项分出：上次与 {related} 连成一段。"))
        elif form["met_on"] is not None and self._place(form) in self.asked:
            related = self.asked[self._place(form)]["id"]
            causes.insert(0, Cause("told", "已能判断：上次不能判断，本次成立。"))
        if back is not None:
            causes.insert(0, Cause("returned", f"再次成立：{back.as_of} 的评估起曾不再成立。"))
            identity = back.identity
        else:
            identity = new_identity(form, self.this.as_of, self.taken)
        self.taken.add(identity)
        return FindingChange(identity, "new", form, None, tuple(causes), (), related)

    def _returned(self, form: Form) -> Lost | None:
        """What an earlier run dropped and this finding is again: the same key, and days in common."""
        if form["met_on"] is None:
            return None
        days = days_of(form, self.this.as_of)
        for one in self.lost:
            if key_of(one.form, self.names) != key_of(form, self.names):
                continue
            first, last = days_of(one.form, one.as_of)
            if first <= days[1] and days[0] <= last:
                self.lost.remove(one)
                return one
        return None

    def _above(self, form: Form) -> list[str]:
        place = form["jurisdiction"]
        return self.ways.tree.ancestors(place) if place in self.ways.tree else []
