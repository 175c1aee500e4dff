"""What people state about a package: 密级 by its words and periods, 知悉范围, 查无; shown as written wherever printed."""

import io
from pathlib import Path

import pytest
import specimens
import written
from openpyxl import load_workbook

from engine.referrals import ReferralError
from engine.referrals.content import content
from engine.referrals.letter import TEMPLATE, LetterTemplate
from engine.referrals.packages import LETTER, complete, package
from engine.referrals.stated import NOTHING, RESTRICTED, Stated, secrecy, stated
from engine.referrals.wording import shown

TEXTS = [text for text in specimens.HOSTILE if len(text) < 100]


@pytest.mark.parametrize("word", ["内部", "工作秘密", " 内部 "])
def test_what_is_no_state_secret_carries_no_period(word: str) -> None:
    assert secrecy(word, "") == word.strip()
    with pytest.raises(ReferralError, match="不写保密期限"):
        secrecy(f"{word.strip()}★1年", "绝密")


@pytest.mark.parametrize(
    ("word", "fit_for", "fits"),
    [
        ("秘密★1年", "", False), ("秘密★1年", "秘密", True), ("机密★10年", "秘密", False), ("机密★10年", "机密", True),
        ("秘密★1年", "绝密", True), ("绝密★长期", "机密", False), ("绝密★长期", "绝密", True),
    ],
)  # fmt: skip
def test_a_state_secret_is_refused_above_what_the_deployment_is_declared_fit_for(
    word: str, fit_for: str, *, fits: bool
) -> None:
    if fits:
        assert secrecy(word, fit_for) == word
        with pytest.raises(ReferralError, match="须写明保密期限"):
            secrecy(word.partition("★")[0], fit_for)
    else:
        with pytest.raises(ReferralError, match="不能在此起草"):
            secrecy(word, fit_for)


@pytest.mark.parametrize(
    "word", ["", "保密", "秘密1年", "秘密★", "秘密★" + "长" * 21, "秘密★1年★2年\n", "公开"]
)
def test_another_word_is_named(word: str) -> None:
    with pytest.raises(ReferralError, match="密级"):
        secrecy(word, "")


def test_what_is_stated_is_kept_whole_and_an_empty_statement_says_nothing() -> None:
    said = Stated("内部", "案管室", "张某（B02）", "2022-03-08", "全部记录")
    assert stated({**said.form(), "grounds_sha256": "0"}) == said
    assert (NOTHING.form(), NOTHING.none_found, NOTHING.scope(restricted=False)) == ({}, "", "")
    assert NOTHING.scope(restricted=True) == RESTRICTED
    assert said.scope(restricted=True) == "知悉范围：案管室"


def test_hostile_statements_are_shown_as_they_are(tmp_path: Path) -> None:
    whole = "；".join(TEXTS)
    one = content(specimens.dossier(), (), Stated("内部", whole, whole, "2022-03-08", whole))
    template = LetterTemplate(TEMPLATE)
    made = complete(one, package(one, template), LETTER, template.sha256)
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    told = shown(whole)
    assert f"知悉范围：{told}" in written.letter(tmp_path)
    assert any(told in cell for cell in written.cells(tmp_path))
    register = load_workbook(io.BytesIO(made["问题线索登记表.xlsx"])).worksheets[0]
    assert told in {row[1].value for row in register.iter_rows(max_col=2)}
    assert written.data(tmp_path, "facts.json")["stated"]["readers"] == whole
    for name in ("移送函.docx", "审批页.docx", "要件对照表.xlsx", "问题线索登记表.xlsx"):
        raw = b"".join(written.members(tmp_path / name).values()).decode("utf-8")
        assert "<f>" not in raw
        assert 'TargetMode="External"' not in raw
