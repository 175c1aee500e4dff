"""From nodes to the typed model, section by section: a wrong section hides no fault of the others."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from engine.rules import messages as say
from engine.rules.faults import Fault
from engine.rules.files import Text
from engine.rules.model import All, Count, Definition, FactIs, Lack, Together
from engine.rules.model import Any as AnyOf
from engine.rules.row_kinds import Before, Checklist, Excess, Overlap, Rhythm, Unfollowed
from engine.rules.tree import Node
from engine.rules.vocabulary import KEYS, guess, listed

Path = tuple[str | int, ...]
PARAMETER_KEYS: Final = ("within", "at_least", "provided", "each", "over")
_TYPES: Final = frozenset({"int", "str", "date"})
"""What pydantic calls the members of a union."""
_DATE_REPR: Final = re.compile(r"datetime\.date\((\d+), (\d+), (\d+)\)")
_THOUSANDS: Final = re.compile(r"[0-9]{3}")
"""What a comma inside a number leaves where a date is to stand."""
_NEEDS: Final[Mapping[str, str]] = {
    "string_type": say.NEEDS_TEXT,
    "greater_than_equal": say.OUT_OF_RANGE,
    "less_than_equal": say.OUT_OF_RANGE,
    "int_type": say.NEEDS_INTEGER,
    "bool_type": say.NEEDS_BOOLEAN,
    "date_type": say.NEEDS_DATE,
    "tuple_type": say.NEEDS_LIST,
    "dict_type": say.NEEDS_MAPPING,
    "model_type": say.NEEDS_MAPPING,
    "model_attributes_type": say.NEEDS_MAPPING,
}
_WHEN: Final[tuple[tuple[str, type[BaseModel]], ...]] = (
    ("define", Definition),
    ("count", Count),
    ("every", Rhythm),
    ("needs", Checklist),
    ("sum", Excess),
    ("while", Overlap),
    ("before", Before),
    ("without", Lack),
    ("all", All),
    ("any", AnyOf),
    ("fact", FactIs),
)


def shape(text: Text, root: Node, model: type[BaseModel]) -> tuple[dict[str, Any], list[Fault]]:
    """The sections of a file that are sound, by field name, and the faults of the others."""
    sections: dict[str, Any] = {}
    faults: list[Fault] = []
    aliases = {field.alias or name: name for name, field in model.model_fields.items()}
    for key, child in root.children.items():
        if key not in aliases:
            options = [a for a in aliases if a not in root.children]
            said = say.UNKNOWN_KEY.format(found=key, options=listed(options), guess=guess(key, options))
            faults.append(text.fault(child.key_line, child.key_column, said))
            continue
        field = model.model_fields[aliases[key]]
        kind: Any = _kind_of_when(child) if key == "when" else field.annotation
        if kind is None:
            faults.append(text.fault(child.key_line, child.key_column, say.ODD_CONDITION))
            continue
        try:
            data = child.data()
            sections[aliases[key]] = _adapted(kind).validate_python(
                data, strict=True, by_alias=True, by_name=False
            )
        except ValidationError as error:
            faults += _faults(text, child, key, error, kind)
    for name, field in model.model_fields.items():
        key = field.alias or name
        if field.is_required() and key not in root.children:
            said = say.MISSING_KEY.format(where=text.path.name, found=key, meaning=KEYS.get(key, key))
            faults.append(text.fault(root.line, root.column, said))
    return sections, faults


@lru_cache(maxsize=128)
def _adapted(annotation: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any type a field of the model has
    return TypeAdapter(annotation)


def _kind_of_when(node: Node) -> type[BaseModel] | None:
    joined = node.get("joined_by")
    if "all" in node.children and joined and joined.raw != "site":
        return Together
    without = node.get("without")
    if without and without.children:  # an event in place of a word
        return Unfollowed
    return next((kind for key, kind in _WHEN if key in node.children), None)


def _faults(
    text: Text,
    node: Node,
    key: str,
    error: ValidationError,
    annotation: Any,  # noqa: ANN401
) -> Iterator[Fault]:
    """The errors in Chinese; the several errors of one value, one for each type tried, are told once."""
    seen: set[tuple[int, int]] = set()
    for detail in error.errors(include_url=False):
        path = tuple(_step(step) for step in detail["loc"] if step != "[key]")
        at = node.at(*path)
        missing = detail["type"] == "missing"
        place = (at.key_line, at.key_column) if missing or "[key]" in detail["loc"] else (at.line, at.column)
        if detail["type"] == "extra_forbidden" or at.value is None:
            place = (at.key_line, at.key_column)
        if not missing:
            if place in seen:
                continue
            seen.add(place)
        yield text.fault(*place, _said(detail, at, key, path, annotation))


def _step(step: str | int) -> str | int:
    """A step of pydantic's path as the file writes it: a date key is told by its repr."""
    if isinstance(step, str) and (day := _DATE_REPR.fullmatch(step)):
        return f"{int(day[1]):04}-{int(day[2]):02}-{int(day[3]):02}"
    return step


