"""The table of lists: one row for each code in the items of a definition or a checklist; only the code may change."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.exchange.editing import Put
from engine.exchange.lines import MERGED_HEADER, NO_COLUMN, CellFault
from engine.records.cells import Unreadable, blank
from engine.records.rejections import place, shown
from engine.records.sheets import Sheet
from engine.records.texts import legible, narrow
from engine.rules import messages as say
from engine.rules.naming import column_name, value_name
from engine.rules.row_telling import EVENT_TABLES
from engine.rules.shelf import Shelf, Written
from engine.rules.tree import Node
from engine.rules.vocabulary import COLUMNS, guess, listed

ITEMS: Final = "清单"
LABELS: Final = ("规则编号", "规则标题", "所在", "列", "代码", "含义")
RULE, AT, CODE = 0, 2, 4
_LISTS: Final = ("any", "needs")
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+[A-Za-z][A-Za-z0-9_]*")
_TAKEN: Final = frozenset({"null", "true", "false"})

ODD_ITEM = "规则文件里没有“{found}”这一项；“规则编号”“所在”两列不能改，要增减清单的项请直接修改规则文件。"
TWICE_ITEM = "与第 {first} 行是同一规则的同一项；请删去多余的一行。"
MISSING_ITEM = "少了规则 {rule} 的清单项“{at}”；请补回这一行，要删去这一项请直接修改规则文件。"
NO_CODE = "“代码”没有填；要删去这一项请直接修改规则文件。"


@dataclass(frozen=True, slots=True)
class Item:
    """One code of one item: where it stands in its file, which codes may stand there (empty: any)."""

    rule: str
    title: str
    path: tuple[str | int, ...]
    column: str
    code: str
    choices: tuple[str, ...]
    file: Path
    tables: tuple[str, ...] | None = None
    """Where the fact's rows come from; None: not rows of one table."""

    @property
    def at(self) -> str:
        """The path as the table shows it, items counted from 1."""
        return ".".join(str(step + 1) if isinstance(step, int) else step for step in self.path)

    @property
    def row(self) -> tuple[str, ...]:
        """As the table shows it."""
        return self.rule, self.title, self.at, column_name(self.column, self.tables), self.code, value_name(self.column, self.code, self.tables)  # fmt: skip


def items(shelf: Shelf) -> dict[tuple[str, str], Item]:
    """Every code in the lists of the sound rules, by rule and place."""
    return {(one.rule, one.at): one for written in shelf.rules for one in _of(written)}


def _of(written: Written) -> Iterator[Item]:
    when = written.root.get("when")
    rule = written.rule
    if when is None or rule is None:
        return
    for name in _LISTS:
        listed_ = when.get(name)
        for number, item in enumerate(listed_.items if listed_ else ()):
            where = item.get("where")
            fact = (item.get("fact") or when.get("fact") or item).raw
            codes = COLUMNS.get(fact, {})
            for column, condition in where.children.items() if where else ():
                if column not in codes:  # days and numbers are no codes
                    continue
                for operator, value in condition.children.items():
                    path = ("when", name, number, "where", column, operator)
                    for at, node in _values(value, path):
                        yield Item(
                            rule.id,
                            rule.title,
                            at,
                            column,
                            node.raw,
                            codes[column],
                            written.text.path,
                            EVENT_TABLES.get(fact),
                        )


def _values(node: Node, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    if node.items:
        for number, one in enumerate(node.items):
            yield (*path, number), one
    elif node.raw:
        yield path, node


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sound row: the item, its code as given."""

    row: int
    item: Item
    code: str

    @property
    def edit(self) -> Put | None:
        """What it changes; a code that YAML would read as something else is quoted."""
        if self.code == self.item.code:
            return None
        plain = _PLAIN.fullmatch(self.code) and self.code not in _TAKEN
        return Put(self.item.path, self.code if plain else f"'{self.code}'")


def chosen(
    file: str, sheet: Sheet | None, known: Mapping[tuple[str, str], Item]
) -> tuple[list[Chosen], list[CellFault]]:
    """The rows of the table of lists, and its faults; a workbook without that sheet lacks every row."""
    where = place(file, ITEMS)
    header = sheet.header if sheet else ()
    faults = [CellFault(1, -1, NO_COLUMN.format(found=x), where) for x in LABELS if sheet and x not in header]
    if sheet and sheet.merged:
        faults.append(CellFault(1, -1, MERGED_HEADER.format(range=sheet.merged), where))
    if faults:
        return [], faults
    at = {label: header.index(label) for label in LABELS} if sheet else {}
    out: dict[tuple[str, str], Chosen] = {}
    named: dict[tuple[str, str], int] = {}
    for number, row in zip(sheet.numbers, sheet.rows, strict=True) if sheet else ():
        cells = [row[at[label]] if at[label] < len(row) else "" for label in LABELS]
        key = narrow(str(cells[RULE])), narrow(str(cells[AT]))
        item = known.get(key)
        if item is None:
            said = ODD_ITEM.format(found=legible(shown(" ".join(key))))
            faults.append(CellFault(number, at[LABELS[AT]], said, where))
        elif key in named:
            faults.append(CellFault(number, at[LABELS[AT]], TWICE_ITEM.format(first=named[key]), where))
        else:
            named[key] = number
            code = cells[CODE]
            wrong = _wrong(code, item)
            if wrong:
                faults.append(CellFault(number, at[LABELS[CODE]], legible(wrong), where))
            else:
                out[key] = Chosen(number, item, narrow(str(code)))
    faults += [
        CellFault(0, -1, MISSING_ITEM.format(rule=rule, at=path), where)
        for rule, path in known
        if (rule, path) not in named
    ]
    return list(out.values()), faults


def _wrong(code: object, item: Item) -> str | None:
    if isinstance(code, Unreadable):
        return f"{code.reason}。"
    if isinstance(code, str) and blank(code):
        return NO_CODE
    word = narrow(str(code))
    if item.choices and word not in item.choices:
        return say.UNKNOWN_CODE.format(
            found=shown(word),
            where=item.column,
            options=listed(item.choices),
            guess=guess(word, item.choices),
        )
    return None


def cells_of(rows: Sequence[Chosen], root: Node, file: Path) -> Iterator[tuple[int, int, int]]:
    """Line and column in a changed file, and the row, of each code of that file."""
    for one in rows:
        node = root.get(*one.item.path) if one.item.file == file else None
        if node:
            yield node.line + 1, node.column + 1, one.row
