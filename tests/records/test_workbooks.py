from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from rowmaking import GOOD, chinese, csv_bytes, only_reason, refused, row, write_xlsx

from engine.jurisdictions import Tree
from engine.records import Records, limits, read_folder

SITE = GOOD["sites"]


def test_a_workbook_holds_several_tables_by_sheet_name(tmp_path: Path, tree: Tree) -> None:
    path = tmp_path / "临汾市报送.xlsx"
    write_xlsx(
        path,
        矿点=[SITE],
        **{"发现-3月": [chinese("discoveries", GOOD["discoveries"])], "统计": [["合计", 1]]},
    )
    records = read_folder(tmp_path, tree)
    assert records.tables["discoveries"].num_rows == 1
    assert [(fault.sheet, fault.row) for fault in records.rejected] == [("统计", None)]


def test_a_workbook_named_as_a_table_reads_its_first_sheet(
    tmp_path: Path, tree: Tree, expected: Records
) -> None:
    write_xlsx(tmp_path / "矿点.xlsx", Sheet1=[SITE], Sheet2=[], Sheet3=[["草稿"]])
    records = read_folder(tmp_path, tree)
    assert records.sha256 == expected.sha256
    assert [fault.sheet for fault in records.rejected] == ["Sheet3"]


def test_typed_dates_and_numbers_of_a_workbook_are_read_as_a_person_sees_them(
    tmp_path: Path, tree: Tree
) -> None:
    write_xlsx(tmp_path / "矿点.xlsx", 矿点=[row("sites", site_id=17, jurisdiction=141181102000)])
    cells = row("checks", site_id=17, checked_on=date(2022, 2, 23))
    second = row("checks", check_id="C2", site_id="17", checked_on=datetime(2022, 2, 24))  # noqa: DTZ001
    third = row("checks", check_id="C3", site_id="17", checked_on=datetime(2022, 2, 24, 8, 5))  # noqa: DTZ001
    write_xlsx(tmp_path / "复查.xlsx", 复查=[cells, second, third])
    records = read_folder(tmp_path, tree)
    assert records.tables["sites"]["jurisdiction"].to_pylist() == ["141181102000"]
    assert records.tables["checks"]["checked_on"].to_pylist() == [date(2022, 2, 23), date(2022, 2, 24)]
    assert (records.rejected[0].sheet, records.rejected[0].row) == ("复查", 4)
    assert "时刻" in only_reason(records)


@pytest.mark.parametrize(
    ("number_format", "why"), [('yyyy"年"m"月"', "没有日"), ("mmm-yy", "没有日"), ('m"月"d"日"', "没有年份")]
)
def test_a_date_of_which_excel_invented_a_part_is_a_fault(
    number_format: str, why: str, tmp_path: Path, tree: Tree
) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", 矿点=[SITE], 复查=[row("checks", checked_on=date(2022, 2, 1))])
    book = openpyxl.load_workbook(path)
    book["复查"]["C2"].number_format = number_format
    book.save(path)
    assert why in only_reason(read_folder(tmp_path, tree))
    book["复查"]["C2"].number_format = 'yyyy"年"m"月"d"日"'
    book.save(path)
    assert read_folder(tmp_path, tree).rejected == ()


def test_an_id_that_excel_made_a_date_or_rounded_is_a_fault(tmp_path: Path, tree: Tree) -> None:
    rows = [row("sites", site_id=date(2022, 3, 1)), row("sites", site_id=14118110200012345678)]
    write_xlsx(tmp_path / "矿点.xlsx", 矿点=rows)
    records = read_folder(tmp_path, tree)
    assert [fault.row for fault in records.rejected] == [2, 3]
    assert "变成日期" in records.rejected[0].reason
    assert "末位" in records.rejected[1].reason


def test_an_error_value_and_a_formula_without_result_are_faults_not_empty_cells(
    tmp_path: Path, tree: Tree
) -> None:
    first, second = row("sites", site_kind="#N/A"), row("sites", site_id="B", site_kind="=1+1")
    write_xlsx(tmp_path / "矿点.xlsx", 矿点=[first, second])
    records = read_folder(tmp_path, tree)
    assert records.tables["sites"].num_rows == 0
    assert ["错误值 #N/A" in records.rejected[0].reason, "计算" in records.rejected[1].reason] == [True, True]


def test_a_yes_typed_as_a_boolean_is_a_yes(tmp_path: Path, tree: Tree) -> None:
    write_xlsx(tmp_path / "a.xlsx", 矿点=[SITE], 发现=[row("discoveries", producing=True)])
    assert read_folder(tmp_path, tree).tables["discoveries"]["producing"].to_pylist() == ["yes"]


def test_old_and_broken_workbooks_are_refused(tmp_path: Path, tree: Tree) -> None:
    path = tmp_path / "矿点.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0")
    assert "另存为" in refused(tmp_path, tree)
    path.unlink()
    (tmp_path / "矿点.xlsx").write_bytes(b"\xd0\xcf\x11\xe0")
    assert "加密" in refused(tmp_path, tree)
    (tmp_path / "矿点.xlsx").write_bytes(b"PK\x03\x04 cut off")
    assert "不是完好的 .xlsx" in refused(tmp_path, tree)
    with ZipFile(tmp_path / "矿点.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    assert "不是完好的 .xlsx" in refused(tmp_path, tree)


def test_an_old_workbook_that_names_no_table_is_told(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "sites.csv").write_bytes(csv_bytes([SITE]))
    (tmp_path / "汇总.xls").write_bytes(b"x")
    assert "另存为" in only_reason(read_folder(tmp_path, tree))


def test_an_empty_workbook_is_refused(tmp_path: Path, tree: Tree) -> None:
    write_xlsx(tmp_path / "矿点.xlsx", Sheet1=[])
    assert "没有内容" in refused(tmp_path, tree)


def test_files_over_the_limits_are_refused_before_they_are_parsed(
    tmp_path: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_xlsx(tmp_path / "矿点.xlsx", 矿点=[SITE])
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 1000)
    assert "解压后" in refused(tmp_path, tree)
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 1000)
    assert "MiB" in refused(tmp_path, tree)
    monkeypatch.undo()
    book = openpyxl.load_workbook(path)
    book.active.cell(1_048_576, 16_384, "x")
    book.save(path)
    assert "使用区域" in refused(tmp_path, tree)
