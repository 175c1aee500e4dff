"""Parquet files in a folder: how rows are counted, judged with those of other files, and never looked at twice."""

import random
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bulkmaking import write_csv, write_parquet
from rowmaking import GOOD, refused, row

from engine.jurisdictions import Tree
from engine.records import Records, bulkdraft, read_folder
from engine.records.drafts import Draft


def site(key: str, **changes: str) -> dict[str, str]:
    return row("sites", site_id=key, **changes)


def check(key: str, **changes: str) -> dict[str, str]:
    return row("checks", check_id=key, **changes)


def read(folder: Path, tree: Tree, **tables: Any) -> Records:
    for name, rows in tables.items():
        write_parquet(folder, name, rows)
    return read_folder(folder, tree)


def placed(records: Records) -> list[tuple[str, int | None, str | None]]:
    return [(fault.file, fault.row, fault.column) for fault in records.rejected]


def test_the_first_row_is_row_2_as_in_a_spreadsheet(tmp_path: Path, tree: Tree) -> None:
    records = read(tmp_path, tree, sites=[site("A", name=""), site("B"), site("C", mineral="?")])
    assert placed(records) == [("sites.parquet", 2, "name"), ("sites.parquet", 4, "mineral")]
    assert records.rejected[0].reason == "必填，不能为空；请填写名称"
    assert records.tables["sites"]["site_id"].to_pylist() == ["B"]


def test_blank_rows_count_but_are_no_rows(tmp_path: Path, tree: Tree) -> None:
    blank = dict.fromkeys(GOOD["sites"], " ")
    records = read(tmp_path, tree, sites=[blank, site("A"), {**blank, "name": ""}, site("B", mineral="?")])
    assert placed(records) == [("sites.parquet", 5, "mineral")]


def test_a_row_whose_only_content_is_in_a_column_that_is_not_read_is_no_blank_row(
    tmp_path: Path, tree: Tree
) -> None:
    rows = [{**site("A"), "foo": ""}, {**dict.fromkeys(GOOD["sites"], ""), "foo": "x"}]
    records = read(tmp_path, tree, sites=rows)
    assert [(f.row, f.column) for f in records.rejected if f.row != 1] == [
        (3, "jurisdiction"), (3, "mineral"), (3, "name"), (3, "site_id"),
    ]  # fmt: skip
    (unread,) = [f for f in records.rejected if f.row == 1]
    assert unread.column == "foo"


def test_headers_may_be_chinese_and_words_too(tmp_path: Path, tree: Tree) -> None:
    given = {"矿点编号": "A", "名称": "甲", "矿种": "煤", "行政区划": "孝义市/西辛庄镇"}
    records = read(tmp_path, tree, 矿点=[given])
    assert records.rejected == ()
    assert records.tables["sites"].to_pylist()[0]["jurisdiction"] == "141181102000"


def test_the_same_table_in_a_spreadsheet_and_in_parquet_is_one_table(tmp_path: Path, tree: Tree) -> None:
    write_csv(tmp_path, "sites", [site("A"), site("B"), site("C")])
    records = read(tmp_path, tree, **{"sites-2": [site("A"), site("B", name="乙"), site("D")]})
    assert records.tables["sites"]["site_id"].to_pylist() == ["A", "C", "D"]
    assert placed(records) == [("sites-2.parquet", 3, "site_id"), ("sites.csv", 3, "site_id")]
    assert "与sites.csv第3行不同（名称）" in records.rejected[0].reason


def test_rows_refer_to_rows_of_other_files_whatever_their_form(tmp_path: Path, tree: Tree) -> None:
    write_csv(tmp_path, "sites", [site("A"), site("B", mineral="?")])
    records = read(tmp_path, tree, checks=[check("C1"), check("C2", site_id="B"), check("C3", site_id="Z")])
    assert records.tables["checks"]["check_id"].to_pylist() == ["C1"]
    reasons = [fault.reason for fault in records.rejected if fault.file == "checks.parquet"]
    assert reasons[0].startswith("矿点 B 的行未被接受（sites.csv第3行，矿种：不在可填的值之内）")
    assert reasons[1].startswith("矿点表中没有 Z")


