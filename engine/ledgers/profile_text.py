"""How a proposed profile is written down: one line a heading, what is open marked 待填 with what it may be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.ledgers.likely import DATES
from engine.ledgers.profile_model import TO_FILL, column_of
from engine.records.schema import CODES, TABLES, Table

_PLAIN: Final = re.compile(r"[\w\u3400-\u9fff/（）()、.\-]+")
FEW: Final = 12
"""Words of a column that are listed."""


@dataclass
class Column:
    """One heading: what it means, or may mean; words of its cells with their codes, None where a person must say."""

    heading: str
    targets: list[str]
    guesses: list[str]
    words: dict[str, str | None] = field(default_factory=dict)


def heading(column: Column) -> str:
    """The line that says where the cells go."""
    if column.targets:
        to = column.targets[0] if len(column.targets) == 1 else f"[{', '.join(column.targets)}]"
        return f"{quoted(column.heading)}: {to}"
    may = [f"{t}（{c.label}）" for t in column.guesses if (c := column_of(t))]
    return f"{quoted(column.heading)}: {TO_FILL}" + (f"  # 可能是 {'、'.join(may)}" if may else "  # 未认出")


def choices(column: Column) -> str:
    """A comment with the codes, where a word has none yet."""
    if all(code is not None for code in column.words.values()):
        return ""
    domain = next((c.domain for t in column.targets if (c := column_of(t))), "")
    said = "、".join(f"{code} {words[0]}" for code, words in list(CODES.get(domain, {}).items())[:FEW])
    return f"  # 可填 {said}"


def fixed(tables: Iterable[str], columns: Sequence[Column]) -> list[str]:
    """Required columns that nothing gives: a person says what holds for all rows."""
    given = {t for c in columns for t in (*c.targets, *c.guesses)}
    lines = []
    for name in tables:
        for column in TABLES[name].columns:
            target = f"{name}.{column.name}"
            linked = column.name == "site_id" and name != "sites"
            if column.required and target not in given and column.name != TABLES[name].key and not linked:
                lines.append(
                    f"    {target}: {TO_FILL}  # {TABLES[name].label}表的{column.label}，来件没有这一列"
                )
    return ["  fixed:", *lines] if lines else []


def mint(tables: Iterable[str], columns: Sequence[Column]) -> list[str]:
    """Tables whose ids the file doesn't give, and what identifies a row of them."""
    given = {t for c in columns for t in c.targets}
    lines = []
    for name in tables:
        if f"{name}.{TABLES[name].key}" in given:
            continue
        if name == "sites":
            lines.append("    sites: [name, jurisdiction]")
            continue
        day = next((d for d in DATES.get(name, ()) if f"{name}.{d}" in given), TO_FILL)
        asked = "  # 最后写哪一天的列，如 " + "、".join(DATES.get(name, ())) if day == TO_FILL else ""
        lines.append(f"    {name}: {listed(['site_id', *_more(TABLES[name], given), day])}{asked}")
    return ["  mint:  # 没有编号的表，以这些列相同为同一行", *lines] if lines else []


def _more(table: Table, given: set[str]) -> list[str]:
    own = {"measures": ("kind",), "checks": ("checked_by",)}.get(table.name, ())
    return [column for column in own if f"{table.name}.{column}" in given]


def quoted(text: str) -> str:
    """A word as YAML reads it."""
    return (
        text
        if _PLAIN.fullmatch(text) and not text[0].isdigit() and text[0] not in "-."
        else json.dumps(text, ensure_ascii=False)
    )


def listed(words: Iterable[str]) -> str:
    """A list on one line."""
    return f"[{', '.join(map(quoted, words))}]"
