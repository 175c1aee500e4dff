"""The text of a document, written a piece at a time, is the library's to the byte."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.faces.json_text import written

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def of_library(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


@given(st.dictionaries(st.text(), values))
def test_any_document_has_the_bytes_of_the_library(document: dict[str, Any]) -> None:
    assert "".join(written(document)) == of_library(document)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"a": []},
        {"a": {}},
        {"a": [[], {}, [[]]]},
        {"引号": '"\\\n\u2028\x00'},
        {"a": [1, {"b": (True, None)}]},
    ],
    ids=["nothing", "empty list", "empty object", "empties inside", "characters to escape", "a tuple inside"],
)
def test_an_edge_has_the_bytes_of_the_library(document: dict[str, Any]) -> None:
    assert "".join(written(document)) == of_library(document)


def test_each_member_of_a_list_is_a_piece_of_its_own() -> None:
    assert (
        sum("finding" in piece for piece in written({"findings": [{"id": f"finding {n}"} for n in range(9)]}))
        == 10
    )
