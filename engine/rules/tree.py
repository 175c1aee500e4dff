"""Nodes of a file: mappings, lists and plain values, each with its place; nothing else of YAML.

Plain values are read by the rules of YAML 1.2 and narrower: `yes`, `1a`, `0446` are words, `4` is an integer,
`2005-09-03` a date, `true` and `false` booleans, `null` nothing. Quoted values are always words.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

Plain = str | int | bool | date | None
DEPTH_LIMIT: Final = 12
_INTEGER: Final = re.compile(r"[+-]?(0|[1-9][0-9]{0,17})")
"""Longer ones are no number of any rule, and Python refuses to read the longest: they stay words."""
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_WORDS: Final[dict[str, Plain]] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place (line and column from 0 in the mended text); entries by their written key."""

    value: "Plain | dict[str, Node] | tuple[Node, ...]"
    line: int
    column: int
    key_line: int
    key_column: int
    raw: str = ""

    def at(self, *path: str | int) -> "Node":
        """The node at a path, or the deepest one on the way to it."""
        node = self
        for step in path:
            if isinstance(step, str):
                below = node.children.get(step)
            else:
                below = node.items[step] if step < len(node.items) else None
            if below is None:
                break
            node = below
        return node

    def get(self, *path: str | int) -> "Node | None":
        """The node at exactly that path, None if there is none."""
        node = self
        for step in path:
            below = node.at(step)
            if below is node:
                return None
            node = below
        return node

    @property
    def children(self) -> "dict[str, Node]":
        """The entries of a mapping; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> "tuple[Node, ...]":
        """The entries of a list; empty for anything else."""
        return self.value if isinstance(self.value, tuple) else ()

    def data(self) -> Any:  # noqa: ANN401 - whatever the file says; the model checks it
        """The value without places; lists as tuples; keys that are dates as dates."""
        if isinstance(self.value, dict):
            return {_key(key): child.data() for key, child in self.value.items()}
        if isinstance(self.value, tuple):
            return tuple(child.data() for child in self.value)
        return self.value


def is_day(raw: str) -> bool:
    """Whether a word has the form of a day, real or not."""
    return _DATE.fullmatch(raw) is not None


def day_of(raw: str) -> date | None:
    """The day of a word of that form, None if there is no such day."""
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def plain_value(raw: str) -> Plain:
    """What a value without quotes says; a day that there is not stays the word."""
    if raw in _WORDS:
        return _WORDS[raw]
    if _INTEGER.fullmatch(raw):
        return int(raw)
    return (day_of(raw) or raw) if is_day(raw) else raw


def _key(raw: str) -> str | date:
    return (day_of(raw) or raw) if is_day(raw) else raw
