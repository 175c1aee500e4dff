"""Why a finding is not what it was: computed from the steps between two runs and the records of each, never guessed. Pure.

A step is a cause if what is said of the finding differs before and after it; since nothing else differs between the two
evaluations, that is proved. Which records lie behind it is read from what they concern: the finding's own sites and rows.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from engine.jurisdictions import Tree
from engine.ledgers.aspects import record_of
from engine.ledgers.cause_words import (
    DAYS,
    FRAME_SAID,
    KINDS,
    RANK,
    UNEXPLAINED,
    Cause,
    by_kind,
    reported,
    several,
)
from engine.ledgers.identities import Form, Key, days_of, key_of
from engine.ledgers.place_causes import divisions, moved_sites
from engine.ledgers.record_news import Index, News, Records
from engine.ledgers.stages import Step, moved
from engine.rules.model import Count
from engine.rules.ruleset import RuleSet


@dataclass(frozen=True)
class Ways:
    """All that reasons are looked up in: the steps, what was said between the runs, what is dated between them."""

    steps: Sequence[Step]
    said: Index
    dated: Index
    records: Records
    rules: RuleSet
    tree: Tree

    @property
    def last_as_of(self) -> date:
        """The day of the last run."""
        return date.fromisoformat(self.steps[0].before.as_of)

    def why(self, before: Form | None, now: Form | None, changed: Collection[str] = ()) -> list[Cause]:
        """Every reason for what became of a finding, the most telling first; never empty.

        `changed` are the aspects that differ: appointments and evidence of the place are looked at only where one of
        them may lie in those.
        """
        out: list[Cause] = []
        around = bool(AROUND & set(changed)) or not self._counts((now or before or {}).get("rule"))
        for form in (now, before):
            if form is None:
                continue
            for step in moved(self.steps, *self._scope(form, before, now)):
                out += [c for c in self._step(step, before, now, around) if c not in out]
            if out:
                break
        return sorted(out, key=lambda c: RANK.get(c.kind, 0)) or [UNEXPLAINED]

    def _scope(
        self, form: Form, before: Form | None, now: Form | None
    ) -> tuple[Key, tuple[int, int], frozenset[str]]:
        names = self.records.origin
        spans = [
            days_of(f, s)
            for f, s in ((before, self.steps[0].before.as_of), (now, self.steps[-1].after.as_of))
            if f is not None
        ]
        cited = frozenset(record_of(r, names) for r in before["records"]) if before else frozenset()
        return key_of(form, names), (min(s[0] for s in spans), max(s[1] for s in spans)), cited

    # --- what a step says ---
    def _step(self, step: Step, before: Form | None, now: Form | None, around: bool) -> list[Cause]:  # noqa: FBT001
        keys, about = self._concerned(before, now)
        if around:
            keys |= {f"place/{f['jurisdiction']}" for f in (before, now) if f is not None}
        places = list(moved_sites(step, about, self.tree))
        if step.why == "frame":
            return places + [self._frame(what, step, about, (before, now)) for what in step.frame]
        out = [*self._ended(before, now), *places]
        out += self._judged(step, about, now or before or {})
        if step.why == "records":
            news = [n for n in self.said.concerning(keys) if self._mattered(n)]
            out += by_kind(news)
            return out if news else out + self._others(before, now)
        told = {r for c in out for r in c.records}
        news = [n for n in self.dated.concerning(keys) if n.reference not in told]
        out += [reported(news)] if news else []
        return out or list(self._by_the_day(now, keys)) or [DAYS]

    def _frame(self, what: str, step: Step, about: Sequence[str], forms: Iterable[Form | None]) -> Cause:
        if what == "jurisdictions":
            return divisions(step, about, forms, self.tree)
        return Cause(what, f"{KINDS[what]}：{FRAME_SAID[what]}。")

    def _by_the_day(self, now: Form | None, keys: set[str]) -> Iterator[Cause]:
        """What a day brings by itself: a clause begins to apply, a term of an answer runs out."""
        if now is None:
            return
        rule = self.rules.rules.get(now["rule"])
        if rule and self.last_as_of < rule.in_force.start:
            yield Cause("law_began", f"条文施行：该规则的依据自 {rule.in_force.start} 起施行。")
        if not now["met_on"]:
            return
        due = date.fromisoformat(now["met_on"]) - timedelta(days=1)
        late = [
            f"inquiries/{row['inquiry_id']}"
            for row in self.records.on("inquiries", "due_on", due)
            if self.records.keys("inquiries", row) & keys
        ]
        if late:
            yield Cause("due", f"期限届满：{due} 以前没有收到答复（{several(late)}）。", tuple(late))

    def _counts(self, rule: str | None) -> bool:
        return (
            rule is not None and rule in self.rules.rules and isinstance(self.rules.rules[rule].when, Count)
        )

    def _concerned(self, before: Form | None, now: Form | None) -> tuple[set[str], list[str]]:
        """Keys of the rows that a finding depends on, and its sites."""
        names = self.records.origin
        keys, sites = set[str](), set[str]()
        for form in (before, now):
            if form is None:
                continue
            named = {names("sites", s) for s in form["sites"]}
            sites |= named | {names("sites", self.records.roots.get(s, s)) for s in form["sites"]}
            keys |= {record_of(r, names) for r in form["records"]}
        return keys | {f"site/{s}" for s in sites}, sorted(sites)

    def _mattered(self, one: News) -> bool:
        """Whether a row can have said something of days up to the last run."""
        return one.kind != "added" or (one.day is not None and one.day <= self.last_as_of)

    def _ended(self, before: Form | None, now: Form | None) -> Iterator[Cause]:
        """What the day after a stretch's last day says: the law's end, an answer, a stop, checks that disagree."""
        if before is None or now is None or not now["ended_on"] or before["ended_on"] == now["ended_on"]:
            return
        last = date.fromisoformat(now["ended_on"])
        rule = self.rules.rules.get(now["rule"])
        if rule and rule.in_force.end == last:
            after = f"，其后由 {now['continued_by']} 接续" if now["continued_by"] else ""
            yield Cause("law_ended", f"依据失效：该规则的依据至 {last} 止{after}。")
            return
        keys, _ = self._concerned(before, now)
        day = last + timedelta(days=1)
        answered, stops, others = [], [], []
        for reference, row in self._rows_on(day, keys):
            if reference.startswith("inquiries/"):
                answered.append(reference)
            elif row["result"] == "stopped":
                stops.append((reference, row["site_id"]))
            else:
                others.append((reference, row["site_id"]))
        if answered:
            yield Cause("answered", f"已答复：{day} 收到答复（{several(answered)}）。", tuple(answered))
        disputed = {s for _, s in stops} & {s for _, s in others}
        agreed = [(r, s) for r, s in stops if s not in disputed]
        if agreed:
            who = "；".join(f"矿点 {s} 于 {day} 复查为已停止（{r}）" for r, s in agreed)
            yield Cause("stopped", f"已停止：{who}。", tuple(r for r, _ in agreed))
        if disputed:
            rows = tuple(sorted(r for r, s in stops + others if s in disputed))
            yield Cause(
                "disputed",
                f"复查不一致：{day} 对矿点 {several(sorted(disputed))} 的复查结论不同（{several(rows)}）。",
                rows,
            )

    def _rows_on(self, day: date, keys: set[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for table, column, key in _SPEAKING:
            rows = self.records.on(table, column, day)
            for row in rows:
                if self.records.keys(table, row) & keys and (table == "inquiries" or row["result"]):
                    yield f"{table}/{row[key]}", row

    def _judged(self, step: Step, sites: Sequence[str], form: Form) -> Iterator[Cause]:
        """Sites that met the rule's definition before the step and do not after it."""
        rule = self.rules.rules.get(str(form.get("rule")))
        name = rule.when.count if rule and isinstance(rule.when, Count) else None
        if name is None or step.why != "records":
            return
        for site in sites:
            was, now = step.before.sites.get(site, {}).get(name), step.after.sites.get(site, {}).get(name)
            if was == "yes" and now in ("no", "unknown"):
                kind = "legal" if now == "no" else "unsure"
                said = "按更正后的记录不符合认定条件" if now == "no" else "按更正后的记录不能认定"
                yield Cause(
                    kind, f"{KINDS[kind]}：矿点 {site} {said}。", (f"sites/{step.after.sites[site]['site']}",)
                )

    def _others(self, before: Form | None, now: Form | None) -> list[Cause]:
        """Rows of the same county where none concerns the finding itself; all news where none is of the county."""
        place = (now or before or {})["jurisdiction"]
        county = (self.tree.ancestor_at(place, "county") or place) if place in self.tree else place
        within = {
            k
            for n in self.said.all
            for k in n.keys
            if k.startswith("place/") and self.tree.lies_in(k[6:], county)
        }
        within |= {f"site/{s}" for s, c in self.records.codes.items() if self.tree.lies_in(c, county)}
        news = [n for n in self.said.concerning(within) if self._mattered(n)] or list(self.said.all)
        if not news:
            return []
        rows = tuple(n.reference for n in news)
        return [Cause("others", f"其他记录：同期另有 {len(rows)} 行变动（{several(rows)}）。", rows)]


AROUND: Final = frozenset({"organ", "posts", "receiver", "restricted", "evidence"})
"""Aspects that appointments and evidence of the place move."""
_SPEAKING: Final = (
    ("checks", "checked_on", "check_id"),
    ("measures", "result_on", "measure_id"),
    ("inquiries", "answered_on", "inquiry_id"),
)
