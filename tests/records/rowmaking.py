"""Good rows of each table, to be spoilt one cell at a time."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engine.errors import WenzeError
from engine.jurisdictions import Tree
from engine.records import TABLES, Records, RecordsError, read_folder

GOOD = {
    "sites": {"site_id": "A", "name": "甲矿点", "mineral": "coal", "jurisdiction": "141181102000"},
    "discoveries": {"discovery_id": "D1", "site_id": "A", "producing": "yes", "found_by": "县自然资源局"},
    "measures": {"measure_id": "M1", "site_id": "A", "kind": "order"},
    "checks": {
        "check_id": "C1",
        "site_id": "A",
        "checked_on": "2022-02-23",
        "result": "stopped",
        "checked_by": "县应急局",
    },
    "inquiries": {
        "inquiry_id": "Q1",
        "site_id": "A",
        "sent_on": "2022-02-23",
        "sent_to": "county_government",
        "due_on": "2022-03-02",
    },
    "duty_evidence": {
        "evidence_id": "E1",
        "jurisdiction": "141181102000",
        "organ": "township_government",
        "kind": "dereliction",
        "act": "接报后未处理",
        "occurred_on": "2022-01-05",
        "source": "检查",
        "verified": "no",
    },
    "posts": {
        "name": "某甲",
        "organ": "county_government",
        "jurisdiction": "141181000000",
        "post": "县长",
        "role": "principal",
        "from_on": "2020-01-01",
    },
    "prior_actions": {
        "action_id": "P1",
        "organ": "county_government",
        "jurisdiction": "141181000000",
        "kind": "sanction",
        "on": "2022-03-01",
        "by": "市纪委监委",
    },
    "appraisals": {
        "appraisal_id": "V1",
        "site_id": "A",
        "kind": "product",
        "value": "352413.50",
        "determined_on": "2022-03-01",
        "by": "某价格认定中心",
    },
}


def row(table: str, **changes: Any) -> Any:
    return {**GOOD[table], **changes}


def with_site(table: str, *rows: Any) -> Any:
    """The tables with one good site and the rows under test."""
    if table == "sites":
        return {"sites": list(rows)}
    return {"sites": [GOOD["sites"]], table: list(rows)}


def chinese(table: str, cells: Any) -> Any:
    return {TABLES[table].column(name).label: value for name, value in cells.items()}


def headers(rows: Any) -> Any:
    return list(dict.fromkeys(header for cells in rows for header in cells))


def csv_bytes(rows: Any, encoding: str = "utf-8") -> Any:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, headers(rows))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def write_xlsx(path: Path, **sheets: Any) -> Any:
    """Sheets by name: lists of rows (mappings), or lists of lists as they stand."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        if rows and isinstance(rows[0], dict):
            columns = headers(rows)
            rows = [columns, *([cells.get(column) for column in columns] for cells in rows)]  # noqa: PLW2901
        for cells in rows:
            sheet.append(cells)
    book.save(path)
    return path


def only_reason(records: Records) -> Any:
    assert len(records.rejected) == 1, records.rejected
    return records.rejected[0].reason


def refused(folder: Path, tree: Tree) -> str:
    """The one line with which a whole folder is refused."""
    with pytest.raises(RecordsError) as error:
        read_folder(folder, tree)
    assert isinstance(error.value, WenzeError)
    assert "\n" not in str(error.value)
    return str(error.value)