def test_a_row_sent_twice_is_one_row_and_falls_at_each_place(tmp_path: Path, tree: Tree) -> None:
    records = read(
        tmp_path, tree, sites=[site("A")], checks=[check("C1"), check("C2", site_id="Z"), check("C1")] * 2
    )
    assert records.tables["checks"]["check_id"].to_pylist() == ["C1"]
    assert placed(records) == [("checks.parquet", 3, "site_id"), ("checks.parquet", 6, "site_id")]


@pytest.mark.parametrize("length", [1, 3, 20])
def test_same_as_is_followed_however_long_and_a_circle_falls(tmp_path: Path, tree: Tree, length: int) -> None:
    chain = [site(f"S{n:02}", same_as=f"S{n + 1:02}" if n < length else "") for n in range(length + 1)]
    circle = [site(f"K{n:02}", same_as=f"K{(n + 1) % (length + 1):02}") for n in range(length + 1)]
    leading = [site("L", same_as="K00")]
    records = read(tmp_path, tree, sites=[*chain, *circle, *leading])
    assert records.tables["sites"]["site_id"].to_pylist() == [one["site_id"] for one in chain]
    assert len(records.rejected) == length + 2
    assert all("成环" in fault.reason for fault in records.rejected)


def test_a_circle_through_a_correction_falls(tmp_path: Path, tree: Tree) -> None:
    rows = [site("K"), site("X", same_as="K"), site("R", replaces="K", same_as="X"), site("Y", same_as="X")]
    records = read(tmp_path, tree, sites=rows)
    assert records.tables["sites"]["site_id"].to_pylist() == ["K"]
    assert [fault.row for fault in records.rejected] == [3, 4, 5]
    assert "“同一矿点”成环：R → X → R" in records.rejected[0].reason


def test_a_site_that_falls_takes_down_what_leads_to_it(tmp_path: Path, tree: Tree) -> None:
    rows = [site("A", mineral="?"), site("B", same_as="A"), site("C", same_as="B"), site("D")]
    records = read(tmp_path, tree, sites=rows, checks=[check("C1", site_id="C"), check("C2", site_id="D")])
    assert records.tables["sites"]["site_id"].to_pylist() == ["D"]
    assert records.tables["checks"]["check_id"].to_pylist() == ["C2"]
    reasons = {(fault.file, fault.row): fault.reason for fault in records.rejected}
    assert reasons.pop(("sites.parquet", 2)).startswith("不在可填的值之内")
    assert len(reasons) == 3
    assert all("sites.parquet第2行，矿种" in reason for reason in reasons.values())


def test_corrections_name_rows_that_there_are(tmp_path: Path, tree: Tree) -> None:
    checks = [check("C1"), check("C2", replaces="C1"), check("C3", replaces="C2"), check("C4", replaces="C9"),
              check("C5", replaces="C6"), check("C6", replaces="C5")]  # fmt: skip
    records = read(tmp_path, tree, sites=[site("A")], checks=checks)
    assert records.tables["checks"]["check_id"].to_pylist() == ["C1", "C2", "C3"]
    reasons = {fault.row: fault.reason for fault in records.rejected}
    assert reasons[5].startswith("复查表中没有编号 C9")
    assert [reasons[6], reasons[7]] == ["更正关系成环：C5 → C6 → C5；请只让新行更正旧行"] * 2


def test_posts_without_an_id_speak_one_and_may_be_corrected_by_their_person(
    tmp_path: Path, tree: Tree
) -> None:
    posts = [
        row("posts", person_id="P1"), row("posts", name="某乙"),
        row("posts", person_id="P2", from_on="2021-01-01"), row("posts", person_id="P2", post="市长", replaces="P2"),
    ]  # fmt: skip
    table = read(tmp_path, tree, posts=posts).tables["posts"]
    assert dict(zip(table["post_id"].to_pylist(), table["replaces"].to_pylist(), strict=True)) == {
        "P1@141181000000:county_government:县长:2020-01-01": None,
        "某乙@141181000000:county_government:县长:2020-01-01": None,
        "P2@141181000000:county_government:县长:2021-01-01": None,
        "P2@141181000000:county_government:市长:2020-01-01~P2": "P2@141181000000:county_government:县长:2021-01-01",
    }


def test_a_file_without_rows_is_a_table_without_rows(tmp_path: Path, tree: Tree) -> None:
    pq.write_table(
        pa.table({name: pa.array([], pa.string()) for name in GOOD["sites"]}), tmp_path / "sites.parquet"
    )
    records = read_folder(tmp_path, tree)
    assert (records.rejected, records.tables["sites"].num_rows) == ((), 0)


