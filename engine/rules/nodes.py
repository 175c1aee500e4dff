"""YAML as a tree of nodes that know where they stand, and every fault found on the way.

Two parsers of one library: the one in C reads what is without fault, 20 times as fast; all else the one in Python,
whose words and places the faults are told by. What the first takes, the second reads alike.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from engine.rules import messages as say
from engine.rules.faults import Fault
from engine.rules.files import Text
from engine.rules.tree import DEPTH_LIMIT, Node, Plain, day_of, is_day, plain_value

_PROBLEMS: Final = (
    ("could not find expected ':'", "这一行没有“名称: 值”中的冒号"),
    ("mapping values are not allowed", "这里不能再出现冒号；值里有半角冒号时须加引号"),
    ("expected <block end>", "缩进与上面不齐"),
    ("cannot start any token", "值不能以这个符号开头，须加引号"),
    ("found unexpected end of stream", "引号没有收尾"),
    ("expected ',' or", "花括号、方括号没有收尾，或者缺逗号"),
    ("sequence entries are not allowed", "这里不能开始列表"),
    ("unacceptable character", "含有不可见的控制字符"),
    ("special characters are not allowed", "含有不可见的控制字符"),
)


_PLAIN_TEXT: Final = re.compile("[ -~\n·—‘’“”…〇、-〟一-鿿！-～]*")
"""Characters of which none is a line end, a mark or a control to one of the two parsers only."""
_DOCUMENT: Final = re.compile(r"^(---|\.\.\.|%)", re.MULTILINE)


_KEYED: Final = re.compile(r"\s*[\w.-]+:(\s|$)")
_VALUED: Final = re.compile(r"\s*[\w.-]+:\s+[^\s#|>]")
"""A line that begins with a key; one whose key has its value on it."""
_BLOCKS: Final = ("|", ">")
"""Where the two parsers differ: some of these, some values on several lines, the place of a value that is absent."""


class _Unreadable(Exception):  # noqa: N818 - never leaves this module
    """Reading of this file stops here; the fault is already noted."""


class _Builder:
    def __init__(self, text: Text, *, pure: bool) -> None:
        self.text, self.pure = text, pure
        self.faults: list[Fault] = []
        self.events: Iterator[Event] = iter(YAML(typ="safe", pure=pure).parse(text.mended))

    def note(self, event: Event, message: str) -> None:
        mark = event.start_mark
        self.faults.append(self.text.fault(mark.line, mark.column, message))

    def document(self) -> Node | None:
        root = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    self.note(event, say.MANY_DOCUMENTS)
                    raise _Unreadable
                if event.version or event.tags:
                    self.note(event, say.DIRECTIVE)
                root = self.node(next(self.events), 1)
        return root

    def node(self, event: Event, depth: int, key: ScalarEvent | None = None) -> Node:
        start = event.start_mark
        place = (start.line, start.column)
        places = (*place, key.start_mark.line, key.start_mark.column) if key else (*place, *place)
        if depth > DEPTH_LIMIT:
            self.note(event, say.TOO_DEEP.format(limit=DEPTH_LIMIT))
            raise _Unreadable
        if isinstance(event, AliasEvent):
            self.note(event, say.ALIAS.format(found=event.anchor))
            return Node(None, *places)
        self.marks(event)
        if isinstance(event, MappingStartEvent):
            return Node(self.mapping(depth), *places)
        if isinstance(event, SequenceStartEvent):
            items = []
            while not isinstance(inner := next(self.events), SequenceEndEvent):
                items.append(self.node(inner, depth + 1))
            return Node(tuple(items), *places)
        assert isinstance(event, ScalarEvent)  # noqa: S101 - the parser gives no other event here
        raw = str(event.value)
        lines = event.end_mark.line - start.line
        if not self.pure and (lines or event.style in _BLOCKS or not (raw or event.style)):
            raise _Unreadable
        return Node(raw if event.style else self.scalar(event), *places, raw)

    def marks(self, event: Event) -> None:
        """Note an anchor or a tag, of whatever kind of node."""
        if anchor := getattr(event, "anchor", None):
            self.note(event, say.ANCHOR.format(found=anchor))
        if tag := getattr(event, "tag", None):
            self.note(event, say.TAG.format(found=tag))

    def mapping(self, depth: int) -> dict[str, Node]:
        out: dict[str, Node] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            name = self.key(event, depth)
            child = self.node(next(self.events), depth + 1, event if isinstance(event, ScalarEvent) else None)
            if name is None:
                continue
            if name in out:
                first = out[name].key_line + 1
                self.note(event, say.DUPLICATE_KEY.format(found=name, first=first))
                continue
            out[name] = child
        return out

    def key(self, event: Event, depth: int) -> str | None:
        """The written key; None (and a fault) where it is no plain word."""
        if not isinstance(event, ScalarEvent):
            if isinstance(event, AliasEvent):
                self.note(event, say.ALIAS.format(found=event.anchor))
                return None
            self.note(event, say.ODD_KEY)
            self.node(event, depth + 1)
            return None
        self.marks(event)
        if event.value == "<<" and not event.style:
            self.note(event, say.MERGE)
            return None
        if not str(event.value).strip():
            self.note(event, say.ODD_KEY)
            return None
        if not event.style and is_day(event.value) and day_of(event.value) is None:
            self.note(event, say.NO_SUCH_DAY.format(found=event.value))
            return None
        return str(event.value)

    def scalar(self, event: ScalarEvent) -> Plain:
        raw = str(event.value)
        if is_day(raw) and day_of(raw) is None:
            self.note(event, say.NO_SUCH_DAY.format(found=raw))
        return plain_value(raw)


def read_nodes(text: Text) -> tuple[Node | None, tuple[Fault, ...]]:
    """The tree of a file and every fault found on the way, those of its punctuation included."""
    if not text.mended:
        return None, text.faults
    if not text.faults and (quick := quick_nodes(text)) is not None:
        return quick, ()
    return told_nodes(text)


def quick_nodes(text: Text) -> Node | None:
    """The tree by the parser in C; None where it finds any fault, or might read what the other one doesn't."""
    if not _PLAIN_TEXT.fullmatch(text.mended) or _DOCUMENT.search(text.mended):
        return None
    try:
        builder = _Builder(text, pure=False)
        root = builder.document()
    except (_Unreadable, YAMLError):
        return None
    return None if builder.faults else root


