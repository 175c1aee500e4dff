"""Text of cells: width, trimming, and characters that a reader can't see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# Invisible although Unicode files them under letters, marks or symbols.
_BLANKS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
_LAYOUT = frozenset("\t\n\r")
# What isn't seen although Python calls it printable.
_PRINTABLE_UNSEEN = re.compile(f"[{''.join(sorted(_BLANKS))}\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def narrow(text: str) -> str:
    """Full-width letters, digits and punctuation as ASCII, the ideographic space as a space; NFC, trimmed."""
    return unicodedata.normalize("NFC", text).translate(_WIDTH).strip()


def tidy(text: str) -> str:
    """NFC, trimmed."""
    return unicodedata.normalize("NFC", text).strip()


def hidden(text: str) -> str | None:
    """The first character that an id, code or name must not hold, as `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    if text.isprintable() and not _PRINTABLE_UNSEEN.search(text):
        return None
    return _first(text, _unseen)


def harmful(text: str) -> str | None:
    """The first character that has no place in free text either.

    Controls, marks of direction, zero-width and tag characters, lone surrogates; variation selectors, which
    choose between forms of a character, may stay.
    """
    return None if text.isprintable() else _first(text, _disturbs)


def visible(text: str) -> str:
    """The text without the characters that a reader can't see."""
    return "".join(character for character in text if not _unseen(character))


def legible(text: str, length: int | None = None) -> str:
    """One line to print: what isn't seen or breaks the line as `〈U+202E〉`, cut to a length."""
    if length is not None and len(text) > length:
        text = text[: length - 1] + "…"
    if text.isprintable():
        return text
    return "".join(f"〈U+{ord(mark):04X}〉" if _breaks(mark) else mark for mark in text)


def _first(text: str, test: Callable[[str], bool]) -> str | None:
    for character in text:
        if test(character):
            return f"U+{ord(character):04X} {unicodedata.name(character, '控制字符')}"
    return None


def _unseen(character: str) -> bool:
    category = unicodedata.category(character)
    return (
        category in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        # Ideographs newer than this Python's Unicode occur in names of people; other unassigned ones don't.
        or (category == "Cn" and not "\U00020000" <= character <= "\U0003fffd")
        or character in _BLANKS
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def _disturbs(character: str) -> bool:
    return character not in _LAYOUT and unicodedata.category(character) in {"Cc", "Cf", "Cs"}


def _breaks(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
