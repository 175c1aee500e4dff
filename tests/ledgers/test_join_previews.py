"""Before two sites are joined, a person sees which findings that would move."""

from datetime import date
from pathlib import Path
from typing import Any

from bureau import bureau, ledger, one
from importing import CITY_OFFICE, DISCOVERY, SITE, TOWN, Office, csv_file, tree

from engine.document import document
from engine.evaluation import evaluate
from engine.jurisdictions import BUNDLED, load_jurisdictions
from engine.ledgers.matching import offers
from engine.ledgers.previews import Move, moves, preview
from engine.records import Records
from engine.rules import load_rules
from engine.settings import Settings

COUNTY_RULE = "order446.county-two-illegal-coal-mines"
CHECK = {
    "复查编号": "C1",
    "矿点编号": "S1",
    "复查日期": "2022-03-01",
    "复查结果": "仍在生产",
    "复查单位": "县应急局",
}


def findings(records: Records) -> dict[str, Any]:
    run = evaluate(
        records, as_of=date(2022, 3, 7), known_at=None, rules=load_rules(), settings=Settings(),
        jurisdictions=load_jurisdictions(BUNDLED),
    )  # fmt: skip
    return {found["id"]: found for found in document(run)["findings"]}


def previewed(office: Office, site: str, same_as: str) -> list[Move]:
    with office.reading() as session:
        return preview(session, office.records(), tree(), site, same_as, findings)


def two_mines(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.sites(SITE, {**SITE, "矿点编号": "S2", "名称": "李家湾煤矿"})
    office.discoveries(DISCOVERY, {**DISCOVERY, "发现编号": "D2", "矿点编号": "S2"})
    office.take("复查.csv", csv_file(CHECK, {**CHECK, "复查编号": "C2", "矿点编号": "S2"}))
    return office


def test_a_join_that_leaves_one_mine_of_two_ends_the_county_finding(tmp_path: Path) -> None:
    office = two_mines(tmp_path)
    found = previewed(office, "S2", "S1")
    assert [
        (move.kind, move.finding.partition("/")[0]) for move in found if move.finding.startswith(COUNTY_RULE)
    ] == [("不再成立", COUNTY_RULE)]
    assert office.records().tables["sites"]["same_as"].to_pylist() == [None, None]


def test_a_join_of_sites_without_discoveries_moves_nothing(tmp_path: Path) -> None:
    office = two_mines(tmp_path)
    office.sites({**SITE, "矿点编号": "S3"}, {**SITE, "矿点编号": "S4"})
    assert previewed(office, "S4", "S3") == []


def test_rows_that_wait_for_the_decision_are_seen_in_it(tmp_path: Path) -> None:
    office = bureau(two_mines(tmp_path))
    office.take(
        "复查.csv",
        csv_file(
            {**CHECK, "复查编号": "C3", "矿点编号": "S2", "复查日期": "2022-03-02", "复查结果": "已停止"}
        ),
    )
    office.sites({**SITE, "矿点编号": "S5", "名称": "王家坡煤矿", "行政区划": TOWN}, sender=CITY_OFFICE)
    office.take("台账.xlsx", ledger(one("王家坡煤矿", day="2022-02-21")), profile="宁武")
    with office.reading() as session:
        (offer,) = offers(session)
    found = previewed(office, offer.site, offer.same_as)
    assert any(offer.same_as in text for move in found for text in move.texts)


def test_a_corrected_site_is_joined_by_its_last_row(tmp_path: Path) -> None:
    office = two_mines(tmp_path)
    office.sites({**SITE, "矿点编号": "S2", "名称": "李家湾矿"})
    assert "不再成立" in {move.kind for move in previewed(office, "S2", "S1")}


def test_what_moves_is_told_by_what_changed() -> None:
    met = {
        "title": "甲",
        "rule": "r",
        "jurisdiction": "1",
        "outcome": "met",
        "count": 3,
        "sites": ["A", "B", "C"],
    }
    before = {"x": met, "y": met, "z": {**met, "outcome": "cannot_tell"}}
    after = {"x": {**met, "count": 2, "sites": ["A", "B"]}, "y": met, "n": met}
    assert [(move.finding, move.kind, move.texts) for move in moves(before, after)] == [
        ("n", "新成立", ("处数 无 → 3", "矿点 无 → A、B、C")),
        ("x", "改变", ("处数 3 → 2", "矿点 A、B、C → A、B")),
        ("z", "不再存疑", ("处数 3 → 无", "矿点 A、B、C → 无")),
    ]
