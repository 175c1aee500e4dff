"""A 更正函 says of a record which it is: taken back, replaced by another record, joined to another place, no longer recorded."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from importing import DISCOVERY, SITE
from importing import Office as Importing
from offices import COUNTY, FOUND, TOWNS, Row, and_also, places, run, two_mines

from engine.document import document
from engine.dossiers import dossiers
from engine.evaluation import evaluate
from engine.ledgers.differences import difference
from engine.ledgers.dossier_form import form_of
from engine.ledgers.fates import GONE, Histories
from engine.ledgers.seen import RunSeen
from engine.rules import load_rules
from engine.settings import Settings

TAKEN_BACK = {
    "discovery_id": "D1~2", "site_id": "A", "verified_on": "2022-02-23", **FOUND, "replaces": "D1", "withdrawn": "是",
}  # fmt: skip
ANOTHER = {
    "discovery_id": "D7",
    "site_id": "A",
    "verified_on": "2022-02-24",
    **FOUND,
    "replaces": "D1",
}


def told(rows: Mapping[str, Sequence[Row]], later: Mapping[str, Sequence[Row]]) -> list[str]:
    """What a recipient of the county's referral is told of its records a week later."""
    made = run(rows, date(2022, 3, 7))
    forms = {d.id: form_of(d) for d in dossiers(made, {f["id"]: f for f in document(made)["findings"]})}
    form = forms.get(COUNTY) or forms[TOWNS[0]]
    changes = difference([form], None, RunSeen(run(later, date(2022, 3, 14)))).changes
    return [c.text for c in changes if c.kind == "record"]


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ([TAKEN_BACK], "发现记录 D1 已撤回"),
        ([ANOTHER], "发现记录 D1 已由记录 D7 代替，有更正：核实日期由 2022-02-23 变为 2022-02-24 "),
        ([{**ANOTHER, "verified_on": "2022-02-23"}], "发现记录 D1 已由记录 D7 代替，内容相同"),
        ([{**ANOTHER, "withdrawn": "是"}], "发现记录 D1 已由记录 D7 代替，记录 D7 其后也不再有效"),
        (
            [ANOTHER, {**ANOTHER, "discovery_id": "D8", "replaces": "D7", "verified_on": "2022-02-23"}],
            "发现记录 D1 已由记录 D8 代替，内容相同",
        ),
    ],
    ids=["taken back", "another record", "the same again", "that one taken back too", "a chain"],
)
def test_a_letter_says_which_end_a_record_came_to(more: Sequence[Row], text: str) -> None:
    assert told(two_mines(), and_also(two_mines(), discoveries=more)) == [text]


def test_a_record_that_is_not_known_at_all_is_said_to_be_no_longer_recorded() -> None:
    given = two_mines()
    assert told(given, {**given, "checks": given["checks"][1:]}) == ["复查记录 C1 不再记录"]


def test_rows_that_replace_each_other_leave_it_open() -> None:
    circle = Histories({"D1": "D1", "D2": "D2"}, {"D1": "D2", "D2": "D1"}, frozenset(), frozenset())
    assert circle.fate("D1").said == GONE


def test_a_row_at_a_place_outside_the_tree_is_not_said_to_be_taken_back() -> None:
    lost = Histories({"A": "A"}, {}, frozenset({"A"}), frozenset({"A"}))
    assert lost.fate("A").said == "已撤回，或者所写的行政区划不在本次所用的区划表中"


def joined(to: str | None) -> list[Row]:
    first, *others = two_mines()["sites"]
    return [{**first, **({"same_as": to} if to else {})}, *others]


def test_a_join_by_the_office_is_no_correction_by_the_sender() -> None:
    plain, laid = two_mines(), {**two_mines(), "sites": joined("B")}
    assert told(plain, laid) == ["矿点记录 A 已认定与矿点 B 为同一处"]


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([{**DISCOVERY, "撤回": "是"}], "已撤回"),
        ([{**DISCOVERY, "发现编号": "D7", "更正编号": "D1"}], "已由记录 D7 代替"),
    ],
)  # fmt: skip
def test_the_store_s_own_versions_say_it(tmp_path: Path, rows: Sequence[Row], text: str) -> None:
    office = Importing(tmp_path)
    office.sites(SITE)
    office.discoveries(DISCOVERY)
    office.discoveries({**DISCOVERY, "缺失证照": "安全生产许可证"})
    office.discoveries(*rows)
    made = evaluate(
        office.records(), as_of=date(2022, 3, 14), known_at=None, rules=load_rules(), settings=Settings(),
        jurisdictions=places(),
    )  # fmt: skip
    assert RunSeen(made).held("discoveries", "D1") is None
    assert RunSeen(made).fate("discoveries", "D1").said == text
