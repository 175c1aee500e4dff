"""`wenze template`, `verify`: blank tables for departments, and whether a package is whole."""

from pathlib import Path
from typing import Annotated

import typer

from engine.errors import UsageError
from engine.faces.options import DONE, REJECTED


def template(
    folder: Annotated[Path, typer.Argument(help="写入空白表格的目录")],
    table: Annotated[list[str] | None, typer.Option("--table", help="表名，可重复；默认全部")] = None,
    english: Annotated[bool, typer.Option("--english", help="用英文表头")] = False,
    force: Annotated[bool, typer.Option("--force", help="覆盖目录中已有的同名文件")] = False,
) -> None:
    """写出空白的 XLSX 表格供各部门填写。

    例：wenze template 空白表格 --table discoveries
    """
    from engine.records import TABLES, write_templates

    unknown = [t for t in table or () if t not in TABLES]
    if unknown:
        raise UsageError(f"没有表“{unknown[0]}”；现有：{'、'.join(TABLES)}。")
    standing = [p.name for p in folder.glob("*.xlsx")] if folder.is_dir() and not force else []
    if standing:
        raise UsageError(
            f"目录 {folder} 中已有 {'、'.join(sorted(standing))}，可能已经填写；请换一个目录，或加 --force 覆盖。"
        )
    for path in write_templates(folder, table, "en" if english else "zh"):
        typer.echo(str(path))


def verify(folder: Annotated[Path, typer.Argument(help="移送材料目录")]) -> None:
    """核对移送材料：清单所列文件是否齐全、未改、无增添。

    例：wenze verify wenze-demo/packages/141125000000-county_government-to-141100000000
    """
    from engine.referrals import verify_package

    if not folder.is_dir():
        raise UsageError(f"移送材料目录 {folder} 不存在；请核对路径。")
    faults = verify_package(folder)
    for fault in faults:
        typer.echo(fault)
    if not faults:
        typer.echo("核对无误：各文件与清单一致。")
    raise typer.Exit(REJECTED if faults else DONE)
