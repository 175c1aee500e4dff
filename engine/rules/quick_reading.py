"""The narrow YAML that rule files and their sentences are written in, read line by line; the parser reads all else.

Only what the parser reads without a fault, and as this does, is taken: block mappings and lists, flow mappings and
lists on one line, plain words without colon or bracket, quoted words without escapes, comments on lines of their own.
Whatever else stands in a text gives None, never a guess.
"""

import re
from collections.abc import Callable
from typing import Final

from engine.rules.tree import DEPTH_LIMIT, Node, Plain, day_of, is_day, plain_value

_TEXT: Final = re.compile("[ -~\n·—‘’“”…〇、-〟一-鿿！-～]*")
"""Characters of which none is a line end, a mark or a control to the parser."""
_KEY: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_-]{0,99}|[0-9]{4}-[0-9]{2}-[0-9]{2}):(?: +|$)")
_WORD: Final = re.compile(r"[0-9A-Za-z_“‘《（〔一-鿿][^:#\[\]{}]*")
_FLOW_WORD: Final = re.compile(r"[0-9A-Za-z_“‘《（〔一-鿿][^:#\[\]{},?]*")
_QUOTED: Final = re.compile(r"""'([^']*)'|"([^"\\]*)\"""")
_SPACES: Final = re.compile(" *")

Line = tuple[int, int, str]
"""Number, indentation, and the text with both."""


class _Wider(Exception):  # noqa: N818 - never leaves this module
    """The text holds more than the narrow YAML."""


def quick_nodes(text: str) -> Node | None:
    """The tree of a text of narrow YAML, None for any other."""
    if not _TEXT.fullmatch(text):
        return None
    try:
        return _Reader(text).root()
    except _Wider:
        return None


class _Reader:
    def __init__(self, text: str) -> None:
        self.lines: list[Line] = []
        for number, line in enumerate(text.split("\n")):
            bare = line.lstrip(" ")
            if bare and bare[0] != "#":
                if line[-1] == " ":
                    raise _Wider
                self.lines.append((number, len(line) - len(bare), line))
        self.at = 0

    def root(self) -> Node:
        if not self.lines or self.lines[0][1]:
            raise _Wider
        node = self.block(0, 1, None)
        if self.at < len(self.lines):
            raise _Wider
        return node

    def block(self, indent: int, depth: int, key: tuple[int, int] | None) -> Node:
        """The mapping or list whose entries stand at an indentation, from the line at hand on."""
        number, _, line = self.lines[self.at]
        if line.startswith("- ", indent):
            return _node(self.list(indent, depth), (number, indent), key)
        return _node(self.mapping(indent, depth), (number, indent), key)

    def list(self, indent: int, depth: int) -> tuple[Node, ...]:
        out = []
        _deep(depth)
        while self.at < len(self.lines) and self.lines[self.at][1] == indent:
            number, _, line = self.lines[self.at]
            if not line.startswith("- ", indent):
                raise _Wider
            column = _past_spaces(line, indent + 1)
            if _KEY.match(line, column):
                self.lines[self.at] = (number, column, line)
                out.append(_node(self.mapping(column, depth + 1), (number, column), None))
            else:
                self.at += 1
                out.append(_value(line, number, column, depth + 1, None))
        self.closed(indent)
        return tuple(out)

    def mapping(self, indent: int, depth: int) -> dict[str, Node]:
        out: dict[str, Node] = {}
        _deep(depth)
        while self.at < len(self.lines) and self.lines[self.at][1] == indent:
            number, _, line = self.lines[self.at]
            found = _KEY.match(line, indent)
            if not found or not _fresh(found[1], out):
                raise _Wider
            self.at += 1
            key = (number, indent)
            if found.end() < len(line):
                out[found[1]] = _value(line, number, found.end(), depth + 1, key)
            elif self.at < len(self.lines) and self.lines[self.at][1] > indent:
                out[found[1]] = self.block(self.lines[self.at][1], depth + 1, key)
            else:
                raise _Wider
        self.closed(indent)
        return out

    def closed(self, indent: int) -> None:
        """What follows a block stands further out."""
        if self.at < len(self.lines) and self.lines[self.at][1] > indent:
            raise _Wider


def _node(value: "Plain | dict[str, Node] | tuple[Node, ...]", place: tuple[int, int], key: tuple[int, int] | None, raw: str = "") -> Node:  # fmt: skip
    return Node(value, *place, *(key or place), raw)


def _fresh(key: str, known: dict[str, Node]) -> bool:
    return key not in known and not (is_day(key) and day_of(key) is None)


def _deep(depth: int) -> None:
    if depth > DEPTH_LIMIT:
        raise _Wider


def _past_spaces(line: str, at: int) -> int:
    found = _SPACES.match(line, at)
    return found.end() if found else at


def _value(line: str, number: int, column: int, depth: int, key: tuple[int, int] | None) -> Node:
    """The value that fills the rest of a line."""
    node, end = _one(line, number, column, depth, key, _WORD)
    if end != len(line):
        raise _Wider
    return node


def _one(
    line: str, number: int, column: int, depth: int, key: tuple[int, int] | None, word: re.Pattern[str]
) -> tuple[Node, int]:
    """One value and the column after it."""
    _deep(depth)
    place, first = (number, column), line[column : column + 1]
    if first in _FLOWS:
        entries, end = _FLOWS[first](line, number, column + 1, depth)
        return _node(entries, place, key), end
    if first in {"'", '"'}:
        quoted = _QUOTED.match(line, column)
        if not quoted:
            raise _Wider
        raw = quoted[1] if quoted[1] is not None else quoted[2]
        return _node(raw, place, key, raw), quoted.end()
    plain = word.match(line, column)
    if not plain:
        raise _Wider
    raw = plain[0].rstrip(" ")
    value = plain_value(raw)
    if value is raw and is_day(raw):  # no such day
        raise _Wider
    return _node(value, place, key, raw), column + len(raw)


def _flow_mapping(line: str, number: int, at: int, depth: int) -> tuple[dict[str, Node], int]:
    out: dict[str, Node] = {}
    at = _past_spaces(line, at)
    if line.startswith("}", at):
        return out, at + 1
    while True:
        found = _KEY.match(line, at)
        if not found or not _fresh(found[1], out):
            raise _Wider
        out[found[1]], at = _one(line, number, found.end(), depth + 1, (number, at), _FLOW_WORD)
        at, ended = _after_entry(line, at, "}")
        if ended:
            return out, at


def _flow_list(line: str, number: int, at: int, depth: int) -> tuple[tuple[Node, ...], int]:
    out: list[Node] = []
    at = _past_spaces(line, at)
    if line.startswith("]", at):
        return (), at + 1
    while True:
        node, at = _one(line, number, at, depth + 1, None, _FLOW_WORD)
        out.append(node)
        at, ended = _after_entry(line, at, "]")
        if ended:
            return tuple(out), at


def _after_entry(line: str, at: int, end: str) -> tuple[int, bool]:
    """The column of the next entry, or the one after the closing mark."""
    at = _past_spaces(line, at)
    if line.startswith(end, at):
        return at + 1, True
    if line.startswith(", ", at):
        return _past_spaces(line, at + 1), False
    raise _Wider


_FLOWS: Final[dict[str, Callable[[str, int, int, int], tuple[dict[str, Node] | tuple[Node, ...], int]]]] = {
    "{": _flow_mapping,
    "[": _flow_list,
}
