"""The schema for editors comes from the model: it takes every sound rule and refuses what an editor can see."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from plan9 import FILES, plant
from planted import PLANTED
from schema_judge import faults

from engine.rules import BUNDLED, load_rules
from engine.rules.files import read_text
from engine.rules.json_schema import rule_schema, schema_text
from engine.rules.nodes import read_nodes
from engine.rules.tree import Node
from engine.rules.vocabulary import COLUMNS, DAYS

SCHEMA = rule_schema()
SEEN = """
unknown section, unknown key, unknown key of a parameter, unknown word, unknown unit, unknown operator, missing section,
missing key, number without origin, number in place of a parameter, integer for a word, date for a word, word for a date,
boolean for a value, word for a boolean, word for an integer, integer out of range, word for a list, word for a mapping,
empty title, no kind of condition, no values, no such day as a key, unknown column, unknown code, integer code,
code in a list, two operators, operator for numbers, one value for in, a list for is, fact that findings do not have
""".replace("\n", " ").split(",")  # fmt: skip
"""The planted faults that lie in one file's words and types."""


def judged(path: Path) -> list[str]:
    root, _ = read_nodes(read_text(path))
    assert root is not None
    return list(faults(SCHEMA, as_editor(root), SCHEMA))


def as_editor(node: Node) -> Any:
    """A file as an editor's YAML parser gives it to the schema: keys and days as text."""
    if isinstance(node.value, dict):
        return {key: as_editor(child) for key, child in node.children.items()}
    if isinstance(node.value, tuple):
        return [as_editor(child) for child in node.items]
    return node.raw if isinstance(node.value, date) else node.value


@pytest.mark.parametrize("name", sorted(load_rules().rules))
def test_the_schema_takes_every_bundled_rule(name: str) -> None:
    folder, stem = name.split(".", 1)
    assert judged(BUNDLED / folder / f"{stem}.yaml") == []


@pytest.mark.parametrize("name", [n for n in FILES if n.endswith(".yaml") and n != "instrument.yaml"])
def test_the_schema_takes_the_small_instrument(folder: Path, name: str) -> None:
    (folder / name).write_text(FILES[name], encoding="utf-8")
    assert judged(folder / name) == []


@pytest.mark.parametrize("name", [" ".join(n.split()) for n in SEEN])
def test_the_schema_refuses_what_an_editor_can_see(folder: Path, name: str) -> None:
    file, old, new, *_ = PLANTED[name]
    plant(folder, file, old, new)
    # a day that stands as text where a word is due is known to the check alone
    seen = judged(folder / file)
    assert bool(seen) != (name == "date for a word"), seen


def test_every_code_of_every_column_is_in_the_schema_and_no_other() -> None:
    for kind, fact in (("Definition", "discovery"), ("FactIs", "duty_evidence")):
        where = SCHEMA["$defs"][kind]["properties"]["where"]["properties"]
        assert set(where) == {*COLUMNS[fact], *DAYS[fact]}
        for column, codes in COLUMNS[fact].items():
            given = where[column]["properties"]["is"]
            assert tuple((given["anyOf"][0] if "anyOf" in given else given)["enum"]) == codes


def test_the_schema_in_docs_is_current() -> None:
    written = Path(__file__).resolve().parents[2] / "docs" / "rule.schema.json"
    assert written.read_text(encoding="utf-8") == schema_text(), (
        "wenze rules schema --write docs/rule.schema.json"
    )
