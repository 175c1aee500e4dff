"""Reading a file as text, guarded; punctuation is mended so that one slip hides no other fault."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from engine.rules import messages as say
from engine.rules.faults import Fault, shown
from engine.rules.punctuation import mend

RULE_LIMIT: Final = 64 * 1024
"""Bytes of a rule, an instrument or a test file."""
SOURCE_LIMIT: Final = 4 * 1024 * 1024
"""Bytes of a `source.txt`."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, LF line ends, no byte order mark; `mended` is what is parsed in its place."""

    path: Path
    original: str
    mended: str
    faults: tuple[Fault, ...]
    inserted: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Line (from 0) → columns of the mended line at which a space was put in."""

    def fault(self, line: int, column: int, text: str) -> Fault:
        """A fault at a place of the mended text (both from 0), told as the original's place."""
        before = sum(at < column for at in self.inserted.get(line, ()))
        return Fault(shown(self.path), line + 1, column - before + 1, text)


def normal(data: bytes) -> bytes:
    """The bytes that digests are taken over: no byte order mark, LF line ends."""
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def read_text(path: Path, *, yaml: bool = True) -> Text:
    """Read a file; what is too large, not UTF-8 or empty is a fault, and the text then empty."""
    limit = RULE_LIMIT if yaml else SOURCE_LIMIT
    if path.stat().st_size > limit:
        return _unusable(path, 1, 1, say.TOO_LARGE.format(limit=limit // 1024))
    data = normal(path.read_bytes())
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        head = data[: error.start].decode("utf-8")
        line, column = head.count("\n") + 1, len(head) - head.rfind("\n")
        return _unusable(path, line, column, say.NOT_UTF8.format(number=error.start + 1))
    if not text.strip():
        return _unusable(path, 1, 1, say.EMPTY)
    if not yaml:
        return Text(path, text, text, ())
    mended = mend(text)
    faults = tuple(Fault(shown(path), s.line + 1, s.column + 1, s.text) for s in mended.slips)
    return Text(path, text, mended.text, faults, mended.inserted)


def _unusable(path: Path, line: int, column: int, text: str) -> Text:
    return Text(path, "", "", (Fault(shown(path), line, column, text),))
