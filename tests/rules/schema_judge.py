"""Just enough of JSON Schema 2020-12 to judge the generated schema with; an unknown keyword is an error."""

import re
from collections.abc import Iterator
from typing import Any

TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None),
}  # fmt: skip
NOTES = {"description", "title", "default", "$comment", "$schema", "$defs", "format"}


def faults(schema: dict[str, Any], value: Any, root: dict[str, Any], path: str = "$") -> Iterator[str]:
    """Where and why a value does not satisfy a schema."""
    for keyword, wanted in schema.items():
        if keyword not in NOTES:
            yield from JUDGES[keyword](wanted, value, schema, root, path)


def _ref(wanted: str, value: Any, _: Any, root: dict[str, Any], path: str) -> Iterator[str]:
    yield from faults(root["$defs"][wanted.removeprefix("#/$defs/")], value, root, path)


def _type(wanted: str, value: Any, *rest: Any) -> Iterator[str]:
    right = isinstance(value, TYPES[wanted]) and not (wanted == "integer" and isinstance(value, bool))
    if not right:
        yield f"{rest[-1]}: no {wanted}"


def _one(right: bool, what: str) -> Iterator[str]:  # noqa: FBT001
    if not right:
        yield what


def _enum(wanted: list[Any], value: Any, *rest: Any) -> Iterator[str]:
    return _one(any(value == w and type(value) is type(w) for w in wanted), f"{rest[-1]}: not among {wanted}")


def _const(wanted: Any, value: Any, *rest: Any) -> Iterator[str]:
    return _enum([wanted], value, *rest)


def _pattern(wanted: str, value: Any, *rest: Any) -> Iterator[str]:
    return _one(
        not isinstance(value, str) or bool(re.search(wanted, value)), f"{rest[-1]}: not like {wanted}"
    )


def _any(wanted: list[Any], value: Any, _: Any, root: dict[str, Any], path: str) -> Iterator[str]:
    return _one(
        any(not list(faults(w, value, root, path)) for w in wanted), f"{path}: none of the alternatives"
    )


def _properties(wanted: dict[str, Any], value: Any, _: Any, root: dict[str, Any], path: str) -> Iterator[str]:
    for name, below in wanted.items():
        if isinstance(value, dict) and name in value:
            yield from faults(below, value[name], root, f"{path}.{name}")


def _additional(
    wanted: Any, value: Any, schema: dict[str, Any], root: dict[str, Any], path: str
) -> Iterator[str]:
    for name in set(value if isinstance(value, dict) else ()) - set(schema.get("properties", ())):
        if wanted is False:
            yield f"{path}: unknown {name}"
        elif isinstance(wanted, dict):
            yield from faults(wanted, value[name], root, f"{path}.{name}")


def _names(wanted: dict[str, Any], value: Any, _: Any, root: dict[str, Any], path: str) -> Iterator[str]:
    for name in value if isinstance(value, dict) else ():
        yield from faults(wanted, name, root, f"{path}.{name}")


def _required(wanted: list[str], value: Any, *rest: Any) -> Iterator[str]:
    return _one(
        not isinstance(value, dict) or set(wanted) <= set(value), f"{rest[-1]}: lacks some of {wanted}"
    )


def _items(wanted: dict[str, Any], value: Any, _: Any, root: dict[str, Any], path: str) -> Iterator[str]:
    for number, one in enumerate(value if isinstance(value, list) else ()):
        yield from faults(wanted, one, root, f"{path}[{number}]")


def _bound(compare: Any, kind: type, size: Any) -> Any:
    def judge(wanted: int, value: Any, *rest: Any) -> Iterator[str]:
        fits = not isinstance(value, kind) or isinstance(value, bool) or compare(size(value), wanted)
        return _one(fits, f"{rest[-1]}: beyond {wanted}")

    return judge


JUDGES: dict[str, Any] = {
    "$ref": _ref, "type": _type, "enum": _enum, "const": _const, "pattern": _pattern, "anyOf": _any,
    "properties": _properties, "additionalProperties": _additional, "propertyNames": _names,
    "required": _required, "items": _items,
    "minItems": _bound(int.__ge__, list, len), "maxProperties": _bound(int.__le__, dict, len),
    "minProperties": _bound(int.__ge__, dict, len), "minimum": _bound(int.__ge__, int, int),
    "maximum": _bound(int.__le__, int, int),
}  # fmt: skip
