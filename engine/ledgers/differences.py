"""What a recipient was told against what is known now: what to add, what to correct, whether anything still stands.

Told statements are judged as of their own day: that time went on, or that a site stopped later, corrects nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from engine.ledgers.dossier_form import Form
from engine.ledgers.fates import Fate
from engine.ledgers.grounds import (
    COUNTED,
    IN_FORCE,
    Ground,
    content,
    grounds_of,
    identity,
    said_until,
    unversioned,
)
from engine.records import TABLES
from engine.referrals.labels import cell, column_label, table_label

ORDER: Final = ("record", "finding", "days", "sites", "count", "window", "element")
"""Kinds of changes, causes first."""
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
CORRECTED: Final = "有更正："
TOLD_BEFORE: Final = "原述为："


class Seen(Protocol):
    """What one evaluation says beyond its dossiers."""

    @property
    def as_of(self) -> str:
        """Its day, `YYYY-MM-DD`."""

    def held(self, table: str, record: str) -> Mapping[str, Any] | None:
        """The row that stands for a record, as a package shows it; None where none stands."""

    @property
    def anything_blocked(self) -> bool:
        """Whether there is a place where nothing can be said; forms need not be opened where there is none."""

    def fate(self, table: str, record: str) -> Fate:
        """What became of a record for which no row stands."""

    def blocked(self, place: str, jurisdiction: str) -> bool:
        """Whether nothing can be said there: the chain failed, or the two computations disagree."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was told and is so no longer; `text` says it in Chinese."""

    kind: str
    """One of ORDER."""
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Addition:
    """A finding or a site that no recipient was told of."""

    kind: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """All of it; `withdrawn`: nothing that was told still stands."""

    additions: tuple[Addition, ...]
    changes: tuple[Change, ...]
    withdrawn: bool

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.additions or self.changes or self.withdrawn)


def difference(told: Sequence[Form], current: Form | None, seen: Seen) -> Difference:
    """Compare the statements that a recipient holds (at least one) with the dossier of today, if there is one."""
    now = [] if current is None else grounds_of(current)
    before = [g for form in told for g in grounds_of(form)]
    changes: dict[tuple[str, str], Change] = {}
    for form in told:
        for one in _records(form, seen):
            changes.setdefault((one.kind, one.subject), one)
    for ground in before:
        for one in _ground(ground, now):
            changes.setdefault((one.kind, one.subject), one)
    gone = not any(g.overlaps(n) for g in before for n in now)
    ordered = sorted(changes, key=lambda key: (ORDER.index(key[0]), key[1]))
    return Difference(
        tuple(_additions(before, now, _names(current))), tuple(changes[k] for k in ordered), gone
    )


