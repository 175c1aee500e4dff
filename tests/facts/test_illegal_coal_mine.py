"""DESIGN §6.3: what an illegal coal mine is, three-valued; what it never is."""

from pathlib import Path

import pytest
from factmaking import (
    COUNTY,
    TOWNSHIP,
    UNAUTHORIZED,
    XIXINZHUANG,
    checked,
    document,
    facts,
    found,
    judged,
    met,
    screen,
    site,
    stretches,
)

from engine.reasoning.review import reviews
from engine.reasoning.screen import Screen
from engine.rules import BUNDLED, load_rules
from engine.settings import Settings

DAY = "2022-03-01"
LICENCES = ("mining_permit", "safety_permit", "business_licence", "manager_qualification", "manager_safety")


@pytest.mark.parametrize("licence", LICENCES)
def test_each_missing_licence_of_the_list_of_the_day_suffices(licence: str) -> None:
    assert judged(DAY, site("A"), found("A", DAY, licence)) == "yes"


@pytest.mark.parametrize(
    ("licences", "situation", "expected"),
    [
        ("", "1a", "yes"),
        ("", "4", "yes"),
        ("none", "4", "yes"),
        ("none", "", "no"),
        ("coal_permit", "", "no"),
        ("coal_permit;safety_permit", "", "yes"),
        ("none", "1b;2;3;5;6a", "no"),
        ("", "", "unknown"),
        ("", "1b;5", "unknown"),
    ],
)
def test_a_licence_or_situation_1a_or_4_makes_a_producing_coal_mine_illegal(
    licences: str, situation: str, expected: str
) -> None:
    assert judged(DAY, site("A"), found("A", DAY, licences, situation=situation)) == expected


@pytest.mark.parametrize("situation", ["1a", "1a;4", "1a;1b"])
def test_none_missing_beside_situation_1a_is_a_contradiction_and_cannot_be_told(situation: str) -> None:
    rows = (site("A"), found("A", DAY, "none", situation=situation), checked("A", "2022-03-02"))
    assert judged(DAY, *rows) == "unknown"
    given = document("2022-03-05", *rows)
    assert [(f["rule"], f["outcome"]) for f in given["findings"]] == [(TOWNSHIP, "cannot_tell")]
    listed = {(r["rule"], r["reason"]) for r in given["policy_review"]}
    assert listed == {(TOWNSHIP, "contradiction"), (COUNTY, "contradiction")}


@pytest.mark.parametrize(
    ("licences", "situation", "producing"),
    [("none", "", "yes"), ("mining_permit", "1a", "yes"), ("none", "1a", "no")],
)
def test_without_both_words_or_without_production_there_is_no_contradiction(
    licences: str, situation: str, producing: str
) -> None:
    rows = (site("A"), found("A", DAY, licences, producing, situation=situation))
    assert [r for r in reviews(screen(DAY, *rows)) if r.reason == "contradiction"] == []


@pytest.mark.parametrize(
    ("producing", "licences", "expected"),
    [
        ("yes", "mining_permit", "yes"),
        ("unknown", "mining_permit", "unknown"),
        ("unknown", "", "unknown"),
        ("unknown", "none", "no"),
        ("no", "mining_permit", "no"),
        ("no", "", "no"),
    ],
)
def test_unknown_production_or_no_licence_information_cannot_be_told(
    producing: str, licences: str, expected: str
) -> None:
    assert judged(DAY, site("A"), found("A", DAY, licences, producing)) == expected


@pytest.mark.parametrize("kind", ["unlicensed", "closed", "abandoned"])
def test_site_kind_proves_nothing_alone(kind: str) -> None:
    assert judged(DAY, site("A", site_kind=kind), found("A", DAY, "none")) == "no"
    assert judged(DAY, site("A", site_kind=kind), found("A", DAY, "")) == "unknown"


def test_a_licensed_kind_disproves_nothing() -> None:
    assert judged(DAY, site("A", site_kind="licensed"), found("A", DAY)) == "yes"


