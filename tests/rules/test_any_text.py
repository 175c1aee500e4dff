"""Whatever stands in a rule file, checking tells faults and never falls over."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan9 import FILES, TESTS

from engine.errors import RuleError
from engine.rules import check_folder, load_rules

PIECES = st.sampled_from(
    [*":：{}[]｛，'\"“#|>?%@甲\t\u3000\u0000\ufeff\u2028\n", " ", "  ", "- ", "&a ", "*a", "!x ", "<<: {}",
     "null", "true", "0446", "2005-09-03", "2005-02-30", "yes", "---\n", "...\n", "999999999999999999999"]
)  # fmt: skip


def mutated(text: str, edits: list[tuple[float, int, str]]) -> str:
    for where, cut, piece in edits:
        at = int(where * len(text))
        text = text[:at] + piece + text[at + cut :]
    return text


@given(
    name=st.sampled_from(
        ["pit.yaml", "two-pits.yaml", "clue.yaml", "city.yaml", "instrument.yaml", "clue.test.yaml"]
    ),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), PIECES), min_size=1, max_size=4),
)
@settings(max_examples=300, deadline=None)
def test_an_edited_file_gives_faults_with_places_or_a_rule_set(
    name: str, edits: list[tuple[float, int, str]]
) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "plan9"
        folder.mkdir()
        for file, text in {**FILES, **TESTS}.items():
            if file != "department.yaml":
                whole = mutated(text, edits) if file == name else text
                (folder / file).write_text(whole, encoding="utf-8")
        faults = check_folder([folder])
        assert all(f.line >= 1 and f.column >= 1 and f.text.endswith(("。", "？")) for f in faults)
        if not faults:
            load_rules([folder])


@given(text=st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_at_all_is_a_fault(text: str) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "plan9"
        folder.mkdir()
        for file in ("instrument.yaml", "source.txt"):
            (folder / file).write_text(FILES[file], encoding="utf-8")
        (folder / "any.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(RuleError, match=r"any\.yaml"):
            load_rules([folder])
