"""Cells whose content comes from a closed list: coded values, minerals, organs, lists of codes."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from engine.records.cells import Fault
from engine.records.schema import CODES
from engine.records.texts import hidden, narrow

_OTHER = ("other", "其他", "其它")
_EXAMPLES = 6
_OPEN = {
    "mineral": "；表内没有的写成 其他:名称",
    "organ": "，或 部门:名称、垂直管理机构:名称、企业:名称、村:名称",
}


def folded(text: str) -> str:
    """What decides whether two words of a closed list are the same: width, space and case don't count."""
    return "".join(narrow(text).casefold().split())


def _vocabulary(codes: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    words = {folded(word): code for code, chinese in codes.items() for word in chinese}
    return words | {folded(code): code for code in codes}


_WORDS = {domain: _vocabulary(codes) for domain, codes in CODES.items()}
for _domain in ("answer", "flag"):
    _WORDS[_domain] |= {"true": "yes", "false": "no"}  # what Excel makes of them


def parse_code(text: str, domain: str) -> str | Fault:
    """The English code of one word of a closed list."""
    code = _WORDS[domain].get(folded(text))
    return unknown(text, domain) if code is None else code


def parse_flag(text: str) -> bool | Fault:
    """Yes or no as a truth value."""
    code = parse_code(text, "flag")
    return code if isinstance(code, Fault) else code == "yes"


def parse_codes(text: str, domain: str) -> str | Fault | None:
    """Several words of a closed list, `;` between, as `;a;b;`: sorted, each once. Null if there is none."""
    codes = set()
    for word in narrow(text).split(";"):
        if not word.strip():
            continue
        code = parse_code(word, domain)
        if isinstance(code, Fault):
            return _particular(code, word, domain)
        codes.add(code)
    if domain == "licence" and "none" in codes and len(codes) > 1:
        return Fault("“无缺失”（none）与缺失的证照不能同时填写；请只保留一种")
    return joined(codes)


def joined(items: set[str]) -> str | None:
    """The stored form of a many-valued cell."""
    return f";{';'.join(sorted(items))};" if items else None


def parse_mineral(text: str) -> str | Fault:
    """The code of a mineral, or `other:名称`. An unknown word is a fault: a typo must not hide coal."""
    prefix, colon, name = narrow(text).partition(":")
    if not (colon and folded(prefix) in _OTHER):
        return parse_code(text, "mineral")
    name = name.strip()
    if unseen := hidden(name):
        return Fault(f"矿种中有看不见的字符 {unseen}；请删去后重新填写")
    if not name:
        return Fault("“其他:”后面没有矿种名称；请写成 其他:名称")
    known = _WORDS["mineral"].get(folded(name))
    if known is not None:
        return Fault(f"“{name}”在矿种表内；请直接填写 {known} 或 {CODES['mineral'][known][0]}，不要用“其他:”")
    if "煤" in name or "coal" in folded(name):
        return Fault("含“煤”的矿种不能填在“其他:”里；煤炭请填写 coal 或 煤，否则请改用不含“煤”的规范名称")
    return f"other:{name}"


def parse_organ(text: str) -> str | Fault:
    """The code of an organ (`county_government`), or `department:NAME` and the like, prefix in English."""
    spelt = narrow(text)
    prefix, colon, name = spelt.partition(":")
    if not colon:
        return parse_code(text, "organ")
    kind = _WORDS["organ_prefix"].get(folded(prefix))
    if kind is None:
        return unknown(text, "organ")
    if unseen := hidden(name):
        return Fault(f"单位中有看不见的字符 {unseen}；请删去后重新填写")
    return f"{kind}:{name.strip()}" if name.strip() else Fault(f"“{prefix}:”后面没有名称；请写成 部门:名称")


def parse_addressee(text: str) -> str | Fault:
    """Whom an inquiry was sent to: an organ as its code where it is one, otherwise the name as given."""
    spelt = narrow(text)
    if unseen := hidden(spelt):
        return Fault(f"单位中有看不见的字符 {unseen}；请删去后重新填写")
    organ = parse_organ(spelt)
    return spelt if isinstance(organ, Fault) else organ


def unknown(text: str, domain: str) -> Fault:
    """The fault of a word that the closed list doesn't have, with the nearest word and the choices."""
    if unseen := hidden(narrow(text)):
        return Fault(f"其中有看不见的字符 {unseen}；请删去后重新填写")
    words = _WORDS[domain]
    near = get_close_matches(folded(text[:50]), words, n=1, cutoff=0.6)
    if near:
        code = words[near[0]]
        return Fault(f"不在可填的值之内；是否应为 {_both(domain, code)}？{_choices(domain)}")
    return Fault(f"不在可填的值之内；{_choices(domain)}")


def _choices(domain: str) -> str:
    codes = list(CODES[domain])
    shown = "，".join(_both(domain, code) for code in codes[:_EXAMPLES])
    more = f" 等{len(codes)}种" if len(codes) > _EXAMPLES else ""
    return f"可填 {shown}{more}{_OPEN.get(domain, '')}"


def _both(domain: str, code: str) -> str:
    return f"{CODES[domain][code][0]}（{code}）"


def _particular(fault: Fault, word: str, domain: str) -> Fault:
    """The fault of a word in a list, told apart where a common slip explains it."""
    wrong = next((mark for mark in "、,，/|" if mark in word), None)
    if wrong:
        return Fault(f"几项之间须用分号“;”隔开，不能用“{wrong}”；请改正")
    if domain == "licence" and folded(word) == "无":
        return Fault("“无”含义不清；核查后证照齐全请填 无缺失（none），未核查请留空，缺证请逐项填写")
    return fault
