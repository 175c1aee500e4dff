"""What a person states about a package, never computed: 密级, 知悉范围, and 查无 where the other side is empty."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from engine.referrals.errors import ReferralError
from engine.referrals.wording import day, shown
from engine.settings import STATE_SECRETS

RESTRICTED: Final = "限定知悉范围"
LEVELS: Final = ("内部", "工作秘密", *STATE_SECRETS)
"""Low to high."""
_SECRECY: Final = re.compile(f"({'|'.join(LEVELS)})(?:★(.{{1,20}}))?")


@dataclass(frozen=True, slots=True)
class Stated:
    """密级 (`秘密★1年`), 知悉范围, and who looked for what speaks for the subject, on which day (YYYY-MM-DD), where."""

    secrecy: str = ""
    readers: str = ""
    searched_by: str = ""
    searched_on: str = ""
    searched: str = ""

    def scope(self, *, restricted: bool) -> str:
        """The line about who may know."""
        return f"知悉范围：{shown(self.readers)}" if self.readers else RESTRICTED if restricted else ""

    @property
    def none_found(self) -> str:
        """查无 with name and day; empty where nobody stated it."""
        if not self.searched_by:
            return ""
        return f"查无：{shown(self.searched_by)}，{day(self.searched_on)}（{shown(self.searched)}）"

    def form(self) -> dict[str, str]:
        """The fields that say something, as a step of the paper keeps and signs them."""
        return {name: value for name, value in asdict(self).items() if value}


NOTHING: Final = Stated()


def stated(form: Mapping[str, Any]) -> Stated:
    """What a step's detail holds of it."""
    return Stated(**{name: str(form[name]) for name in Stated.__slots__ if form.get(name)})


def secrecy(text: str, fit_for: str) -> str:
    """密级 as printed. Raises ReferralError: a word that is none, a period missing or too much, more than declared fit."""
    found = _SECRECY.fullmatch(text.strip())
    if not found:
        raise ReferralError(
            f"密级“{text}”无效；须为 {'、'.join(LEVELS)} 之一，国家秘密写明保密期限，例如 秘密★1年。"
        )
    level, secret = found[1], found[1] in STATE_SECRETS
    if secret and (not fit_for or STATE_SECRETS.index(level) > STATE_SECRETS.index(fit_for)):
        fit = f"只声明可处理到{fit_for}" if fit_for else "没有声明可以处理国家秘密"
        raise ReferralError(
            f"密级“{text}”：本部署{fit}（设置 state_secrets），不能在此起草；国家秘密请按规定在涉密信息系统中办理。"
        )
    if secret != bool(found[2]):
        raise ReferralError(
            f"密级“{text}”：{level}{'须写明保密期限，例如 秘密★1年' if secret else '不写保密期限'}。"
        )
    return text.strip()
