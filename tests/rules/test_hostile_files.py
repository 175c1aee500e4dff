"""Mutated rule files are refused or say the same; bombs are refused in under a second; 200 rules are checked in two.

WENZE_MUTANTS sets how many files are mutated (5,000 by default; 100,000 before a release).
"""

import os
import random
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from plan9 import FILES, TESTS, sentences
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from rule_mutating import SLIPS, edited

from engine.rules import BUNDLED, check_folder
from engine.rules.checking import check_rule
from engine.rules.crossing import check_between
from engine.rules.files import read_text
from engine.rules.limbs import check_limbs
from engine.rules.model import Rule
from engine.rules.nodes import read_nodes
from engine.rules.norm_checking import check_norms
from engine.rules.reach import check_reach
from engine.rules.shaping import shape
from engine.rules.shelf import Shelf, Written, read_shelf
from engine.rules.soundness import check_soundness
from engine.rules.tree import Node

MUTANTS = int(os.environ.get("WENZE_MUTANTS", "5000"))
SHELF: Shelf = read_shelf([BUNDLED])
SOUND = {w.text.path: w.rule for w in SHELF.rules if w.rule}


def read(text: str, like: Path, path: Path) -> tuple[Rule | None, Node | None]:
    """The rule that a text gives in the place of a bundled file, None if any fault is told; and its tree."""
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    mended = read_text(path)
    root, faults = read_nodes(mended)
    if faults or root is None or not isinstance(root.value, dict):
        return None, root
    sections, faulty = shape(mended, root, Rule)
    written = Written(mended, root, sections, None if faulty else Rule.model_construct(**sections))
    if faulty or written.rule is None or list(check_rule(SHELF, written)):
        return None, root
    around = replace(SHELF, rules=[written if w.text.path == like else w for w in SHELF.rules])
    further = (
        check_between(around),
        check_reach(written),
        check_soundness(SHELF, written),
        check_limbs(around),
        check_norms(around),
    )
    return (None if any(list(f) for f in further) else written.rule), root


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder in which the bundled folders' names stand, so that a rule's id fits its place."""
    for folder in {p.parent.name for p in SOUND}:
        (tmp_path / folder).mkdir()
    return tmp_path


def mutants(number: int) -> Iterator[tuple[Path, random.Random]]:
    paths = sorted(SOUND)
    for seed in range(number):
        chance = random.Random(seed)  # noqa: S311 - reproducible by its seed
        yield chance.choice(paths), chance


def test_a_slip_is_refused_or_changes_nothing(place: Path) -> None:
    told = {"refused": 0, "same": 0}
    for like, chance in mutants(MUTANTS // 2):
        slip = chance.choice(SLIPS)
        text = slip(like.read_text(encoding="utf-8"), chance)
        rule, _ = read(text, like, place / like.parent.name / like.name)
        if rule is not None and not same(rule, SOUND[like]):
            pytest.fail(f"{slip.__name__} changes {like.name} silently:\n{text}")
        told["refused" if rule is None else "same"] += 1
    assert min(told.values()) > MUTANTS // 20


def same(one: Rule, other: Rule) -> bool:
    """Equal in all that an evaluation or a reader of numbers rests on; texts may differ in spaces and marks."""
    plain = [
        r.model_copy(update={"title": "", "title_en": "", "limits": "", "legal_basis": ()})
        for r in (one, other)
    ]
    clauses = [[(b.instrument, b.article, b.start) for b in r.legal_basis] for r in (one, other)]
    return plain[0] == plain[1] and clauses[0] == clauses[1]


def test_any_edit_is_refused_or_read_as_another_reader_reads_it(place: Path) -> None:
    accepted = 0
    for like, chance in mutants(MUTANTS // 2):
        text = edited(like.read_text(encoding="utf-8"), chance)
        path = place / like.parent.name / like.name
        rule, root = read(text, like, path)
        if rule is None or root is None:
            continue
        accepted += 1
        assert root.data() == other_reader(path), text
    assert accepted > 0


def other_reader(path: Path) -> Any:
    """ruamel's own loader, by which every value is a word."""
    yaml = YAML(typ="base", pure=True)
    yaml.allow_duplicate_keys = False
    try:
        return narrowed(yaml.load(path.read_bytes().decode("utf-8-sig")), path)
    except YAMLError as error:
        pytest.fail(f"another reader refuses what was accepted: {error}")


