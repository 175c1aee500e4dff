import re
import tempfile
from pathlib import Path

import pytest
import specimens
import written
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.other_side import Note
from engine.referrals import ReferralError, verify_package, write_packages
from engine.referrals.fixed_zip import zip_of
from engine.referrals.letter import TEMPLATE
from engine.referrals.wording import quoted, shown


@pytest.mark.parametrize("text", specimens.HOSTILE)
def test_hostile_texts_go_through_as_they_are(tmp_path: Path, text: str) -> None:
    grounds = ({**specimens.dossier().grounds[0], "quote": text, "limits": text},)
    made = specimens.dossier(
        name=text,
        act=text,
        organ_name=text,
        office=text,
        receiver_name=text,
        grounds=grounds,
        other=specimens.other_side(unused=(Note(text, ("checks/C3",)),)),
    )
    (folder,) = write_packages([made], tmp_path)
    letter, cells = written.letter(folder), written.cells(folder)
    for wanted in (
        f"规定：“{text}”",
        f"行为为“{text}”",
        f"单位：{text}。",
        f"{text}（编号A",
        f"1件。{text}。",
    ):
        assert wanted in letter
    assert text in cells
    facts = written.data(folder, "facts.json")
    assert facts["records"]["duty_evidence/E1"]["act"] == text
    assert facts["grounds"][0]["quote"] == text
    assert facts["other_side"][-1]["notes"][0]["text"] == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("甲\x00乙", "甲␀乙"), ("甲\x07乙\x0c", "甲␇乙␌"),
        ("甲\n一、结论\t", "甲␊一、结论␉"), ("甲\x7f\x85乙", "甲␡⟨U+0085⟩乙"),
        ("甲\ufffe\ud800乙", "甲⟨U+FFFE⟩⟨U+D800⟩乙"), ("甲\u2028乙", "甲⟨U+2028⟩乙"),
        ("\u202e甲乙\u2066", "⟨U+202E⟩甲乙⟨U+2066⟩"), ("甲\u200b乙\ufeff", "甲⟨U+200B⟩乙⟨U+FEFF⟩"),
    ],
)  # fmt: skip
def test_unseen_characters_are_shown_and_break_nothing(tmp_path: Path, text: str, seen: str) -> None:
    (folder,) = write_packages([specimens.dossier(name=text, act=text, organ_name=text)], tmp_path)
    assert f"单位：{seen}。" in written.letter(folder)
    assert seen in written.cells(folder)
    act = written.data(folder, "facts.json")["records"]["duty_evidence/E1"]["act"]
    assert act == text.replace("\ud800", "⟨U+D800⟩")


@settings(max_examples=40, deadline=None)
@given(text=st.text(st.characters(), min_size=1, max_size=60))
def test_any_text_goes_into_letter_lists_and_data(text: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        (folder,) = write_packages([specimens.dossier(name=text, act=text)], Path(place))
        assert f"行为为{quoted(text)}，" in written.letter(folder)
        assert verify_package(folder) == []
        act = written.data(folder, "facts.json")["records"]["duty_evidence/E1"]["act"]
        assert re.sub("[\ud800-\udfff]", lambda m: f"⟨U+{ord(m[0]):04X}⟩", text) == act
        catalogue = written.sheets(folder)["证据目录"]
        assert ["duty_evidence/E1", "失职线索", "行为", shown(text)] in catalogue


def template_with(tmp_path: Path, mark: str) -> Path:
    parts = written.members(TEMPLATE)
    body = parts["word/document.xml"].decode().replace("专此函达。", mark)
    path = tmp_path / "own.docx"
    path.write_bytes(zip_of({**parts, "word/document.xml": body.encode()}))
    return path


def test_an_office_may_use_a_template_of_its_own(tmp_path: Path) -> None:
    own = template_with(tmp_path, "特此函告，{{ organ }}。")
    (folder,) = write_packages([specimens.dossier()], tmp_path / "out", own)
    (bundled,) = write_packages([specimens.dossier()], tmp_path / "out2")
    assert "特此函告，吕梁市孝义市人民政府。" in written.letter(folder)
    digests = {written.data(f, "manifest.json")["template_sha256"] for f in (folder, bundled)}
    assert len(digests) == 2


@pytest.mark.parametrize(
    "mark",
    [
        "{{ unknown }}", "{{ organ.unknown }}", "{% if %}", "{{ organ.__class__.__mro__ }}", "{{ 1 / 0 }}",
        "{{ organ.format.__globals__ }}", "{{ organ() }}", "{{ organ | nofilter }}",
    ],
)  # fmt: skip
def test_a_template_that_asks_for_what_it_may_not_have_is_one_clear_line(tmp_path: Path, mark: str) -> None:
    with pytest.raises(ReferralError, match="模板 own\\.docx") as caught:
        write_packages([specimens.dossier()], tmp_path / "out", template_with(tmp_path, mark))
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_template_that_is_no_document_is_one_clear_line(tmp_path: Path) -> None:
    broken = tmp_path / "own.docx"
    broken.write_bytes(b"no zip")
    for path in (broken, tmp_path / "missing.docx"):
        with pytest.raises(ReferralError, match="模板"):
            write_packages([specimens.dossier()], tmp_path / "out", path)
    broken.write_bytes(zip_of({"a.txt": b"x"}))
    with pytest.raises(ReferralError, match="模板"):
        write_packages([specimens.dossier()], tmp_path / "out", broken)
