"""What the dated tree itself says became of a division: renamed, of another kind, under another, founded, ended, recoded."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from engine.jurisdictions.places import Place
from engine.jurisdictions.tree import Tree
from engine.periods import FAR


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """One thing that became of a division on a day (an ordinal); `said` in Chinese, names with their codes."""

    on: int
    said: str


def turns(tree: Tree, code: str) -> list[Turn]:
    """All that the tree dates of a code, in order; a row without its days says nothing."""
    return sorted({*_rows(tree, code), *_codes(tree, code)})


def _rows(tree: Tree, code: str) -> Iterator[Turn]:
    rows = sorted(tree.rows(code), key=lambda p: p.first)
    passed = {c.on for c in tree.changes if code in (c.from_code, c.to_code)}
    if rows and rows[0].first and rows[0].first not in passed:
        yield Turn(rows[0].first, f"{_called(rows[0])}设立")
    for before, after in pairwise(rows):
        for said in _moved(tree, before, after):
            yield Turn(after.first, said)
    if rows and rows[-1].last < FAR and rows[-1].last + 1 not in passed:
        yield Turn(rows[-1].last + 1, f"{_called(rows[-1])}撤销")


def _moved(tree: Tree, before: Place, after: Place) -> Iterator[str]:
    if before.name != after.name:
        yield f"{_called(before)}更名为{after.name}"
    if before.kind != after.kind:
        yield f"{_called(after)}由{before.kind}改为{after.kind}"
    if before.parent != after.parent:
        yield f"{_called(after)}由{tree.label(before.parent)}划归{tree.label(after.parent)}"


def _codes(tree: Tree, code: str) -> Iterator[Turn]:
    for one in tree.changes:
        if code in (one.from_code, one.to_code):
            yield Turn(one.on, f"{tree.label(one.from_code)}改为{tree.label(one.to_code)}")


def _called(place: Place) -> str:
    return f"{place.name}（{place.code}）"
