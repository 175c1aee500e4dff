"""What a change of rules does, on paper: by county as chart and table, in words, the same bytes each time."""

from datetime import date, timedelta

from engine.comparing.effects import Difference, Effect
from engine.comparing.replaying import Seen
from engine.comparing.words import RuleDifference
from engine.jurisdictions import load_jurisdictions
from engine.periods import to_day
from engine.reports.rule_changes import COUNTIES, WEEKS, rule_changes
from engine.reports.shapes import Report
from engine.reports.typesetting import pdf

TREE = load_jurisdictions().tree
COUNTY_CODES = sorted(p.code for p in TREE if p.level == "county")[: COUNTIES + 3]
DAY = date(2022, 3, 31)


def report(counties: int, weeks: int = 4) -> Report:
    """The first county loses two findings and has one changed; each other one gains a finding."""
    differences = []
    for number, code in enumerate(COUNTY_CODES[:counties]):
        seen = Seen("order446.county-two-illegal-coal-mines", code, "", to_day(DAY), None, 2, ("A", "B"))
        kinds = ("appears",) if number else ("vanishes", "vanishes", "changes")
        differences += [
            Difference(kind, seen, None if kind == "vanishes" else seen, code, "处数 2 改为 3" if kind == "changes" else "")
            for kind in kinds
        ]  # fmt: skip
    days = tuple((DAY - timedelta(days=7 * n), 3, 2) for n in reversed(range(weeks)))
    words = [RuleDifference("order446.x", "某规则", ("参数 minimum_sites 的值由“2处”改为“3处”",))]
    return rule_changes(
        Effect(days[0][0], DAY, tuple(differences), 5, days), words, TREE, "某办", ("a" * 64, "b" * 64)
    )


def test_the_chart_stands_beside_the_table_and_both_have_the_same_numbers() -> None:
    made = report(3)
    chart = made.charts[0]
    table = next(s.table for s in made.sections if s.key == "counties")
    assert table is not None
    assert [row[1:4] for row in table.rows] == [("0", "2", "1"), ("1", "0", "0"), ("1", "0", "0")]
    by_county = list(zip(*(values for _, values in chart.series), strict=True))
    assert by_county == [(0, 2, 1), (1, 0, 0), (1, 0, 0)]
    assert [name for name, _ in chart.series] == ["新出现", "不再有", "有变化"]
    assert made.summary[1] == "新出现2项，不再有2项，有变化1项，不变5项；涉及3个区划。"


def test_the_chart_shows_the_counties_with_most_and_says_how_many_it_leaves_out() -> None:
    assert report(COUNTIES).charts[0].note == ""
    chart = report(COUNTIES + 1).charts[0]
    assert len(chart.categories) == COUNTIES
    assert chart.note == "另有1个区划，见表。"


def test_long_periods_are_drawn_by_their_last_weeks() -> None:
    assert report(1, WEEKS).charts[1].note == ""
    chart = report(1, WEEKS + 1).charts[1]
    assert len(chart.categories) == WEEKS
    assert "以前1周见 XLSX" in chart.note


def test_a_change_that_moves_nothing_has_its_words_alone() -> None:
    assert [s.key for s in report(0).sections] == ["words"]
    assert [c.key for c in report(0).charts] == ["weeks"]


def test_the_paper_has_the_same_bytes_each_time() -> None:
    assert pdf(report(2), DAY) == pdf(report(2), DAY)
