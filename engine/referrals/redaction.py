"""A dossier as another reader may see it: cells masked by recipe, names of persons wherever they stand, all of it counted.

Nothing is dropped silently: what was masked stands in the copy as a table. Informants are in no dossier to begin with.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, cast

from engine.referrals.labels import cell, column_label, table_label
from engine.referrals.recipes import Recipe
from engine.referrals.shapes import DossierContent
from engine.referrals.wording import days, shown

MASK: Final = "〔已遮蔽〕"
_KEPT: Final = frozenset(
    {"id", "organ", "organ_name", "place", "place_name", "receiver", "receiver_name", "receiver_reason", "office", "as_of",
     "act_by", "clock", "restricted", "grounds", "digests"}
)  # fmt: skip
"""Fields that say whom the package is about and who sends it, and the law: no masked cell is looked for in them."""
_SHORTEST: Final = 2
Masked = tuple[tuple[str, int], ...]
"""What was masked and in how many places, in the order of print."""


def redacted(dossier: DossierContent, recipe: Recipe) -> tuple[DossierContent, Masked]:
    """The dossier with the recipe's cells masked, and what was masked."""
    counted: Counter[str] = Counter()
    words: set[str] = set()
    records = {
        reference: _row(reference, row, recipe, counted, words) for reference, row in dossier.records.items()
    }
    posts = [dict(post) for post in dossier.posts]
    for post in posts if recipe.persons else ():
        if post.get("person"):
            words.add(str(post["person"]))
            post["person"] = MASK
            counted["涉及的职务·人名"] += 1
    found: Counter[str] = Counter()
    ordered = sorted(words, key=lambda word: (-len(word), word))
    made = replace(cast("Any", dossier), records=records, posts=tuple(posts))
    changes = {
        f.name: _without(getattr(made, f.name), ordered, found) for f in fields(made) if f.name not in _KEPT
    }
    if found.total():
        counted["其他文字中的同一内容"] = found.total()
    return replace(made, **changes), tuple(counted.items())


class Masker:
    """What a recipe masks of a dossier, for texts that were written from it: cells as they are, and as a letter shows them."""

    def __init__(self, dossier: DossierContent, recipe: Recipe) -> None:
        """Collect the words."""
        self.recipe = recipe
        words: set[str] = set()
        for reference, row in dossier.records.items():
            table = reference.partition("/")[0]
            masked: set[str] = set()
            hidden = _row(reference, row, recipe, Counter(), masked)
            words |= masked | {cell(table, c, row[c]) for c in row if hidden[c] != row[c]}
        if recipe.persons:
            words |= {str(post["person"]) for post in dossier.posts if post.get("person")}
        told = {form for word in words for form in (word, shown(word), days(shown(word))) if _told(form)}
        self._words = sorted(told, key=lambda word: (-len(word), word))

    def text(self, text: str) -> str:
        """A text with those words masked."""
        return str(_without(text, self._words, Counter()))


def _row(
    reference: str, row: Mapping[str, Any], recipe: Recipe, counted: Counter[str], words: set[str]
) -> dict[str, Any]:
    table = reference.partition("/")[0]
    out = dict(row)
    for column, value in row.items():
        person = recipe.persons and table == "posts" and column in ("name", "person_id")
        if value in (None, "", [], ()) or not (person or recipe.masks(table, column)):
            continue
        counted[f"{table_label(table)}·{column_label(table, column)}"] += 1
        words |= {
            text for text in map(str, value if isinstance(value, (list, tuple)) else [value]) if _told(text)
        }
        out[column] = MASK
    return out


def _told(text: str) -> bool:
    """Whether a cell is a text that may be repeated elsewhere: codes and days are words of everybody."""
    return len(text) >= _SHORTEST and not text.isascii()


def _without(value: Any, words: list[str], found: Counter[str]) -> Any:  # noqa: ANN401 - whatever a dossier holds
    """The value with these words masked in every text, keys of mappings too."""
    if isinstance(value, str):
        for word in words:
            if word in value:
                found[word] += value.count(word)
                value = value.replace(word, MASK)
        return value
    if isinstance(value, Mapping):
        return {_without(k, words, found): _without(v, words, found) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_without(one, words, found) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{f.name: _without(getattr(value, f.name), words, found) for f in fields(value)}
        )
    return value
