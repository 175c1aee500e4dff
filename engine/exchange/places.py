"""The table of numbers that places set for themselves: one row for each value, out and back in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from engine.exchange.editing import Add, Append, Drop, Edit, Put
from engine.exchange.lines import CellFault, Reader, columns_of
from engine.exchange.table import (
    PLACE_COLUMNS,
    PLACE_ORIGINS,
    PLACES,
    Column,
    Held,
    spelt,
    written_as,
)
from engine.records.cells import Cell, Unreadable, blank
from engine.records.rejections import place
from engine.records.sheets import Sheet
from engine.records.texts import legible, tidy
from engine.referrals.wording import visible
from engine.rules.dated import Origin, PlaceValues, Value
from engine.rules.naming import ORIGIN

Named = tuple[str, str, str]
"""Rule, parameter, place as the file writes it."""

TWICE: Final = "与第 {first} 行是同一参数、同一地方、同一日期；一个日期只能有一个值，请删去多余的一行。"
UNLIKE: Final = "“{found}”与第 {first} 行的“{other}”不同；同一地方各行的出处、文件须相同，请改成一致。"
MISSING: Final = "少了规则 {rule} 的参数 {name} 在{place}自 {day} 起的一行；删行不等于删值：请补回这一行，要删去这个值就在“处理”列选“删除”。"
NOTHING_TO_DROP: Final = "规则文件里没有这个地方自这一日起的值，无从删除；请清空“处理”，或者清空整行。"
LAST_VALUE: Final = "这是这个地方的最后一个值，不能在表里删去；自某日起不再另定的，新增一行写“无”，整个撤去的请直接修改规则文件。"


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One row whose every cell is sound by itself."""

    row: int
    rule: str
    name: str
    place: str
    origin: Origin
    basis: str
    day: date
    value: Value
    drop: bool

    @property
    def named(self) -> Named:
        """What the row is about."""
        return self.rule, self.name, self.place


def place_rows(known: Mapping[tuple[str, str], Held]) -> list[tuple[str, ...]]:
    """The rows as the table shows them, in the order of the files."""
    return [
        (one.rule, one.title, one.name, own.place, ORIGIN[own.origin], own.basis, day.isoformat(), spelt(value), "")
        for one in known.values()
        for own in one.parameter.places
        for day, value in own.values.items()
    ]  # fmt: skip


class _Reader(Reader):
    table: Mapping[str, Column] = {c.name: c for c in PLACE_COLUMNS}

    def lines(self, sheet: Sheet) -> Iterator[PlaceLine]:
        words = {ORIGIN[o]: o for o in PLACE_ORIGINS} | {o: o for o in PLACE_ORIGINS}
        for number, cells in self.cells(sheet):
            before = len(self.faults)
            rule, name = self.named(number, cells)
            where, basis = self.text(number, cells, "place"), self._free(number, cells)
            origin = self.chosen(number, cells, "origin", words)
            day, value = self.day(number, cells), self.value(number, cells)
            drop = self.dropped(number, cells)
            if len(self.faults) == before:
                assert day is not None  # noqa: S101 - a missing day is a fault of this row
                yield PlaceLine(number, rule, name, where, cast("Origin", origin), basis, day, value, drop)

    def _free(self, row: int, cells: Mapping[str, Cell]) -> str:
        """The name of a paper, as it stands: its marks of punctuation are its own."""
        cell = cells["basis"]
        if isinstance(cell, Unreadable) or blank(cell):
            return self.text(row, cells, "basis")
        return tidy(str(cell))


@dataclass(frozen=True, slots=True)
class GivenPlaces:
    """The rows of the table, its faults, and where its columns stand."""

    lines: Sequence[PlaceLine]
    faults: Sequence[CellFault]
    columns: Mapping[str, int]
    where: str


def read_places(file: str, sheet: Sheet | None, known: Mapping[tuple[str, str], Held]) -> GivenPlaces:
    """The table that came back; a workbook without that sheet lacks every row."""
    where = place(file, PLACES)
    columns, faults = columns_of(sheet, where, PLACE_COLUMNS) if sheet else ({}, [])
    lines: list[PlaceLine] = []
    if sheet and set(columns) >= {c.name for c in PLACE_COLUMNS}:
        reader = _Reader(known, columns, where)
        lines = list(reader.lines(sheet))
        faults = [*faults, *reader.faults]
    if not faults:
        faults = [*_between(lines, columns, where), *_against(lines, columns, where, known)]
    return GivenPlaces(lines, faults, columns, where)


