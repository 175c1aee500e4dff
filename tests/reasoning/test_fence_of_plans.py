"""DESIGN §3: the compiler of rule files refuses every shape that durable-rules has been seen to fail at."""

from collections import Counter
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from factmaking import RULES
from working import JOIN, STRETCH

from engine.errors import RuleError
from engine.rules import BUNDLED, load_rules
from engine.rules.compiling import MOST_JOINS, check_fence, compile_plan

PLAN = compile_plan(RULES)


def changed(pattern: int, **parts: Any) -> dict[str, Any]:
    """The joined rule with one pattern changed."""
    rule = deepcopy(JOIN)
    rule["patterns"][pattern] |= parts
    return rule


def refused(*plan: dict[str, Any]) -> str:
    with pytest.raises(RuleError) as caught:
        check_fence(plan)
    return str(caught.value)


def joins(number: int) -> list[dict[str, Any]]:
    out = []
    for n in range(number):
        rule = deepcopy(JOIN)
        rule["name"] = f"joined{n}"
        rule["patterns"][1]["equal"] = {"t": f"right{n}"}
        out.append(rule)
    return out


def test_the_shapes_of_the_bundled_rules_pass() -> None:
    check_fence(PLAN)
    check_fence([STRETCH, JOIN])
    assert PLAN


def test_two_cross_fact_comparisons_in_a_pattern_are_refused() -> None:
    assert "至多一个跨事实的相等比较" in refused(changed(1, join={"site": "site", "place": "place"}))


def test_a_bound_inside_a_join_is_refused() -> None:
    assert "joined" in refused(changed(1, at_least={"surplus": 0}))


@pytest.mark.parametrize("word", ["less", "greater", "not_equal", "at_most", "any", "or", "not", "none"])
def test_an_inequality_across_facts_and_every_other_word_is_refused(word: str) -> None:
    assert "joined" in refused(changed(1, **{word: {"day": "day"}}))


def test_two_bounds_in_a_pattern_are_refused() -> None:
    rule = deepcopy(STRETCH)
    rule["patterns"][0]["at_least"] = {"surplus": 0, "count": 1}
    assert "met" in refused(rule)


def test_a_join_in_the_first_pattern_is_refused() -> None:
    assert "第一个条件不能带连接" in refused(changed(0, join={"site": "site"}))


def test_a_rule_without_patterns_is_refused() -> None:
    assert "empty" in refused({"name": "empty", "patterns": [], "give": {"t": "finding"}})


def test_a_later_pattern_that_is_not_joined_is_refused() -> None:
    rule = deepcopy(JOIN)
    del rule["patterns"][1]["join"]
    assert "须与第一个条件连接" in refused(rule)


def test_a_later_pattern_with_an_empty_join_is_refused() -> None:
    assert "须与第一个条件连接" in refused(changed(1, join={}))


@pytest.mark.parametrize("bound", [0.5, 1.0, "1", True, None])
def test_a_bound_that_is_no_integer_is_refused(bound: Any) -> None:
    rule = deepcopy(STRETCH)
    rule["patterns"][0]["at_least"] = {"surplus": bound}
    assert "数值界限须为整数" in refused(rule)


@pytest.mark.parametrize("value", [1, 1.5, None, ["a", "b"], {"t": "left"}])
def test_an_equality_with_anything_but_text_or_a_boolean_is_refused(value: Any) -> None:
    assert "相等比较只能用文字或是否" in refused(changed(1, equal={"t": "right", "kind": value}))


@pytest.mark.parametrize(("number", "refusal"), [(59, False), (60, False), (61, True)])
def test_a_fact_type_feeds_at_most_60_join_rules(number: int, refusal: bool) -> None:  # noqa: FBT001
    assert MOST_JOINS == 60
    if refusal:
        message = refused(*joins(number))
        assert "left" in message
        assert "61" in message
    else:
        check_fence(joins(number))


def test_the_words_of_one_condition_become_one_rule_each_and_no_or() -> None:
    names = [r["name"] for r in PLAN if r["name"].startswith("order446.department-responsible#")]
    kinds = [
        p["equal"].get("organ_class") for r in PLAN for p in r["patterns"] if "organ_class" in p["equal"]
    ]
    assert len(names) == len(kinds) == 2
    assert sorted(kinds) == ["department", "vertical"]


def test_every_join_of_the_bundled_rules_is_one_equality_with_the_first_pattern() -> None:
    joined = [p for r in PLAN for p in r["patterns"][1:]]
    assert joined
    for pattern in joined:
        assert len(pattern["join"]) == 1
        assert set(pattern) == {"as", "equal", "join"}


def test_the_bundled_rules_stay_far_below_the_limit_of_joins() -> None:
    fed = Counter(p["equal"]["t"] for r in PLAN if len(r["patterns"]) > 1 for p in r["patterns"])
    assert max(fed.values()) <= MOST_JOINS // 2


def test_every_name_in_the_plan_is_given_once() -> None:
    names = Counter(r["name"] for r in PLAN)
    assert max(names.values()) == 1


def test_the_plan_is_the_same_each_time() -> None:
    assert compile_plan(load_rules([BUNDLED])) == PLAN


def test_a_condition_that_does_not_compile_is_refused_with_the_rule() -> None:
    rule = RULES.rules["notice2022-21.dereliction"]
    when = rule.when.model_copy(update={"where": {"act": {"is": "未查处"}}})
    rules = {**RULES.rules, rule.id: rule.model_copy(update={"when": when})}
    with pytest.raises(RuleError, match=r"notice2022-21\.dereliction"):
        compile_plan(replace(RULES, rules=rules))
