"""Two referrals of one subject over the same days are named when one of them is drafted, on its approval page too."""

import io
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from offices import COUNTY, SEARCHED, Office, two_mines

from engine.ledgers.listing import doubles
from engine.ledgers.lives import Paper, Step
from engine.ledgers.packing import files

OTHER = COUNTY.replace("-to-141100000000", "-to-140000000000")


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    office = Office(tmp_path_factory.mktemp("doubles") / "home")
    office.propose(two_mines(), "2022-03-07")
    return office.paper(COUNTY)


def another(one: Paper, key: str = OTHER, state: str = "", **finding: Any) -> Paper:
    """A referral like this one, to another body, whose findings are changed."""
    form = {**one.proposal.detail["dossier"]}
    form["findings"] = [{**f, **finding} for f in form["findings"]]
    proposal = replace(one.proposal, details=lambda: {"dossier": form})
    steps: tuple[Step, ...] = (proposal, replace(proposal, step=state)) if state else (proposal,)
    return replace(one, key=key, receiver_body="山西省纪委监委", steps=steps)


def test_another_referral_of_the_same_subject_and_days_is_named(one: Paper) -> None:
    (line,) = doubles(one, [one, another(one)])
    assert line.startswith(f"{OTHER}（山西省纪委监委，尚未印发，待起草）：")
    assert "2处以上非法煤矿" in line


@pytest.mark.parametrize(
    "other",
    [
        {"key": COUNTY.replace("141181", "141182")},
        {"met_on": "2022-01-01", "ended_on": "2022-01-31"},
        {"rule": "another"},
        {"state": "refused"},
        {"state": "closed"},
    ],
    ids=["another subject", "other days", "another rule", "set aside", "lapsed"],
)
def test_what_shares_no_subject_rule_or_day_is_no_double(one: Paper, other: dict[str, str]) -> None:
    assert list(doubles(one, [one, another(one, **other)])) == []


def test_the_approver_sees_it_on_the_page_that_is_signed(one: Paper) -> None:
    made = files(one, [one], said=SEARCHED, doubles=list(doubles(one, [one, another(one)])))
    cells = [
        c.text for t in Document(io.BytesIO(made["审批页.docx"])).tables for r in t.rows for c in r.cells
    ]
    assert any(OTHER in text for text in cells)
    plain = files(one, [one], said=SEARCHED)
    rows = [r.cells for t in Document(io.BytesIO(plain["审批页.docx"])).tables for r in t.rows]
    assert [b.text for a, b, *_ in rows if a.text == "已有处理和同一期间的另一件"] == ["没有"]


def test_both_are_named_whichever_is_drafted(one: Paper) -> None:
    assert len(list(doubles(another(one), [another(one), one]))) == 1
