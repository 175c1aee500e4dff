"""A masked copy of a supplement, a 更正函 or a 督办 has its letter, and the letter says nothing that the recipe masks."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from offices import COUNTY, Office, Row, and_also, third_mine, two_mines

from engine.ledgers import exporting
from engine.ledgers.masked_letters import masked_letter
from engine.ledgers.packing import letter_name
from engine.ledgers.papers import papers
from engine.referrals.docx_text import paragraphs
from engine.referrals.reading_copy import NOTE, Reader, reading_copy
from engine.referrals.recipes import recipe
from engine.referrals.redaction import MASK
from engine.referrals.stated import NOTHING

OLD, NEW = "甲县夜间巡查队", "乙县夜间巡查队"
KINDS = ("supervised", "police")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home")
    yield made
    made.store.close()


def rows(found_by: str) -> dict[str, list[Row]]:
    given = two_mines()
    first = {**given["discoveries"][0], "found_by": OLD}
    later = {**first, "discovery_id": "D1~2", "replaces": "D1", "found_by": found_by}
    return {**given, "discoveries": [first, *given["discoveries"][1:], *([later] if found_by != OLD else [])]}


def copied(office: Office, key: str, kind: str) -> tuple[dict[str, bytes], str]:
    """Files of a masked copy, and the text of its letter."""
    with office.store.reading() as session:
        family = papers(session)
        one = next(p for p in family if p.key == key)
        source = exporting.source(office.home, one, family)
        made = reading_copy(source, Reader("某", "2026-11-30 22:15", recipe(kind)))
        draft = one.last("drafted")
        assert draft is not None
        letter = masked_letter(one, draft, one.proposal, family, NOTHING, recipe(kind))
    return made, "\n".join(p.text for p in paragraphs(letter, source.letter))


@pytest.mark.parametrize("kind", KINDS)
def test_a_correction_tells_no_masked_cell_as_it_is_or_was(office: Office, tmp_path: Path, kind: str) -> None:
    office.propose(rows(OLD), "2022-03-07")
    office.send(COUNTY)
    office.propose(rows(NEW), "2022-03-21")
    key = f"{COUNTY}.correction-1"
    office.draft(key)
    made, letter = copied(office, key, kind)
    hidden = kind == "supervised"
    assert ("发现记录 D1 有更正：〔已遮蔽〕" in letter) == hidden
    assert (f"发现单位由“{OLD}”变为“{NEW}”" in letter) != hidden
    assert "关于更正" in letter
    assert "更正函.pdf" in made
    assert "没有随附" not in made[NOTE].decode()
    if shutil.which("pdftotext"):
        path = tmp_path / "letter.pdf"
        path.write_bytes(made["更正函.pdf"])
        told = subprocess.run(
            ["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True, text=True
        )
        for word in (OLD, NEW):
            assert (word in "".join(told.stdout.split())) != hidden


def test_a_supplement_names_the_letter_that_had_left_when_it_was_drafted(office: Office) -> None:
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY)
    office.propose(and_also(two_mines(), **third_mine()), "2022-03-28")
    key = f"{COUNTY}.supplement-1"
    office.send(key)
    made, letter = copied(office, key, "supervised")
    assert "我办以晋安办问责移〔2022〕1号（2022年3月7日）向贵机关移送" in letter
    assert "2号" not in letter
    assert "新增矿点 E矿" in letter
    assert f"{letter_name(office.paper(key)).removesuffix('.docx')}.pdf" in made


def test_a_persons_name_in_a_corrected_post_is_masked(office: Office) -> None:
    post = {"person_id": "P1", "name": "赵大明", "organ": "县级人民政府", "jurisdiction": "孝义市", "post": "市长",
            "role": "主要负责人", "from_on": "2021-01-01", "document": "任〔2021〕9号"}  # fmt: skip
    office.propose(and_also(two_mines(), posts=[post]), "2022-03-07")
    office.send(COUNTY)
    office.propose(and_also(two_mines(), posts=[{**post, "name": "赵小明"}]), "2022-03-21")
    keys = [p.key for p in office.every() if p.kind == "correction" and p.key.startswith(COUNTY)]
    for key in keys:
        office.draft(key)
        _, letter = copied(office, key, "city_government")
        assert "赵" not in letter
        assert MASK in letter
    assert keys
