"""DESIGN §6.4: 处 is a distinct place; `same_as` chains resolve to one root, whose mineral and jurisdiction count."""

import pytest
from factmaking import (
    COUNTY,
    DUIZHEN,
    REAL,
    TIANNING,
    TOWNSHIP,
    XIAOYI,
    XIXINZHUANG,
    checked,
    facts,
    found,
    judged,
    openings,
    site,
    stretches,
)

from engine.records import read_rows

BOTH = (
    found("A", "2022-02-01"),
    found("B", "2022-02-10"),
    checked("A", "2022-02-12"),
    checked("B", "2022-02-12"),
)


def test_two_site_ids_of_one_place_are_one_site_for_the_count() -> None:
    assert stretches(COUNTY, "2022-02-20", site("A"), site("B", same_as="A"), *BOTH) == []
    assert stretches(COUNTY, "2022-02-20", site("A"), site("B"), *BOTH) == [
        (XIAOYI, "2022-02-12", "2022-02-20")
    ]


def test_two_reports_of_one_site_are_one_site_for_the_count() -> None:
    rows = (site("A"), found("A", "2022-02-01"), found("A", "2022-02-10"), checked("A", "2022-02-12"))
    assert stretches(COUNTY, "2022-02-20", *rows) == []


def test_discoveries_and_checks_of_every_id_belong_to_the_root() -> None:
    rows = (site("A"), site("B", same_as="A"), found("B", "2022-02-01"), checked("A", "2022-02-05"))
    assert openings("2022-02-20", *rows) == ["2022-02-01"]
    assert stretches(TOWNSHIP, "2022-02-20", *rows) == [(XIXINZHUANG, "2022-02-05", "2022-02-20")]


def test_chains_resolve_to_one_root() -> None:
    rows = (site("A"), site("B", same_as="A"), site("C", same_as="B"), site("D", same_as="C"))
    seen = facts("2022-02-20", *rows)
    assert {s: seen.roots[s] for s in "ABCD"} == dict.fromkeys("ABCD", "A")


def test_the_root_s_jurisdiction_counts() -> None:
    rows = (
        site("A", DUIZHEN),
        site("B", TIANNING, same_as="A"),
        found("B", "2022-02-01"),
        checked("B", "2022-02-05"),
    )
    assert [place for place, _, _ in stretches(TOWNSHIP, "2022-02-20", *rows)] == [DUIZHEN]


@pytest.mark.parametrize(("root", "joined", "expected"), [("coal", "iron", "yes"), ("iron", "coal", "no")])
def test_the_root_s_mineral_counts(root: str, joined: str, expected: str) -> None:
    rows = (site("A", mineral=root), site("B", mineral=joined, same_as="A"), found("B", "2022-02-01"))
    assert judged("2022-02-01", *rows) == expected


@pytest.mark.parametrize(
    "links", [{"A": "A"}, {"A": "B", "B": "A"}, {"A": "B", "B": "C", "C": "A"}], ids=["self", "two", "three"]
)
def test_cycles_are_rejected(links: dict[str, str]) -> None:
    rows = [site(s, same_as=links.get(s, ""))[1] for s in "ABCD"]
    given = read_rows({"sites": rows}, REAL.tree)
    assert sorted({r.row for r in given.rejected}) == [2 + "ABCD".index(s) for s in sorted(links)]
    assert {r.column for r in given.rejected} == {"same_as"}
    assert given.tables["sites"]["site_id"].to_pylist() == sorted(set("ABCD") - set(links))


def test_a_join_can_be_taken_back_and_everything_is_recomputed() -> None:
    early, late = "2022-02-15T08:00:00+08:00", "2022-02-18T08:00:00+08:00"
    rows = [
        site("A", recorded_at=early), site("B", same_as="A", recorded_at=early),
        *[(t, {**row, "recorded_at": early}) for t, row in BOTH],
        site("B2", replaces="B", recorded_at=late),
    ]  # fmt: skip
    assert stretches(COUNTY, "2022-02-20", *rows, known_at=early) == []
    assert stretches(COUNTY, "2022-02-20", *rows, known_at=late) == [(XIAOYI, "2022-02-12", "2022-02-20")]


def test_a_site_joined_to_a_corrected_row_follows_to_the_current_id_of_the_root() -> None:
    seen = facts("2022-02-20", site("A"), site("B", same_as="A"), site("A2", replaces="A"))
    assert (seen.roots["A"], seen.roots["B"]) == ("A2", "A2")