def _said(detail: ErrorDetails, at: Node, key: str, path: Path, annotation: Any) -> str:  # noqa: ANN401
    kind = detail["type"]
    names = [str(step) for step in (key, *path) if isinstance(step, str)]
    if "[key]" in detail["loc"] and _THOUSANDS.fullmatch(names[-1]):
        return say.THOUSANDS.format(found=names[-1])
    if kind == "missing":
        if names[-1] == "origin":
            return say.MISSING_ORIGIN.format(where=names[-2] if len(names) > 1 else key)
        where = ".".join(names[:-1]) or key
        return say.MISSING_KEY.format(where=where, found=names[-1], meaning=KEYS.get(names[-1], names[-1]))
    if kind == "extra_forbidden":
        options = _fields(annotation, path[:-1])
        near = guess(names[-1], options)
        return say.UNKNOWN_KEY.format(found=names[-1], options=listed(options), guess=near)
    if kind == "literal_error":
        found = names[-1] if "[key]" in detail["loc"] else at.raw
        options = [w.strip().strip("'") for w in detail["ctx"]["expected"].replace(" or ", ", ").split(",")]
        return say.UNKNOWN_WORD.format(found=found, options=listed(options), guess=guess(found, options))
    return _said_of_type(detail, at, names)


def _said_of_type(detail: ErrorDetails, at: Node, names: list[str]) -> str:
    """A value of the wrong type; several types tried (a union) are told as one."""
    kind, where = detail["type"], names[-1]
    if not at.children and not at.items and any(name in _TYPES for name in names):
        return say.NEEDS_VALUE.format(where=_before_union(names), found=at.raw)
    said = _NEEDS.get(kind, say.ODD_VALUE)
    if kind == "string_type" and at.raw and not isinstance(at.value, (bool, str)) and at.value is not None:
        said = say.DATE_FOR_WORD
        if isinstance(at.value, int):
            said = say.BARE_NUMBER if where in PARAMETER_KEYS else say.NUMBER_FOR_WORD
    return said.format(where=where, found=at.raw, problem=detail["msg"])


def _before_union(names: list[str]) -> str:
    kept = [n for n in names if n not in _TYPES and "[" not in n]
    return kept[-1] if kept else names[0]


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - a type form has no common type
    """The annotation without `Annotated` and without `None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        inner = [a for a in get_args(annotation) if a is not type(None)]
        return inner[0] if len(inner) == 1 else object
    return annotation


def _below(annotation: Any, step: str | int) -> Any:  # noqa: ANN401
    """The type of what stands below `step`; object where the model doesn't say."""
    annotation = _bare(annotation)
    if get_origin(annotation) is tuple:
        return get_args(annotation)[0]
    if get_origin(annotation) is dict:
        return get_args(annotation)[1]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return next(
            (f.annotation for n, f in annotation.model_fields.items() if step in {n, f.alias}), object
        )
    return object


def _fields(annotation: Any, path: Path) -> list[str]:  # noqa: ANN401
    """The keys that the model knows at a path below an annotated field."""
    for step in path:
        annotation = _below(annotation, step)
    model = _bare(annotation)
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return []
    return [f.alias or n for n, f in model.model_fields.items()]
