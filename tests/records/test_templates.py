from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from rowmaking import GOOD

from engine.jurisdictions import Tree
from engine.records import TABLES, RecordsError, read_folder, read_rows, write_templates
from engine.records.schema import CODES

EXTRA = {
    "sites": {"mineral": "煤", "site_kind": "无证", "jurisdiction": "孝义市/西辛庄镇"},
    "discoveries": {
        "situation": "1a；4",
        "missing_licences": "采矿许可证;营业执照",
        "verified_on": "2022年2月22日",
    },
    "measures": {"result_on": "2022/2/23", "result": "已停止", "result_by": "县应急局"},
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_filled_templates_read_back_without_loss(language: str, tmp_path: Path, tree: Tree) -> None:
    rows = {}
    for path, (name, table) in zip(
        write_templates(tmp_path, list(TABLES), language), TABLES.items(), strict=True
    ):
        rows[name] = [
            {
                **GOOD[name],
                **EXTRA.get(name, {}),
                "recorded_at": "2022-03-01T08:00:00+08:00",
                "evidence": "图1.jpg",
            }
        ]
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        header = {cell.value: cell.column for cell in sheet[1]}
        for column, value in rows[name][0].items():
            spelt = table.column(column)
            sheet.cell(2, header[spelt.label if language == "zh" else spelt.name], value)
        book.save(path)
    records = read_folder(tmp_path, tree)
    assert records.rejected == ()
    assert records.sha256 == read_rows(rows, tree).sha256
    assert records.tables["discoveries"]["verified_on"].to_pylist() == [date(2022, 2, 22)]
    assert records.tables["sites"]["recorded_at"].to_pylist() == [datetime(2022, 3, 1, tzinfo=UTC)]


def test_blank_templates_are_tables_without_rows(tmp_path: Path, tree: Tree) -> None:
    write_templates(tmp_path)
    records = read_folder(tmp_path, tree)
    assert records.rejected == ()
    assert records.sha256 == read_rows({}, tree).sha256


def test_a_template_marks_required_columns_and_offers_the_closed_lists(tmp_path: Path) -> None:
    (path,) = write_templates(tmp_path, ["checks"])
    book = openpyxl.load_workbook(path)
    assert (path.name, book.sheetnames) == ("复查.xlsx", ["复查", "说明", "选项"])
    sheet = book["复查"]
    assert [cell.value for cell in sheet[1] if cell.font.bold] == [
        c.label for c in TABLES["checks"].columns if c.required
    ]
    offered = {cell.value for cell in book["选项"]["D"] if cell.value}
    assert offered == {words[0] for words in CODES["result"].values()}
    assert sheet.column_dimensions["A"].number_format == "@"
    assert (book.properties.creator, book.properties.created.year) == ("Wenze 问责", 2022)


def test_an_unknown_table_or_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="checkss"):
        write_templates(tmp_path, ["checkss"])
    with pytest.raises(RecordsError, match="fr"):
        write_templates(tmp_path, language="fr")
    (tmp_path / "file").write_text("x")
    with pytest.raises(RecordsError, match="不能写入"):
        write_templates(tmp_path / "file")
