"""A week with something of everything, and its report."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from factmaking import (
    DUIZHEN,
    REAL,
    RULES,
    TIANNING,
    XINYI_SUBDISTRICT,
    asked,
    checked,
    evidence,
    found,
    site,
)
from weekstore import Office, office

from engine.ledgers.week_ledger import WeekLedger
from engine.ledgers.weekly import Week
from engine.reports.shapes import Report, Section
from engine.reports.week import Frame, report

FIRST, SECOND = "2022-03-07", "2022-03-14"
ON = date(2022, 3, 14)
FRAME = Frame(REAL.tree, {k: r.title for k, r in RULES.rules.items()}, "某市安委办", 14, 20)


def grown(made: Office) -> tuple[Week, WeekLedger]:
    """Two weeks: one finding goes on unconfirmed, one ends, one is dropped, one changes, one is new, one is restricted."""
    made.say(
        "2022-03-05",
        site("A", name="甲煤矿"), found("A", "2022-02-20"), checked("A", "2022-02-25"),
        site("B", DUIZHEN, name="乙煤矿"), found("B", "2022-03-02"), checked("B", "2022-03-04"),
        site("C", TIANNING, name="丙煤矿"), found("C", "2022-03-01"), checked("C", "2022-03-03"),
        site("E", "140428107000", name="戊煤矿"), found("E", "2022-03-01"),
        site("F", XINYI_SUBDISTRICT, name="己煤矿"), found("F", "2022-03-02"), checked("F", "2022-03-04"),
        asked("E", "2022-03-02", "2022-03-04"),
        evidence("V1", "2022-03-02", verified="no", verified_on=""),
        evidence("V2", "2022-03-03", kind="protective_umbrella"),
    )  # fmt: skip
    made.week(FIRST)
    made.say(
        "2022-03-12",
        checked("B", "2022-03-09", "stopped"), found("C", "2022-03-01", withdrawn="yes"),
        site("G", "141125102000", name="庚煤矿"), found("G", "2022-03-08"), checked("G", "2022-03-10"),
    )  # fmt: skip
    week = made.week(SECOND)
    return week, made.ledger(week)


@cache
def second() -> tuple[Week, WeekLedger]:
    """The second of the two weeks, made once."""
    with TemporaryDirectory() as folder:
        return grown(office(Path(folder) / "home"))


@cache
def whole() -> Report:
    """Its report."""
    week, ledger = second()
    return report(week.document, ledger, FRAME)


def section(given: Report, key: str) -> Section:
    (one,) = [s for s in given.sections if s.key == key]
    return one


def with_text(text: str) -> Report:
    """The report with a text in a cell and in a sentence."""
    given = whole()
    first = section(given, "continuing")
    assert first.table is not None
    row = (text, *first.table.rows[0][1:])
    changed = replace(first, lines=[text], table=replace(first.table, rows=[row]))
    return replace(given, sections=[changed])
