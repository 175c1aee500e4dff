"""Rows that refer to what is held already, and one file read by itself."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import pytest
from rowmaking import GOOD, csv_bytes, row, write_xlsx

from engine.jurisdictions import Tree
from engine.records import RecordsError
from engine.records.assembly import judge
from engine.records.known import Known
from engine.records.onefile import grids_in, tables_in
from engine.records.rejections import Rejection
from engine.records.sheets import Sheet, filled


class Held(Known):
    """Site A, joined to B, and discovery D1, which D0 corrects."""

    def held(self, table: str, ids: Collection[str]) -> AbstractSet[str]:
        return {"sites": {"A", "B"}, "discoveries": {"D0", "D1"}}.get(table, set()) & set(ids)

    def corrections(self, table: str) -> Mapping[str, str]:
        return {"D0": "D1"} if table == "discoveries" else {}

    def joined_sites(self) -> Mapping[str, str]:
        return {"A": "B"}


def judged(tree: Tree, known: Known, **tables: Any) -> dict[str, list[str]]:
    """Reasons by table."""
    sheets = {}
    for name, rows in tables.items():
        header = tuple(dict.fromkeys(key for cells in rows for key in cells))
        cells, numbers = filled([[one.get(key, "") for key in header] for one in rows])
        sheets[name] = [Sheet(name, None, header, cells, numbers)]
    drafts, _ = judge(sheets, tree, known)
    return {
        name: [f.reason for faults in d.faults.values() for f in faults]
        for name, d in drafts.items()
        if d.faults
    }


def test_a_row_may_name_a_site_that_is_held(tree: Tree) -> None:
    assert judged(tree, Held(), discoveries=[GOOD["discoveries"]]) == {}
    assert "矿点表中没有 A" in judged(tree, Known(), discoveries=[GOOD["discoveries"]])["discoveries"][0]


def test_a_held_site_stands_though_its_new_row_is_refused(tree: Tree) -> None:
    found = judged(tree, Held(), sites=[row("sites", mineral="?")], discoveries=[GOOD["discoveries"]])
    assert list(found) == ["sites"]


def test_a_row_may_correct_one_that_is_held_but_not_in_a_circle(tree: Tree) -> None:
    assert judged(tree, Held(), discoveries=[row("discoveries", discovery_id="D9", replaces="D1")]) == {}
    (reason,) = judged(tree, Held(), discoveries=[row("discoveries", replaces="D0")])["discoveries"]
    assert reason.startswith("更正关系成环：D0 → D1 → D0")


def test_a_site_may_not_close_a_circle_of_joins(tree: Tree) -> None:
    (reason,) = judged(tree, Held(), sites=[row("sites", site_id="B", same_as="A")])["sites"]
    assert reason.startswith("“同一矿点”成环：A → B → A")


def test_one_file_says_its_tables_as_in_a_folder(tmp_path: Path) -> None:
    data = csv_bytes([GOOD["sites"]], "gb18030")
    ((table, sheet),) = tables_in("sites_2022.csv", lambda: data)  # type: ignore[misc]
    assert (table.name, len(sheet.rows)) == ("sites", 1)
    (unread,) = tables_in("other.csv", lambda: data)
    assert isinstance(unread, Rejection)
    book = write_xlsx(tmp_path / "x.xlsx", sites=[GOOD["sites"]], 别的=[["甲"]]).read_bytes()
    assert [grid.name for grid in grids_in("x.xlsx", lambda: book)] == ["sites", "别的"]
    assert grids_in("empty.csv", lambda: b"") == []


@pytest.mark.parametrize("name", ["sites.xls", "sites.ods"])
def test_an_old_format_is_refused_with_its_mend(name: str) -> None:
    with pytest.raises(RecordsError, match="另存为"):
        grids_in(name, lambda: b"")
    with pytest.raises(RecordsError, match="另存为"):
        list(tables_in(name, lambda: b""))
