"""Random townships: every record that speaks for the subject, or was not used, stands in its dossier and in its print.

`WENZE_OTHER_SIDE` sets the number of cases: 100 here, 10,000 in the soak. What must appear is said anew below, from the
rows as given and DESIGN §6.18; it shares nothing with `engine/other_side.py`.
"""

import os
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import pytest
from specimens import of_rows

from engine.dossiers import Dossier
from engine.jurisdictions import load_jurisdictions
from engine.referrals.content import content
from engine.referrals.tables import TABLES

Row = dict[str, str]
Rows = dict[str, list[Row]]
BATCH = 100
BATCHES = max(1, int(os.environ.get("WENZE_OTHER_SIDE", "100")) // BATCH)
AS_OF = date(2022, 3, 7)
FIRST = date(2022, 2, 20)
ORGAN = "township_government"
KEYS = {
    "discoveries": "discovery_id", "checks": "check_id", "measures": "measure_id", "prior_actions": "action_id",
}  # fmt: skip


def towns() -> list[tuple[str, str]]:
    tree = load_jurisdictions().tree
    return [(p.code, p.name) for p in tree if p.level == "township" and p.name[-1] in "乡镇"]


class Case:
    """One township with one mine that was not stopped, and whatever else the records hold about it."""

    def __init__(self, chance: random.Random, code: str, name: str, rows: Rows) -> None:
        self.chance, self.code, self.name, self.rows = chance, code, name, rows
        self.site = f"S{code}"
        self.number = 0
        self.add("sites", site_id=self.site, name=f"{name}矿", mineral="煤", jurisdiction=code)
        self.discovery(verified_on=FIRST.isoformat())
        self.check(date(2022, 3, 2), "仍在生产")
        for _ in range(chance.randrange(1, 11)):
            chance.choice(
                (self.measure, self.any_check, self.any_discovery, self.action, self.post, self.joined)
            )()

    def add(self, table: str, **cells: str) -> None:
        self.rows[table].append({k: v for k, v in cells.items() if v})

    def id(self) -> str:
        self.number += 1
        return f"{self.code}-{self.number}"

    def day(self, last: int = 15) -> date:
        return FIRST + timedelta(self.chance.randrange(1, last))

    def fate(self, table: str, cells: Row) -> None:
        """A further row stands, is withdrawn, or is corrected by another."""
        lot = self.chance.random()
        if lot < 0.15:
            cells = {**cells, "withdrawn": "是"}
        self.add(table, **cells)
        if 0.15 <= lot < 0.3:
            key = KEYS[table]
            self.add(table, **{**cells, key: f"{cells[key]}b", "replaces": cells[key], "note": "更正"})

    def discovery(self, **cells: str) -> Row:
        made = {
            "discovery_id": self.id(), "site_id": self.site, "producing": "是", "missing_licences": "采矿许可证",
            "found_by": self.chance.choice(("某局", f"{self.name}人民政府", f"{self.name}安监站", "市应急局")), **cells,
        }  # fmt: skip
        if "site_id" not in cells and cells.get("verified_on") == FIRST.isoformat():
            self.add("discoveries", **made)
        return made

    def any_discovery(self) -> None:
        day = self.day().isoformat()
        dates = {"verified_on": day} if self.chance.random() < 0.6 else {"reported_on": day}
        up = self.chance.choice(("", "是", "否", "不明"))
        later = {"reported_up_on": day} if up == "是" and self.chance.random() < 0.5 else {}
        self.fate("discoveries", self.discovery(**dates, reported_up=up, **later))

    def check(self, day: date, result: str, site: str | None = None) -> Row:
        made = {
            "check_id": self.id(), "site_id": site or self.site, "checked_on": day.isoformat(), "result": result, "checked_by": "某局",
        }  # fmt: skip
        if result == "仍在生产" and day == date(2022, 3, 2):
            self.add("checks", **made)
        return made

    def any_check(self) -> None:
        day = self.chance.choice((self.day(), date(2022, 3, 3), date(2022, 3, 5)))
        self.fate("checks", self.check(day, self.chance.choice(("已停止", "未采取有效制止措施"))))

    def measure(self, site: str | None = None) -> None:
        day = self.day()
        made = {
            "measure_id": self.id(), "site_id": site or self.site, "by": "某局",
            "kind": self.chance.choice(("责令停止", "停电", "拆除", "查扣")),
            "ordered_on": self.chance.choice(("", day.isoformat())), "executed_on": self.chance.choice(("", day.isoformat())),
        }  # fmt: skip
        if self.chance.random() < 0.5:
            told = {
                "result_on": "2022-03-06",
                "result": self.chance.choice(("已停止", "仍在生产")),
                "result_by": "某局",
            }
            if self.chance.random() < 0.4:
                told.pop(self.chance.choice(sorted(told)))
            made |= told
        self.fate("measures", made)

    def action(self) -> None:
        whose = {"organ": ORGAN} if self.chance.random() < 0.5 else {"site_id": self.site}
        on = (AS_OF + timedelta(self.chance.randrange(-400, 40))).isoformat()
        kind = self.chance.choice(("处分", "立案调查", "移送"))
        self.fate(
            "prior_actions",
            {
                "action_id": self.id(),
                "jurisdiction": self.code,
                "kind": kind,
                "on": on,
                "by": "某机关",
                **whose,
            },
        )

    def post(self) -> None:
        document = self.chance.choice(("", "任〔2021〕1号"))
        number = self.id()
        self.add(
            "posts", person_id=f"P{number}", name=f"某{number}", organ=ORGAN, jurisdiction=self.code,
            post=f"副职{number}", role="相关负责人", from_on="2021-01-01", document=document,
        )  # fmt: skip

    def joined(self) -> None:
        """Another number of the same place, with a measure of its own."""
        other = f"{self.site}j{self.id()}"
        self.add("sites", site_id=other, name="又名", mineral="煤", jurisdiction=self.code, same_as=self.site)
        self.measure(other)


def made(seed: int) -> Rows:
    chance, rows = random.Random(seed), defaultdict(list)  # noqa: S311 - cases, not keys
    for code, name in chance.sample(towns(), BATCH):
        Case(chance, code, name, rows)
    return dict(rows)


def gone(rows: Sequence[Row], key: str) -> set[str]:
    """Ids that were withdrawn or corrected."""
    return {r[key] for r in rows if r.get("withdrawn")} | {r["replaces"] for r in rows if r.get("replaces")}


def about(rows: Mapping[str, Sequence[Row]], table: str, sites: set[str]) -> Iterator[tuple[str, Row, bool]]:
    """Reference, row, whether it was withdrawn or corrected, of the rows about some sites."""
    key = KEYS[table]
    lost = gone(rows.get(table, ()), key)
    for row in rows.get(table, ()):
        if row.get("site_id") in sites:
            yield f"{table}/{row[key]}", row, row[key] in lost


def acted(rows: Mapping[str, Sequence[Row]], sites: set[str], one: Dossier) -> Iterator[str]:
    """What was already done about the organ or a site, up to the day."""
    lost = gone(rows.get("prior_actions", ()), "action_id")
    for row in rows.get("prior_actions", ()):
        own = (row.get("organ"), row["jurisdiction"]) == (one.organ, one.place)
        if (
            (own or row.get("site_id") in sites)
            and row["on"] <= AS_OF.isoformat()
            and row["action_id"] not in lost
        ):
            yield f"prior_actions/{row['action_id']}"


def disagreeing(rows: Mapping[str, Sequence[Row]], sites: set[str]) -> Iterator[str]:
    """Looks at one place on one day of which some say stopped and others do not."""
    days: dict[tuple[str, str], list[tuple[bool, str]]] = defaultdict(list)
    roots = {r["site_id"]: r.get("same_as") or r["site_id"] for r in rows["sites"]}
    for table, day in (("checks", "checked_on"), ("measures", "result_on")):
        for reference, row, lost in about(rows, table, sites):
            if not lost and (table == "checks" or {"result_on", "result", "result_by"} <= set(row)):
                days[roots[row["site_id"]], row[day]].append((row["result"] == "已停止", reference))
    for told in days.values():
        if len({stopped for stopped, _ in told}) > 1:
            yield from (reference for _, reference in told)


def speaks(rows: Mapping[str, Sequence[Row]], sites: set[str], one: Dossier, name: str) -> Iterator[str]:
    """`table/id` of what must stand in the other side of one referral; `name` is that of the organ's place."""
    yield from (reference for reference, _, _ in about(rows, "measures", sites))
    for reference, row, lost in about(rows, "checks", sites):
        if lost or row["result"] == "已停止":
            yield reference
    for reference, row, lost in about(rows, "discoveries", sites):
        told = row.get("reported_up") == ("是" if one.organ == ORGAN else "否")
        if lost or name in row["found_by"] or told or not row.get("verified_on"):
            yield reference
    yield from acted(rows, sites, one)
    yield from disagreeing(rows, sites)


@pytest.mark.parametrize("seed", range(BATCHES))
def test_every_record_that_speaks_for_the_subject_stands_in_its_dossier(seed: int) -> None:
    rows, places = made(seed), load_jurisdictions()
    found = of_rows(rows, AS_OF)
    towns_met = {one.place for one in found if one.organ == ORGAN}
    assert len(towns_met) > BATCH // 2
    table = next(t for t in TABLES if t.name == "有利情节与未采信记录")
    for one in found:
        sites = {s for site in one.sites for s in (site["site_id"], *site["also"])}
        ready = content(one)
        printed = {r for line in table.texts(ready) for r in line[4].split("；")}
        wanted = set(speaks(rows, sites, one, places.tree.place(one.place).name))
        assert wanted - printed == set(), (seed, one.id)
        assert wanted - set(ready.records) == set()
        told = " ".join(line[3] for line in table.texts(ready))
        for post in rows.get("posts", ()):
            if (post["organ"], post["jurisdiction"]) == (one.organ, one.place):
                assert post["post"] in told