def _between(lines: Sequence[PlaceLine], columns: Mapping[str, int], where: str) -> Iterator[CellFault]:
    """Rows that contradict each other."""
    days: dict[tuple[Named, date], PlaceLine] = {}
    first: dict[Named, PlaceLine] = {}
    for line in lines:
        before = days.setdefault((line.named, line.day), line)
        if before is not line:
            yield CellFault(line.row, columns["day"], TWICE.format(first=before.row), where)
        before = first.setdefault(line.named, line)
        for column, own, other in (
            ("origin", ORIGIN[line.origin], ORIGIN[before.origin]), ("basis", line.basis, before.basis),
        ):  # fmt: skip
            if own != other:
                said = UNLIKE.format(found=legible(own), first=before.row, other=legible(other))
                yield CellFault(line.row, columns[column], said, where)


def _against(
    lines: Sequence[PlaceLine], columns: Mapping[str, int], where: str, known: Mapping[tuple[str, str], Held]
) -> Iterator[CellFault]:
    """Values of the files that no row has, and rows to be taken out that can't be."""
    given = {(*line.named, line.day) for line in lines}
    held = dict(_held(known))
    for (rule, name, at), (_, own) in held.items():
        for day in own.values:
            if (rule, name, at, day) not in given:
                yield CellFault(0, -1, MISSING.format(rule=rule, name=name, place=at, day=day), where)
    for line in lines:
        _, of = held.get(line.named, (0, None))
        if line.drop and (of is None or line.day not in of.values):
            yield CellFault(line.row, columns["action"], NOTHING_TO_DROP, where)
        elif line.drop and all(other.drop for other in lines if other.named == line.named):
            yield CellFault(line.row, columns["action"], LAST_VALUE, where)


def _held(known: Mapping[tuple[str, str], Held]) -> Iterator[tuple[Named, tuple[int, PlaceValues]]]:
    for (rule, name), one in known.items():
        for number, own in enumerate(one.parameter.places):
            yield (rule, name, own.place), (number, own)


def place_edits(
    given: GivenPlaces, known: Mapping[tuple[str, str], Held]
) -> Iterator[tuple[PlaceLine, Held, Edit]]:
    """What each row changes; a value is added before the last one is taken out."""
    held, fresh = dict(_held(known)), dict[Named, list[PlaceLine]]()
    for line in sorted(given.lines, key=lambda each: each.drop):
        one = known[line.rule, line.name]
        number, own = held.get(line.named, (0, None))
        if own is None:
            fresh.setdefault(line.named, []).append(line)
            continue
        at, day = ("parameters", line.name, "places", number), line.day.isoformat()
        if line.origin != own.origin:
            yield line, one, Put((*at, "origin"), line.origin)
        if line.basis != visible(own.basis):
            yield line, one, Put((*at, "basis"), quoted(line.basis))
        if line.drop:
            yield line, one, Drop((*at, "values"), day)
        elif line.day not in own.values:
            yield line, one, Add((*at, "values"), day, written_as(line.value))
        elif own.values[line.day] != line.value:
            yield line, one, Put((*at, "values", day), written_as(line.value))
    begun = {key for key, one in known.items() if one.parameter.places}
    for lines in fresh.values():
        first = lines[0]
        key, path = (first.rule, first.name), ("parameters", first.name)
        entry = _entry(lines)
        if key in begun:
            yield first, known[key], Append((*path, "places"), entry)
        else:
            begun.add(key)
            yield first, known[key], Add(path, "places", f"[{entry}]", last=True)


def _entry(lines: Sequence[PlaceLine]) -> str:
    """What a place sets, as a rule file writes it in one line."""
    first = lines[0]
    values = ", ".join(
        f"{one.day}: {written_as(one.value)}" for one in sorted(lines, key=lambda each: each.day)
    )
    head = f"place: {quoted(first.place)}, origin: {first.origin}, basis: {quoted(first.basis)}"
    return f"{{{head}, values: {{{values}}}}}"


def quoted(text: str) -> str:
    """A text as YAML takes it, whatever it says."""
    return "'" + text.replace("'", "''") + "'"
