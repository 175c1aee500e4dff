"""Thresholds and windows of a count that cities and counties set: found, nearly met, told, agreed on by both computations."""

import os
import shutil
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from factmaking import Row, checked, found, records, site
from plan9 import plant

from engine.document import document
from engine.evaluation import evaluate
from engine.facts import build_facts
from engine.jurisdictions import load_jurisdictions
from engine.periods import NO_OVERLAY
from engine.reasoning.crosscheck import Crosscheck
from engine.reasoning.screen import Screen
from engine.rules import RuleSet, check_folder, load_rules
from engine.rules.dated import PlaceValues
from engine.rules.describing import describe
from engine.rules.model import Count
from engine.settings import Settings
from engine.trials import run_mutants

YI = Path(__file__).resolve().parents[2] / "docs" / "other-provinces" / "yi"
RULE = "yi.county-two-sites"
HISTORIES = int(os.environ.get("WENZE_ROW_HISTORIES", "20"))
PLACES = load_jurisdictions()
XIAOYI, FENYANG, LINGSHI = "孝义市/西辛庄镇", "汾阳市/三泉镇", "灵石县/南关镇"
CODES = {name: PLACES.tree.resolve(name.split("/")[0]) for name in (XIAOYI, FENYANG, LINGSHI)}


@pytest.fixture
def yi(tmp_path: Path) -> Path:
    """Left to the place: two sites, three in 吕梁市 from June 2022, one in 孝义市 from July to September."""
    folder = Path(shutil.copytree(YI, tmp_path / "yi"))
    own = (
        "minimum_sites: {unit: 处, origin: province, values: {2020-01-01: 2}, places: ["
        "{place: 吕梁市, origin: city, basis: 市文, values: {2022-06-01: 3}}, "
        "{place: 孝义市, origin: county, basis: 县文, values: {2022-07-01: 1, 2022-10-01: null}}]}"
    )
    plant(
        folder,
        "county-two-sites.yaml",
        "minimum_sites: {unit: 处, origin: law, values: {2020-01-01: 2}}",
        own,
    )
    assert check_folder([folder], tree=PLACES.tree) == []
    return folder


def given(folder: Path, as_of: str, *rows: Row) -> dict[str, Any]:
    run = evaluate(
        records(*rows), as_of=date.fromisoformat(as_of), known_at=None, rules=load_rules([folder]),
        settings=Settings(), jurisdictions=PLACES,
    )  # fmt: skip
    made = document(run)
    assert made["blocked"] == []
    return made


def failing(place: str, day: str, *names: str) -> list[Row]:
    """Sites of a place found on a day, still producing on the next."""
    later = str(date.fromisoformat(day) + timedelta(1))
    return [r for n in names for r in (site(n, place), found(n, day), checked(n, later))]


def met(made: dict[str, Any]) -> list[tuple[str, int, str, str | None]]:
    return [
        (f["jurisdiction"], f["threshold"], f["met_on"], f["ended_on"])
        for f in made["findings"]
        if f["rule"] == RULE and f["outcome"] == "met"
    ]


def test_the_narrowest_place_says_how_many_sites_there_must_be(yi: Path) -> None:
    rows = [
        *failing(XIAOYI, "2022-08-01", "A"), *failing(FENYANG, "2022-08-01", "B", "C"), *failing(LINGSHI, "2022-08-01", "D", "E"),
    ]  # fmt: skip
    made = given(yi, "2022-08-10", *rows)
    assert met(made) == [(CODES[LINGSHI], 2, "2022-08-02", None), (CODES[XIAOYI], 1, "2022-08-02", None)]
    (count,) = [e for e in made["findings"][1]["proof"] if e["element"].startswith("达到数量")]
    assert count["facts"][0] == "数量由孝义市另定：县定，县文"
    assert [(n["jurisdiction"], n["sites"]) for n in made["near_misses"]] == [(CODES[FENYANG], ["B", "C"])]


@pytest.mark.parametrize(
    ("day", "threshold"), [("2022-05-10", 2), ("2022-06-10", 3), ("2022-07-10", 1), ("2022-10-10", 3)]
)
def test_the_number_is_that_of_the_day(yi: Path, day: str, threshold: int) -> None:
    as_of = str(date.fromisoformat(day) + timedelta(5))
    names = ("A", "B", "C")
    assert [t for _, t, _, _ in met(given(yi, as_of, *failing(XIAOYI, day, *names[:threshold])))] == [
        threshold
    ]
    if threshold > 1:
        below = given(yi, as_of, *failing(XIAOYI, day, *names[: threshold - 1]))
        assert met(below) == []
        assert len(below["near_misses"]) == 1