def narrowed(value: Any, path: Path) -> Any:
    """Words as rule files take them: days, whole numbers, true, false and null; what stands in quotes stays a word."""
    if isinstance(value, dict):
        return {
            (date.fromisoformat(k) if DAY.fullmatch(k) else k): narrowed(v, path) for k, v in value.items()
        }
    if isinstance(value, list):
        return tuple(narrowed(v, path) for v in value)
    text = path.read_text(encoding="utf-8")
    if f"'{value}'" in text or f'"{value}"' in text:
        return value
    if WHOLE.fullmatch(value):
        return int(value)
    return date.fromisoformat(value) if DAY.fullmatch(value) else PLAIN.get(value, value)


DAY, WHOLE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"), re.compile("[+-]?(?:0|[1-9][0-9]{0,17})")
PLAIN = {"": None, "~": None, "null": None, "true": True, "false": False}


K = 64 * 1024 - 10
BOMBS = {
    "a billion laughs": "a: &a [x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(2_000)),
    "5,000 lists": "a: " + "[" * 5_000 + "]" * 5_000,
    "5,000 mappings": "a: " + "{a: " * 5_000 + "}" * 5_000,
    "5,000 dashes": "- " * 5_000 + "x",
    "5,000 levels by indentation": "".join(" " * i + "a:\n" for i in range(5_000)),
    "only brackets": "a: " + "[" * (K - 3),
    "only braces": "{" * K,
    "only quotes": "a: " + "'" * (K - 5),
    "only question marks": "? " * (K // 2),
    "only commas": "a: [" + "，a：" * (K // 7 - 3),
    "only colons": "a: {" + "a：" * (K // 4 - 3),
    "only spaces": "a: {" + " " * (K - 9),
    "only newlines": "\n" * K + "a",
    "a long word": "a" * K,
    "a long number": "id: " + "9" * (K - 5),
    "6,000 keys": "".join(f"k{i}: 1\n" for i in range(6_000)),
    "20,000 entries of one list": "id: [" + "a, " * 20_000 + "]",
    "9,000 kinds": "when: {count: x, kinds: [" + ", ".join(["镇"] * 9_000) + "]}",
    "1 MiB": "a: " + "x" * (1 << 20),
    "1 MiB of lines": "a: 1\n" * (1 << 18),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_once(folder: Path, name: str) -> None:
    for file in [*FILES, *TESTS]:
        if file not in {"instrument.yaml", "source.txt"}:
            (folder / file).unlink(missing_ok=True)
    (folder / "bomb.yaml").write_text(BOMBS[name], encoding="utf-8")
    began = time.process_time()
    faults = check_folder([folder])
    spent = time.process_time() - began
    assert any(Path(f.file).name == "bomb.yaml" for f in faults)
    assert (
        spent < 10
    )  # unrefused it would take minutes; the second of the target is measured on a quiet machine


def test_a_number_without_end_or_beyond_a_hundred_years_is_told(folder: Path) -> None:
    path = folder / "two-pits.yaml"
    text = path.read_text(encoding="utf-8")
    for number, said in (
        ("9" * 5_000, "应是不小于 1 的整数"),
        ("36501", "大于 36500；没有哪个数量、数额或者期间会这样大"),
    ):
        path.write_text(
            text.replace("law, values: {2010-01-01: 2}", f"local, values: {{2010-01-01: {number}}}"),
            encoding="utf-8",
        )
        assert any(said in f.text for f in check_folder([folder])), number


def test_200_rules_of_one_limb_are_all_told_apart(folder: Path) -> None:
    for number in range(200):
        name = f"rule{number}"
        text = (
            FILES["two-pits.yaml"]
            .replace("plan9.two-pits", f"plan9.{name}")
            .replace("finding: two_pits", f"finding: f{number}")
        )
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        (folder / f"{name}.test.yaml").write_text(
            sentences(("at_threshold", "one_below", "window_edge")), encoding="utf-8"
        )
    faults = check_folder([folder])
    assert len(faults) >= 199
    assert all("同一情形" in f.text for f in faults), [str(f) for f in faults][:3]
