"""Slips of punctuation that a Chinese keyboard makes, found line by line and mended for further reading."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from engine.rules import messages as say


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip, line and column from 0 in the original."""

    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Mended:
    """The text with its slips mended, the slips, and where spaces were put in: line → columns of it."""

    text: str
    slips: tuple[Slip, ...]
    inserted: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Change:
    """Replace the character at `column` by `by` (one character, or one and a space)."""

    column: int
    by: str
    text: str


_WORD: Final = r"[A-Za-z_][A-Za-z0-9_.-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}"
_HEAD: Final = re.compile(rf"^([ \t\u3000]*(?:- +)*)({_WORD})[ \t]*([:：])(\S|[ \u3000]+\S|$)")
_IN_FLOW: Final = re.compile(rf"([{{｛,，\[［]\s*)({_WORD})\s*([:：])(\S|\s+\S|$)")
_QUOTED: Final = re.compile(r"(?<=[\s\[{,:：｛［，])('(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\")")
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#.*$")
_BLOCK: Final = re.compile(r"[|>][-+0-9]*\s*$")
_CURLY: Final = re.compile(
    r"(?:(?<=[:：]\s)|(?<=[:：\[{,]))\s*([“‘＂])([^“‘＂”’]*)([”’＂])\s*(?=$|[,，\]}］｝])"
)
_BRACKETS: Final = {"｛": "{", "｝": "}", "［": "[", "］": "]"}
_FLOW: Final = re.compile(rf"^\s*(?:- +)*(?:(?:{_WORD})\s*[:：]\s*|- +)?[\[{{［｛]")
_SEPARATOR: Final = re.compile(rf"[，、](?=\s*(?:{_WORD})\s*[:：])")
_IN_LIST: Final = re.compile(r"[\[［][^\]］\[［{{｛]*[\]］]")
_BEFORE_SPACE: Final = re.compile(r"(?:^|[-:：,{\[])\s*$")
"""Where a space only parts words of YAML: at a line's beginning, after its signs."""
_DASH: Final = re.compile(r"^\s*([－—–])\s?(?=\S)")


def mend(text: str) -> Mended:
    """Find the slips of a YAML text; columns stay in place but for a space after a mended colon."""
    lines, slips, inserted = text.split("\n"), [], {}
    block: int | None = None
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if block is not None and (not line.strip() or indent > block):
            continue
        block = indent if _BLOCK.search(_masked(line)) else None
        changes: dict[int, _Change] = {}
        for change in _changes(line, _masked(line)):
            changes.setdefault(change.column, change)
        if not changes:
            continue
        lines[number], at = _apply(line, changes)
        if at:
            inserted[number] = at
        slips += [
            Slip(number, c.column, c.text) for c in sorted(changes.values(), key=lambda c: c.column) if c.text
        ]
    return Mended("\n".join(lines), tuple(slips), inserted)


def _masked(line: str) -> str:
    """The line with quoted text and comments blanked out, columns kept."""
    line = _QUOTED.sub(lambda m: "\0" * len(m.group()), line)
    return _COMMENT.sub(lambda m: " " * len(m.group()), line)


def _changes(line: str, masked: str) -> Iterator[_Change]:
    for at, character in enumerate(line):
        if character == "\t":
            yield _Change(at, " ", say.TAB)
        elif character == "\u3000" and not masked[:at].strip():
            yield _Change(at, " ", say.FULLWIDTH_SPACE)
        elif character == "\u00a0" and _BEFORE_SPACE.search(masked[:at]):
            told = line[at - 1 : at] != character  # a row of them is one slip
            yield _Change(at, " ", say.NO_BREAK_SPACE if told else "")
    if dash := _DASH.match(masked):
        yield _Change(dash.start(1), "- ", say.FULLWIDTH_DASH.format(found=dash.group(1)))
    if head := _HEAD.match(masked):
        yield from _colon(line, head)
    if _FLOW.match(masked):
        yield from _flow(line, masked)
    for curly in _CURLY.finditer(masked):
        text = say.FULLWIDTH_QUOTE.format(found=curly.group(2))
        yield _Change(curly.start(1), '"', text)
        yield _Change(curly.start(3), '"', "")


def _flow(line: str, masked: str) -> Iterator[_Change]:
    for at, character in enumerate(masked):
        if character in _BRACKETS:
            yield _Change(
                at,
                _BRACKETS[character],
                say.FULLWIDTH_BRACKET.format(found=character, mend=_BRACKETS[character]),
            )
    for comma in _SEPARATOR.finditer(masked):
        yield _Change(comma.start(), ",", say.FULLWIDTH_COMMA.format(found=comma.group()))
    for listed in _IN_LIST.finditer(masked):
        for comma in re.finditer("[，、]", listed.group()):
            yield _Change(
                listed.start() + comma.start(), ",", say.FULLWIDTH_COMMA.format(found=comma.group())
            )
    position = 0
    while key := _IN_FLOW.search(masked, position):
        yield from _colon(line, key)
        position = key.end(3)


def _colon(line: str, key: re.Match[str]) -> Iterator[_Change]:
    """The colon after a key: full-width, or without the space that YAML wants."""
    if key.group(3) == ":" and (not key.group(4) or key.group(4)[0].isspace()):
        return
    at = key.start(3)
    rest = re.split(r"[,，}｝\]］#]", line[at + 1 : at + 81])[0].strip() or "…"
    text = say.FULLWIDTH_COLON if key.group(3) == "：" else say.NO_SPACE
    tight = bool(key.group(4)) and not key.group(4)[0].isspace()
    yield _Change(at, ": " if tight else ":", text.format(found=key.group(2), rest=rest))


def _apply(line: str, changes: Mapping[int, _Change]) -> tuple[str, tuple[int, ...]]:
    out: list[str] = []
    inserted = []
    length = 0
    for at, character in enumerate(line):
        by = changes[at].by if at in changes else character
        out.append(by)
        length += len(by)
        if len(by) > 1:
            inserted.append(length - 1)
    return "".join(out), tuple(inserted)
