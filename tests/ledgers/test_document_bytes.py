"""A document's bytes by the quick writer are those of the plain one: a run is kept, named and compared by them."""

import json
from enum import StrEnum

from factmaking import RULES, checked, found, records, site
from hypothesis import given
from hypothesis import strategies as st
from weekstore import FRAME

from engine.document import document
from engine.evaluation import evaluate
from engine.ledgers.runs import document_bytes
from engine.periods import to_date
from engine.store.models import canonical

TEXT = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(TEXT, inner),
)


@given(st.dictionaries(TEXT, VALUES))
def test_the_quick_writer_writes_what_the_plain_one_writes(told: dict[str, object]) -> None:
    assert document_bytes(told) == canonical(told).encode()


def test_what_the_quick_writer_does_not_know_the_plain_one_writes() -> None:
    class Kind(StrEnum):
        MET = "met"

    for told in ({"n": 1 << 70}, {"kind": Kind.MET}):
        assert document_bytes(told) == canonical(told).encode()


def test_a_document_holds_no_fraction_of_which_the_writers_differ() -> None:
    rows = site("A"), found("A", "2022-03-01"), checked("A", "2022-03-03")
    run = evaluate(
        records(*rows), as_of=to_date(738220), known_at=None, rules=RULES, settings=FRAME.settings,
        jurisdictions=FRAME.jurisdictions,
    )  # fmt: skip

    def refuse(number: str) -> float:
        raise AssertionError(number)

    assert json.loads(document_bytes(document(run)), parse_float=refuse)["findings"]
