"""What the quick reader takes, the parser reads alike and without a fault; the bundled files are taken whole.

WENZE_MUTANTS sets how many changed texts are compared (2,000 by default; 100,000 before a release).
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
from engine.rules.nodes import parsed_nodes, read_nodes
from engine.rules.punctuation import mend
from engine.rules.quick_reading import quick_nodes

MUTANTS = int(os.environ.get("WENZE_MUTANTS", "2000"))
FILES = sorted(p for p in BUNDLED.rglob("*.yaml") if p.name != "duties.yaml")
SMALL = [p for p in FILES if p.stat().st_size < 3_000]
TAKEN = (
    "a: 1\n",
    "a:\n  b: x\n  c: [1, 'x', {d: 2022-02-22}]\n",
    "- a: 1\n  b: {}\n- c\n- []\n",
    "a: b, c d\n\n# 注：[\nb: null\n",
    "a: \"x: [y\"\nb: '#'\n",
    "-   a: 1\n    b: 2\n",
)
WIDER = {
    "a duplicate key": "a: 1\na: 2\n", "a duplicate key in a flow": "{a: 1, a: 2}\n", "an anchor": "a: &b c\n",
    "an alias": "a: *b\n", "a tag": "a: !!str b\n", "a merge key": "<<: {a: 1}\n", "a tab": "a:\tb\n",
    "a colon in a value": "a: b: c\n", "no space": "a:b\n", "a comment beside a value": "a: b # c\n",
    "a word on two lines": "a: b\n  c\n", "a word on two lines of a list": "- a\n  b\n", "a literal": "a: |\n  b\n",
    "two documents": "a: 1\n---\nb: 1\n", "a directive": "%YAML 1.2\n---\na: 1\n", "no such day": "a: 2022-02-30\n",
    "no such day as a key": "2022-02-30: 1\n", "a day of one digit": "a: 2022-2-3\n", "nothing after a key": "a:\nb: 1\n",
    "a list beside its key": "a:\n- b\n", "an uneven indentation": "a:\n   b: 1\n  c: 2\n", "an entry too far in": "a: 1\n b: 2\n",
    "a trailing comma": "a: [b, ]\n", "a pair in a list": "a: [b: c]\n", "a flow on two lines": "a: [b,\n  c]\n",
    "an escape": 'a: "\\u0041"\n', "a doubled quote": "a: 'b''c'\n", "a full-width colon as a key": "a：b\n",
    "a line separator": "a: b\u2028c\n", "a no-break space": "a: b\u00a0c\n", "a carriage return": "a: b\rc\n",
    "too deep": "a: " + "[" * 12 + "]" * 12 + "\n", "a question mark": "? a\n: b\n", "words after a flow": "a: [b] c\n",
    "words after a quote": "a: 'b' c\n", "an indented first line": " a: 1\n", "nothing": "# only\n", "a dash alone": "-\n",
    "a list in a list on one line": "- - a\n", "a key without end": "a" * 1_100 + ": 1\n", "a value that begins with a dash": "a: -1\n",
    "a space at the end": "a: b \n",
}  # fmt: skip


def compared(text: str, path: Path) -> bool:
    """Whether the quick reader takes a text; then the parser must read the same tree without a fault."""
    mended = mend(text)
    if mended.slips or not text.strip():
        return False
    quick = quick_nodes(mended.text)
    if quick is None:
        return False
    assert parsed_nodes(Text(path, text, mended.text, ())) == (quick, ()), text
    return True


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_bundled_file_is_read_alike(path: Path) -> None:
    text = read_text(path)
    assert read_nodes(text) == parsed_nodes(text)


def test_almost_all_bundled_files_are_taken() -> None:
    taken = [p for p in FILES if quick_nodes(read_text(p).mended) is not None]
    assert len(taken) > len(FILES) * 0.9, sorted({str(p) for p in FILES} - {str(p) for p in taken})


@pytest.mark.parametrize("text", TAKEN)
def test_narrow_texts_are_taken_and_read_as_the_parser_reads_them(text: str) -> None:
    assert compared(text, Path("a.yaml"))


@pytest.mark.parametrize("name", WIDER)
def test_what_is_wider_is_left_to_the_parser(name: str) -> None:
    assert quick_nodes(WIDER[name]) is None


def test_changed_texts_are_left_to_the_parser_or_read_as_it_reads_them() -> None:
    taken = 0
    for seed in range(MUTANTS):
        chance = random.Random(seed)  # noqa: S311 - reproducible by its seed
        path = chance.choice(SMALL)
        text = path.read_text(encoding="utf-8")
        text = edited(text, chance) if seed % 2 else chance.choice(SLIPS)(text, chance)
        taken += compared(text, path)
    assert taken > MUTANTS // 20


@given(st.text(alphabet="ab1:- \n[]{},'\"#&*甲：2?!|>%@.~", max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_is_left_to_the_parser_or_read_as_it_reads_it(text: str) -> None:
    compared(text, Path("a.yaml"))


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["a:", "b: 1", "c: x, y", "- a", "- b: 1", "- [a, {b: c}]", "d: {a: 1}", "# x", ""])),
        max_size=8,
    )
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_any_lines_are_left_to_the_parser_or_read_as_it_reads_them(lines: list[tuple[int, str]]) -> None:
    compared("".join(f"{'  ' * indent}{line}\n" for indent, line in lines), Path("a.yaml"))