def test_a_stretch_ends_where_the_place_asks_for_more_again(yi: Path) -> None:
    made = given(yi, "2022-10-20", *failing(XIAOYI, "2022-09-20", "A"))
    assert met(made) == [(CODES[XIAOYI], 1, "2022-09-21", "2022-09-30")]


def test_a_window_of_a_place_is_its_own(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(YI, tmp_path / "yi"))
    own = "window: {unit: 月, origin: province, values: {2020-01-01: 1}, places: [{place: 孝义市, origin: county, basis: 县文, values: {2020-01-01: 2}}]}"
    plant(
        folder,
        "county-two-sites.yaml",
        "window:        {unit: 月, origin: law, values: {2020-01-01: 1}}",
        own,
    )
    rows = [
        r
        for place, names in ((XIAOYI, "AB"), (FENYANG, "CD"))
        for n, day in zip(names, ("2022-03-01", "2022-04-15"), strict=True)
        for r in failing(place, day, n)
    ]
    assert [code for code, *_ in met(given(folder, "2022-05-01", *rows))] == [CODES[XIAOYI]]


def test_what_a_place_sets_is_told(yi: Path) -> None:
    rules = load_rules([yi])
    told = describe(rules.rules[RULE], rules.instruments)
    assert (
        "2020年1月1日起为2处，省定；其中吕梁市（市定，市文）2022年6月1日起为3处；其中孝义市（县定，县文）"
        in told
    )


def test_a_threshold_of_law_stays_the_same_everywhere(yi: Path) -> None:
    plant(yi, "county-two-sites.yaml", "origin: province", "origin: law")
    assert [f for f in check_folder([yi], tree=PLACES.tree) if "是法定的，各地不能另定" in f.text]


def drawn(chance: Random) -> tuple[list[Row], dict[str, list[PlaceValues]]]:
    """Up to twelve sites with discoveries and checks in five months; numbers of a city and of counties."""
    rows: list[Row] = []
    start = date(2022, 3, 1)
    for number in range(chance.randint(3, 12)):
        name = f"S{number:02}"
        rows.append(site(name, chance.choice([XIAOYI, FENYANG, LINGSHI])))
        day = start + timedelta(chance.randint(0, 120))
        rows.append(found(name, str(day)))
        for _ in range(chance.randint(0, 3)):
            later = day + timedelta(chance.randint(1, 60))
            result = chance.choice(["producing", "producing", "stopped"])
            row = checked(name, str(later), result)
            rows += [row] if row not in rows else []
    own: dict[str, list[PlaceValues]] = defaultdict(list)
    for name in ("minimum_sites", "window"):
        for place, origin in (("吕梁市", "city"), ("孝义市", "county"), ("灵石县", "county")):
            if chance.random() < 0.7:
                values = {start + timedelta(chance.randint(0, 60)): chance.randint(1, 3)}
                if chance.random() < 0.5:
                    values[start + timedelta(chance.randint(61, 120))] = chance.choice([None, 1, 2])  # type: ignore[assignment]
                own[name].append(PlaceValues(place=place, origin=origin, basis="文", values=values))  # type: ignore[arg-type]
    return rows, own


@pytest.mark.parametrize("begin", range(0, HISTORIES, 10))
def test_both_computations_agree_under_any_numbers_of_places(begin: int) -> None:
    rules, some = load_rules([YI]), 0
    rule = rules.rules[RULE]
    assert isinstance(rule.when, Count)
    for seed in range(begin, begin + 10):
        rows, own = drawn(Random(seed))  # noqa: S311 - a history by its number
        parameters = {
            n: p.model_copy(update={"places": tuple(own.get(n, ()))}) for n, p in rule.parameters.items()
        }
        changed = RuleSet(
            {**rules.rules, RULE: rule.model_copy(update={"parameters": parameters})},
            rules.instruments,
            "",
            {},
        )
        facts = build_facts(records(*rows).tables, PLACES.tree, date(2022, 8, 15), None)
        screen = Screen(facts, changed, Settings(), NO_OVERLAY)
        second = Crosscheck(facts, changed, Settings())
        sets = {(s.place, s.first, s.last) for s in screen.stretches(changed.rules[RULE], rule.when)}
        plain = {k[1:2] + k[3:] for k in second.keys() if k[0] == RULE}  # noqa: SIM118 - a method of its own
        assert sets == plain, f"seed {seed}"
        some += len(sets)
    assert some > 4


def test_the_numbers_that_places_set_are_held_by_sentences_too() -> None:
    mutants = list(run_mutants([YI], PLACES, "yi.sealed-site-patrol"))
    own = [(m.parameter, m.moved) for m in mutants if "（" in m.parameter]
    assert own == [
        ("rhythm（吕梁市）", 19),
        ("rhythm（吕梁市）", 21),
        ("rhythm（孝义市）", 9),
        ("rhythm（孝义市）", 11),
    ]
    assert all(m.held for m in mutants)
