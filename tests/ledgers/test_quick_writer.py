"""The quick writer's bytes are those of the plain one: runs and grounds are kept, named and compared by them."""

import json
from enum import StrEnum

from factmaking import RULES, checked, found, records, site
from hypothesis import given
from hypothesis import strategies as st
from weekstore import FRAME

from engine.document import document
from engine.dossiers import dossiers
from engine.evaluation import Evaluation, evaluate
from engine.ledgers.dossier_form import form_of
from engine.periods import to_date
from engine.signing import canonical, quick

TEXT = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(TEXT, inner),
)


@given(VALUES)
def test_the_quick_writer_writes_what_the_plain_one_writes(told: object) -> None:
    assert quick(told) == canonical(told)


def test_what_the_quick_writer_does_not_know_the_plain_one_writes() -> None:
    class Kind(StrEnum):
        MET = "met"

    for told in ({"n": 1 << 70}, {"kind": Kind.MET}, {"half": "\ud800"}, {1: "a number as a name"}):
        assert quick(told) == canonical(told)


def refuse(number: str) -> float:
    raise AssertionError(number)


def run() -> Evaluation:
    rows = site("A"), found("A", "2022-03-01"), checked("A", "2022-03-03")
    return evaluate(
        records(*rows), as_of=to_date(738220), known_at=None, rules=RULES, settings=FRAME.settings,
        jurisdictions=FRAME.jurisdictions,
    )  # fmt: skip


def test_a_document_holds_no_fraction_of_which_the_writers_differ() -> None:
    assert json.loads(quick(document(run())), parse_float=refuse)["findings"]


def test_a_dossier_holds_no_fraction_of_which_the_writers_differ() -> None:
    one = run()
    (told,) = dossiers(one, {f["id"]: f for f in document(one)["findings"]})
    assert json.loads(quick(form_of(told)), parse_float=refuse)["records"]
