"""The second computation agrees with the chain, and shares no code with it."""

import ast
from datetime import date
from pathlib import Path

import pytest
from factmaking import (
    DUIZHEN,
    REAL,
    RULES,
    TIANNING,
    XIAOYI,
    XINYI_SUBDISTRICT,
    XIXINZHUANG,
    Row,
    asked,
    checked,
    evidence,
    facts,
    found,
    records,
    site,
)

from engine.evaluation import evaluate
from engine.reasoning.chain import ROOT
from engine.reasoning.crosscheck import Disagreement, disagreements
from engine.settings import Settings

A, B, C = site("A"), site("B", DUIZHEN), site("C", TIANNING)
BAD_A = (found("A", "2022-02-01"), checked("A", "2022-02-05"))
BAD_B = (found("B", "2022-02-10"), checked("B", "2022-02-12"))
DEPARTMENT = {"organ": "department:应急局", "place": XIAOYI, "site_id": "A"}
SITUATIONS: dict[str, tuple[str, tuple[Row, ...]]] = {
    "nothing": ("2022-03-01", ()),
    "a pair": ("2022-03-01", (A, B, *BAD_A, *BAD_B)),
    "a pair that ends and comes again": (
        "2022-04-01",
        (A, B, *BAD_A, *BAD_B, checked("A", "2022-02-15", "stopped"), found("A", "2022-02-20"), checked("A", "2022-02-22")),
    ),
    "opened again by a check": (
        "2022-04-01", (A, *BAD_A, checked("A", "2022-02-15", "stopped"), checked("A", "2022-02-20"), checked("A", "2022-02-25"))
    ),
    "a disagreement": ("2022-04-01", (A, B, *BAD_A, *BAD_B, checked("A", "2022-02-20"), checked("A", "2022-02-20", "stopped"))),
    "never on one day": ("2022-04-01", (A, B, *BAD_A, checked("A", "2022-02-12", "stopped"), *BAD_B)),
    "the end of the law": (
        "2024-06-01",
        (A, B, found("A", "2024-04-20", township_informed_on="2024-04-21", reported_up="no"), found("B", "2024-04-21"),
         checked("A", "2024-04-22"), checked("B", "2024-04-23")),
    ),
    "reported up": (
        "2024-08-01",
        (A, found("A", "2024-06-20", township_informed_on="2024-06-21", reported_up="yes", reported_up_on="2024-06-25"),
         checked("A", "2024-06-22"), checked("A", "2024-07-01", "stopped")),
    ),
    "a subdistrict and a county": ("2022-03-01", (site("A", XINYI_SUBDISTRICT), site("B", XIAOYI), *BAD_A, *BAD_B)),
    "iron": ("2022-03-20", (site("A", mineral="iron"), *BAD_A)),
    "evidence": ("2022-03-20", (A, *BAD_A, evidence("E1", "2022-02-25"), evidence("E2", "2022-02-10", **DEPARTMENT))),
    "evidence before the site": ("2022-03-20", (A, *BAD_A, evidence("E1", "2022-01-01", **DEPARTMENT))),
    "evidence about a stopped site": (
        "2022-03-20", (A, BAD_A[0], checked("A", "2022-02-03", "stopped"), evidence("E1", "2022-02-10", **DEPARTMENT))
    ),
    "evidence from elsewhere": ("2022-03-20", (C, found("C", "2022-02-01"), evidence("E1", "2022-02-10", **{**DEPARTMENT, "site_id": "C"}))),
    "two pieces about one department": (
        "2022-03-20", (A, *BAD_A, evidence("E1", "2022-02-10", **DEPARTMENT), evidence("E2", "2022-03-01", **DEPARTMENT))
    ),
    "an umbrella": ("2022-03-20", (A, *BAD_A, evidence("E1", "2022-02-25", place=XIXINZHUANG, kind="protective_umbrella"))),
    "unverified evidence": ("2022-03-20", (A, evidence("E1", "2022-02-25", verified="no", verified_on=""))),
    "an inquiry": ("2022-03-20", (A, *BAD_A, asked("A", "2022-02-10", "2022-02-20", "2022-03-01"))),
    "an inquiry to a township": ("2022-03-20", (A, asked("A", "2022-02-10", "2022-02-20", to="township_government"))),
    "an inquiry to the city": ("2022-03-20", (A, asked("A", "2022-02-10", "2022-02-20", to="city_government"))),
    "a report not verified beside an inquiry": (
        "2024-07-20",
        (A, found("A", "", discovery_id="D1", reported_on="2024-06-01"), asked("A", "2024-06-10", "2024-06-20")),
    ),
    "a report verified late": ("2024-07-20", (A, found("A", "2024-07-10", reported_on="2024-06-01"))),
    "two counties of a city": (
        "2022-03-20",
        (A, B, *BAD_A, *BAD_B, C, site("D", TIANNING), found("C", "2022-02-01"), found("D", "2022-02-02"),
         checked("C", "2022-02-20"), checked("D", "2022-02-21")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SITUATIONS))
def test_the_two_computations_agree_on(name: str) -> None:
    as_of, rows = SITUATIONS[name]
    run = evaluate(
        records(*rows), as_of=date.fromisoformat(as_of), known_at=None, rules=RULES, settings=Settings(),
        jurisdictions=REAL,
    )  # fmt: skip
    assert run.blocked == []


@pytest.mark.parametrize(
    "settings",
    [
        Settings(overrides={"response_days": 3}),
        Settings(overrides={"response_days": 0}),
        Settings(overrides={"discovery_date": "reported_on"}),
    ],
    ids=["three response days", "no response days", "by the report"],
)
@pytest.mark.parametrize("name", ["a pair", "evidence", "two counties of a city", "reported up"])
def test_the_two_computations_agree_under_settings_on(name: str, settings: Settings) -> None:
    as_of, rows = SITUATIONS[name]
    run = evaluate(
        records(*rows), as_of=date.fromisoformat(as_of), known_at=None, rules=RULES, settings=settings,
        jurisdictions=REAL,
    )  # fmt: skip
    assert run.blocked == []


def test_a_finding_of_only_one_side_is_a_disagreement_that_says_which() -> None:
    seen = facts("2022-03-01", A, *BAD_A)
    right = (RULES.rules["order446.township-illegal-coal-mine"].id, XIXINZHUANG, "", 738_191, 738_215)
    assert disagreements(seen, RULES, Settings(), [right]) == []
    other = (*right[:4], 738_214)
    assert disagreements(seen, RULES, Settings(), [other]) == [
        Disagreement(right[0], XIXINZHUANG, "复核计算有而推理链没有：2022-02-05 至 2022-03-01"),
        Disagreement(right[0], XIXINZHUANG, "推理链有而复核计算没有：2022-02-05 至 2022-02-28"),
    ]


def test_places_of_failed_sessions_are_left_out() -> None:
    seen = facts("2022-03-01", A, *BAD_A)
    assert disagreements(seen, RULES, Settings(), [], frozenset({XIXINZHUANG})) == []


def imported(name: str) -> set[str]:
    """The modules that a module of the engine imports, by full name."""
    tree = ast.parse((ROOT / Path(*name.split("."))).with_suffix(".py").read_text(encoding="utf-8"))
    found_ = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{a.name}" for a in node.names}
            found_ |= {n for n in names if (ROOT / Path(*n.split("."))).with_suffix(".py").is_file()} or {
                node.module
            }
    return found_


def test_the_second_computation_imports_nothing_of_the_first() -> None:
    todo, seen = ["engine.reasoning.crosscheck"], set()
    while todo:
        name = todo.pop()
        seen.add(name)
        todo += [m for m in imported(name) if m.startswith("engine.reasoning") and m not in seen]
    first = (
        "screen",
        "counting",
        "sweep",
        "stretch",
        "chain",
        "worker",
        "conclude",
        "climb",
        "singles",
        "intervals",
        "outlook",
    )
    assert seen.isdisjoint({f"engine.reasoning.{m}" for m in first})
    every = set().union(*(imported(m) for m in seen))
    assert not {m for m in every if m.startswith(("durable", "narwhals", "engine.rules.compiling"))}
