"""Which cell of a workbook a place in a changed rule file came from, so that a fault of the file is told at its cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.exchange.items import CODE, ITEMS, LABELS, Chosen, cells_of
from engine.exchange.lines import Given
from engine.exchange.places import GivenPlaces
from engine.exchange.table import Held, held
from engine.rules.files import read_text
from engine.rules.nodes import read_nodes
from engine.rules.shelf import read_shelf
from engine.rules.tree import Node


@dataclass(frozen=True, slots=True)
class Back:
    """The three tables of a workbook whose every row is sound."""

    given: Given
    rows: Sequence[Chosen]
    places: GivenPlaces


def cells_of_back(
    back: Back, changed: Mapping[Path, Path], folders: Sequence[Path]
) -> dict[tuple[Path, int, int], tuple[int, int, str]]:
    """Place in a changed file (line, column) → cell of the workbook (row, column, file and sheet)."""
    known = held(read_shelf(folders))
    given, rows = back.given, back.rows
    listed = given.sheets.get(ITEMS)
    code = listed.header.index(LABELS[CODE]) if listed and rows else CODE
    out: dict[tuple[Path, int, int], tuple[int, int, str]] = {}
    for original, copy in changed.items():
        root, _ = read_nodes(read_text(copy))
        for line_, column_, row in cells_of(rows, root, original) if root else ():
            out[original, line_, column_] = (row, code, listed.place if listed else given.where)
        for at, cell in _cells_of_places(back.places, root, known, original) if root else ():
            out.setdefault((original, *at), cell)
        for line in given.lines:
            if root is None or known[line.rule, line.name].file != original:
                continue
            for steps, on_key, column in (
                (("values", line.day.isoformat()), "day", "value"), (("unit",), "unit", "unit"),
                (("origin",), "origin", "origin"), (("values",), "value", "value"), ((), "parameter", "parameter"),
            ):  # fmt: skip
                node = root.get("parameters", line.name, *steps)
                if node:
                    out.setdefault(
                        (original, node.line + 1, node.column + 1),
                        (line.row, given.columns[column], given.where),
                    )
                    out.setdefault(
                        (original, node.key_line + 1, node.key_column + 1),
                        (line.row, given.columns[on_key], given.where),
                    )
    return out


def _cells_of_places(
    places: GivenPlaces, root: Node, known: Mapping[tuple[str, str], Held], file: Path
) -> Iterator[tuple[tuple[int, int], tuple[int, int, str]]]:
    """Line and column in a changed file → cell, of what places set."""
    columns = places.columns
    for line in places.lines:
        list_ = root.get("parameters", line.name, "places")
        if known[line.rule, line.name].file != file or list_ is None:
            continue
        one = next((n for n in list_.items if n.at("place").raw == line.place), None)
        day = line.day.isoformat()
        for node, on_key, column in (
            (one.get("values", day) if one else None, "day", "value"), (one.get("place") if one else None, "place", "place"),
            (one.get("origin") if one else None, "origin", "origin"), (one.get("basis") if one else None, "basis", "basis"),
            (one.get("values") if one else None, "value", "value"), (list_, "parameter", "parameter"),
        ):  # fmt: skip
            if node:
                yield (node.line + 1, node.column + 1), (line.row, columns[column], places.where)
                yield (node.key_line + 1, node.key_column + 1), (line.row, columns[on_key], places.where)
