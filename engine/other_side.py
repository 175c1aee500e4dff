"""The other side of a referral, computed from the same records; nothing can filter it out (DESIGN §6.18)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.escalations import Act, Escalation
from engine.evaluation import Evaluation
from engine.periods import FAR, iso, to_day
from engine.records import TABLES, said
from engine.referrals.content import SECTIONS


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


_OF_SITES: Final = ("discoveries", "checks", "measures", "sites")


class Shelves:
    """What every dossier of a run looks up: rows by site and by organ, and which stand; read once."""

    def __init__(self, run: Evaluation, sites: Iterable[str]) -> None:
        """Read the rows of `sites` and of what is joined with them; rows that do not stand are shown as unused."""
        self.run, self.names = run, run.names()
        self.also: dict[str, set[str]] = defaultdict(set)
        for site, root in run.facts.roots.items():
            self.also[root].add(site)
        ids = {s for root in sites for s in (root, *self.also[root])}
        wanted = pa.array(sorted(ids), pa.string())
        self.by_site = {name: self._by_site(name, wanted) for name in _OF_SITES}
        self.standing = {name: self._standing(name, wanted) for name in _OF_SITES}
        self.posts: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for row in sorted(run.facts.rows("posts"), key=lambda r: (r["from_on"], r["name"], r["post"])):
            self.posts[row["organ"], row["jurisdiction"]].append(row)
        self.actions = sorted(run.facts.rows("prior_actions"), key=lambda r: str(r["action_id"]))

    def _by_site(self, table: str, ids: pa.Array) -> dict[str, list[dict[str, Any]]]:
        rows = self.run.records.tables[table]
        out: dict[str, list[dict[str, Any]]] = defaultdict(list)
        # An instant takes longer to read than all the other cells of its row.
        told = rows.filter(pc.is_in(rows["site_id"], value_set=ids)).drop_columns(["recorded_at"])
        for row in told.to_pylist():
            out[row["site_id"]].append(row)
        return out

    def _standing(self, table: str, ids: pa.Array) -> frozenset[str]:
        """The ids of the rows of the sites that stand."""
        key = _key(table)
        rows = self.run.facts.standing.table(table, list({key, "site_id"}))
        return frozenset(rows.filter(pc.is_in(rows["site_id"], value_set=ids))[key].to_pylist())

    def rows(self, table: str, sites: Iterable[str]) -> list[dict[str, Any]]:
        """Rows of a table about some sites, whether they stand or not, by id."""
        key = _key(table)
        found = [row for site in sites for row in self.by_site[table].get(site, ())]
        return sorted(found, key=lambda row: str(row[key]))


class _Gather:
    def __init__(
        self, shelves: Shelves, members: Sequence[Escalation], sites: Iterable[str], used: Iterable[str]
    ) -> None:
        self.shelves, self.run, self.members = shelves, shelves.run, members
        roots = set(sites)
        self.ids = roots.union(*(shelves.also[root] for root in roots))
        self.used = set(used)
        self.standing, run = shelves.standing, shelves.run
        subject = members[0].finding.subject
        self.place, self.organ = (subject.place, subject.organ) if subject else ("", "")
        self.place_name = run.jurisdictions.tree.place(self.place).name if self.place else ""

    def stands(self, table: str, row: Mapping[str, Any]) -> bool:
        return row[_key(table)] in self.standing[table]

    def measures(self) -> Iterator[Note]:
        for row in self.shelves.rows("measures", self.ids):
            if self.stands("measures", row):
                told = [
                    f"决定 {row['ordered_on']}" if row["ordered_on"] else "",
                    f"执行 {row['executed_on']}" if row["executed_on"] else "",
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
            for row in self.shelves.rows(table, self.ids):
                if row["result"] == "stopped" and row[day] and self.stands(table, row):
                    yield Note(f"{row['site_id']}：{row[day]} 复查结论为已停止", (f"{table}/{row[key]}",))

    def own_discovery(self) -> Iterator[Note]:
        for row in self.shelves.rows("discoveries", self.ids):
            if (
                self.place_name
                and self.place_name in (row["found_by"] or "")
                and self.stands("discoveries", row)
            ):
                yield Note(
                    f"{row['site_id']}：由{row['found_by']}发现", (f"discoveries/{row['discovery_id']}",)
                )

    def reports_upward(self) -> Iterator[Note]:
        for row in self.shelves.rows("discoveries", self.ids):
            if row["reported_up"] == "yes" and self.stands("discoveries", row):
                day = f"，日期 {row['reported_up_on']}" if row["reported_up_on"] else "，日期未填"
                yield Note(f"{row['site_id']}：已向县级报告{day}", (f"discoveries/{row['discovery_id']}",))

    def powers(self) -> Iterator[Note]:
        if self.organ.startswith("township"):
            yield Note("所交记录中没有乡镇执法授权或者委托文件，该乡镇是否有权实施强制措施未经核实。")

    def days_in_post(self) -> Iterator[Note]:
        acts = [act for e in self.members for act in e.acts]
        named = {act.post for act in acts}
        only_named = None not in named and all(e.acts for e in self.members)
        for row in self.shelves.posts.get((self.organ, self.place), ()):
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
        for row in self.shelves.actions:
            same = (row["organ"], row["jurisdiction"]) == (self.organ, self.place)
            if (same or row["site_id"] in self.ids) and row["on"] <= self.run.facts.as_of:
                yield Note(action_said(iso(row["on"]), row), (f"prior_actions/{row['action_id']}",))

    def conflicting(self) -> Iterator[Note]:
        days: dict[tuple[str, str], dict[str, list[str]]] = {}
        for table, key, day in (
            ("checks", "check_id", "checked_on"),
            ("measures", "measure_id", "result_on"),
        ):
            for row in self.shelves.rows(table, self.ids):
                complete = table == "checks" or (row["result"] and row["result_by"])
                if row[day] and complete and self.stands(table, row):
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
        for row in self.shelves.rows("discoveries", self.ids):
            if row["missing_licences"] == ";none;" and ";1a;" in (row["situation"] or ""):
                yield Note(
                    f"{row['site_id']}：既写无证开采又写证照齐全", (f"discoveries/{row['discovery_id']}",)
                )

    def unused(self) -> Iterator[Note]:
        for table in ("discoveries", "checks", "measures", "sites"):
            key = _key(table)
            for row in self.shelves.rows(table, self.ids):
                reference = f"{table}/{row[key]}"
                if not self.stands(table, row):
                    yield Note(f"{reference}：已被更正、撤回或当时尚未记录", (reference,))
                elif (
                    table == "discoveries"
                    and reference not in self.used
                    and not _within(row["verified_on"], self.run.facts.as_of)
                ):
                    yield Note(f"{reference}：未经核实的报告，不计入", (reference,))
                elif (
                    table == "measures"
                    and any(row[c] for c in ("result_on", "result", "result_by"))
                    and not all(row[c] for c in ("result_on", "result", "result_by"))
                ):
                    yield Note(f"{reference}：核查项目填写不全，未作为复查", (reference,))


def _held_at(row: Mapping[str, Any], act: Act) -> str:
    held = row["from_on"] <= act.day <= (row["to_on"] or FAR)
    return f"线索 {act.evidence} 所述行为之日（{iso(act.day)}）{'在任' if held else '不在任'}"


def action_said(on: str | None, row: Mapping[str, Any]) -> str:
    """A prior action of a day (YYYY-MM-DD) in a line."""
    return f"{on} {row['by']}：{said('prior_actions', 'kind', row['kind'])}"


def _within(value: Any, as_of: int) -> bool:  # noqa: ANN401 - a date or None
    return value is not None and to_day(value) <= as_of


def _key(table: str) -> str:
    return TABLES[table].key


def other_side(
    shelves: Shelves, members: Sequence[Escalation], sites: Iterable[str], used: Iterable[str]
) -> OtherSide:
    """All sections for one referral, each a list, empty where the records say nothing."""
    gather = _Gather(shelves, members, sites, used)
    return OtherSide({name: tuple(getattr(gather, name)()) for name in SECTIONS})
