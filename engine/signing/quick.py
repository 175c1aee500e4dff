"""Canonical bytes of much data, quickly: documents of runs, dossiers, what their digests are taken of."""

from typing import Any, Final

import orjson

from engine.signing.envelope import canonical

_AS_PLAIN: Final = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)


def quick(value: Any) -> bytes:  # noqa: ANN401 - any JSON value without fractions
    """As `canonical` writes it. Only for data of texts, whole numbers, yes and no: the two write fractions differently."""
    try:
        return orjson.dumps(value, option=_AS_PLAIN)
    except orjson.JSONEncodeError:  # what it doesn't know, the slower one may
        return canonical(value)
