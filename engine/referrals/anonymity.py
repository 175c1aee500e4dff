"""Names and numbers left out of what goes to the public, by a rule that is data (`anonymity.toml`)."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from engine.referrals.errors import ReferralError

_KEEP: Final = frozenset({"site", "enterprise", "organ", "place"})
_ENTERPRISE: Final = re.compile(
    r"[\u4e00-\u9fff（）()A-Za-z0-9]{2,30}?(?:(?:煤业|矿业)?(?:集团)?(?:有限责任公司|有限公司)|煤业|矿业|集团|厂)"
)
OMITTED: Final = {"site": "某矿点", "enterprise": "某企业", "organ": "有关单位", "place": "某地"}


@dataclass(frozen=True, slots=True)
class Anonymity:
    """The rule: what stays, which columns are never read, which patterns give way to what."""

    keep: frozenset[str]
    never: frozenset[str]
    person: str
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    def name(self, kind: str, text: str) -> str:
        """A name of a kind (site, enterprise, organ, place): itself where it may stay."""
        return text if kind in self.keep else OMITTED[kind]

    def text(self, text: str, persons: Collection[str] = ()) -> str:
        """The text without known persons (a surname and 某) and without what the patterns find."""
        for person in sorted(persons, key=lambda p: (-len(p), p)):
            if len(person) > 1:
                text = text.replace(person, person[0] + self.person * (len(person) - 1))
        for pattern, instead in self.patterns:
            text = pattern.sub(instead, text)
        return text if "enterprise" in self.keep else _ENTERPRISE.sub(OMITTED["enterprise"], text)

    def row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A record without the columns that are never read."""
        return {column: value for column, value in row.items() if column not in self.never}


@cache
def bundled() -> Anonymity:
    """The rule that the program brings. Raises ReferralError where the file is unsound."""
    return anonymity(
        resources.files("engine.referrals").joinpath("anonymity.toml").read_text(encoding="utf-8")
    )


def anonymity(text: str) -> Anonymity:
    """The rule of a file's text. Raises ReferralError: what is wrong with it."""
    try:
        data = tomllib.loads(text)
        keep, never = frozenset(data["keep"]), frozenset(data["never"])
        patterns = tuple((re.compile(one["expression"]), str(one["with"])) for one in data["pattern"])
        made = Anonymity(keep, never, str(data["person"]), patterns)
    except (tomllib.TOMLDecodeError, re.error, KeyError, TypeError) as error:
        raise ReferralError(f"隐名规则 anonymity.toml 有误（{error}）；请改正该文件或恢复原文件。") from error
    if unknown := sorted(keep - _KEEP):
        raise ReferralError(
            f"隐名规则 anonymity.toml 的 keep 中没有“{'、'.join(unknown)}”这一种；可用：{'、'.join(sorted(_KEEP))}。"
        )
    return made