def test_a_file_that_names_no_table_is_told_and_left(tmp_path: Path, tree: Tree) -> None:
    records = read(tmp_path, tree, sites=[site("A")], something=[site("B")])
    (fault,) = records.rejected
    assert (fault.file, fault.row) == ("something.parquet", None)
    assert fault.reason.startswith("文件名不是表名，整个文件未读入；")


def test_only_doubtful_rows_are_looked_at_one_by_one(
    tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = {}
    whole = bulkdraft.BulkDraft.draft

    def counted(draft: Any, positions: Any) -> Draft:
        taken[draft.table.name] = len(positions)
        return whole(draft, positions)

    monkeypatch.setattr(bulkdraft.BulkDraft, "draft", counted)
    rng = random.Random(1)  # noqa: S311
    sites = [site(f"S{n:04}", same_as=f"S{n - 1:04}" if n % 50 == 1 else "") for n in range(1000)]
    checks = [check(f"C{n:05}", site_id=f"S{rng.randrange(1000):04}") for n in range(5000)]
    checks += [check(f"R{n}", replaces=f"C{n:05}") for n in range(100)] + checks[:500]
    rng.shuffle(checks)
    records = read(tmp_path, tree, sites=[*sites, site("A"), site("bad", mineral="?")], checks=checks)
    assert (records.tables["sites"].num_rows, records.tables["checks"].num_rows) == (1001, 5100)
    assert taken == {"sites": 1, "checks": 0} | {name: 0 for name in taken if name not in {"sites", "checks"}}


def test_too_many_faults_refuse_the_folder(
    tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.records.limits.BULK_FAULTS", 3)
    sites = [site(f"S{n}", mineral="?" if n < 3 else "coal") for n in range(9)]
    assert len(read(tmp_path, tree, sites=sites).rejected) == 3
    write_parquet(tmp_path, "sites", [site(f"S{n}", mineral="?" if n < 4 else "coal") for n in range(9)])
    assert refused(tmp_path, tree).startswith("sites.parquet：至此有超过 3 个单元格不能接受")
    write_parquet(tmp_path, "sites", [site("S", name=str(n)) for n in range(4)])
    assert "矿点表：有超过 3 行不能接受，或须逐行核对" in refused(tmp_path, tree)


@pytest.mark.parametrize(
    ("limit", "value", "more", "said"),
    [("BULK_ROWS", 5, 1, "至此共有超过 5 行"), ("BULK_TEXT_BYTES", 1024**2, 30, "文字共超过 1 MiB")],
)
def test_what_the_files_hold_together_is_limited(
    tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, more: int, said: str
) -> None:
    long = {"note": "x" * 30_000}
    write_parquet(tmp_path, "sites-1", [site(f"S{n}", **long) for n in range(3)])
    write_parquet(tmp_path, "sites-2", [site(f"T{n}", **long) for n in range(2)])
    monkeypatch.setattr(f"engine.records.limits.{limit}", value)
    assert read_folder(tmp_path, tree).rejected == ()
    write_parquet(tmp_path, "sites-3", [site(f"U{n}", **long) for n in range(more)])
    line = refused(tmp_path, tree)
    assert line.startswith("sites-3.parquet：")
    assert said in line


def test_tables_come_sorted_by_id_in_one_piece(tmp_path: Path, tree: Tree) -> None:
    keys = [f"S{n}" for n in range(200)]
    random.Random(2).shuffle(keys)  # noqa: S311
    records = read(tmp_path, tree, sites=[site(key) for key in keys])
    column = records.tables["sites"]["site_id"]
    assert (column.num_chunks, column.to_pylist()) == (1, sorted(keys))


def test_typed_columns_are_taken_as_they_are(tmp_path: Path, tree: Tree) -> None:
    write_parquet(tmp_path, "sites", [site("A")])
    cells = {
        **{name: pa.array([value]) for name, value in check("C1").items()},
        "checked_on": pa.array([date(2024, 5, 1)]),
    }
    pq.write_table(pa.table(cells), tmp_path / "checks.parquet")
    records = read_folder(tmp_path, tree)
    assert records.rejected == ()
    assert records.tables["checks"]["checked_on"].to_pylist() == [date(2024, 5, 1)]
