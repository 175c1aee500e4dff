"""A department's own sheet, read by its profile, as sheets of our tables; what was given stays beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.errors import PlaceError
from engine.jurisdictions import Tree
from engine.ledgers.layout import Dropped, Layout, Line, lay_out
from engine.ledgers.profile_model import Profile, SheetProfile, column_of
from engine.records.cells import Cell, Unreadable, blank
from engine.records.codes import folded
from engine.records.grids import Grid
from engine.records.headers import folded_name
from engine.records.rejections import RecordsError, Rejection, shown
from engine.records.schema import CODES, TABLES, Table
from engine.records.sheets import Sheet, letter
from engine.records.texts import narrow

Given = Sequence[tuple[str, Cell]]
Named = tuple[Cell, Cell]
"""What names a site without an id: its name, its place."""
_CODE: Final = 12
_PARTS: Final = re.compile("[;；、,，]")


def parted(value: Cell) -> list[str]:
    """The words of a cell that may name several, however a department parts them."""
    return [part.strip() for part in _PARTS.split(str(value)) if not blank(part)]


@dataclass(frozen=True)
class Piece:
    """The rows that a sheet gives of one table; `named[i]` names the site of row i where the table has no ids of sites."""

    table: Table
    sheet: Sheet
    profile: SheetProfile
    named: Sequence[Named] = ()


@dataclass
class Shaped:
    """All that a file gives under a profile; `given` leads from (sheet, row) to the cells under their headings."""

    pieces: list[Piece] = field(default_factory=list)
    given: dict[tuple[str | None, int], Given] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)
    faults: list[Rejection] = field(default_factory=list)


def reshape(file: str, grids: Sequence[Grid], profile: Profile, tree: Tree) -> Shaped:
    """Read each sheet of a file that the profile knows. Raises RecordsError: no such sheet, a form that has changed."""
    shaped = Shaped()
    county = county_of(profile, tree)
    taken = set()
    for grid in grids:
        chosen = next((s for s in profile.sheets if _fits(s, grid)), None)
        if chosen is None:
            reason = f"样式“{profile.name}”没有说明这张工作表，未读入；请核对，或补入样式的 sheets"
            shaped.faults.append(Rejection(grid.file, grid.name, None, None, "", reason))
            continue
        taken.add(id(chosen))
        take(shaped, grid, chosen, lay_out(grid, chosen), county)
    missing = [s.sheet for s in profile.sheets if id(s) not in taken and s.sheet]
    if not taken or missing:
        what = f"没有工作表“{'、'.join(missing)}”" if missing else "没有样式所说的工作表"
        raise RecordsError(f"{file}：{what}；请核对来件是否用样式“{profile.name}”。")
    return shaped


def _fits(profile: SheetProfile, grid: Grid) -> bool:
    return profile.sheet is None or grid.name is None or folded_name(profile.sheet) == folded_name(grid.name)


def county_of(profile: Profile, tree: Tree) -> tuple[str, str] | None:
    """Name of the county in which townships are named, and the path that the tree resolves."""
    if profile.county is None:
        return None
    try:
        code = tree.resolve(profile.county)
    except PlaceError as error:
        raise RecordsError(f"样式“{profile.name}”的 county：{error}") from None
    above = [c for c in reversed(tree.ancestors(code)) if tree.place(c).level != "province"]
    return tree.place(code).name, "/".join(tree.place(c).name for c in [*above, code])


def take(
    shaped: Shaped, grid: Grid, profile: SheetProfile, layout: Layout, county: tuple[str, str] | None
) -> None:
    """Add a sheet that has been laid out. Raises RecordsError: headings are missing or stand twice."""
    positions = _positions(grid, profile, layout)
    shaped.dropped += layout.dropped
    shaped.faults += _unknown(grid, profile, layout)
    filled = [
        p
        for p, heading in enumerate(layout.headings)
        if folded(heading) in set(map(folded, profile.fill_down))
    ]
    for line in layout.lines:
        cells = list(line.given)
        for position in filled:  # sent back, a row stands without the one above it
            cells[position : position + 1] = line.read[position : position + 1]
        shaped.given[grid.name, line.number] = _given(layout.headings, cells)
    words = {h: {folded(word): code for word, code in said.items()} for h, said in profile.values.items()}
    reader = _Reader(words, positions, county)
    for name in profile.tables():
        shaped.pieces.append(_piece(grid, profile, layout.lines, TABLES[name], reader))


def _given(headings: Sequence[str], cells: Sequence[Cell]) -> Given:
    names = [*headings, *(f"{letter(p)}列" for p in range(len(headings), len(cells)))]
    return [
        (names[p] or f"{letter(p)}列", cell) for p, cell in enumerate(cells) if names[p] or not blank(cell)
    ]


def _positions(grid: Grid, profile: SheetProfile, layout: Layout) -> dict[str, int]:
    """Heading, as the profile spells it → position."""
    found: dict[str, int] = {}
    for position, heading in enumerate(layout.headings):
        word = folded(heading)
        if word and word in found:
            raise RecordsError(f"{grid.place}：列名“{heading}”出现两次；请改名，使每列各有列名。")
        found[word] = position
    wanted = [h for h in profile.headings if profile.targets(h)]
    missing = [h for h in wanted if folded(h) not in found]
    if missing:
        raise RecordsError(
            f"{grid.place}：表头中没有列 {'、'.join(missing)}；表式可能变了，请核对来件，或改正样式。"
        )
    return {h: found[folded(h)] for h in wanted}


def _unknown(grid: Grid, profile: SheetProfile, layout: Layout) -> list[Rejection]:
    """Columns with content that the profile doesn't mention: told, never passed over in silence."""
    known = set(map(folded, profile.headings))
    out = []
    for position, heading in enumerate(layout.headings):
        filled = any(position < len(line.given) and not blank(line.given[position]) for line in layout.lines)
        if filled and folded(heading) not in known:
            said = heading or f"{letter(position)}列"
            reason = f"样式没有说明列“{said}”，该列未读入；请在样式的 headings 中写明它的去处，或写 忽略"
            out.append(Rejection(grid.file, grid.name, None, shown(said), shown(said), reason))
    return out


