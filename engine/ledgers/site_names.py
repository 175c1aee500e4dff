"""Names of sites: which two may be one place. Only a proposal: a person decides.

The tables hold no coordinates and no licence column: a licence number counts where a note or a list of evidence gives
it in the national form, C and 22 digits, and a position where they give it (`engine.ledgers.positions`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final

from engine.jurisdictions import Tree
from engine.ledgers.positions import Position, near, positions
from engine.numerals import figures

_SUFFIXES: Final = (
    "有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "集团公司", "公司", "集团", "煤矿", "铁矿", "金矿",
    "煤矿井", "煤业", "矿业", "采矿点", "矿井", "煤窑", "矿点", "采石场", "矿", "井", "窑",
)  # fmt: skip
"""Endings that say what a place is, not which; longest first."""
_KINDS: Final = re.compile(r"(无证|非法|私挖|盗采|已?关闭|废弃|^原|^旧)")
_NUMBER: Final = re.compile(r"(\d{1,2})(?=号|#)|#(\d{1,2})|No\.?(\d{1,2})", re.ASCII | re.IGNORECASE)
_LICENCE: Final = re.compile(r"(?<![0-9A-Za-z])C\d{22}(?!\d)", re.ASCII)


_MANY: Final = 20


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of a site, as far as two may be compared."""

    id: str
    name: str
    jurisdiction: str
    texts: tuple[str, ...] = ()
    """Notes and evidence in which a licence number or a position may stand."""


@dataclass(frozen=True, slots=True, order=True)
class Likeness:
    """Two sites that may be one (`first` < `second`), and why; `score` orders the list: 3 is the surest."""

    first: str
    second: str
    score: int
    reasons: tuple[str, ...]


@cache
def _simplified() -> Callable[[str], str]:
    import opencc  # its dictionaries take a moment: only a comparison of names needs them

    return opencc.OpenCC("t2s").convert


@cache
def exact(name: str) -> str:
    """A name without differences of width, compatibility forms, case and space."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


@cache
def compared(name: str) -> str:
    """A name without differences of width, script, numerals, punctuation and suffix; never empty for a name."""
    text = _simplified()(exact(name))
    text = _NUMBER.sub(lambda m: figures(int(m[1] or m[2] or m[3])) + ("" if m[1] else "号"), text)
    text = "".join(c for c in text.replace("#", "号") if unicodedata.category(c)[0] in "LN")
    whole, shorter = text, _KINDS.sub("", text)
    while shorter:
        text = shorter
        suffix = next((s for s in _SUFFIXES if text.endswith(s)), None)
        if suffix is None:
            break
        shorter = text.removesuffix(suffix)
    return text or whole


def alike(tree: Tree, sites: Iterable[Site], among: frozenset[str] | None = None) -> list[Likeness]:
    """Pairs that may be one place, sorted; with `among`, those only that hold one of these ids.

    Compared are sites of one township, sites given at county level with those of its townships, and sites whose
    texts give one licence number or positions near each other, wherever they lie.
    """
    by_county: dict[str, list[Site]] = defaultdict(list)
    by_licence: dict[str, list[Site]] = defaultdict(list)
    placed: list[tuple[Site, Position]] = []
    for site in sites:
        by_county[_county(tree, site.jurisdiction)].append(site)
        placed += [(site, at) for text in site.texts for at in positions(text)]
        for number in {found for text in site.texts for found in _LICENCE.findall(text)}:
            by_licence[number].append(site)
    reasons: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for number, group in by_licence.items():
        for one, other in _pairs(group):
            reasons[_ordered(one, other)][f"所附材料中采矿许可证号相同（{number}）"] = 3
    for one, other, far in near(placed):
        reasons[_ordered(one, other)][f"所附材料中的坐标相距约 {far:.0f} 米"] = 2
    for county, group in by_county.items():
        for one, other, why, score in _of_county(tree, county, group):
            reasons[_ordered(one, other)][why] = score
    return sorted(
        Likeness(first, second, max(said.values()), tuple(said))
        for (first, second), said in reasons.items()
        if first != second and (among is None or first in among or second in among)
    )


def _ordered(one: Site, other: Site) -> tuple[str, str]:
    return (one.id, other.id) if one.id < other.id else (other.id, one.id)


def _pairs(group: Sequence[Site]) -> Iterable[tuple[Site, Site]]:
    """Each two of a group; in a large one, its first site with each other: joins lead on from one to the next."""
    return combinations(group, 2) if len(group) <= _MANY else ((group[0], other) for other in group[1:])


def _county(tree: Tree, code: str) -> str:
    return (tree.ancestor_at(code, "county") or code) if code in tree else code


def _of_county(tree: Tree, county: str, group: Sequence[Site]) -> Iterator[tuple[Site, Site, str, int]]:
    by_name: dict[str, list[Site]] = defaultdict(list)
    for site in group:
        by_name[_local(tree, site)].append(site)
    for named in by_name.values():
        for one, other in _pairs(named):
            places = {one.jurisdiction, other.jurisdiction}
            if len(places) > 1 and county not in places:
                continue
            where = "同一乡镇" if len(places) == 1 else "一处只到县级"
            if exact(one.name) == exact(other.name):
                yield one, other, f"名称相同（{where}）", 3 if len(places) == 1 else 2
            else:
                yield one, other, f"名称只差写法或后缀：{one.name} / {other.name}（{where}）", 2


def _local(tree: Tree, site: Site) -> str:
    """The compared name without the names of the divisions that it lies in."""
    text = compared(site.name)
    if site.jurisdiction not in tree:
        return text
    for code in reversed([site.jurisdiction, *tree.ancestors(site.jurisdiction)]):
        name = tree.place(code).name
        for prefix in (name, name.rstrip("省市县区乡镇")):
            if len(prefix) > 1 and text.startswith(prefix) and text != prefix:
                text = text.removeprefix(prefix)
                break
    return text


def led(edges: Mapping[str, str], site: str) -> str:
    """Where a site leads along `same_as` and corrections; a circle ends where it closes."""
    seen = {site}
    while (following := edges.get(site)) is not None and following not in seen:
        seen.add(following)
        site = following
    return site
