"""A large document as JSON text, a piece at a time: byte for byte what `json.dumps` with `indent=2` gives.

With an indent the library encodes in Python, a generator a level: twice the time, and the whole text in memory twice.
"""

import json
from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring
from typing import Any


def written(document: Mapping[str, Any]) -> Iterator[str]:
    """The text of a document, each member of its lists by itself, with a final line break. Keys are strings."""
    between, margin = "{", "\n    "
    for key, value in document.items():
        yield f"{between}\n  {encode_basestring(key)}: "
        between = ","
        if not value or not isinstance(value, list):
            yield _text(value, "\n  ")
            continue
        before = "["
        for one in value:
            yield before + margin + _text(one, margin)
            before = ","
        yield "\n  ]"
    yield "\n}\n" if document else "{}\n"


def _text(value: Any, margin: str) -> str:  # noqa: ANN401 - any JSON value
    """A value whose closing bracket stands at a margin, a line break and spaces."""
    if isinstance(value, str):
        return encode_basestring(value)
    inner = f"{margin}  "
    if value and isinstance(value, dict):
        parts = [f"{encode_basestring(key)}: {_text(one, inner)}" for key, one in value.items()]
        return f"{{{inner}{f',{inner}'.join(parts)}{margin}}}"
    if value and isinstance(value, (list, tuple)):
        return f"[{inner}{f',{inner}'.join([_text(one, inner) for one in value])}{margin}]"
    return "null" if value is None else json.dumps(value)