def _records(form: Form, seen: Seen) -> Iterator[Change]:
    """Rows that were carried: those that support an element by any change, the others when a told cell changed."""
    support = {r for g in grounds_of(form) for r in g.support()}
    unused = {r for n in form["other"].get("unused", ()) for r in n["records"]}
    for reference, row in sorted(form["records"].items()):
        table, record = identity(reference)
        supports = reference in support
        if not row or (reference in unused and not supports):
            continue
        now = seen.held(table, record)
        before, called = content(reference, row), f"{table_label(table)}记录 {reference.partition('/')[2]}"
        if now is None:
            yield Change("record", f"{table}/{record}", f"{called} {_gone(table, record, before, seen)}")
            continue
        after = content(reference, now)
        moved = _moved(before, after)
        if not supports:
            moved = [k for k in moved if k in before]
        # A row's own cells never change under its id: a join is a person's decision, laid over it.
        if moved == ["same_as"] and after.get("same_as") and row[TABLES[table].key] == now[TABLES[table].key]:
            said = f"已认定与矿点 {after['same_as']} 为同一处"
            yield Change("record", f"{table}/{record}", f"{called} {said}")
        elif moved:
            said = _cells(table, moved, before, after)
            yield Change("record", f"{table}/{record}", f"{called} {CORRECTED}{said}")


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Columns whose cells differ."""
    return [k for k in sorted({*before, *after}) if before.get(k) != after.get(k)]


def _gone(table: str, record: str, before: Mapping[str, Any], seen: Seen) -> str:
    """What became of a row that no row of its record follows; what the record in its place says otherwise."""
    fate = seen.fate(table, record)
    heir = seen.held(table, fate.by) if fate.kind == "replaced" else None
    if heir is None:
        return fate.said
    after = content(f"{table}/{fate.by}", heir)
    moved = _moved(before, after)
    if not moved:
        return f"{fate.said}，内容相同"
    return f"{fate.said}，{CORRECTED}{_cells(table, moved, before, after)}"


def _cells(table: str, moved: Sequence[str], before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return "；".join(_cell(table, k, before.get(k), after.get(k)) for k in moved)


def _cell(table: str, column: str, before: Any, after: Any) -> str:  # noqa: ANN401 - cells of any column
    """`核实日期由 2022-02-23 变为 2022-02-24`; an empty cell is said to be empty."""
    was, now = (cell(table, column, value) for value in (before, after))
    return f"{column_label(table, column)}由{_quoted(was)}变为{_quoted(now)}"


def _quoted(said: str) -> str:
    """A day stands by itself, other values in quotation marks."""
    if not said:
        return "未填"
    return f" {said} " if _DAY.fullmatch(said) else f"“{said}”"


def _ground(told: Ground, now: Sequence[Ground]) -> Iterator[Change]:
    title, identity_ = str(told.form["title"]), str(told.form["id"])
    found = next((n for n in now if told.overlaps(n)), None)
    if found is None:
        yield Change("finding", identity_, f"“{title}”（{identity_}）不再成立")
        return
    day = told.as_of
    if told.met_on != found.met_on:
        yield Change("days", identity_, f"“{title}”的起始日由 {told.met_on} 变为 {found.met_on}")
    elif told.ended_by(day) != found.ended_by(day):
        until = found.ended_by(day) or "仍在持续"
        yield Change(
            "days",
            identity_,
            f"“{title}”截至 {day} 的终止日由 {told.ended_by(day) or '仍在持续'} 变为 {until}",
        )
    for site in sorted(told.sites - found.sites):
        yield Change("sites", f"{identity_}/{site}", f"矿点 {site} 不再计入“{title}”")
    if told.form["count"] is not None and found.form["count"] is not None:
        before, after = told.form["count"], found.form["count"]
        if after < before:
            yield Change("count", identity_, f"“{title}”同日计入的矿点由 {before} 处变为 {after} 处")
    for first, sites in told.windows:
        if not any(sites <= others for _, others in found.windows):
            which = "、".join(sorted(sites))
            yield Change("window", f"{identity_}/{first}", f"{which} 不再落入同一计数期间")
    yield from _elements(told, found)


def _elements(told: Ground, found: Ground) -> Iterator[Change]:
    for name, element in told.elements.items():
        moved = name.startswith(IN_FORCE) and told.met_on != found.met_on  # the days are said once
        if moved or name.startswith(COUNTED) or any(f"（{s}）" in name for s in told.sites - found.sites):
            continue
        now = found.elements.get(name)
        subject, label = f"{told.form['id']}#{name}", element["element"]
        if now is None or now["status"] != element["status"]:
            yield Change("element", subject, f"要件“{label}”的认定有变化")
            continue
        was, is_ = said_until(element["facts"], told.as_of), said_until(now["facts"], told.as_of)
        if not was <= is_:
            lost, new = _said(was - is_), _said(is_ - was) or "没有记录"
            yield Change("element", subject, f"要件“{label}”{TOLD_BEFORE}{lost}。现述为：{new}")


def _said(items: set[tuple[str, str]]) -> str:
    return "；".join(f"{head}：{item}" if item else head for head, item in sorted(items))


def _names(form: Form | None) -> dict[str, str]:
    """Site → how a letter names it."""
    sites = [] if form is None else form["sites"]
    return {unversioned(s["site_id"]): f"{s['name']}（{s['site_id']}，{s['place']}）" for s in sites}


def _additions(
    before: Sequence[Ground], now: Sequence[Ground], names: Mapping[str, str]
) -> Iterator[Addition]:
    for ground in now:
        known = [b for b in before if b.overlaps(ground)]
        title, name = ground.form["title"], str(ground.form["id"])
        if not known:
            yield Addition("finding", name, f"新增“{title}”（{name}）")
            continue
        for site in sorted(ground.sites - {s for b in known for s in b.sites}):
            yield Addition("site", f"{name}/{site}", f"“{title}”新增矿点 {names.get(site, site)}")
