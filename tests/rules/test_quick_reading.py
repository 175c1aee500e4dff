"""What the parser in C takes, the parser in Python reads alike and without a fault; the bundled files are taken whole.

WENZE_MUTANTS sets how many changed texts are compared (600 by default; 100,000 before a release).
"""

import os
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_mutating import SLIPS, edited

from engine.rules import BUNDLED
from engine.rules.files import Text, read_text
from engine.rules.nodes import quick_nodes, read_nodes, told_nodes
from engine.rules.punctuation import mend

MUTANTS = int(os.environ.get("WENZE_MUTANTS", "600"))
FILES = sorted(BUNDLED.rglob("*.yaml"))
SMALL = [p for p in FILES if p.stat().st_size < 3_000]
FAULTY = {
    "a duplicate key": "a: 1\na: 2\n", "a duplicate key in a flow": "{a: 1, a: 2}\n", "an anchor": "a: &b c\n",
    "an alias": "a: *b\n", "a tag": "a: !!str b\n", "a merge key": "<<: {a: 1}\n", "a colon in a value": "a: b: c\n",
    "two documents": "a: 1\n---\nb: 1\n", "a directive": "%YAML 1.2\n---\na: 1\n", "no such day": "a: 2022-02-30\n",
    "no such day as a key": "2022-02-30: 1\n", "a day of one digit": "a: 2022-2-3\n", "an uneven indentation": "a:\n   b: 1\n  c: 2\n",
    "too deep": "a: " + "[" * 12 + "]" * 12 + "\n", "words after a flow": "a: [b] c\n", "nothing": "# only\n",
}  # fmt: skip
"""Texts that only the parser in Python may speak of."""


def text_of(written: str) -> Text:
    mended = mend(written)
    return Text(Path("a.yaml"), written, mended.text, ())


def compared(written: str) -> bool:
    """Whether the parser in C takes a text; then the one in Python must read the same tree without a fault."""
    if mend(written).slips or not written.strip():
        return False
    text = text_of(written)
    quick = quick_nodes(text)
    if quick is None:
        return False
    assert told_nodes(text) == (quick, ()), written
    return True


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_bundled_file_is_read_alike(path: Path) -> None:
    text = read_text(path)
    assert quick_nodes(text) is not None
    assert read_nodes(text) == told_nodes(text)


@pytest.mark.parametrize("name", FAULTY)
def test_what_has_a_fault_is_left_to_the_parser_that_tells_it(name: str) -> None:
    assert quick_nodes(text_of(FAULTY[name])) is None


@pytest.mark.parametrize("mark", ["\u2028", "\u00a0", "\u0085", "\ufeff", "\u200b", "\x07", "\r", "\t"])
def test_a_character_that_the_two_may_read_otherwise_is_left_to_the_one(mark: str) -> None:
    assert quick_nodes(Text(Path("a.yaml"), f"a: b{mark}c\n", f"a: b{mark}c\n", ())) is None


def test_changed_texts_are_left_to_the_parser_in_python_or_read_as_it_reads_them() -> None:
    taken = 0
    for seed in range(MUTANTS):
        chance = random.Random(seed)  # noqa: S311 - reproducible by its seed
        written = chance.choice(SMALL).read_text(encoding="utf-8")
        taken += compared(edited(written, chance) if seed % 2 else chance.choice(SLIPS)(written, chance))
    assert taken > MUTANTS // 20


@given(st.text(alphabet="ab1:- \n[]{},'\"#&*甲：2?!|>%@.~\\<", max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_text_is_left_to_the_parser_in_python_or_read_as_it_reads_it(written: str) -> None:
    compared(written)


LINES = [
    "a:", "b: 1", "c: x, y", "- a", "- b: 1", "- [a, {b: c}]", "d: {a: 1}", "# x", "", "a", "b # c", "- - a", "? a", ": b", "e: |",
    "f: >-", 'g: "\\u0041"', "h: 'b''c'", "- ", "[b,", "c]", "{a:1}", "{a, b}", "i: [b, ]", "j: -1", "---", "...", "k: a:b", "l: [b: c]",
]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(LINES)), max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_lines_are_left_to_the_parser_in_python_or_read_as_it_reads_them(
    lines: list[tuple[int, str]],
) -> None:
    compared("".join(f"{'  ' * indent}{line}\n" for indent, line in lines))
