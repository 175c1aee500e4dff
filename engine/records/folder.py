"""A folder of departments' files: which hold tables, which don't, and all of them judged together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import partial
from pathlib import Path

from engine.jurisdictions import Tree
from engine.records.assembly import Records, assemble
from engine.records.headers import table_named
from engine.records.limits import check_cells
from engine.records.onefile import BULK_ENDING, ENDINGS, naming_help, tables_in, unread
from engine.records.opening import irregular, read_bytes, why
from engine.records.rejections import RecordsError, Rejection
from engine.records.schema import Table
from engine.records.sheets import Sheet, file_name


def read_folder(folder: Path, tree: Tree) -> Records:
    """Read every `.csv`, `.xlsx` and `.parquet` file directly in a folder; several files of one table are joined.

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
    for path in files_in(folder):
        for found in _tables_in(path):
            if isinstance(found, Rejection):
                rejected.append(found)
                continue
            table, sheet = found
            cells += sheet.cells
            check_cells(sheet.place, cells)
            sheets[table.name].append(sheet)
    bulk = _bulk_in(folder, rejected)
    if bulk:
        from engine.records.bulkassembly import assemble_bulk

        return assemble_bulk(sheets, bulk, tree, rejected)
    if not sheets:
        others = f"（未认出的文件：{'、'.join(fault.file for fault in rejected[:5])}）" if rejected else ""
        raise RecordsError(f"文件夹 {folder} 里没有可读的表{others}；{naming_help()}。")
    return assemble(sheets, tree, rejected)


def files_in(folder: Path, endings: Collection[str] = ENDINGS) -> list[Path]:
    """Files directly in a folder whose ending is one of a table, by name; lock files and hidden ones left out."""
    return [
        path
        for path in sorted(folder.iterdir(), key=lambda path: path.name)
        if not path.name.startswith(("~$", ".")) and path.suffix.casefold() in endings
    ]


def _bulk_in(folder: Path, rejected: list[Rejection]) -> dict[str, list[Path]]:
    """The Parquet files of a folder by table; what bears no table's name is told."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in files_in(folder, (BULK_ENDING,)):
        name = file_name(path)
        table, fault = table_named(Path(name).stem), irregular(path)
        if fault and table is not None:
            raise RecordsError(f"{name}：{fault}。")
        if fault or table is None:
            rejected.append(unread(name, None, f"{fault}；" if fault else "文件名不是表名，整个文件"))
        else:
            found[table.name].append(path)
    return found


def _tables_in(path: Path) -> Iterator[tuple[Table, Sheet] | Rejection]:
    name = file_name(path)
    fault = irregular(path)
    if fault and table_named(Path(name).stem) is not None:
        raise RecordsError(f"{name}：{fault}。")
    if fault:
        yield unread(name, None, f"{fault}；")
    else:
        yield from tables_in(name, partial(read_bytes, path))
