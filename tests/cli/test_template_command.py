"""The blank tables that departments get are the tables that `evaluate` reads."""

from datetime import date
from pathlib import Path

import scene
from openpyxl import load_workbook
from running import contents, evaluated, wenze

NAMES = {"矿点", "发现", "制止措施", "复查", "询问", "失职线索", "任职", "已有处理"}


def test_all_eight_tables_are_written_and_named(tmp_path: Path) -> None:
    ran = wenze("template", tmp_path / "空白")
    assert ran.code == 0
    assert {p.stem for p in (tmp_path / "空白").iterdir()} == NAMES
    assert {Path(line).stem for line in ran.out.splitlines()} == NAMES


def test_filled_forms_are_read_back(tmp_path: Path) -> None:
    forms = tmp_path / "forms"
    assert wenze("template", forms, "--english").code == 0
    for name, rows in scene.two_mines().items():
        book = load_workbook(forms / f"{name}.xlsx")
        heads = [cell.value for cell in book[name][1]]
        for row in rows:
            book[name].append([
                date.fromisoformat(row[h]) if h in scene.DAYS and row.get(h) else row.get(h) for h in heads
            ])  # fmt: skip
        book.save(forms / f"{name}.xlsx")
    document = evaluated(forms, scene.AS_OF, tmp_path / "result.json")
    assert f"{scene.COUNTY}/{scene.XIAOYI}/2022-02-20" in {f["id"] for f in document["findings"]}


def test_blank_forms_alone_give_no_finding_and_no_rejected_row(tmp_path: Path) -> None:
    assert wenze("template", tmp_path / "forms").code == 0
    document = evaluated(tmp_path / "forms", scene.AS_OF, tmp_path / "result.json")
    assert (document["findings"], document["rejected"]) == ([], [])


def test_one_table_may_be_asked_for_and_comes_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert wenze("template", tmp_path / name, "--table", "checks").code == 0
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert set(contents(tmp_path / "a")) == {"复查.xlsx"}


def test_an_unknown_table_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    line = wenze("template", tmp_path, "--table", "mines").one_line()
    assert "“mines”" in line
    assert "sites" in line


def test_a_filled_form_is_never_written_over(tmp_path: Path) -> None:
    assert wenze("template", tmp_path, "--table", "sites").code == 0
    book = load_workbook(tmp_path / "矿点.xlsx")
    book["矿点"].append(["A", "甲煤矿", "煤", "孝义市/西辛庄镇"])
    book.save(tmp_path / "矿点.xlsx")
    filled = contents(tmp_path)
    wenze("template", tmp_path, "--table", "sites")
    assert contents(tmp_path) == filled
