"""Organs and units as a letter calls them, and whether a unit that a record names is an organ's own."""

from collections.abc import Callable, Iterator
from typing import Final

from engine.jurisdictions import Tree
from engine.records.schema import CODES
from engine.referrals.labels import unit_name

ORGAN_NAMES: Final = {
    "township_government": "人民政府", "county_government": "人民政府", "city_government": "人民政府",
    "township_party_committee": "党委", "county_party_committee": "党委", "city_party_committee": "党委",
}  # fmt: skip
_GOVERNMENTS: Final = frozenset({"人民政府", "政府"})
_OFFICES: Final = ("局", "委", "委员会", "办", "办公室", "站", "所", "队", "中心")
"""How the names of what belongs to a government end."""
_SELF_GOVERNING: Final = ("村民委员会", "居民委员会")


def organ_name(tree: Tree, place: str, organ: str) -> str:
    """`吕梁市孝义市人民政府`, `吕梁市孝义市自然资源局`, or the bare name of a vertical body; each division once."""
    kind, _, name = organ.partition(":")
    if not name:
        return f"{tree.path_name(place)}{ORGAN_NAMES.get(organ, organ)}"
    if kind not in ("department", "village"):
        return name
    above = ""
    for code in _downwards(tree, place):
        division = tree.place(code)
        if name.startswith(division.name):
            return f"{above}{name}"
        above += division.name if division.level != "province" else ""
    return f"{tree.path_name(place)}{name}"


def own_units(tree: Tree, place: str, organ: str) -> Callable[[str], bool]:
    """Whether a unit, as a record names it, is the organ itself or, for a government, of its own level.

    `孝义市西辛庄镇人民政府` begins with the county's name, but is a unit below it.
    """
    names = [tree.place(code).name for code in _downwards(tree, place)]
    own = unit_name(organ)
    if ":" in organ:
        mine = _behind(names, own) or own
        return lambda unit: (_behind(names, unit_name(unit)) or unit_name(unit)) == mine
    below = tuple(tree.place(code).name for code in _below(tree, place))
    said = {organ, *CODES["organ"].get(organ, ())}

    def is_own(unit: str) -> bool:
        rest = _behind(names, unit_name(unit)) or ""
        office = rest.endswith(_OFFICES) and not rest.endswith(_SELF_GOVERNING)
        return unit in said or rest in _GOVERNMENTS or (office and not rest.startswith(below))

    return is_own


def _downwards(tree: Tree, place: str) -> list[str]:
    """The divisions from the province to the place."""
    return [*tree.ancestors(place)[::-1], place]


def _below(tree: Tree, place: str) -> Iterator[str]:
    """What lies one or two levels below."""
    for code in tree.children(place):
        yield code
        yield from tree.children(code)


def _behind(names: list[str], unit: str) -> str:
    """What follows the place's name in a unit's, with or without the names above it; empty where it is another's."""
    for above in names[:-1]:
        unit = unit.removeprefix(above)
    return unit.removeprefix(names[-1]) if unit.startswith(names[-1]) else ""
