"""Edits of rule files by a seed: slips that must not change what a rule says, and any edit at all."""

import random
import re
from collections.abc import Callable

Slip = Callable[[str, random.Random], str]
FULLWIDTH = {
    ":": "：",
    ",": "，",
    "{": "｛",
    "}": "｝",
    "[": "［",
    "]": "］",
    " ": "\u3000",
    "-": "－",
    "2": "２",
    "1": "１",
    "'": "‘",
}
PIECES = [
    *":：{}[]｛，'\"“#|>?%@&*!甲-0129\t\u3000\u0000\ufeff\u2028\n\r", " ", "  ", "- ", "&a ", "*a", "!x ", "!!str ",
    "<<: {}", "null", "true", "0446", "0x10", "1_000", "1e3", "2005-09-03", "2005-02-30", "yes", "no", "---\n", "...\n",
    "9" * 30, "9" * 5000, "{", "[" * 40, "\\u0041", "\ud7ff", "٣", "²", "０",
]  # fmt: skip


def _at(text: str, chance: random.Random, of: str) -> int:
    return chance.choice([m.start() for m in re.finditer(of, text)] or [0])


def fullwidth(text: str, chance: random.Random) -> str:
    """One character as a Chinese keyboard gives it."""
    at = _at(text, chance, "[:,{}\\[\\]' 12-]")
    return text[:at] + FULLWIDTH.get(text[at], text[at]) + text[at + 1 :]


def spaced(text: str, chance: random.Random) -> str:
    """A space too many, too few, or a tab."""
    at = _at(text, chance, " ")
    return text[:at] + chance.choice(["", "  ", "\t", "\n", "\u00a0"]) + text[at + 1 :]


def line_again(text: str, chance: random.Random) -> str:
    """A line copied below itself."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    return "\n".join([*lines[: at + 1], lines[at], *lines[at + 1 :]])


def line_moved(text: str, chance: random.Random) -> str:
    """A line with another indentation."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    lines[at] = chance.choice(
        ["  " + lines[at], lines[at].removeprefix("  "), " " + lines[at], "\t" + lines[at]]
    )
    return "\n".join(lines)


def key_misspelt(text: str, chance: random.Random) -> str:
    """A letter of a key doubled or dropped."""
    keys = list(re.finditer(r"[a-z_]{2,}(?=:)", text))
    if not keys:
        return text
    key = chance.choice(keys)
    at = chance.randrange(key.start(), key.end())
    return text[:at] + chance.choice(["", text[at] * 2]) + text[at + 1 :]


def quoted(text: str, chance: random.Random) -> str:
    """A value in quotation marks of some kind."""
    values = list(re.finditer(r"(?<=: )[^{}\[\],\n#]+", text))
    if not values:
        return text
    one = chance.choice(values)
    mark = chance.choice(["''", '""', "“”", "‘’", "「」"])
    return text[: one.start()] + mark[0] + one.group() + mark[1] + text[one.end() :]


def marked(text: str, chance: random.Random) -> str:
    """An anchor, a tag, a byte order mark, other line ends, a comment, a document mark."""
    at = _at(text, chance, "(?<=: )")
    return chance.choice(
        [
            text[:at] + chance.choice(["&a ", "*a ", "!!str ", "!x "]) + text[at:],
            "\ufeff" + text, text.replace("\n", "\r\n"), text + "\n# 注\n", "---\n" + text, text + "---\n" + text,
            "%YAML 1.1\n---\n" + text,
        ]
    )  # fmt: skip


SLIPS: tuple[Slip, ...] = (fullwidth, spaced, line_again, line_moved, key_misspelt, quoted, marked)


def edited(text: str, chance: random.Random) -> str:
    """One to four edits of any kind anywhere."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(PIECES) + text[at + chance.randint(0, 12) :]
    return text
