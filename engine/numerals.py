"""Numbers in Chinese figures."""

from typing import Final

_FIGURES: Final = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """1…99 as a heading counts: 一, 十, 十一, 二十; Arabic beyond."""
    tens, ones = divmod(number, 10)
    if not 1 <= number <= 99:  # noqa: PLR2004
        return str(number)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_FIGURES[tens]}十"
    return head + (_FIGURES[ones] if ones else "")


def figures(number: int) -> str:
    """A whole number up to 10⁸ as a clause may write it: 三十, 一百零五, 十五万."""
    whole, rest = divmod(number, 10_000)
    if 1 <= whole <= 99 and not rest:  # noqa: PLR2004
        return f"{numeral(whole)}万"
    if 1 <= number <= 99:  # noqa: PLR2004
        return numeral(number)
    from cn2an import an2cn  # takes longer to load than all the rules to be read

    return str(an2cn(number))
