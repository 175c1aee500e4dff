from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import specimens
import written

from engine.dossiers import Dossier
from engine.numerals import numeral
from engine.other_side import Note
from engine.referrals import write_packages
from engine.referrals.wording import balanced, days, neutral, quoted, quoted_spans, shown

WORDS = (
    "有罪", "犯罪", "故意", "包庇", "纵容", "玩忽职守", "滥用职权",
    "处分", "撤职", "开除", "降级", "记过", "应当给予",
    "處分", "撤職", "開除", "降級", "包庇", "縱容", "應當給予",
)  # fmt: skip


def outside_quotes(text: str) -> str:
    out, at = "", 0
    for start, end in quoted_spans(text):
        out, at = out + text[at:start], end
    return out + text[at:]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in {"records", "quote", "person"}:
                yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


def judging_dossier() -> Dossier:
    text = "建议给予处分，其行为构成玩忽职守；”故意“包庇"
    ground = {
        **specimens.dossier().grounds[0],
        "quote": "给予降级、撤职或者开除的行政处分；构成犯罪的，依法追究刑事责任",
        "limits": text,
    }
    return specimens.dossier(
        name="处分矿点",
        act=text,
        grounds=(ground,),
        receiver_reason=text,
        other=specimens.other_side(prior_actions=(Note("2022-03-01 某机关：处分", ("checks/C3",)),)),
    )


def test_no_word_of_guilt_intent_or_sanction_outside_quotes(tmp_path: Path) -> None:
    folders = write_packages([*specimens.quarter(), judging_dossier()], tmp_path)
    for folder in folders:
        texts = written.paragraphs(folder) + written.cells(folder)
        texts += strings(written.data(folder, "proof.json"))
        if folder is not folders[-1]:
            texts += strings(written.data(folder, "facts.json"))
        for text in texts:
            assert [w for w in WORDS if w in outside_quotes(text)] == [], text


def test_the_statutory_range_is_only_the_laws_own_words(tmp_path: Path) -> None:
    (folder,) = write_packages([judging_dossier()], tmp_path)
    assert "规定：“给予降级、撤职或者开除的行政处分；构成犯罪的，依法追究刑事责任”。" in written.letter(
        folder
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("给予处分", "给予“处分”"), ("“给予处分”", "“给予处分”"), ("“甲”处分“乙”", "“甲”“处分”“乙”"),
        ("没有", "没有"),
        ("玩忽职守、滥用职权", "“玩忽职守”、“滥用职权”"), ("“充当“保护伞”处分”", "“充当“保护伞”处分”"),
    ],
)  # fmt: skip
def test_judging_words_become_quotations(text: str, wanted: str) -> None:
    assert neutral(text) == wanted


def test_a_text_cannot_open_or_close_a_quotation_of_the_letter() -> None:
    assert balanced("”有罪“") == "’有罪‘"
    assert quoted("”有罪“") == "“’有罪‘”"
    assert shown("“有罪") == "‘“有罪”"
    assert balanced("“甲“乙”丙”") == "“甲“乙”丙”"


def test_days_are_written_without_leading_zeros_and_ids_are_left() -> None:
    assert days("自 2022-02-07 起至 2022-12-10 止") == "自2022年2月7日起至2022年12月10日止"
    assert days("posts/P@1:市长:2021-07-01") == "posts/P@1:市长:2021-07-01"


def test_numerals_of_headings() -> None:
    assert [numeral(n) for n in (1, 9, 10, 11, 19, 20, 21, 99, 100)] == [
        "一", "九", "十", "十一", "十九", "二十", "二十一", "九十九", "100",
    ]  # fmt: skip
