"""Ids for rows whose department gives none: made from what identifies the row, so that the same row keeps its id.

The natural key of a row is the sender, the table and the columns that the profile's `mint` names. The id speaks:
`张家沟煤矿@140925102000#宁武县应急局` for a site, `张家沟煤矿@140925102000:2022-02-20#宁武县应急局` for what happened there.
A cell outside the key may change without the id: that is a correction.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from engine.jurisdictions import Tree
from engine.ledgers.profiled import Named, Piece
from engine.records.cells import Cell, Fault, Value, blank
from engine.records.parsers import Parser
from engine.records.schema import TABLES
from engine.records.sheets import Sheet

_LONGEST: Final = 120
_HASH: Final = 10
_MEANT: Final = str.maketrans(";#~", ",--")
"""Characters that have a meaning in ids."""
NO_KEY: Final = "没有编号，又缺少据以编号的“{column}”，无从编号；请补填，或给出编号"


@dataclass
class Minted:
    """Sheets with their ids, by table; `keys`: minted id → its natural key; `lacking`: stand-in id → why it has none."""

    sheets: dict[str, list[Sheet]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    lacking: dict[str, str] = field(default_factory=dict)


def mint_ids(pieces: Iterable[Piece], sender: str, tree: Tree) -> Minted:
    """Fill in the ids that are missing; a row that can't have one gets a stand-in that `lacking` explains."""
    minter = _Minter(sender, tree)
    for piece in pieces:
        minter.out.sheets.setdefault(piece.table.name, []).append(minter.filled(piece))
    return minter.out


def plain(text: str) -> str:
    """What of a name identifies: compatibility forms (NFKC) and space make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def speaking(table: str, parts: Sequence[str], sender: str) -> str:
    """The id of a natural key; `parts` are the plain texts of its columns, the site first where there is one."""
    owner = plain(sender)
    words = [part.removesuffix(f"#{owner}") for part in parts]
    joint = "@" if table == "sites" else ":"
    body = joint.join(word for word in words if word)
    tidy = body.translate(_MEANT)
    given = json.dumps([owner, table, *parts], ensure_ascii=False)
    mark = hashlib.sha256(given.encode()).hexdigest()[:_HASH]
    if (
        tidy != body
        or len(tidy) + len(owner) > _LONGEST
        or len([word for word in words if word]) < len(words)
    ):
        # What was cut or replaced must not make two rows one.
        tidy = f"{tidy[: _LONGEST // 2]}…{mark}"
    owner = owner if len(owner) <= _LONGEST // 2 else f"{owner[: _LONGEST // 2]}…"
    prefix = "" if table in {"sites", "discoveries"} else f"{TABLES[table].label}:"
    return f"{prefix}{tidy}#{owner}"


class _Minter:
    def __init__(self, sender: str, tree: Tree) -> None:
        self.out = Minted()
        self._sender = sender
        self._tree = tree
        self._parsers: dict[tuple[str, str], Parser] = {}

    def filled(self, piece: Piece) -> Sheet:
        sheet, table = piece.sheet, piece.table
        names = list(sheet.header)
        rows = [list(row) for row in sheet.rows]
        if piece.named:
            at = names.index("site_id")
            for row, named in zip(rows, piece.named, strict=True):
                row[at] = self._site(named, piece)
        columns = piece.profile.mint.get(table.name)
        if columns:
            at = names.index(table.key)
            for row, number in zip(rows, sheet.numbers, strict=True):
                if blank(row[at]):
                    cells = {column: row[names.index(column)] for column in columns}
                    row[at] = self._id(table.name, cells, f"{sheet.name or ''}{number}")
        return Sheet(sheet.file, sheet.name, sheet.header, rows, sheet.numbers)

    def _site(self, named: Named, piece: Piece) -> str:
        """The id of a site that is named by its name and place: the one that its own row gets."""
        cells = dict(zip(("name", "jurisdiction"), named, strict=True))
        wanted = {c: cells.get(c, "") for c in piece.profile.mint.get("sites", ("name", "jurisdiction"))}
        shown = "、".join(str(cell) for cell in named)
        return self._id("sites", wanted, f"矿点{shown}")

    def _id(self, table: str, cells: Mapping[str, Cell], where: str) -> str:
        parts = []
        for column, cell in cells.items():
            value = self._value(table, column, cell)
            if value is None or isinstance(value, Fault):
                return self._stand_in(table, column, where)
            parts.append(_text(value))
        made = speaking(table, parts, self._sender)
        self.out.keys[made] = json.dumps([self._sender, table, *parts], ensure_ascii=False)
        return made

    def _stand_in(self, table: str, column: str, where: str) -> str:
        label = TABLES[table].column(column).label
        stand_in = f"待编号:{TABLES[table].label}:{plain(where)[:_LONGEST].translate(_MEANT)}"
        self.out.lacking[stand_in] = NO_KEY.format(column=label)
        return stand_in

    def _value(self, table: str, column: str, cell: Cell) -> Value:
        key = (table, column)
        if key not in self._parsers:
            self._parsers[key] = Parser(TABLES[table].column(column), self._tree)
        return self._parsers[key][cell]


def _text(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return plain(str(value))
