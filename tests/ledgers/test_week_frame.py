"""What became of findings because rules, settings, divisions or the engine's own failure changed, and not the records."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest
from factmaking import (
    COUNTY,
    DUIZHEN,
    JIAOCHENG,
    REAL,
    RULES,
    TIANNING,
    TOWNSHIP,
    XIAOYI,
    XIXINZHUANG,
    Row,
    checked,
    evidence,
    found,
    records,
    site,
)  # fmt: skip
from test_blocking import failing_at
from treemaking import EAST, MILL, WEST, place, places
from weekmaking import Week, first, kinds, then, told

from engine.document import document
from engine.evaluation import evaluate
from engine.jurisdictions import Place
from engine.ledgers.cause_words import UNEXPLAINED
from engine.ledgers.causes import Ways
from engine.ledgers.changes import first_changes
from engine.ledgers.comparison import within
from engine.ledgers.record_news import Index, Records
from engine.ledgers.stages import Stage, steps
from engine.rules.ruleset import RuleSet
from engine.settings import Settings

A: Sequence[Row] = (site("A"), found("A", "2022-03-01"), checked("A", "2022-03-03"))
SUNDAY, NEXT = "2022-03-06", "2022-03-13"


def test_a_setting_that_asks_for_a_later_check_drops_the_finding_and_is_the_cause() -> None:
    strict = Settings(overrides={"response_days": 10})
    change = next(c for c in then(first(SUNDAY, *A), NEXT, *A, settings=strict).of(TOWNSHIP) if c.before)
    assert change.change == "dropped"
    assert "settings" in kinds(change)
    assert not {"rules", "records", "days"} & set(kinds(change))


def test_a_setting_that_moves_nothing_here_is_no_cause_here() -> None:
    other = Settings(overrides={"minimum_counties": 3})
    change = then(first(SUNDAY, *A), NEXT, *A, settings=other).one(TOWNSHIP)
    assert (change.change, kinds(change)) == ("continuing", ["days"])


def test_a_rule_that_was_taken_out_drops_its_findings_and_only_those() -> None:
    rules = RuleSet({k: v for k, v in RULES.rules.items() if k != TOWNSHIP}, RULES.instruments, "other")
    rows = (*A, site("B", DUIZHEN), found("B", "2022-03-02"), checked("B", "2022-03-04"))
    week = then(first(SUNDAY, *rows), NEXT, *rows, rules=rules)
    assert {(c.change, *kinds(c)) for c in week.of(TOWNSHIP)} == {("dropped", "rules")}
    assert week.one(COUNTY).change == "continuing"


def test_a_stop_of_the_week_under_new_settings_is_put_down_to_the_stop() -> None:
    other = Settings(overrides={"minimum_counties": 3})
    rows = (*A, checked("A", "2022-03-09", "stopped"))
    assert kinds(then(first(SUNDAY, *A), NEXT, *rows, settings=other).one(TOWNSHIP)) == ["stopped"]


def test_a_township_that_the_table_now_puts_elsewhere_changes_its_county_finding() -> None:
    mill = place(MILL, "磨镇", "township", EAST, first="1990-01-01")
    ford = place("900101200000", "渡镇", "township", EAST, first="1990-01-01")
    old = replace(places(mill, ford), sha256="old")
    new = replace(places(mill, replace(ford, parent=WEST)), sha256="new")
    rows = (
        site("A", MILL), found("A", "2022-03-01"), checked("A", "2022-03-03"),
        site("B", "900101200000"), found("B", "2022-03-02"), checked("B", "2022-03-04"),
    )  # fmt: skip
    change = then(first(SUNDAY, *rows, places=old), NEXT, *rows, places=new).one(COUNTY)
    assert change.change == "dropped"
    assert kinds(change) == ["moved", "jurisdictions"]
    assert change.causes[1].text.endswith(
        "与上次不同：渡镇（900101200000）由东县（900101000000）划归西县（900102000000）。"
    )


MILL_ROWS = (site("A", MILL), found("A", "2022-03-01"), checked("A", "2022-03-03"))


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (
            (place(MILL, "磨镇", "township", EAST, last="2022-02-28"),
             place(MILL, "磨街道", "township", EAST, "街道", first="2022-03-01")),
            "与上次不同；表中载明：2022-03-01 磨街道（900101100000）由镇改为街道、2022-03-01 磨镇（900101100000）更名为磨街道。",
        ),
        (
            (place(MILL, "磨坊", "township", EAST, "街道"),),
            "与上次不同：磨坊（900101100000）由镇改为街道。",
        ),
    ],
    ids=["with its day", "without"],
)  # fmt: skip
def test_a_division_that_became_another_kind_is_named_with_its_day_where_the_table_has_one(
    rows: tuple[Place, ...], text: str
) -> None:
    old = replace(places(place(MILL, "磨镇", "township", EAST)), sha256="old")
    change = then(
        first(SUNDAY, *MILL_ROWS, places=old), NEXT, *MILL_ROWS, places=replace(places(*rows), sha256="new")
    )
    (gone,) = change.of(TOWNSHIP)
    assert gone.change == "dropped"
    assert next(c.text for c in gone.causes if c.kind == "jurisdictions").endswith(text)


def test_a_change_of_the_table_that_names_none_of_the_places_says_so() -> None:
    old, new = (replace(places(place(MILL, "磨镇", "township", EAST)), sha256=s) for s in ("old", "new"))
    loose = replace(new, receivers=tuple(replace(r, receiver="person") for r in new.receivers))
    (change,) = then(first(SUNDAY, *MILL_ROWS, places=old), NEXT, *MILL_ROWS, places=loose).of(TOWNSHIP)
    (cause,) = [c for c in change.causes if c.kind == "jurisdictions"]
    assert cause.text.endswith("表中没有载明此项所涉地方的变动，请比对前后两份表。")


def blocked(week: Week, as_of: str, *rows: Row, at: str) -> Week:
    """The next week, whose chain dies on the session of a place."""
    given = records(*rows)
    run = evaluate(
        given, as_of=date.fromisoformat(as_of), known_at=None, rules=RULES, settings=Settings(), jurisdictions=REAL,
        runner=failing_at(at),
    )  # fmt: skip
    said = document(run)
    assert said["blocked"]
    from engine.ledgers.comparison import compare

    changes = compare(
        week.last(), run, said, lambda g, d, k: told(d.isoformat(), rows)[0] if g and k is None else run
    )
    return Week(run, said, changes, given)


def test_a_place_that_could_not_be_evaluated_is_said_so_and_comes_back_as_the_same_finding() -> None:
    second = blocked(first(SUNDAY, *A), NEXT, *A, at=XIAOYI)
    gone = second.one(TOWNSHIP)
    assert (gone.change, kinds(gone)) == ("dropped", ["blocked"])
    third = then(second, "2022-03-20", *A, lost=second.lost())
    back = third.one(TOWNSHIP)
    assert (back.change, back.identity) == ("new", gone.identity)
    assert "unblocked" in kinds(back)


def test_another_place_that_could_not_be_evaluated_blocks_nothing_here() -> None:
    rows = (*A, site("B", TIANNING), found("B", "2022-03-01"), checked("B", "2022-03-03"))
    week = blocked(first(SUNDAY, *rows), NEXT, *rows, at=JIAOCHENG)
    here = {c.form["jurisdiction"]: c for c in week.of(TOWNSHIP)}
    assert (here[XIXINZHUANG].change, kinds(here[TIANNING])) == ("continuing", ["blocked"])


def test_a_change_that_no_step_shows_is_said_loudly_to_be_unexplained() -> None:
    run, said, _ = told(SUNDAY, A)
    now = Records(run.facts.standing)
    ways = Ways(
        steps(said, [Stage("records", said)], now.origin), Index([]), Index([]), now, RULES, REAL.tree
    )
    (form,) = [c.form for c in first_changes(said) if c.form["rule"] == TOWNSHIP]
    assert ways.why(form, {**form, "count": 9}) == [UNEXPLAINED]


ROWS: Sequence[Row] = (
    *A, site("B", DUIZHEN), found("B", "2022-03-02"), checked("B", "2022-03-04"), site("C", TIANNING),
    found("C", "2022-03-02"), checked("C", "2022-03-04"), evidence("V1", "2022-03-02", names_body="孝义市纪委监委"),
    ("sites", {"site_id": "D", "name": "D", "mineral": "coal", "jurisdiction": TIANNING, "same_as": "A"}),
    found("D", "2022-03-05"),
)  # fmt: skip


@pytest.mark.parametrize("county", [XIAOYI, JIAOCHENG])
def test_what_a_county_says_is_the_same_without_the_records_of_the_others(county: str) -> None:
    whole = told(SUNDAY, ROWS)[1]
    given = within(records(*ROWS), REAL.tree, frozenset({county}))
    run = evaluate(
        given, as_of=date.fromisoformat(SUNDAY), known_at=None, rules=RULES, settings=Settings(), jurisdictions=REAL
    )  # fmt: skip
    cut = document(run)

    def here(said: dict[str, object]) -> list[object]:
        inside: Callable[[str], bool] = lambda c: county in (c, *REAL.tree.ancestors(c))  # noqa: E731
        findings = said["findings"]
        assert isinstance(findings, list)
        return [f for f in findings if inside(f["jurisdiction"])]

    assert here(cut) == here(whole) != []
    assert given.tables["discoveries"].num_rows == 3


def test_everywhere_leaves_the_records_whole() -> None:
    assert within(records(*ROWS), REAL.tree, None).tables["discoveries"].num_rows == 4
