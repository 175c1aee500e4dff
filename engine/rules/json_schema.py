"""The JSON Schema of a rule file, for editors: made from the model and the closed vocabulary, never by hand.

Editors see it before `rules check` does: unknown words, wrong types, codes and days that are none. What it cannot see
(punctuation, duplicate keys, quotes, names of other rules) is left to the check.
"""

import json
from typing import Any, Final

from pydantic import TypeAdapter

from engine.rules.model import Rule
from engine.rules.vocabulary import (
    CODE_OPERATORS,
    COLUMNS,
    DAY_OPERATORS,
    KEYS,
    NUMBER_OPERATORS,
    NUMBERS,
    ORGAN_PREFIXES,
    days_of,
)

Schema = dict[str, Any]
DAY: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
ANCHORED: Final = ("Unfollowed", "Checklist", "Overlap", "Before")
_FACT_OF: Final = {"Definition": "discovery", "FactIs": "duty_evidence"}


def rule_schema() -> Schema:
    """The schema of one rule file (JSON Schema 2020-12)."""
    schema: Schema = TypeAdapter(Rule).json_schema(by_alias=True, mode="validation")
    for name, part in schema["$defs"].items():
        part.pop("title", None)
        if fact := _FACT_OF.get(name):
            _narrow(part, fact)
    for name in ("Event", *ANCHORED):
        schema["$defs"][name] = _by_fact(schema["$defs"][name])
    schema["$defs"]["Branch"]["properties"]["where"] = _where("discovery", defining=True)
    schema["$defs"]["Member"]["properties"]["where"] = _where("duty_evidence")
    values = schema["$defs"]["Parameter"]["properties"]["values"]
    values["propertyNames"] = {"pattern": DAY}
    values["minProperties"] = 1
    _told(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "wenze rules schema",
        **schema,
    }


def schema_text() -> str:
    """The schema as a file: keys in a fixed order, one line end."""
    return json.dumps(rule_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _by_fact(part: Schema) -> Schema:
    """One alternative for each kind of event, with the columns of its table only."""
    out = []
    for fact in part["properties"]["fact"]["enum"]:
        properties = {**part["properties"], "fact": {"const": fact}, "where": _where(fact)}
        out.append({**part, "properties": properties})
    return {"anyOf": out}


def _narrow(part: Schema, fact: str) -> None:
    properties = part["properties"]
    defining = "contradictory" in properties
    properties["where"] = _where(fact, defining=defining)
    if defining:
        properties["contradictory"] = {"type": "array", "items": _where(fact, defining=True)}


def _where(fact: str, *, defining: bool = False) -> Schema:
    """Only the columns of a fact, each with one operator and its codes, a day or a parameter's name."""
    columns = {column: _condition(column, codes) for column, codes in COLUMNS[fact].items()}
    day, number = {"type": "string", "format": "date"}, {"type": "string"}
    columns |= {
        column: _one_of(dict.fromkeys(DAY_OPERATORS, day)) for column in days_of(fact, defining=defining)
    }
    columns |= {column: _one_of(dict.fromkeys(NUMBER_OPERATORS, number)) for column in NUMBERS.get(fact, ())}
    return {"type": "object", "properties": columns, "additionalProperties": False}


def _condition(column: str, codes: tuple[str, ...]) -> Schema:
    one: Schema = {"enum": list(codes)}
    if column == "organ":
        one = {"anyOf": [one, {"type": "string", "pattern": f"^({'|'.join(ORGAN_PREFIXES)}):."}]}
    many: Schema = {"type": "array", "items": one, "minItems": 1}
    by_operator = {"is": one, "in": many, "not": {"anyOf": [one, many]}}
    return _one_of({operator: by_operator[operator] for operator in CODE_OPERATORS})


def _one_of(properties: Schema) -> Schema:
    """Exactly one operator."""
    return {
        "type": "object", "properties": properties, "additionalProperties": False,
        "minProperties": 1, "maxProperties": 1,
    }  # fmt: skip


def _told(node: Any) -> None:  # noqa: ANN401 - any part of a schema
    """Chinese names of keys as descriptions; days by pattern, since editors take `format` as a hint only."""
    if isinstance(node, list):
        for one in node:
            _told(one)
    if not isinstance(node, dict):
        return
    if node.get("format") == "date":
        node["pattern"] = DAY
    for key, child in node.get("properties", {}).items():
        if isinstance(child, dict):
            child.pop("title", None)
            if key in KEYS and "$ref" not in child:
                child["description"] = KEYS[key]
    for child in node.values():
        _told(child)
