"""Random lives of a province's records: what was sent, and what was corrected, withdrawn or added afterwards.

Each county is a case of its own, so that one evaluation judges a hundred of them.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from engine.jurisdictions import Tree

Row = dict[str, str]
TOLD_ON = date(2022, 3, 14)
"""The day of the evaluation whose referrals were issued."""
LATER = date(2022, 4, 11)


def towns(tree: Tree) -> dict[str, list[str]]:
    """Counties with their first two 乡 or 镇."""
    out = {}
    for place in sorted(tree, key=lambda p: p.code):
        if place.level == "county":
            found = [c for c in tree.children(place.code) if tree.place(c).kind in ("乡", "镇")]
            if len(found) > 1:
                out[place.code] = found[:2]
    return out


@dataclass
class Case:
    """One county: rows as first sent, rows sent later, and which records were changed in a way that a reader sees."""

    county: str
    first: dict[str, list[Row]] = field(default_factory=dict)
    later: dict[str, list[Row]] = field(default_factory=dict)
    changed: dict[str, frozenset[str]] = field(default_factory=dict)
    """`table/record` → columns whose cells changed; `*` where the record was withdrawn."""


KEYS = {"sites": "site_id", "discoveries": "discovery_id", "checks": "check_id", "measures": "measure_id"}


def _day(rng: random.Random, first: date, last: date) -> str:
    return (first + timedelta(days=rng.randrange((last - first).days + 1))).isoformat()


def case(rng: random.Random, county: str, places: Sequence[str]) -> Case:
    """A county with one to four sites, most of them illegal coal mines that are not stopped; one or no edit or more."""
    made = Case(county, {name: [] for name in KEYS}, {name: [] for name in KEYS})
    for number in range(rng.randint(1, 4)):
        _site(
            rng, made.first, f"{county[:6]}-{number}", rng.choice(places), date(2022, 2, 1), date(2022, 3, 4)
        )
    for _ in range(rng.choice((0, 1, 1, 1, 2))):
        rng.choice(EDITS)(rng, made, places)
    return made


def _site(
    rng: random.Random, rows: dict[str, list[Row]], site: str, place: str, first: date, last: date
) -> None:
    rows["sites"].append({"site_id": site, "name": f"{site}矿", "mineral": "煤", "jurisdiction": place})
    found = _day(rng, first, last)
    rows["discoveries"].append(
        {
            "discovery_id": f"D{site}", "site_id": site, "verified_on": found,
            "producing": rng.choice(("是", "是", "是", "否", "不明")), "missing_licences": "采矿许可证", "found_by": "某局",
        }
    )  # fmt: skip
    for number in range(rng.choice((0, 1, 1, 2))):
        day = _day(rng, date.fromisoformat(found) + timedelta(days=1), last + timedelta(days=8))
        rows["checks"].append(
            {
                "check_id": f"C{site}-{number}", "site_id": site, "checked_on": day,
                "result": rng.choice(("仍在生产", "未采取有效制止措施", "仍在生产", "已停止")), "checked_by": "某局",
            }
        )  # fmt: skip
    if rng.random() < 0.4:
        row = {"measure_id": f"M{site}", "site_id": site, "kind": "停电", "ordered_on": found, "by": "某局"}
        rows["measures"].append(row)


def _version(rng: random.Random, made: Case, table: str, columns: Mapping[str, Sequence[str]]) -> None:
    """Correct one row in some of its columns, as the store hands a second version to the engine."""
    key = KEYS[table]
    free = [r for r in made.first[table] if f"{table}/{r[key]}" not in made.changed]
    if not free:
        return
    row = rng.choice(free)
    column = rng.choice(sorted(columns))
    value = rng.choice([v for v in columns[column] if v != row.get(column, "")])
    new = {**row, key: f"{row[key]}~2", "replaces": row[key], column: value}
    made.later[table].append(new)
    made.changed[f"{table}/{row[key]}"] = frozenset() if column == "note" else frozenset({column})


def correct(rng: random.Random, made: Case, _places: Sequence[str]) -> None:
    """Another date, another answer, another name, or a note that no package carries."""
    days = [_day(rng, date(2022, 2, 1), date(2022, 3, 12)) for _ in range(3)]
    table = rng.choice(("discoveries", "discoveries", "checks", "sites", "measures"))
    columns = {
        "discoveries": {
            "verified_on": days, "producing": ("是", "否", "不明"), "found_by": ("某局", "某镇"), "note": ("补记", "再记"),
            "missing_licences": ("采矿许可证", "安全生产许可证"), "registered_on": days,
        },
        "checks": {"checked_on": days, "result": ("仍在生产", "已停止"), "note": ("补记", "再记")},
        "sites": {"name": ("甲矿", "乙矿"), "mineral": ("煤", "铁"), "note": ("补记", "再记")},
        "measures": {"by": ("某局", "某镇"), "executed_on": days, "note": ("补记", "再记")},
    }[table]  # fmt: skip
    _version(rng, made, table, columns)


def withdraw(rng: random.Random, made: Case, _places: Sequence[str]) -> None:
    """A row taken back."""
    table = rng.choice(("discoveries", "checks", "measures"))
    key = KEYS[table]
    free = [r for r in made.first[table] if f"{table}/{r[key]}" not in made.changed]
    if free:
        row = rng.choice(free)
        made.later[table].append({**row, key: f"{row[key]}~2", "replaces": row[key], "withdrawn": "是"})
        made.changed[f"{table}/{row[key]}"] = frozenset("*")


def check(rng: random.Random, made: Case, _places: Sequence[str]) -> None:
    """A check that came later: of a day before the letter, or after it."""
    site = rng.choice(made.first["sites"])["site_id"]
    made.later["checks"].append(
        {
            "check_id": f"N{len(made.later['checks'])}{site}", "site_id": site,
            "checked_on": _day(rng, date(2022, 2, 10), LATER), "result": rng.choice(("仍在生产", "已停止")), "checked_by": "某局",
        }
    )  # fmt: skip


def discovery(rng: random.Random, made: Case, places: Sequence[str]) -> None:
    """A further site, or a further sighting of one, of a day before the letter or after it."""
    if rng.random() < 0.5:
        site = f"{made.county[:6]}-9{len(made.later['sites'])}"
        first = rng.choice((date(2022, 2, 1), date(2022, 3, 15)))
        _site(rng, made.later, site, rng.choice(places), first, first + timedelta(days=18))
        return
    site = rng.choice(made.first["sites"])["site_id"]
    made.later["discoveries"].append(
        {
            "discovery_id": f"N{len(made.later['discoveries'])}{site}", "site_id": site, "producing": "是",
            "verified_on": _day(rng, date(2022, 1, 20), LATER), "missing_licences": "采矿许可证", "found_by": "某局",
        }
    )  # fmt: skip


EDITS = (correct, correct, correct, withdraw, check, discovery)


def province(cases: Sequence[Case], *, later: bool) -> dict[str, list[Row]]:
    """The rows of all counties, those sent later too or not."""
    return {
        name: [row for c in cases for row in (*c.first[name], *(c.later[name] if later else ()))]
        for name in KEYS
    }


def unversioned(value: Any) -> str:
    """`D1` of `D1~2`, by splitting: written apart from the engine's own way."""
    return str(value).split("~")[0]
