"""What a workbook that came back changes: checked as `rules check` does, each fault at its cell, told in words."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from engine.comparing import told_difference
from engine.comparing.words import RuleDifference
from engine.errors import RuleError, UsageError, os_reason
from engine.exchange.cells import Back, cells_of_back
from engine.exchange.editing import Add, Drop, Edit, Put, edited
from engine.exchange.items import ITEMS, Chosen, chosen, items
from engine.exchange.lines import CellFault, Given, Line, read_lines
from engine.exchange.places import GivenPlaces, place_edits, read_places
from engine.exchange.table import PARAMETERS, PLACES, Held, held, written_as
from engine.records.cells import Cell
from engine.records.texts import narrow
from engine.rules import check_folder, load_rules
from engine.rules.faults import shown
from engine.rules.folders import instrument_folders
from engine.rules.shelf import read_shelf

if TYPE_CHECKING:
    from engine.jurisdictions import Tree

STALE: Final = "本表是从另一套规则导出的（规则文件在导出以后改过，或者不是这个目录）；请重新导出，把改动填进新表，以免盖掉别人的修改。"
TWICE: Final = "与第 {first} 行是同一规则、同一参数、同一日期；一个日期只能有一个值，请删去多余的一行。"
UNLIKE: Final = "“{found}”与第 {first} 行的“{other}”不同；同一参数各行的单位、出处须相同，请改成一致。"
MISSING: Final = "少了规则 {rule} 的参数 {name} 自 {day} 起的一行；删行不等于删值：请补回这一行，要删去这个值就在“处理”列选“删除”。"
NOTHING_TO_DROP: Final = "规则文件里没有这个日期的值，无从删除；请清空“处理”，或者清空整行。"
AFTERWARDS: Final = "按本表改过以后，{file} 第 {line} 行第 {column} 列：{text}"


@dataclass(frozen=True, slots=True)
class Returned:
    """The faults of a workbook; without faults the differences in words and the files with their new bytes."""

    faults: Sequence[CellFault] = ()
    differences: Sequence[RuleDifference] = ()
    files: Mapping[Path, bytes] = field(default_factory=dict)

    def write(self) -> None:
        """Write all files whole: none is replaced before each lies beside its old one. Raises UsageError."""
        parts = {path: path.with_name(f".{path.name}.part") for path in self.files}
        try:
            for path, data in self.files.items():
                parts[path].write_bytes(data)
            for path, part in parts.items():
                part.replace(path)
        except OSError as error:
            for part in parts.values():
                with suppress(OSError):
                    part.unlink(missing_ok=True)
            raise UsageError(
                f"不能写入规则文件（{os_reason(error)}）；请检查目录、权限和磁盘，然后重试。"
            ) from None


def returned(file: str, data: bytes, folders: Sequence[Path], tree: "Tree | None" = None) -> Returned:
    """What a workbook changes in the rules of some folders; nothing is written.

    Raises RecordsError: no such workbook; RuleError: the rule files are unsound before any change; UsageError.
    """
    before = check_folder(folders, None, tree)
    if before:
        raise RuleError(f"规则文件本身还有 {len(before)} 处错误，先改正才能读回表格；第一处：{before[0]}")
    shelf = read_shelf(folders)
    known = held(shelf)
    given = read_lines(file, data, known)
    if given.digest != shelf.sha256:
        return Returned([CellFault(0, -1, STALE, given.where)])
    rows, odd = chosen(file, given.sheets.get(ITEMS), items(shelf))
    places = read_places(file, given.sheets.get(PLACES), known)
    faults = [*given.faults, *_between(given), *odd, *places.faults]
    spoilt = _spoilt(given, faults)
    if spoilt <= known.keys():
        faults += _missing(given, {key: one for key, one in known.items() if key not in spoilt})
    if faults:
        rest = _of_the_rest(given, faults, known, places, folders, tree)
        return Returned(sorted({*faults, *rest}))
    try:
        files = _files(given, known, rows, places)
    except _Refused as refused:
        return Returned([refused.fault])
    if not files:
        return Returned()
    return _checked(Back(given, rows, places), folders, files, tree)


class _Refused(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, fault: CellFault) -> None:
        self.fault = fault


def _between(given: Given) -> Iterator[CellFault]:
    """Rows that contradict each other."""
    days: dict[tuple[str, str, object], Line] = {}
    first: dict[tuple[str, str], Line] = {}
    for line in given.lines:
        before = days.setdefault((line.rule, line.name, line.day), line)
        if before is not line:
            said = TWICE.format(first=before.row)
            yield CellFault(line.row, given.columns["day"], said, given.where)
        before = first.setdefault((line.rule, line.name), line)
        for column in ("unit", "origin"):
            own, other = getattr(line, column), getattr(before, column)
            if own != other:
                said = UNLIKE.format(found=own, first=before.row, other=other)
                yield CellFault(line.row, given.columns[column], said, given.where)


def _spoilt(given: Given, faults: Sequence[CellFault]) -> set[tuple[str, str]]:
    """Rule and parameter, as they stand there, of the rows of the first table that bear a fault."""
    bad = {fault.row for fault in faults if fault.where == given.where}
    sheet, rule, name = given.sheets[PARAMETERS], given.columns.get("rule"), given.columns.get("parameter")
    if rule is None or name is None:
        return {("", "")} if bad else set()

    def word(row: Sequence[Cell], at: int) -> str:
        return narrow(str(row[at])) if at < len(row) else ""

    rows = zip(sheet.numbers, sheet.rows, strict=True)
    return {(word(row, rule), word(row, name)) for number, row in rows if number in bad}


def _of_the_rest(
    given: Given, faults: Sequence[CellFault], known: Mapping[tuple[str, str], Held], places: GivenPlaces,
    folders: Sequence[Path], tree: "Tree | None",
) -> Sequence[CellFault]:  # fmt: skip
    """What is wrong with the parameters none of whose rows bears a fault: all is told at once, nothing that follows."""
    spoilt = _spoilt(given, faults)
    spoilt |= {
        (rule, name) for (rule, name), one in known.items() if any(_missing(given, {(rule, name): one}))
    }
    sound = replace(given, lines=[line for line in given.lines if (line.rule, line.name) not in spoilt])
    none = replace(places, lines=())
    try:
        files = _files(sound, known, (), none)
    except _Refused as refused:
        return [refused.fault]
    found = _checked(Back(sound, (), none), folders, files, tree).faults if files else ()
    return [fault for fault in found if fault.row]


def _missing(given: Given, known: Mapping[tuple[str, str], Held]) -> Iterator[CellFault]:
    """Values of the files that no row has, and rows to be taken out that no file has."""
    lines = {(line.rule, line.name, line.day): line for line in given.lines}
    for (rule, name), held_ in known.items():
        for day in held_.parameter.values:
            if (rule, name, day) not in lines:
                yield CellFault(0, -1, MISSING.format(rule=rule, name=name, day=day), given.where)
    for line in given.lines:
        one = known.get((line.rule, line.name))
        if line.drop and one and line.day not in one.parameter.values:
            yield CellFault(line.row, given.columns["action"], NOTHING_TO_DROP, given.where)


def _files(
    given: Given, known: Mapping[tuple[str, str], Held], rows: Sequence[Chosen], places: GivenPlaces
) -> dict[Path, bytes]:
    """The files that change, with their new bytes."""
    out: dict[Path, bytes] = {}
    for row in rows:
        if row.edit:
            path = row.item.file
            out[path] = edited(out.get(path) or path.read_bytes(), [row.edit])
    # A value is added before the last one is taken out.
    for line in sorted(given.lines, key=lambda each: each.drop):
        one = known[line.rule, line.name]
        edits = list(_edits(line, one))
        if edits:
            data = out.get(one.file) or one.file.read_bytes()
            try:
                out[one.file] = edited(data, edits)
            except RuleError as error:
                raise _Refused(CellFault(line.row, -1, str(error), given.where)) from None
    for own, one, edit in place_edits(places, known):
        try:
            out[one.file] = edited(out.get(one.file) or one.file.read_bytes(), [edit])
        except RuleError as error:
            raise _Refused(CellFault(own.row, -1, str(error), places.where)) from None
    return {path: data for path, data in sorted(out.items()) if data != path.read_bytes()}


def _edits(line: Line, one: Held) -> Iterator[Edit]:
    path = ("parameters", line.name)
    if line.unit != one.parameter.unit:
        yield Put((*path, "unit"), line.unit)
    if line.origin != one.parameter.origin:
        yield Put((*path, "origin"), line.origin)
    values, day = one.parameter.values, line.day.isoformat()
    if line.drop:
        yield Drop((*path, "values"), day)
    elif line.day not in values:
        yield Add((*path, "values"), day, written_as(line.value))
    elif values[line.day] != line.value:
        yield Put((*path, "values", day), written_as(line.value))


def _checked(
    back: Back, folders: Sequence[Path], files: Mapping[Path, bytes], tree: "Tree | None"
) -> Returned:
    """The changed rules in a folder of their own, checked and compared with those that stand."""
    with TemporaryDirectory() as name:
        copies: dict[str, Path] = {}
        for folder in instrument_folders(folders):
            copy = Path(shutil.copytree(folder, Path(name) / folder.resolve().name))
            for path in folder.iterdir():
                copies[shown(copy / path.name)] = path
                if path in files:
                    (copy / path.name).write_bytes(files[path])
        found = check_folder([Path(name)], None, tree)
        changed = {copies[text]: Path(text) for text in copies if copies[text] in files}
        cells = cells_of_back(back, changed, folders)
        faults = []
        for fault in found:
            path = copies.get(fault.file, Path(fault.file))
            at = cells.get((path, fault.line, fault.column))
            said = AFTERWARDS.format(file=shown(path), line=fault.line, column=fault.column, text=fault.text)
            faults.append(
                CellFault(*at[:2], fault.text, at[2]) if at else CellFault(0, -1, said, back.given.where)
            )
        if faults:
            return Returned(sorted(faults))
        return Returned((), told_difference(load_rules(folders), load_rules([Path(name)])), files)
