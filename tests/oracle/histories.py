"""Seeded histories, small and dense in what the design finds hard, for the oracle and the engine alike."""

import csv
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from .around import correct, evidence, inquire
from .book import BEIJING, Book
from .lives import LIVES, Season, live
from .months import month_later
from .scenes import scene_of
from .small_tree import COLUMNS, GUJIAO, IRREGULAR, JIAOCHENG, SUBDISTRICTS, XIAOYI, tree_rows

LAW_DAYS = (date(2005, 9, 3), date(2013, 7, 18), date(2022, 2, 22), date(2024, 5, 1))
MONTH_ENDS = (
    *(date(2022, 1, day) for day in (29, 30, 31)),
    *(date(2024, 1, day) for day in (29, 30, 31)),
    *(date(2023, 1, day) for day in (28, 31)),
    date(2020, 1, 30),
    date(2025, 1, 31),
    date(2022, 2, 28),
    date(2023, 2, 27),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2022, 3, 31),
    date(2021, 12, 15),
    date(2022, 1, 5),
    date(2022, 8, 31),
    date(2022, 9, 2),
    date(2011, 3, 30),
)


class History(NamedTuple):
    """What a run gets: raw tables, the tree, the day, and the instant of knowledge or None."""

    tables: dict[str, list[dict[str, str]]]
    tree_rows: list[dict[str, str]]
    as_of: date
    known_at: datetime | None


def history(seed: int) -> History:
    """The history of a seed: the same rows in the same order, on every machine."""
    rng = Random(seed)  # noqa: S311 - no secret depends on it
    book = Book(rng)
    season = _season(rng)
    settled = _sites(book, season)
    correct(book)
    inquire(book, season)
    evidence(book, season)
    as_of = _as_of(book, season, settled)
    known_at = None
    if rng.random() < 0.25:
        day = as_of + timedelta(days=rng.choice((-6, -2, -1, 0, 0, 1, 3, 10)))
        known_at = datetime.combine(day, time(rng.choice((0, 12, 23))), BEIJING)
    return History(book.shuffled(), tree_rows(), as_of, known_at)


def _season(rng: Random) -> Season:
    kind = rng.choices(
        ("month end", "end of the law", "notice", "coal permit", "first day", "any"), (30, 24, 14, 9, 9, 14)
    )[0]
    if kind == "month end":
        base = rng.choice(MONTH_ENDS) - timedelta(days=rng.choice((0, 0, 0, 1, 2, 5)))
    elif kind == "any":
        base = date(2010, 1, 1) + timedelta(days=rng.randrange(5200))
    else:
        near = {"first day": 0, "coal permit": 1, "notice": 2, "end of the law": 3}[kind]
        base = LAW_DAYS[near] - timedelta(days=rng.randrange(4, 42))
    attractors = {base, base + timedelta(days=30), base + timedelta(days=31), base + timedelta(days=1)}
    later = month_later(base)
    attractors |= {later, later + timedelta(days=1), later - timedelta(days=1), month_later(later)}
    for number in range(75):
        day = base + timedelta(days=number)
        if (day + timedelta(days=1)).day == 1:
            attractors.add(day)
    for law_day in LAW_DAYS:
        if base <= law_day <= base + timedelta(days=75):
            attractors |= {law_day, law_day - timedelta(days=1)}
    return Season(base, tuple(sorted(attractors)), rng.choice((0.9, 0.8, 0.6)))


def _sites(book: Book, season: Season) -> date | None:
    """Some sites set in a scene, others at random, mostly of one county; some are known under several ids.

    Returns the last opening day of the scene, or None without one.
    """
    rng = book.rng
    homes = rng.choices(
        ((XIAOYI,), (JIAOCHENG,), (XIAOYI, JIAOCHENG), (XIAOYI, GUJIAO), (IRREGULAR, XIAOYI), (GUJIAO,)),
        (29, 8, 42, 6, 8, 7),
    )[0]
    scene = scene_of(rng, season, len(homes))
    for opening, life, home in scene:
        ids = _ids(book, season, homes[home % len(homes)], coal=0.96)
        live(book, ids, replace(season, clear=0.96), life, opening)
    fewest, most = (0, 2) if scene else (2, 7)
    for number in range(rng.randint(fewest, most)):
        ids = _ids(book, season, homes[number % len(homes)], coal=0.72)
        live(book, ids, season, rng.choice(LIVES), season.opening(rng))
        if rng.random() < 0.4:
            live(book, ids, season, rng.choice(LIVES), season.opening(rng) + timedelta(days=10))
    return max((opening for opening, _, _ in scene), default=None)


def _ids(book: Book, season: Season, home: tuple[str, ...], coal: float) -> list[str]:
    """The ids under which one place is known: the first is the root, others lead to it, some in a chain."""
    rng = book.rng
    ids = [_site(book, season, rng.choice(home), coal, "")]
    while rng.random() < 0.22 and len(ids) < 3:
        ids.append(_site(book, season, rng.choice(home), coal, rng.choice(ids)))
    return ids


def _site(book: Book, season: Season, place: str, coal: float, same_as: str) -> str:
    rng = book.rng
    row = book.write(
        "sites",
        season.base - timedelta(days=rng.choice((1, 5, 30))),
        name=f"{rng.choice('东西南北')}沟{len(book.tables['sites']) + 1}号矿点",
        mineral="coal"
        if rng.random() < coal - (0.14 if place in SUBDISTRICTS else 0)
        else rng.choice(("iron", "iron", "gold")),
        jurisdiction=place,
        site_kind=rng.choice(("", "unlicensed", "licensed", "closed", "abandoned", "construction")),
        same_as=same_as,
    )
    if row["recorded_at"] == "" and rng.random() < 0.7:
        row["recorded_at"] = book.instant_after(season.base - timedelta(days=9))
    return row["site_id"]


def _as_of(book: Book, season: Season, settled: date | None) -> date:
    rng, tables = book.rng, book.tables
    verified = [row["verified_on"] for row in tables["discoveries"] if row["verified_on"]]
    looked = [row["checked_on"] for row in tables["checks"]]
    on = [date.fromisoformat(day) for day in (*verified, *looked)]
    last = min(max(on, default=season.base), season.base + timedelta(days=95))
    kind = rng.random()
    if settled is not None and rng.random() < 0.72:
        return settled + timedelta(days=rng.choice((1, 2, 3, 5, 8, 13, 20)))
    if kind < 0.3:
        chosen = rng.choice(on) if on else season.base
    elif kind < 0.55 and verified:
        chosen = month_later(date.fromisoformat(rng.choice(verified)))
    elif kind < 0.65:
        chosen = rng.choice(season.attractors)
    else:
        chosen = season.base + timedelta(days=rng.randrange(20, max(21, (last - season.base).days + 12)))
    chosen += timedelta(days=rng.choice((0, 0, 0, -1, 1)))
    return min(max(chosen, season.base + timedelta(days=3)), season.base + timedelta(days=110))


def write_csv(given: History, folder: Path) -> None:
    """Write ``folder/records/<table>.csv`` with English headers, and the tree as ``folder/divisions.csv``."""
    (folder / "records").mkdir(parents=True, exist_ok=True)
    files = {folder / "records" / f"{table}.csv": rows for table, rows in given.tables.items() if rows}
    for path, rows in {**files, folder / "divisions.csv": given.tree_rows}.items():
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(rows[0]) if rows else COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
