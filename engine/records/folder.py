"""A folder of departments' files: which hold tables, which don't, and all of them judged together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from engine.jurisdictions import Tree
from engine.records.assembly import Records, assemble
from engine.records.csvfile import read_csv
from engine.records.guide import GUIDE_SHEETS
from engine.records.headers import folded_name, match, table_named
from engine.records.limits import check_cells
from engine.records.opening import irregular, why
from engine.records.rejections import RecordsError, Rejection
from engine.records.schema import TABLES, Table
from engine.records.sheets import Sheet, file_name
from engine.records.workbook import read_workbook

_READ = {".csv", ".xlsx"}
_OLD = {".xls", ".xlsm", ".xlsb", ".et", ".ods"}


def read_folder(folder: Path, tree: Tree) -> Records:
    """Read every `.csv` and `.xlsx` file directly in a folder; several files of one table are joined.

    A file's or sheet's name says its table (`discoveries_2022-03.csv`, `发现-临汾.xlsx`). What names none is
    reported in `rejected`; other endings, hidden files, lock files and folders below are left alone. A folder,
    pipe, device or link out of the folder that bears a table's name is refused.
    Raises RecordsError: no folder, no table in it, an unreadable file, a sheet without its required columns, more
    than the limits of `limits.py`.
    """
    if not folder.is_dir():
        raise RecordsError(f"记录文件夹 {folder} 不存在或不是文件夹；请给出存放各表的文件夹。")
    try:
        return _read(folder, tree)
    except OSError as error:
        name = file_name(Path(error.filename or folder))
        mend = "请检查文件是否还在、可否读取，并关闭正在使用它的程序"
        raise RecordsError(f"{name}：不能读取（{why(error)}）；{mend}。") from None
    except MemoryError:
        raise RecordsError(f"{folder}：内存不足；请关闭别的程序，或拆成几个文件夹，分次评估。") from None


def _read(folder: Path, tree: Tree) -> Records:
    sheets: dict[str, list[Sheet]] = defaultdict(list)
    rejected: list[Rejection] = []
    cells = 0
    for path in _files(folder):
        for found in _tables_in(path):
            if isinstance(found, Rejection):
                rejected.append(found)
                continue
            table, sheet = found
            cells += sheet.cells
            check_cells(sheet.place, cells)
            sheets[table.name].append(sheet)
    if not sheets:
        others = f"（未认出的文件：{'、'.join(fault.file for fault in rejected[:5])}）" if rejected else ""
        raise RecordsError(f"文件夹 {folder} 里没有可读的表{others}；{_naming_help()}。")
    return assemble(sheets, tree, rejected)


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.iterdir(), key=lambda path: path.name)
        if not path.name.startswith(("~$", ".")) and path.suffix.casefold() in _READ | _OLD
    ]


def _naming_help() -> str:
    names = "、".join(f"{table.label}（{name}）" for name, table in TABLES.items())
    return f"文件或工作表须以表名命名：{names}"


def _unread(file: str, sheet: str | None, why: str) -> Rejection:
    return Rejection(file, sheet, None, None, "", f"{why}未读入；{_naming_help()}")


def _tables_in(path: Path) -> Iterator[tuple[Table, Sheet] | Rejection]:
    name = file_name(path)
    table = table_named(Path(name).stem)
    ending = path.suffix.casefold()
    fault = irregular(path)
    if fault and table is not None:
        raise RecordsError(f"{name}：{fault}。")
    if fault:
        yield _unread(name, None, f"{fault}；")
    elif ending == ".csv":
        if table is None:
            yield _unread(name, None, "文件名不是表名，整个文件")
        else:
            yield table, read_csv(path)
    elif ending == ".xlsx":
        yield from _tables_of_workbook(path, table)
    elif ending in _OLD:
        mend = f"不读取 {ending} 格式的文件；请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”"
        if table is not None:
            raise RecordsError(f"{name}：{mend}。")
        yield _unread(name, None, f"{mend}；整个文件")


def _tables_of_workbook(path: Path, by_file: Table | None) -> Iterator[tuple[Table, Sheet] | Rejection]:
    """Sheets named as tables; if there are none, the sheets of a file named as one.

    Of several unnamed sheets in such a file the first must be the table; others are if they have its columns.
    """
    name = file_name(path)
    all_sheets = [sheet for sheet in read_workbook(path) if folded_name(sheet.name or "") not in GUIDE_SHEETS]
    named = {sheet.name: table for sheet in all_sheets if (table := table_named(sheet.name or ""))}
    expected = by_file if not named else None
    if not all_sheets and by_file is not None:
        raise RecordsError(f"{name}：工作簿里没有内容；请填写后报送，或移走该文件。")
    if not named and by_file is None:
        yield _unread(name, None, "文件名和工作表名都不是表名，整个文件")
        return
    for position, sheet in enumerate(all_sheets):
        table = named.get(sheet.name, expected)
        if table is None or (not named and position > 0 and match(table, sheet.header).missing(table)):
            yield _unread(name, sheet.name, "工作表名不是表名，该工作表")
        else:
            yield table, sheet
