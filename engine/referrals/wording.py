"""How texts are shown: unseen characters made visible, judging words only as quotations, days, numerals."""

import re
from functools import lru_cache
from typing import Any, Final

JUDGING: Final = tuple(
    """
    有罪 犯罪 罪名 定罪 故意 蓄意 明知 包庇 纵容 玩忽职守 滥用职权 徇私 渎职罪
    处分 撤职 开除 降级 记过 记大过 免职 罢免 诫勉 严惩 判处 应当给予 建议给予
    縱容 玩忽職守 濫用職權 徇私 瀆職罪 處分 撤職 開除 降級 記過 記大過 免職 罷免 誡勉 嚴懲 判處 應當給予
    """.split()  # noqa: SIM905 - a list that people read and lengthen
)
"""Words of guilt, intent or sanction: said only inside “”, as the words of a law or a record."""

NAMES: Final = ("行政执法机关移送涉嫌犯罪案件的规定", "涉嫌犯罪案件情况的调查报告", "涉嫌犯罪案件移送书")
"""Names that Order 310 gives to itself and to the papers it asks for (art. 6): said as they are, they judge nobody."""

_JUDGING: Final = re.compile("|".join([*NAMES, *sorted(set(JUDGING), key=lambda word: (-len(word), word))]))
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls, line breaks, what turns the direction of reading, what has no width."""
_ISO: Final = re.compile(r" ?(?<![0-9A-Za-z_:/-])(\d{4})-(\d{2})-(\d{2})(?![0-9A-Za-z_/-]) ?", re.ASCII)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:  # noqa: PLR2004 - the C0 controls have pictures
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"  # noqa: PLR2004


def visible(text: str) -> str:
    """Controls, line breaks and what XML can't hold as visible signs: no name can forge a line."""
    return _UNSEEN.sub(_picture, text)


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Outermost matched pairs of “”, as start and end (exclusive)."""
    if "”" not in text:
        return []
    opened: list[int] = []
    spans: list[tuple[int, int]] = []
    for i, character in enumerate(text):
        if character == "“":
            opened.append(i)
        elif character == "”" and opened:
            start = opened.pop()
            spans = [s for s in spans if s[0] < start]
            spans.append((start, i + 1))
    return spans


def balanced(text: str) -> str:
    """Unmatched “ or ” become ‘ or ’, so that a text can't open or close the letter's quotations."""
    if "“" not in text and "”" not in text:
        return text
    out, opened = list(text), []
    for i, character in enumerate(text):
        if character == "“":
            opened.append(i)
        elif character == "”":
            if opened:
                opened.pop()
            else:
                out[i] = "’"
    for i in opened:
        out[i] = "‘"
    return "".join(out)


def _in_quotes(match: re.Match[str]) -> str:
    return match[0] if match[0] in NAMES else f"“{match[0]}”"


def neutral(text: str) -> str:
    """A text with its judging words in quotes, as the words of whoever used them."""
    out, at = [], 0
    for start, end in [*quoted_spans(text), (len(text), len(text))]:
        out += [_JUDGING.sub(_in_quotes, text[at:start]), text[start:end]]
        at = end
    return "".join(out)


def shown(value: Any) -> str:  # noqa: ANN401 - a cell of a record
    """A text as letter and lists show it: visible, its quotes balanced, judging words in quotes."""
    if isinstance(value, (list, tuple)):
        return "；".join(map(shown, value))
    if value is None:
        return ""
    text = str(value)
    plain = not ("“" in text or "”" in text or _UNSEEN.search(text) or _JUDGING.search(text))
    return text if plain else neutral(balanced(visible(text)))


def quoted(value: Any) -> str:  # noqa: ANN401 - a cell of a record
    """The very words of a law or a record, between “”."""
    return f"“{balanced(visible(str(value)))}”"


def entitled(title: str) -> str:
    """A title between its marks; a title inside it takes single ones (GB/T 15834)."""
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


@lru_cache(maxsize=1 << 13)
def day(value: str | None) -> str:
    """`2022-02-07` as 2022年2月7日 (GB/T 9704-2012: Arabic figures, no leading zeros); empty for none."""
    return days(value) if value else ""


def days(text: str) -> str:
    """A text whose ISO days are written as a letter writes them, without the spaces around them."""
    return _ISO.sub(lambda m: f"{int(m[1])}年{int(m[2])}月{int(m[3])}日", text)


def yuan(value: Any) -> str:  # noqa: ANN401 - a cell of a record
    """An amount as a letter writes it: fen with two places (250000.50 of `250000.5`), whole yuan without."""
    whole, point, cents = shown(value).partition(".")
    return f"{whole}.{cents:0<2}" if point else whole
