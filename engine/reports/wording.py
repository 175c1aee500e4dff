"""How findings, sites, places and units are called in a report; judging words stand only in quotes (DESIGN §6.17)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from engine.jurisdictions import Tree
from engine.ledgers.grounds import unversioned
from engine.referrals.wording import day, days, shown

Form = Mapping[str, Any]
CONSEQUENCES: Final = {
    "referral": "移送",
    "supervision_notice": "督办",
    "list": "列入清单",
    "inquiry": "先补查",
}
LEVELS: Final = {"province": "省级", "city": "市级", "county": "县级", "township": "乡级"}
SITES_SHOWN: Final = 6


@dataclass(frozen=True)
class Words:
    """Names of one document: of places from the tree, of sites from its list, of rules from their titles."""

    tree: Tree
    sites: Mapping[str, str]
    titles: Mapping[str, str]
    _places: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def place(self, code: str | None) -> str:
        """`吕梁市孝义市西辛庄镇`, or the code where the tree lacks it."""
        if not code:
            return ""
        if code not in self._places:
            self._places[code] = shown(self.tree.path_name(code) if code in self.tree else code)
        return self._places[code]

    def short(self, code: str) -> str:
        """The place's own name."""
        return shown(self.tree.place(code).name if code in self.tree else code)

    def site(self, site: str) -> str:
        """`甲煤矿（A）`: the number of the row's version is left out."""
        name, number = self.sites.get(site, ""), unversioned(site)
        return shown(f"{name}（{number}）" if name and name != number else number)

    def several(self, sites: Sequence[str]) -> str:
        """The first few, and how many there are."""
        said = "、".join(map(self.site, sites[:SITES_SHOWN]))
        return said if len(sites) <= SITES_SHOWN else f"{said} 等 {len(sites)} 处"

    def rule(self, rule: str) -> str:
        """The title of a rule."""
        return shown(self.titles.get(rule, rule))

    def handling(self, form: Form) -> str:
        """Who receives, or what else follows."""
        refer = form["refer_to"]
        if refer is None:
            return CONSEQUENCES[form["consequence"]]
        return (
            f"移送{self.place(refer['jurisdiction'])}纪委监委"
            if refer["jurisdiction"]
            else "移送，接收机关待具名人员决定"
        )

    def count(self, form: Form) -> str:
        """`2 / 2`: sites counted at once, and how many the clause asks for."""
        return "" if form["count"] is None else f"{form['count']}／{form['threshold']}"

    def days(self, form: Form) -> str:
        """`2022年2月20日起`, `2022年2月20日至3月8日`."""
        if form["met_on"] is None:
            return "不能判断"
        if form["ended_on"] is None:
            return f"{day(form['met_on'])}起"
        last = day(form["ended_on"])
        year = f"{form['met_on'][:4]}年"
        return f"{day(form['met_on'])}至{last.removeprefix(year)}"


def sentences(texts: Iterable[str]) -> str:
    """Sentences of others as a report prints them: ISO days as a letter writes them, judging words in quotes."""
    return "".join(days(shown(text)) for text in texts)
