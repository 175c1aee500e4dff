"""The engine's document reduced to what the oracle computes, and the differences between the two in words."""

from collections.abc import Mapping
from typing import Any

from .facts import CITY, DEPARTMENT, DERELICTION, PROVINCE, UMBRELLA, UNANSWERED
from .stretches import COUNTY, RULES

COUNTING = tuple(rule.rule for rule in RULES)
FACTS = (DEPARTMENT, DERELICTION, UMBRELLA, UNANSWERED)
CLIMBING = (CITY, PROVINCE)
KEYS = (
    "id",
    "rule",
    "jurisdiction",
    "level",
    "outcome",
    "met_on",
    "ended_on",
    "count",
    "threshold",
    "windows",
    "window_sensitive",
    "sites",
)
MISSING = "(missing)"

Document = dict[str, list[dict[str, Any]]]


def normalise(document: Mapping[str, Any]) -> Document:
    """The document of DESIGN §8 in the shape of `brute.expected`.

    What the oracle does not compute is dropped: other rules, other keys, ``cannot_tell`` of rules that count
    nothing, counts and windows of what cannot be told, all but place and days of what climbs to a city.
    A key that is compared but missing shows as ``(missing)``.
    """
    findings = [_finding(found) for found in document["findings"] if _is_compared(found)]
    missed = [
        {name: entry.get(name, MISSING) for name in ("rule", "jurisdiction", "sites", "one_more_by")}
        for entry in document["near_misses"]
        if entry["rule"] == COUNTY
    ]
    review = [
        {name: entry.get(name, MISSING) for name in ("rule", "jurisdiction", "sites", "reason")}
        for entry in document["policy_review"]
        if entry["rule"] in COUNTING
    ]
    return {
        "findings": sorted(findings, key=lambda f: (f["rule"], f["jurisdiction"], f["id"] or f["met_on"])),
        "near_misses": sorted(missed, key=lambda m: (m["rule"], m["jurisdiction"])),
        "policy_review": sorted(review, key=lambda r: (r["rule"], r["jurisdiction"], r["reason"])),
    }


def _is_compared(found: Mapping[str, Any]) -> bool:
    return found["rule"] in COUNTING or (found["rule"] in FACTS + CLIMBING and found["outcome"] == "met")


def _finding(found: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: found.get(name, MISSING) for name in KEYS}
    dropped: tuple[str, ...] = ()
    if found["rule"] in CLIMBING:
        dropped = ("id", "level", "count", "threshold", "windows", "window_sensitive", "sites")
    elif found["rule"] in FACTS:
        dropped = ("window_sensitive",)
    elif found["outcome"] == "cannot_tell":
        dropped = ("count", "windows", "window_sensitive")
    kept.update(dict.fromkeys(dropped))
    if isinstance(kept["windows"], list):
        kept["windows"] = [
            {name: window.get(name, MISSING) for name in ("from", "until", "sites")}
            for window in kept["windows"]
        ]
    return kept


def differences(expected: Document, actual: Document) -> list[str]:
    """One line for each entry that only one side has, and for each value that differs; empty if equal."""
    lines: list[str] = []
    for part in ("findings", "near_misses", "policy_review"):
        ours, theirs = _by_name(expected[part]), _by_name(actual[part])
        for name in sorted({*ours, *theirs}):
            if name not in theirs:
                lines.append(f"{part}: {name}: expected, not found: {_short(ours[name])}")
            elif name not in ours:
                lines.append(f"{part}: {name}: found, not expected: {_short(theirs[name])}")
            else:
                lines += [
                    f"{part}: {name}: {key}: expected {value!r}, found {theirs[name].get(key, MISSING)!r}"
                    for key, value in ours[name].items()
                    if value != theirs[name].get(key, MISSING)
                ]
    return lines


def _by_name(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        name = entry.get("id") or "/".join(
            str(entry[key]) for key in ("rule", "jurisdiction", "reason", "met_on") if entry.get(key)
        )
        while name in found:
            name += " (again)"
        found[name] = entry
    return found


def _short(entry: Mapping[str, Any]) -> str:
    shown = ("outcome", "met_on", "ended_on", "count", "sites", "one_more_by")
    return ", ".join(f"{key} {entry[key]}" for key in shown if entry.get(key) is not None)
