"""A copy for another reader: masked cells appear in none of its files, what was masked is counted, evidence stays out."""

from dataclasses import replace
from pathlib import Path

import pytest
import specimens
import written

from engine.dossiers import Dossier
from engine.other_side import Note
from engine.referrals import ReferralError, verify_package
from engine.referrals.attachments import Attachment, Reference
from engine.referrals.content import content
from engine.referrals.letter import TEMPLATE, LetterTemplate
from engine.referrals.reading_copy import NOTE, Reader, Source, reading_copy
from engine.referrals.recipes import recipe, recipes
from engine.referrals.redaction import MASK, redacted
from engine.referrals.stated import NOTHING

KINDS = tuple(recipes())
ACT = "该副局长未到现场复查（线索原文）"
SECRETS = (ACT, "某安委办核实组", "赵大明", "任〔2021〕99号之附")


def dossier() -> Dossier:
    plain = specimens.dossier(ACT)
    records = dict(plain.records)
    records["duty_evidence/E1"] = {
        **records["duty_evidence/E1"],
        "verified_by": SECRETS[1],
        "evidence": "谈话.pdf",
    }
    records["posts/P1"] = {
        "post_id": "P1", "person_id": "赵大明1970", "name": "赵大明", "organ": "county_government", "post": "市长",
        "jurisdiction": specimens.COUNTY, "role": "principal", "from_on": "2021-07-01", "document": SECRETS[3],
    }  # fmt: skip
    posts = tuple({**p, "person": "赵大明"} if p["person"] else p for p in plain.posts)
    timeline = (*plain.timeline, {
        "on": "2022-02-10", "what": "线索", "site": None, "said": f"赵大明：{ACT}", "by": SECRETS[1],
        "record": "duty_evidence/E1",
    })  # fmt: skip
    notes = specimens.other_side(days_in_post=(Note("赵大明任市长，与发现期间重合16日", ("posts/P1",)),))
    return replace(plain, records=records, posts=posts, timeline=timeline, other=notes)


def source(one: Dossier) -> Source:
    evidence = (
        Attachment(
            "证据001",
            "证据001-谈话.pdf",
            "谈话.pdf",
            (Reference("duty_evidence/E1", "谈话.pdf"),),
            b"%PDF- secret",
        ),
    )
    return Source(
        one, evidence, NOTHING, "移送函.docx", LetterTemplate(TEMPLATE).letter(content(one)), "晋〔2022〕1号"
    )


def copy(folder: Path, kind: str | None) -> str:
    reader = Reader("市安委办王某", "2026-11-30 22:15", recipe(kind) if kind else None)
    folder.mkdir()
    for name, data in reading_copy(source(dossier()), reader).items():
        (folder / name).write_bytes(data)
    assert verify_package(folder) == []
    for path in folder.glob("证据*"):
        path.rename(folder.parent / path.name)
    return written.everything(folder)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_masked_for_a_reader_stands_in_no_file(tmp_path: Path, kind: str) -> None:
    text = copy(tmp_path / "a", kind)
    hidden = SECRETS if kind == "exposure" else SECRETS[:3]
    assert [s for s in hidden if s in text] == []
    assert "赵大明" not in text
    assert MASK in text
    assert not list(tmp_path.glob("证据*"))
    note = (tmp_path / "a" / NOTE).read_text(encoding="utf-8")
    assert "不能遮蔽、没有随附：证据001" in note
    assert "已遮蔽：失职线索·行为，1处" in note
    masked = dict(written.data(tmp_path / "a", "facts.json")["masked"])
    assert masked["涉及的职务·人名"] == 1
    assert ["失职线索·行为", "1处"] in written.sheets(tmp_path / "a")["遮蔽说明"]


def test_a_copy_without_masking_says_all_of_it(tmp_path: Path) -> None:
    text = copy(tmp_path / "a", None)
    assert [s for s in SECRETS if s not in text] == []
    assert "没有遮蔽" in text
    assert (tmp_path / "证据001-谈话.pdf").read_bytes() == b"%PDF- secret"


def test_every_page_of_a_copy_bears_its_reader(tmp_path: Path) -> None:
    copy(tmp_path / "a", "police")
    for name in ("移送函.pdf", "附件.pdf"):
        pages = written.pdf(tmp_path / "a" / name)
        assert "市安委办王某2026-11-3022:15" in pages
    text = b"".join(written.members(tmp_path / "a" / "要件对照表.xlsx").values()).decode("utf-8")
    assert "&amp;C市安委办王某" in text


def test_the_subject_the_receiver_and_the_law_are_never_masked() -> None:
    plain = dossier()
    records = {**plain.records, "checks/C9": {"check_id": "C9", "checked_by": plain.organ_name}}
    made, _ = redacted(replace(plain, records=records), recipe("公开曝光"))
    assert (made.organ_name, made.receiver_name, made.grounds) == (
        plain.organ_name,
        plain.receiver_name,
        plain.grounds,
    )
    assert made.records["checks/C9"]["checked_by"] == MASK


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[x]\nzh = '某'\ncolumns = ['nothing.act']\npersons = true", "没有列“nothing.act”"),
        ("[x]\nzh = '某'\ncolumns = ['checks.nothing']\npersons = true", "没有列“checks.nothing”"),
        ("[x]\nzh = '某'\ncolumns = ['checks.*']", "须恰有"),
        ("[x]\nzh = '某'\ncolumns = 'checks.*'\npersons = true", "columns 为清单"),
        ("[x", "不能读取"),
    ],
)
def test_a_wrong_recipe_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReferralError, match=said):
        recipe("x", path)


@pytest.mark.parametrize("name", ["", " ", "甲\n乙", "长" * 41])
def test_a_reader_whose_name_cannot_be_printed_is_refused(name: str) -> None:
    with pytest.raises(ReferralError, match="阅读人"):
        reading_copy(source(dossier()), Reader(name, "2026-11-30 22:15"))