@pytest.mark.parametrize(
    ("mineral", "expected"), [("coal", "yes"), ("iron", "no"), ("gold", "no"), ("铁", "no")]
)
def test_an_iron_mine_never_is_an_illegal_coal_mine(mineral: str, expected: str) -> None:
    assert judged(DAY, site("A", mineral=mineral), found("A", DAY, situation="1a")) == expected


def test_unlawful_mining_of_another_mineral_meets_the_notice_and_not_order_446() -> None:
    rows = (site("A", mineral="iron"), found("A", DAY), checked("A", "2022-03-02"))
    given = document("2022-03-05", *rows)
    assert [f["rule"] for f in given["findings"]] == [UNAUTHORIZED]
    assert met(given, UNAUTHORIZED) == [(XIXINZHUANG, "2022-03-02", None)]
    assert given["findings"][0]["consequence"] == "supervision_notice"
    assert given["findings"][0]["refer_to"] is None


def test_a_coal_mine_never_meets_the_notice_s_rule_for_other_minerals() -> None:
    rows = (site("A"), found("A", DAY, situation="1a"), checked("A", "2022-03-02"))
    assert stretches(UNAUTHORIZED, "2022-03-05", *rows) == []


@pytest.mark.parametrize(
    ("licences", "situation", "expected"),
    [
        ("mining_permit", "", "yes"),
        ("safety_permit", "", "no"),
        ("none", "1b", "yes"),
        ("", "5", "yes"),
        ("", "6a", "unknown"),
        ("", "", "unknown"),
        ("none", "6b", "no"),
        ("none", "1a", "unknown"),
    ],
)
def test_unauthorized_mining_is_mining_without_the_permit_or_in_a_situation_of_the_notice(
    licences: str, situation: str, expected: str
) -> None:
    rows = (site("A", mineral="iron"), found("A", DAY, licences, situation=situation))
    assert judged(DAY, *rows, name="unauthorized_mining") == expected


LOCAL_DEFINITION = """\
id: other.any-mineral
title: 任一矿种无证开采
title_en: Mining of any mineral without a permit
status: active
legal_basis: [{instrument: other, article: 第一条, quote: 任一矿种无证开采均计入}]
in_force: {from: 2022-01-01}
when:
  define: any_mineral
  fact: discovery
  where: {producing: {is: yes}}
  any: [{where: {missing_licences: {is: mining_permit}}}]
then: {derive: any_mineral}
limits: 本地规则，不是法定定义。
"""


def test_an_office_may_activate_a_local_rule_that_counts_any_mineral_with_its_own_basis(
    tmp_path: Path,
) -> None:
    text = (BUNDLED / "order446" / "township-illegal-coal-mine.yaml").read_text(encoding="utf-8")
    head, _, tail = text.partition("legal_basis:")
    _, _, tail = tail.partition("in_force:")
    rule = (
        head.replace("order446.township-illegal-coal-mine", "other.any-in-township")
        + "legal_basis: [{instrument: other, article: 第一条, quote: 任一矿种无证开采均计入}]\nin_force:"
        + tail.replace("{from: 2005-09-03, to: 2024-04-30}", "{from: 2022-01-01}")
        .replace("origin: law", "origin: local")
        .replace("2005-09-03", "2022-01-01")
        .replace("count: illegal_coal_mine", "count: any_mineral")
    )
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "instrument.yaml").write_text(
        "id: other\ntitle: 某市规则\nnumber: 市规〔2022〕1号\nkind: office_rule\nin_force: {from: 2022-01-01}\n",
        encoding="utf-8",
    )
    (folder / "source.txt").write_text("## 第一条\n任一矿种无证开采均计入\n", encoding="utf-8")
    (folder / "any-mineral.yaml").write_text(LOCAL_DEFINITION, encoding="utf-8")
    (folder / "any-in-township.yaml").write_text(rule, encoding="utf-8")
    rules = load_rules([BUNDLED, tmp_path])
    given = facts("2022-03-05", site("A", mineral="iron"), found("A", DAY), checked("A", "2022-03-02"))
    local = rules.rules["other.any-in-township"]
    (stretch,) = Screen(given, rules, Settings()).stretches(local, local.when)  # type: ignore[arg-type]
    assert (stretch.place, stretch.sites) == (XIXINZHUANG, ("A",))
