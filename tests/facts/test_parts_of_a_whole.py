"""Sites are computed some after the others, and records of findings read so: however many at once, the result is one."""

from datetime import date
from typing import Any

import pytest
from factmaking import REAL, RULES, TIANNING, Row, checked, found, records, site, spans

from engine import findings
from engine.document import document
from engine.evaluation import evaluate
from engine.facts import build
from engine.settings import Settings

ROWS: tuple[Row, ...] = tuple(
    row
    for n in range(9)
    for row in (
        site(f"S{n}", *([TIANNING] if n % 3 == 0 else [])),
        found(f"S{n}", f"2022-02-{n + 1:02d}"),
        checked(f"S{n}", f"2022-02-{n + 10:02d}", *(["stopped"] if n % 4 == 0 else [])),
    )
)


def told() -> dict[str, Any]:
    return document(
        evaluate(
            records(*ROWS), as_of=date(2022, 3, 1), known_at=None, rules=RULES, settings=Settings(), jurisdictions=REAL
        )
    )  # fmt: skip


@pytest.mark.parametrize("rows", [1, 5, 1000])
def test_spans_do_not_depend_on_how_many_records_are_computed_together(
    monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    whole = spans("2022-03-01", *ROWS)
    monkeypatch.setattr(build, "ROWS_A_PART", rows)
    assert spans("2022-03-01", *ROWS) == whole
    assert len({s["root"] for s in whole}) == 9


def test_findings_do_not_depend_on_how_many_sites_records_are_read_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = told()
    monkeypatch.setattr(findings, "SITES_AT_ONCE", 1)
    assert told() == whole
    assert len(whole["findings"]) >= 3


def test_no_record_gives_no_span() -> None:
    assert spans("2022-03-01") == []
