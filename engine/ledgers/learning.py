"""A profile proposed from a file: what is recognised is filled in, what is not stays 待填 for a person to decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from engine.ledgers.layout import headings_at
from engine.ledgers.likely import LIKELY, SURE, WORDS
from engine.ledgers.profile_model import IGNORED, TO_FILL, TOTALS, column_of
from engine.ledgers.profile_text import FEW, Column, choices, fixed, heading, listed, mint, quoted
from engine.ledgers.profiled import parted
from engine.records.cells import Cell, blank
from engine.records.codes import folded
from engine.records.grids import Grid
from engine.records.headers import column_named
from engine.records.rejections import RecordsError
from engine.records.schema import CODES, TABLES
from engine.records.schema import Column as SchemaColumn

_TOP: Final = 30
_CLOSE: Final = 0.6
_FOOTERS: Final = (
    "填报人", "填表人", "制表人", "审核人", "负责人", "单位负责人", "联系电话", "填报日期", "备注：", "注：", "说明：",
)  # fmt: skip
_TABLES: Final = ("sites", "discoveries", "checks", "measures")
"""Tables in which a heading is looked for, in this order, where the file names no table."""


def propose(grids: Sequence[Grid], sender: str, county: str | None) -> str:
    """The text of a profile for a file like this one. Raises RecordsError: no sheet has a header to recognise."""
    parts = [
        f"# 报送样式，由来件 {grids[0].file if grids else ''} 学得；请逐项核对，把“{TO_FILL}”改成 表.列 或 {IGNORED}。",
        f"sender: {quoted(sender)}",
        f"county: {quoted(county) if county else TO_FILL}  # 乡镇名称所在的县；各行都写明县名的可删去本行",
        "sheets:",
    ]
    known = [part for grid in grids if (part := _sheet(grid, alone=len(grids) == 1))]
    if not known:
        name = grids[0].file if grids else "来件"
        raise RecordsError(f"{name}：前{_TOP}行中没有认出表头（至少要有两列的列名相近）；请人工编写样式。")
    return "\n".join([*parts, *known]) + "\n"


def _sheet(grid: Grid, *, alone: bool) -> str | None:
    found = _header(grid)
    if found is None:
        return None
    top, height, columns = found
    body = grid.rows[top + height :]
    _refine(columns, body)
    tables = [t for t in TABLES if t in _meant_tables(columns)]
    merged = _merged_down(grid, top + height, columns)
    lines = [f"- header: {listed(_marks(columns))}"]
    if not alone and grid.name:
        lines.append(f"  sheet: {quoted(grid.name)}")
    if height > 1:
        lines.append(f"  header_rows: {height}")
    lines += ["  headings:", *(f"    {heading(column)}" for column in columns)]
    worded = [column for column in columns if column.words]
    if worded:
        lines.append("  values:")
        for column in worded:
            said = ", ".join(
                f"{quoted(w)}: {quoted(c) if c is not None else TO_FILL}" for w, c in column.words.items()
            )
            lines.append(f"    {quoted(column.heading)}: {{{said}}}{choices(column)}")
    lines += fixed(tables, columns)
    if merged:
        lines.append(f"  fill_down: {listed(merged)}")
    lines.append(f"  totals: {listed(TOTALS)}")
    if footers := _footers(body):
        lines.append(f"  footers: {listed(footers)}")
    lines += mint(tables, columns)
    return "\n".join(lines)


def _meant_tables(columns: Sequence[Column]) -> set[str]:
    """The tables that the columns give, and those that alone an open column may belong to."""
    said = {target.partition(".")[0] for column in columns for target in column.targets}
    open_ = ({target.partition(".")[0] for target in column.guesses} for column in columns)
    return said | {table for tables in open_ if len(tables) == 1 for table in tables}


def _header(grid: Grid) -> tuple[int, int, list[Column]] | None:
    """The row (or two) of which most headings are recognised."""
    best: tuple[int, int, int, list[Column]] | None = None
    for top in range(min(_TOP, len(grid.rows))):
        for height in (1, 2):
            words = [h for h in headings_at(grid, top, height) if h]
            columns = [Column(h, *_meant(h)) for h in dict.fromkeys(words)]
            sure = sum(bool(c.targets) for c in columns)
            near = sum(bool(c.targets or c.guesses) for c in columns)
            stacked = height > 1 and not _is_stacked(grid, top)
            if sure + near < 3 or near < 2 or len(words) != len(set(words)) or stacked:  # noqa: PLR2004
                continue
            if best is None or sure + near > best[0]:
                best = (sure + near, top, height, columns)
    return best[1:] if best else None


def _is_stacked(grid: Grid, top: int) -> bool:
    """Whether cells merged side by side in this row stand over headings of their own."""
    return any(m.top == m.bottom == top and m.right > m.left for m in grid.merged) and any(
        m.top == top and m.bottom == top + 1 for m in grid.merged
    )


def _meant(heading: str) -> tuple[list[str], list[str]]:
    """Targets that a heading surely means, and those that it may mean."""
    word = folded(heading.rpartition("/")[2])
    if word in SURE or word in LIKELY:
        return list(SURE.get(word, ())), list(LIKELY.get(word, ()))
    exact = [
        f"{name}.{column.name}"
        for name in _TABLES
        if (column := column_named(TABLES[name], word)) is not None
    ]
    own = [target for target in exact if target.partition(".")[2] not in {"note", "evidence", "recorded_at"}]
    if len(own) == 1:
        return own, []
    if exact and not own:
        return [], exact
    if own:
        return ([], own)
    labels = {
        folded(h): f"{name}.{column.name}"
        for name in _TABLES
        for column in TABLES[name].columns
        for h in column.headers
    }
    known = {label: (target,) for label, target in labels.items()} | {**SURE, **LIKELY}
    near = get_close_matches(word, known, n=3, cutoff=_CLOSE)
    guesses = [target for one in near for target in known[one] if target != IGNORED]
    return [], list(dict.fromkeys(guesses))


def _refine(columns: Sequence[Column], body: Sequence[Sequence[Cell]]) -> None:
    """Value words of coded columns; a target that two columns claim is left to a person."""
    claimed = Counter(t for c in columns for t in c.targets)
    for column in columns:
        twice = [
            t
            for t in column.targets
            if claimed[t] > 1 and (c := column_of(t)) and c.base not in {"codes", "jurisdiction"}
        ]
        if twice:
            column.guesses, column.targets = column.targets, []
        for target in column.targets or (column.guesses if len(column.guesses) == 1 else ()):
            known = column_of(target)
            if known is not None and known.base in {"code", "codes", "mineral", "flag"}:
                _words(column, known, body, columns)


def _words(
    column: Column, known: SchemaColumn, body: Sequence[Sequence[Cell]], columns: Sequence[Column]
) -> None:
    position = [c.heading for c in columns].index(column.heading)
    cells = [row[position] for row in body if position < len(row) and not blank(row[position])]
    several, domain = known.base == "codes", known.domain
    said = Counter(word for cell in cells for word in (parted(cell) if several else [str(cell).strip()]))
    codes = {folded(w): code for code, words in CODES.get(domain, {}).items() for w in (code, *words)}
    own = WORDS.get(column.heading.rpartition("/")[2], WORDS.get(domain, {}))
    for word in sorted(said)[:FEW]:
        if folded(word) in codes and word not in own:
            continue
        column.words[word] = own.get(word)


def _merged_down(grid: Grid, first: int, columns: Sequence[Column]) -> list[str]:
    positions = {m.left for m in grid.merged if m.top >= first and m.left == m.right and m.bottom > m.top}
    return [c.heading for p, c in enumerate(columns) if p in positions]


def _footers(body: Sequence[Sequence[Cell]]) -> list[str]:
    starts = [next((folded(str(cell)) for cell in row if not blank(cell)), "") for row in body[-6:]]
    return [word for word in _FOOTERS if any(start.startswith(folded(word)) for start in starts)]


def _marks(columns: Sequence[Column]) -> list[str]:
    sure = [c.heading for c in columns if c.targets and "/" not in c.heading]
    return (sure or [c.heading for c in columns])[:3]
