import os
from pathlib import Path

import pytest
from rowmaking import GOOD, chinese, csv_bytes, only_reason, refused, row, write_xlsx

from engine.jurisdictions import Tree
from engine.records import Records, RecordsError, read_folder
from engine.records.encodings import encoding_of

SITE = GOOD["sites"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("name", ["sites.csv", "矿点.csv", "Sites.CSV"])
def test_a_csv_file_reads_the_same_in_each_encoding(
    encoding: str, name: str, tmp_path: Path, tree: Tree, expected: Records
) -> None:
    (tmp_path / name).write_bytes(csv_bytes([chinese("sites", SITE)], encoding))
    records = read_folder(tmp_path, tree)
    assert records.rejected == ()
    assert records.sha256 == expected.sha256


@pytest.mark.parametrize(
    "stem",
    [
        "sites",
        "sites-临汾",
        "sites_2022-03",
        "sites 3",
        "sites.old",
        "矿点-临汾",
        "矿点（2）",
        "ＳＩＴＥＳ",
        "矿点表",
    ],
)
def test_the_stem_of_a_file_names_its_table(stem: str, tmp_path: Path, tree: Tree, expected: Records) -> None:
    (tmp_path / f"{stem}.csv").write_bytes(csv_bytes([SITE]))
    assert read_folder(tmp_path, tree).sha256 == expected.sha256


def test_several_files_of_one_table_are_joined(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "sites_1.csv").write_bytes(csv_bytes([SITE]))
    (tmp_path / "矿点-2.csv").write_bytes(csv_bytes([chinese("sites", row("sites", site_id="B"))], "gbk"))
    write_xlsx(tmp_path / "sites_3.xlsx", Sheet1=[row("sites", site_id="C")])
    assert read_folder(tmp_path, tree).tables["sites"]["site_id"].to_pylist() == ["A", "B", "C"]


def test_a_file_that_names_no_table_is_told_and_others_go_in(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "sites.csv").write_bytes(csv_bytes([SITE]))
    (tmp_path / "临汾汇总.csv").write_bytes(b"a,b\n")
    (tmp_path / "siteslist.csv").write_bytes(b"a,b\n")
    (tmp_path / "notes.txt").write_bytes(b"x")
    (tmp_path / "~$sites.xlsx").write_bytes(b"x")
    (tmp_path / ".hidden.csv").write_bytes(b"x")
    records = read_folder(tmp_path, tree)
    assert [(fault.file, fault.row) for fault in records.rejected] == [
        ("siteslist.csv", None),
        ("临汾汇总.csv", None),
    ]
    assert records.tables["sites"].num_rows == 1


def test_a_folder_without_tables_is_refused(tmp_path: Path, tree: Tree) -> None:
    assert "没有可读的表" in refused(tmp_path, tree)
    (tmp_path / "汇总.csv").write_bytes(b"a\n")
    assert "汇总.csv" in refused(tmp_path, tree)
    assert "不存在" in refused(tmp_path / "none", tree)


def test_an_unknown_column_is_told_with_the_nearest_name_and_rows_go_in(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "sites.csv").write_bytes(csv_bytes([{**SITE, "矿点类形": "无证"}]))
    records = read_folder(tmp_path, tree)
    fault = records.rejected[0]
    assert (fault.row, fault.column) == (1, "矿点类形")
    assert "类型" in fault.reason
    assert records.tables["sites"].num_rows == 1


def test_a_column_without_a_header_is_told_only_if_it_holds_something(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "sites.csv").write_bytes(b"site_id,name,mineral,jurisdiction,,\nA,x,coal,141181102000,,y\n")
    assert "F 列有内容但没有列名" in only_reason(read_folder(tmp_path, tree))


def test_a_row_with_more_cells_than_headers_is_rejected(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "sites.csv").write_bytes(b"site_id,name,mineral,jurisdiction\nA,x,y,coal,141181102000\n")
    records = read_folder(tmp_path, tree)
    assert any("错位" in fault.reason for fault in records.rejected)
    assert records.tables["sites"].num_rows == 0


def test_a_missing_required_column_is_refused(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "sites.csv").write_bytes(csv_bytes([{"site_id": "A", "name": "x"}]))
    message = refused(tmp_path, tree)
    assert "sites.csv" in message
    assert "矿种（mineral）" in message


def test_a_title_above_the_header_is_pointed_out(tmp_path: Path, tree: Tree) -> None:
    write_xlsx(tmp_path / "矿点.xlsx", 矿点=[["临汾市矿点表"], list(SITE), list(SITE.values())])
    assert "列名在第2行" in refused(tmp_path, tree)


def test_another_separator_is_pointed_out(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "sites.csv").write_bytes(csv_bytes([SITE]).replace(b",", b";"))
    assert "逗号分隔" in refused(tmp_path, tree)


def test_two_columns_with_one_meaning_are_refused(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "sites.csv").write_bytes(csv_bytes([{**SITE, "矿点编号": "B"}]))
    assert "同一列" in refused(tmp_path, tree)


@pytest.mark.parametrize(
    "header", [" 矿点编号 ", "矿点 编号", "SITE_ID", "ｓｉｔｅ＿ｉｄ", "矿点编号*", "矿点编号\u200b"]
)
def test_a_header_matches_whatever_its_width_case_and_spaces(
    header: str, tmp_path: Path, tree: Tree, expected: Records
) -> None:
    cells = {header: "A", **{key: value for key, value in SITE.items() if key != "site_id"}}
    (tmp_path / "sites.csv").write_bytes(csv_bytes([cells]))
    assert read_folder(tmp_path, tree).sha256 == expected.sha256


def test_the_row_is_the_one_a_person_sees_in_the_spreadsheet(tmp_path: Path, tree: Tree) -> None:
    text = 'site_id,name,mineral,jurisdiction\n"A","甲\n乙",coal,141181102000\n\nB,丙,?,141181102000\n'
    (tmp_path / "sites.csv").write_text(text, encoding="utf-8")
    rows = {fault.row for fault in read_folder(tmp_path, tree).rejected if fault.column == "mineral"}
    assert rows == {4}


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"site_id\0,name\n", "NUL"),
        ("site_id,name\n".encode("utf-16"), "UTF-16"),
        (b"site_id,name\nA,\xff\xff\n", "GB18030"),
        (b"\xef\xbb\xbfsite_id,name\nA,\xc3\n", "损坏"),
        ("矿点编号,名称\nA,某某矿点".encode()[:-1], "损坏"),
        (b'site_id,name\nA,"x\n', "没有闭合"),
        (b'site_id,name\nA,"x"y\n', "逗号"),
        (b"", "没有列名"),
        (b"\n\nA\n", "没有列名"),
    ],
)
def test_an_unreadable_csv_file_is_refused_with_its_reason(
    data: bytes, why: str, tmp_path: Path, tree: Tree
) -> None:
    (tmp_path / "sites.csv").write_bytes(data)
    message = refused(tmp_path, tree)
    assert "sites.csv" in message
    assert why in message


def test_damaged_utf8_is_not_taken_for_gb18030() -> None:
    damaged = "某某煤矿点编号名称".encode()[:-1]
    with pytest.raises(RecordsError):
        encoding_of(damaged, "sites.csv")
    assert encoding_of("某某煤矿点编号名称".encode("gb18030"), "sites.csv") == "gb18030"


def test_more_columns_than_excel_has_are_refused(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "sites.csv").write_bytes(b"," * 16_384 + b"\n")
    (tmp_path / "sites.csv").write_bytes(b"site_id" + b"," * 16_384 + b"\n")
    assert "16384" in refused(tmp_path, tree)


@pytest.mark.skipif(os.name == "nt", reason="names are bytes only there")
def test_a_file_name_packed_as_gbk_is_understood(tmp_path: Path, tree: Tree, expected: Records) -> None:
    with open(os.fsencode(tmp_path) + b"/" + "矿点".encode("gbk") + b".csv", "wb") as file:  # noqa: PTH123
        file.write(csv_bytes([SITE]))
    assert read_folder(tmp_path, tree).sha256 == expected.sha256
