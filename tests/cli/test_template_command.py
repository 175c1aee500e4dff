"""The blank tables that departments get are the tables that `evaluate` reads."""

from datetime import date
from pathlib import Path

import pytest
import scene
from openpyxl import load_workbook
from running import Ran, contents, evaluated, wenze

NAMES = {"矿点", "发现", "制止措施", "复查", "询问", "失职线索", "任职", "已有处理"}


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ran, Path]:
    folder = tmp_path_factory.mktemp("forms") / "空白"
    return wenze("template", folder), folder


def test_the_eight_tables_of_each_week_are_written_and_named(blank: tuple[Ran, Path]) -> None:
    ran, folder = blank
    assert (ran.code, ran.err) == (0, "")
    assert {p.stem for p in folder.iterdir()} == NAMES
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


def test_blank_forms_alone_give_no_finding_and_no_rejected_row(
    blank: tuple[Ran, Path], tmp_path: Path
) -> None:
    document = evaluated(blank[1], scene.AS_OF, tmp_path / "result.json")
    assert (document["findings"], document["rejected"]) == ([], [])


def test_an_unknown_table_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    line = wenze("template", tmp_path, "--table", "mines").one_line()
    assert "“mines”" in line
    assert "sites" in line


def test_a_filled_form_is_never_written_over(blank: tuple[Ran, Path], tmp_path: Path) -> None:
    book = load_workbook(blank[1] / "矿点.xlsx")
    book["矿点"].append(["A", "甲煤矿", "煤", "孝义市/西辛庄镇"])
    book.save(tmp_path / "矿点.xlsx")
    filled = contents(tmp_path)
    wenze("template", tmp_path, "--table", "sites")
    assert contents(tmp_path) == filled