def _too_deep(lines: Sequence[str], at: int) -> str | None:
    """Where a line stands further in than the one above it, which has its value already: what to say."""
    above = next(
        (one for one in reversed(lines[:at]) if one.strip() and not one.lstrip().startswith("#")), ""
    )
    deeper = _indent(lines[at]) - _indent(above) if at < len(lines) else 0
    if deeper <= 0 or not _VALUED.match(above) or not _KEYED.match(lines[at]):
        return None
    return f"这一行比上一行多缩进了 {deeper} 格，而上一行已经有值；同一层的各行须左端对齐"


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def told_nodes(text: Text) -> tuple[Node | None, tuple[Fault, ...]]:
    """The tree and the faults by the parser in Python."""
    builder: _Builder | None = None
    root = None
    syntax: list[Fault] = []
    try:
        builder = _Builder(text, pure=True)
        root = builder.document()
    except _Unreadable:
        pass
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = next((zh for en, zh in _PROBLEMS if en in str(error.problem)), str(error.problem))
        line, column = (mark.line, mark.column) if mark else (0, 0)
        problem = _too_deep(text.mended.split("\n"), line) or problem
        syntax = [text.fault(line, column, say.SYNTAX.format(problem=problem))]
    except YAMLError as error:
        problem = next((zh for en, zh in _PROBLEMS if en in str(error)), str(error).splitlines()[0])
        line = text.mended[: getattr(error, "position", 0) or 0].count("\n")
        syntax = [text.fault(line, 0, say.SYNTAX.format(problem=problem))]
    if text.faults:  # what the mended slips leave unreadable is mostly their echo
        syntax = []
    found = builder.faults if builder else []
    if root is None and not (text.faults or found or syntax):  # nothing but comments
        found = [text.fault(0, 0, say.EMPTY)]
    return root, (*text.faults, *found, *syntax)