@dataclass(frozen=True)
class _Reader:
    """From the cells of a line to the cell of a target."""

    words: Mapping[str, Mapping[str, str]]
    positions: Mapping[str, int]
    county: tuple[str, str] | None

    def raw(self, cells: Sequence[Cell], heading: str) -> Cell:
        position = self.positions[heading]
        return cells[position] if position < len(cells) else ""

    def cell(self, cells: Sequence[Cell], target: str, headings: Sequence[str]) -> Cell:
        """What stands under the headings, in our words."""
        column = column_of(target)
        several = column.domain if column is not None and column.base == "codes" else None
        found = [self._worded(heading, self.raw(cells, heading), several) for heading in headings]
        place = column is not None and column.base == "jurisdiction"
        if len(found) > 1:
            found = [one for one in found if not blank(one)]
            unreadable = next((one for one in found if isinstance(one, Unreadable)), None)
            joint = "/" if place else ";"
            found = [unreadable or joint.join(narrow(str(one)) for one in found)]
        return self._placed(found[0]) if place else found[0]

    def _worded(self, heading: str, value: Cell, several: str | None) -> Cell:
        """Our word for a cell; `several`: the closed list of which it may name more than one, however it parts them."""
        words = self.words.get(heading, {})
        if blank(value) or isinstance(value, Unreadable):
            return value
        whole = words.get(folded(str(value)))
        if whole is not None or several is None:
            return value if whole is None else whole
        known = {folded(w): code for code, said in CODES[several].items() for w in (code, *said)} | dict(
            words
        )
        parts = [folded(part) for part in parted(value)]
        return (
            ";".join(known[part] for part in parts if known[part])
            if all(part in known for part in parts)
            else value
        )

    def _placed(self, value: Cell) -> Cell:
        """A name that says no county stands in the profile's."""
        text = narrow(value) if isinstance(value, str) else ""
        if not text or self.county is None or "/" in text or (text.isdigit() and len(text) == _CODE):
            return value
        name, path = self.county
        return path if text == name else f"{path}/{text}"


def _piece(grid: Grid, profile: SheetProfile, lines: Sequence[Line], table: Table, reader: _Reader) -> Piece:
    sources = {t: h for t, h in profile.sources().items() if t.startswith(f"{table.name}.")}
    fixed = {t: v for t, v in profile.fixed.items() if t.startswith(f"{table.name}.")}
    linked = table.name in profile.links()
    names = [target.partition(".")[2] for target in (*sources, *fixed)]
    names += [name for name in ("site_id",) if linked]
    names += [table.key] if table.name in profile.mint and table.key not in names else []
    rows: list[Sequence[Cell]] = []
    numbers: list[int] = []
    named: list[Named] = []
    own = [heading for headings in sources.values() for heading in headings]
    site = {t: h for t, h in profile.sources().items() if t in {"sites.name", "sites.jurisdiction"}}
    for line in lines:
        # A value filled down doesn't make a record of a line that says nothing of it.
        if all(blank(reader.raw(line.given, heading)) for heading in own):
            continue
        cells = [reader.cell(line.read, target, headings) for target, headings in sources.items()]
        cells += [*fixed.values(), *([""] * (len(names) - len(sources) - len(fixed)))]
        rows.append(cells)
        numbers.append(line.number)
        if linked:
            name, place = (
                reader.cell(line.read, target, site[target])
                if target in site
                else profile.fixed.get(target, "")
                for target in ("sites.name", "sites.jurisdiction")
            )
            named.append((name, place))
    return Piece(table, Sheet(grid.file, grid.name, tuple(names), rows, numbers), profile, named)
