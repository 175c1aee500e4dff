"""The page of a rule says all that its file and its test say; docs/rules.md is the pages of the bundled rules."""

import re
from pathlib import Path

import pytest

from engine.rules import BUNDLED, load_rules
from engine.rules.graph import Edge, dot, edges, mermaid
from engine.rules.matter_telling import describe_matter
from engine.rules.pages import page, sentences_of, whole

RULES, TESTS = load_rules(), sentences_of([BUNDLED])
HEADINGS = ["概要", "条款", "条件", "参数", "例外与已知局限", "试验", "沿革"]


@pytest.mark.parametrize("name", sorted(RULES.rules))
def test_a_page_has_every_heading_clause_number_and_sentence(name: str) -> None:
    rule, text = RULES.rules[name], page(RULES.rules[name], RULES, TESTS)
    assert re.findall(r"^### (.+)$", text, re.MULTILINE) == HEADINGS
    assert all(b.article in text and (b.quote or "") in text for b in rule.legal_basis)
    assert all(f"`{p}`" in text for p in rule.parameters)
    assert [s.sentence for s in TESTS[name]]
    assert all(s.sentence in text for s in TESTS[name])
    assert rule.limits.rstrip("。") in text
    assert "None" not in text


def test_the_history_of_a_rule_is_in_order_of_days() -> None:
    text = page(RULES.rules["order446.county-two-illegal-coal-mines"], RULES, TESTS)
    assert text.split("### 沿革")[1].split() == [
        "-", "2005年9月3日：起施行",
        "-", "2022年2月22日：增加依据：晋安办发〔2022〕21号第五部分",
        "-", "2024年5月1日：不再施行（最后一日是2024年4月30日）",
    ]  # fmt: skip
    text = page(RULES.rules["order446.illegal-coal-mine"], RULES, TESTS)
    assert "- 2013年7月18日：参数 `coal_permit` 不再有值" in text
    assert "- 2024年5月1日：由 `order774.unlicensed-coal-production` 接续" in text


def test_the_document_in_docs_is_current() -> None:
    written = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
    assert written.read_text(encoding="utf-8") == whole(RULES, TESTS), (
        "wenze rules describe --write docs/rules.md"
    )


def test_the_graph_says_which_rule_feeds_which() -> None:
    found = edges(RULES)
    assert Edge("order446.illegal-coal-mine", "order446.county-two-illegal-coal-mines", "uses") in found
    assert Edge("order446.county-two-illegal-coal-mines", "local.province-list", "uses") in found
    assert Edge("discovery", "order446.illegal-coal-mine", "uses") in found
    assert Edge("order446.illegal-coal-mine", "order774.unlicensed-coal-production", "succeeds") in found
    assert {e.target for e in found} == set(RULES.rules)


def test_mermaid_and_dot_name_every_rule_and_draw_every_edge() -> None:
    for text, arrow in ((mermaid(RULES), r"(?:-->|\.->)"), (dot(RULES), "->")):
        assert all(name in text for name in RULES.rules)
        assert len(re.findall(rf" {arrow} ", text)) == len(edges(RULES))


@pytest.mark.parametrize("name", sorted(RULES.matters))
def test_a_matter_is_told_with_its_clauses_clocks_and_what_is_not_set(name: str) -> None:
    matter, text = RULES.matters[name], whole(RULES, TESTS)
    told = describe_matter(matter, RULES.instruments)
    for part in (matter.title, matter.limits.rstrip("。"), *(b.quote or "" for b in matter.legal_basis)):
        assert part in told
        assert part in text
    for clock in matter.clocks.values():
        value = max(matter.parameters[clock.within].values.items())[1]
        assert f"{value}{matter.parameters[clock.within].unit}内" in told
        assert clock.article in told
    assert ("录入以前不能计算" in told) == (matter.at_least is not None)
    assert "None" not in told
