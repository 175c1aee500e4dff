"""What an evaluation asks where nothing can be said, or where the receiver has changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from offices import COUNTY, FOUND, and_also, run, third_mine, two_mines

from engine.document import document
from engine.dossiers import dossiers
from engine.ledgers.dossier_form import form_of
from engine.ledgers.filing import subject
from engine.ledgers.forms_told import told_to
from engine.ledgers.grounds import grounds_digest
from engine.ledgers.lives import Paper, Step
from engine.ledgers.proposals import Lapse, Opened, proposals
from engine.ledgers.seen import RunSeen

AT = datetime(2022, 3, 7, tzinfo=UTC)
DAY = date(2022, 3, 7)
Form = dict[str, Any]


@dataclass(frozen=True)
class Blind(RunSeen):
    """A run whose chain failed in some places."""

    places: frozenset[str] = frozenset()

    @property
    def anything_blocked(self) -> bool:
        return bool(self.places)

    def blocked(self, place: str, jurisdiction: str) -> bool:
        return bool({place, jurisdiction} & self.places)


def forms(as_of: str, rows: Mapping[str, Any] | None = None) -> tuple[RunSeen, list[Form]]:
    made = run(rows or two_mines(), date.fromisoformat(as_of))
    found = dossiers(made, {f["id"]: f for f in document(made)["findings"]})
    return RunSeen(made), [form_of(d) for d in found]


def paper(form: Form, *names: str, key: str | None = None) -> Paper:
    steps = tuple(
        Step(seq, name, DAY, "wenze" if name == "proposed" else "B02", AT, package_sha256=grounds_digest(form),
             details=lambda: {"dossier": form})
        for seq, name in enumerate(("proposed", *names), 1)
    )  # fmt: skip
    return Paper(
        key or form["id"],
        "referral",
        form["organ"],
        form["place"],
        form["receiver"],
        form["receiver_name"],
        steps=steps,
    )


def county(found: list[Form]) -> Form:
    return next(f for f in found if f["id"] == COUNTY)


GONE = {**two_mines(), "checks": []}
LEFT = ("drafted", "approved", "issued")


@pytest.mark.parametrize("steps", [(), LEFT], ids=["before it left", "after"])
def test_where_the_evaluation_is_blocked_nothing_lapses_and_nothing_is_taken_back(
    steps: tuple[str, ...],
) -> None:
    _, told = forms("2022-03-07")
    one = paper(county(told), *steps)
    seen, now = forms("2022-03-21", GONE)
    assert now == []
    place = frozenset({"141181000000"})
    assert proposals([one], now, Blind(seen.run, places=place)) == []
    (move,) = proposals([one], now, seen)
    assert isinstance(move, Opened if steps else Lapse)


def test_a_corrected_record_is_told_once_the_evaluation_is_no_longer_blocked() -> None:
    _, told = forms("2022-03-07")
    row = {"discovery_id": "D1~2", "site_id": "A", "verified_on": "2022-02-24", **FOUND, "replaces": "D1"}
    seen, now = forms("2022-03-21", and_also(two_mines(), discoveries=[row]))
    one = paper(county(told), *LEFT)
    assert proposals([one], [], Blind(seen.run, places=frozenset({"141181000000"}))) == []
    (move,) = [m for m in proposals([one], now, seen) if isinstance(m, Opened) and m.parent]
    assert move.kind == "correction"


def rerouted(form: Form) -> Form:
    return {
        **form, "id": COUNTY.replace("to-141100000000", "to-140000000000"), "receiver": "140000000000",
        "receiver_name": "山西省纪委监委",
    }  # fmt: skip


def test_a_referral_that_is_routed_elsewhere_is_not_taken_back_from_whom_it_reached() -> None:
    _, told = forms("2022-03-07")
    seen, now = forms("2022-03-21")
    moved = [rerouted(f) if f["id"] == COUNTY else f for f in now]
    moves = proposals([paper(county(told), *LEFT)], moved, seen)
    assert {
        (m.kind, m.receiver)
        for m in moves
        if isinstance(m, Opened) and m.form["organ"] == "county_government"
    } == {("referral", "140000000000")}


def test_whom_it_reached_still_gets_corrections_and_new_sites_go_to_the_new_receiver() -> None:
    _, told = forms("2022-03-07")
    row = {"discovery_id": "D1~2", "site_id": "A", "verified_on": "2022-02-24", **FOUND, "replaces": "D1"}
    changed = and_also(and_also(two_mines(), **third_mine()), discoveries=[row])
    seen, now = forms("2022-03-28", changed)
    moved = [rerouted(f) if f["id"] == COUNTY else f for f in now]
    moves = [m for m in proposals([paper(county(told), *LEFT)], moved, seen) if isinstance(m, Opened)]
    mine = {(m.kind, m.receiver) for m in moves if m.form["organ"] == "county_government"}
    assert mine == {("correction", "141100000000"), ("referral", "140000000000")}


def test_a_draft_to_the_old_receiver_lapses() -> None:
    _, told = forms("2022-03-07")
    seen, now = forms("2022-03-21")
    moved = [rerouted(f) for f in now if f["id"] == COUNTY]
    moves = proposals([paper(county(told), "drafted")], moved, seen)
    assert [type(m) for m in moves] == [Opened, Lapse] or [type(m) for m in moves] == [Lapse, Opened]


def test_the_moves_do_not_hang_on_the_order_of_papers_and_dossiers() -> None:
    _, told = forms("2022-03-07")
    seen, now = forms("2022-03-28", and_also(two_mines(), **third_mine()))
    papers = [paper(f, *LEFT) for f in told]
    assert proposals(papers, now, seen) == proposals(papers[::-1], now[::-1], seen)


@pytest.mark.parametrize(
    ("key", "name"),
    [(COUNTY, COUNTY), (f"{COUNTY}~2", COUNTY), (f"{COUNTY}~12", COUNTY), (f"{COUNTY}-restricted~2", f"{COUNTY}-restricted"),
     ("1-department_某~2f-to-2", "1-department_某~2f-to-2")],
)  # fmt: skip
def test_the_second_referral_of_an_organ_to_a_receiver_is_numbered(key: str, name: str) -> None:
    assert subject(key) == name


def test_a_recipient_holds_the_last_full_statement_and_what_was_added_to_it() -> None:
    _, (first, *_) = forms("2022-03-07")
    one = paper(first, *LEFT)
    assert told_to([one], one.receiver) == [first]
    assert told_to([one], "140000000000") == []
    assert told_to([paper(first, "drafted")], one.receiver) == []
