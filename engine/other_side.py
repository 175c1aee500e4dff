"""The other side of a referral, computed from the same records; nothing can filter it out (DESIGN §6.18)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.dossier_rows import DossierRows, key_of
from engine.escalations import Escalation
from engine.organs import own_units
from engine.periods import FAR, iso, to_date
from engine.prior_actions import action_said
from engine.reasoning.singles import Act
from engine.records import said
from engine.referrals.content import SECTIONS
from engine.referrals.labels import unit_name
from engine.uncounted import Uncounted
from engine.unused import later, seen, why_unused


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that speaks for the subject or against the record: what, and the records that say it."""

    text: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherSide:
    """Notes by section, in the order of SECTIONS."""

    notes: Mapping[str, Sequence[Note]] = field(default_factory=dict)

    def references(self) -> set[str]:
        """Records named anywhere."""
        return {r for notes in self.notes.values() for n in notes for r in n.records}


class _Gather:
    def __init__(
        self, rows_read: DossierRows, members: Sequence[Escalation], sites: Iterable[str], used: Iterable[str],
        beside: Sequence[Uncounted],
    ) -> None:  # fmt: skip
        self.rows_read, self.run, self.members, self.beside = rows_read, rows_read.run, members, beside
        self.ids = rows_read.ids([*sites, *(one.site for one in beside)])
        self.used = set(used)
        self.named: set[str] = set()
        """Records that a section before this one names."""
        self.standing, run = rows_read.standing, rows_read.run
        subject = members[0].finding.subject
        self.place, self.organ = (subject.place, subject.organ) if subject else ("", "")
        self.tree = run.jurisdictions.tree

    def stands(self, table: str, row: Mapping[str, Any]) -> bool:
        return row[key_of(table)] in self.standing[table]

    def seen(self, day: date | None) -> bool:
        return seen(day, self.run.facts.as_of)

    def later(self, table: str, row: Mapping[str, Any]) -> bool:
        return bool(later(table, row, self.run.facts.as_of))

    def measures(self) -> Iterator[Note]:
        for row in self.rows_read.rows("measures", self.ids):
            if self.stands("measures", row) and not self.later("measures", row):
                told = [
                    f"决定 {row['ordered_on']}" if self.seen(row["ordered_on"]) else "",
                    f"执行 {row['executed_on']}" if self.seen(row["executed_on"]) else "",
                ]
                days = "、".join(filter(None, told)) or "日期未填"
                yield Note(
                    f"{row['site_id']}：{said('measures', 'kind', row['kind'])}（{days}）",
                    (f"measures/{row['measure_id']}",),
                )

    def stops(self) -> Iterator[Note]:
        for table, key, day in (
            ("checks", "check_id", "checked_on"),
            ("measures", "measure_id", "result_on"),
        ):
            for row in self.rows_read.rows(table, self.ids):
                if row["result"] == "stopped" and self.seen(row[day]) and self.stands(table, row):
                    yield Note(f"{row['site_id']}：{row[day]} 复查结论为已停止", (f"{table}/{row[key]}",))

    def own_discovery(self) -> Iterator[Note]:
        if not self.place:
            return
        is_own = own_units(self.tree, self.place, self.organ)
        for row in self.rows_read.rows("discoveries", self.ids):
            if (
                is_own(row["found_by"])
                and self.stands("discoveries", row)
                and not self.later("discoveries", row)
            ):
                yield Note(
                    f"{row['site_id']}：由{unit_name(row['found_by'])}发现",
                    (f"discoveries/{row['discovery_id']}",),
                )

    def reports_upward(self) -> Iterator[Note]:
        """A report to the county speaks for a township; that there was none, for a county, which was not told."""
        level = self.tree.place(self.place).level if self.place else "township"
        speaks = {"township": "yes", "county": "no"}.get(level)
        for row in self.rows_read.rows("discoveries", self.ids):
            known = self.seen(row["reported_up_on"] or to_date(self.run.facts.as_of))
            if speaks and row["reported_up"] == speaks and known and self.stands("discoveries", row):
                day = f"，日期 {row['reported_up_on']}" if row["reported_up_on"] else "，日期未填"
                told = f"已向县级报告{day}" if speaks == "yes" else "记录写明没有向县级报告"
                yield Note(f"{row['site_id']}：{told}", (f"discoveries/{row['discovery_id']}",))

    def powers(self) -> Iterator[Note]:
        if self.organ.startswith("township"):
            yield Note("所交记录中没有乡镇执法授权或者委托文件，该乡镇是否有权实施强制措施未经核实。")

    def days_in_post(self) -> Iterator[Note]:
        acts = list(dict.fromkeys(act for e in self.members for act in e.acts))
        named = {act.post for act in acts}
        only_named = None not in named and all(e.acts for e in self.members)
        for row in self.rows_read.posts.get((self.organ, self.place), ()):
            if only_named and row["post"] not in named:
                continue
            told = [self._overlap(row)] if any(not e.acts for e in self.members) else []
            told += [_held_at(row, act) for act in acts if act.post in (None, row["post"])]
            told += [] if row["document"] else ["没有任职文件，移送材料不写人名"]
            until = f"至 {iso(row['to_on'])}" if row["to_on"] else "至今"
            yield Note(
                f"{row['post']}：任职 {iso(row['from_on'])} {until}，{'；'.join(told)}",
                (f"posts/{row['post_id']}",),
            )

    def _overlap(self, row: Mapping[str, Any]) -> str:
        """How many days of a term lie in the stretches; evidence alone has a day and no stretch."""
        stretches = [e.finding for e in self.members if not e.acts]
        first = min((f.met_on for f in stretches if f.met_on is not None), default=0)
        last = max(f.ended_on if f.ended_on is not None else self.run.facts.as_of for f in stretches)
        begins, ends = max(row["from_on"], first), min(row["to_on"] or FAR, last)
        return f"与发现期间重合 {max(0, ends - begins + 1)} 日"

    def prior_actions(self) -> Iterator[Note]:
        for row in self.rows_read.actions:
            same = (row["organ"], row["jurisdiction"]) == (self.organ, self.place)
            if (same or row["site_id"] in self.ids) and row["on"] <= self.run.facts.as_of:
                yield Note(
                    action_said(self.tree, iso(row["on"]), row), (f"prior_actions/{row['action_id']}",)
                )

    def conflicting(self) -> Iterator[Note]:
        days: dict[tuple[str, str], dict[str, list[str]]] = {}
        for table, key, day in (
            ("checks", "check_id", "checked_on"),
            ("measures", "measure_id", "result_on"),
        ):
            for row in self.rows_read.rows(table, self.ids):
                complete = table == "checks" or (row["result"] and row["result_by"])
                if self.seen(row[day]) and complete and self.stands(table, row):
                    root = self.run.facts.roots.get(row["site_id"], row["site_id"])
                    side = "stopped" if row["result"] == "stopped" else "other"
                    days.setdefault((root, str(row[day])), {}).setdefault(side, []).append(
                        f"{table}/{row[key]}"
                    )
        for (site, day), sides in sorted(days.items()):
            if len(sides) > 1:
                yield Note(
                    f"{site}：{day} 的复查结论相互矛盾", tuple(sorted(r for s in sides.values() for r in s))
                )
        for row in self.rows_read.rows("discoveries", self.ids):
            if row["missing_licences"] == ";none;" and ";1a;" in (row["situation"] or ""):
                yield Note(
                    f"{row['site_id']}：既写无证开采又写证照齐全", (f"discoveries/{row['discovery_id']}",)
                )

    def unused(self) -> Iterator[Note]:
        for one in self.beside:
            records = tuple(r for r in self._about(one.site) if r not in self.named)
            name = self.rows_read.names.get(one.site, "")
            yield Note(f"{one.site}（{name}）：{iso(one.opened)} 发现，{one.why}，没有计入", records)
            self.named.update(records)
        for table in ("discoveries", "checks", "measures", "sites"):
            key = key_of(table)
            for row in self.rows_read.rows(table, self.ids):
                reference = f"{table}/{row[key]}"
                why = self._why_unused(table, row, reference)
                if why:
                    yield Note(f"{reference}：{why}", (reference,))

    def _about(self, site: str) -> Iterator[str]:
        """The standing records of a site: its row, what was found and what was looked at."""
        yield f"sites/{site}"
        for table in ("discoveries", "checks"):
            for row in self.rows_read.rows(table, self.rows_read.ids([site])):
                if self.stands(table, row):
                    yield f"{table}/{row[key_of(table)]}"

    def _why_unused(self, table: str, row: Mapping[str, Any], reference: str) -> str:
        if not self.stands(table, row):
            return "已被更正、撤回或当时尚未记录"
        used, named = reference in self.used, reference in self.named
        return why_unused(table, row, self.run.facts.as_of, used=used, named=named)


def _held_at(row: Mapping[str, Any], act: Act) -> str:
    held = row["from_on"] <= act.day <= (row["to_on"] or FAR)
    return f"线索 {act.evidence} 所述行为之日（{iso(act.day)}）{'在任' if held else '不在任'}"


def other_side(
    rows_read: DossierRows, members: Sequence[Escalation], sites: Iterable[str], used: Iterable[str],
    beside: Sequence[Uncounted] = (),
) -> OtherSide:  # fmt: skip
    """All sections for one referral, each a list, empty where the records say nothing; `beside`: sites not counted."""
    gather = _Gather(rows_read, members, sites, used, beside)
    notes: dict[str, tuple[Note, ...]] = {}
    for name in SECTIONS:
        notes[name] = tuple(getattr(gather, name)())
        gather.named |= {r for note in notes[name] for r in note.records}
    return OtherSide(notes)
