"""Folders of rule files, read whole: the rule set that an evaluation takes, or every fault at once."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from engine.errors import RuleError
from engine.rules.checking import check_rule
from engine.rules.crossing import check_between
from engine.rules.faults import Fault
from engine.rules.limbs import check_limbs
from engine.rules.matter_checking import check_matters, matters_of
from engine.rules.norm_checking import check_norms, norms_of
from engine.rules.note_checking import check_notes, notes_of
from engine.rules.reach import check_reach, check_reach_between
from engine.rules.ruleset import RuleSet
from engine.rules.shelf import Shelf, read_shelf
from engine.rules.soundness import check_ended, check_soundness

if TYPE_CHECKING:
    from engine.jurisdictions import Tree

BUNDLED: Final = Path(__file__).resolve().parents[2] / "rulesets"
"""The folder of rule files that the project brings."""


def load_rules(folders: Sequence[Path] = (BUNDLED,)) -> RuleSet:
    """The rules of all given folders (each one instrument's folder, or a folder of such folders).

    Raises RuleError, its first line naming the number of faults and the first of them, the rest one a line;
    UsageError where a folder is missing or holds no rules. Tests beside rules are left to `check_folder`.
    """
    shelf = read_shelf(folders)
    faults = _faults(shelf)
    if faults:
        head = f"规则文件有 {len(faults)} 处错误，第一处：{faults[0]}"
        raise RuleError("\n".join([head, *map(str, faults[1:])]))
    rules = {w.rule.id: w.rule for w in shelf.rules if w.rule}
    instruments = dict(sorted(shelf.instruments.items()))
    return RuleSet(
        MappingProxyType(dict(sorted(rules.items()))),
        MappingProxyType(instruments),
        shelf.sha256,
        MappingProxyType(notes_of(shelf)),
        MappingProxyType(norms_of(shelf)),
        MappingProxyType(matters_of(shelf)),
    )


def check_folder(
    folders: Sequence[Path], as_of: date | None = None, tree: "Tree | None" = None
) -> list[Fault]:
    """Every fault of the folders, the tests beside the rules included, by file, line and column.

    With `as_of`, rules in force on that day that rest on an instrument which has ended by then are faults too;
    with `tree`, so are places that a sentence names and the tree does not have.
    Raises UsageError where a folder is missing or holds no rules.
    """
    from engine.rules.duties import check_duties
    from engine.rules.place_checking import check_places
    from engine.rules.place_numbers import check_places_of_numbers
    from engine.rules.sentences import check_tests, parsed

    shelf, once = read_shelf(folders), cache(parsed)
    found = [*_faults(shelf), *check_tests(shelf, once)]
    found += [f for written in shelf.rules for f in (*check_reach(written), *check_soundness(shelf, written))]
    found += [*check_reach_between(shelf), *check_limbs(shelf), *check_duties(shelf)]
    if as_of:
        found += check_ended(shelf, as_of)
    if tree:
        found += [*check_places(shelf, tree, once), *check_places_of_numbers(shelf, tree)]
    return _sorted(found)


def _faults(shelf: Shelf) -> list[Fault]:
    own = [fault for written in shelf.rules for fault in check_rule(shelf, written)]
    between = [*check_between(shelf), *check_notes(shelf), *check_norms(shelf), *check_matters(shelf)]
    return _sorted([*shelf.faults, *own, *between])


def _sorted(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(set(faults))
