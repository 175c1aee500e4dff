"""Hostile texts in every text column of every table, from the row a department sends to the last file of the package."""

import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final
from unicodedata import normalize

import pytest
import specimens
import written
from hostile_strings import hostile
from openpyxl import load_workbook
from test_hostile_everywhere import Page, lacking, squeezed, unlinked

from engine.dossiers import Dossier
from engine.jurisdictions import load_jurisdictions
from engine.records import TABLES, Records, read_rows
from engine.referrals import verify_package, write_packages
from engine.referrals.labels import column_label, table_label
from engine.referrals.wording import quoted, shown

TEXTS: Final = hostile(int(os.environ.get("WENZE_HOSTILE", "6")))
KEPT_BACK: Final = ("source", "note")
"""Columns that no package carries: their texts bear a mark of their own here, which must stand nowhere."""
MARK: Final = "内线李四方"
ROUTES: Final = ("names_body", "managed_by")
"""Columns by which a receiver is chosen: here they keep to one."""
FREE: Final = ("name", "text")
Rows = dict[str, list[dict[str, str]]]


def rows() -> Rows:
    """Two places of one county, with one row of each table for each text, and that text in all its text columns."""
    out: Rows = defaultdict(list)

    def add(table: str, text: str, **given: str) -> None:
        free = {
            c.name: text
            for c in TABLES[table].columns
            if c.kind in FREE and c.name not in (*KEPT_BACK, *ROUTES)
        }
        marked = {c.name: f"{MARK}{text}" for c in TABLES[table].columns if c.name in KEPT_BACK}
        out[table].append({**free, **marked, **given})

    county = {"jurisdiction": "孝义市", "organ": "县级人民政府"}
    for n, text in enumerate(TEXTS):
        site = {"site_id": f"S{n}"}
        add("sites", text, **site, mineral="煤", jurisdiction="孝义市/西辛庄镇")
        add("discoveries", text, **site, discovery_id=f"D{n}", verified_on="2022-03-01", producing="是",
            missing_licences="采矿许可证")  # fmt: skip
        add("checks", text, **site, check_id=f"C{n}", checked_on="2022-03-05", result="仍在生产")
        add("measures", text, **site, measure_id=f"M{n}", kind="停电", ordered_on="2022-03-02", result_on="2022-03-06",
            result="仍在生产")  # fmt: skip
        add(
            "inquiries",
            text,
            **site,
            inquiry_id=f"I{n}",
            sent_on="2022-03-03",
            sent_to="县级人民政府",
            due_on="2022-03-20",
        )
        add("duty_evidence", text, **county, evidence_id=f"E{n}", kind="失职渎职", occurred_on="2022-03-01",
            verified="是", verified_on="2022-03-05")  # fmt: skip
        add(
            "posts",
            text,
            **county,
            person_id=f"P{n}",
            role="直接责任人员",
            from_on="2021-01-01",
            managed_by="吕梁市委组织部",
        )
        add("prior_actions", text, **county, action_id=f"A{n}", kind="立案调查", on="2022-03-10")
    return dict(out)


@cache
def read() -> Records:
    return read_rows(rows(), load_jurisdictions().tree)


@cache
def dossier() -> Dossier:
    """The county's own dossier of the run over those rows."""
    (made,) = [d for d in specimens.evaluated(read()) if d.organ == "county_government" and not d.restricted]
    return made


def taken(table: str) -> dict[str, int]:
    """Key of each row that was read → the number of its text; a post's own key is made by the reading."""
    own = {"posts": "person_id"}.get(table, TABLES[table].key)
    return {row[TABLES[table].key]: int(row[own][1:]) for row in read().tables[table].to_pylist()}


def carried() -> Iterator[tuple[str, str, str, str]]:
    """Reference, table, column and text of each text cell that the dossier cites."""
    numbers = {table: taken(table) for table in rows()}
    for reference in dossier().records:
        table, _, identity = reference.partition("/")
        number = numbers[table][identity]
        for column in TABLES[table].columns:
            if column.kind in FREE and column.name not in (*KEPT_BACK, *ROUTES):
                yield reference, table, column.name, normalize("NFC", TEXTS[number].strip())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (made,) = write_packages([dossier()], tmp_path_factory.mktemp("records"))
    assert verify_package(made) == []
    return made


def test_a_row_is_taken_whole_or_refused_by_name() -> None:
    refused = {(one.file, one.row) for one in read().rejected}
    for table, given in rows().items():
        numbers = set(taken(table).values())
        for number in range(len(given)):
            assert (number in numbers) != ((table, number + 2) in refused)
    assert all(one.reason for one in read().rejected)


def test_the_dossier_cites_hostile_rows_of_every_table() -> None:
    cited = {(table, column) for _, table, column, _ in carried()}
    assert cited == {
        (table, c.name)
        for table in ("sites", "discoveries", "checks", "measures", "duty_evidence", "posts", "prior_actions")
        for c in TABLES[table].columns
        if c.kind in FREE and c.name not in (*KEPT_BACK, *ROUTES)
    }


def test_each_cell_stands_in_workbook_and_page_as_it_was_sent(folder: Path) -> None:
    lines = {tuple(line) for line in written.sheets(folder)["证据目录"]}
    page = set(Page((folder / "index.html").read_bytes()).cells)
    for reference, table, column, text in carried():
        assert (shown(reference), table_label(table), column_label(table, column), shown(text)) in lines
        assert shown(text) in page
    unlinked((folder / "index.html").read_bytes())
    for name in ("要件对照表.xlsx", "问题线索登记表.xlsx"):
        raw = b"".join(written.members(folder / name).values()).decode("utf-8")
        assert not re.search(r"<f[ >]|<hyperlink|externalLink|TargetMode", raw)


def test_names_of_sites_persons_and_documents_stand_in_the_letter(folder: Path) -> None:
    letter = written.letter(folder)
    for _, table, column, text in carried():
        if (table, column) in {
            ("sites", "name"),
            ("posts", "name"),
            ("posts", "document"),
            ("duty_evidence", "post"),
        }:
            assert shown(text) in letter, (table, column)
        if (table, column) == ("duty_evidence", "act"):
            assert quoted(text) in letter


def test_every_clue_stands_in_the_register(folder: Path) -> None:
    book = load_workbook(folder / "问题线索登记表.xlsx")
    cells = {str(c) for sheet in book.worksheets for row in sheet.values for c in row}
    for _, table, _, text in carried():
        assert table != "duty_evidence" or shown(text) in cells


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext on this machine")
def test_each_text_stands_in_the_annexes(folder: Path) -> None:
    text = squeezed(written.pdf(folder / "附件.pdf"))
    wanted = {one for _, _, _, one in carried()}
    assert lacking(text, among=wanted) == []
    assert b"/URI" not in (folder / "附件.pdf").read_bytes()


def test_what_may_name_an_informant_stands_nowhere(folder: Path) -> None:
    assert MARK not in written.everything(folder)
