"""`wenze template`, `verify`: blank tables for departments; whether a package is whole and who signed it."""

from pathlib import Path
from typing import Annotated

import typer

from engine.errors import UsageError
from engine.faces.options import DONE, REJECTED


def template(
    folder: Annotated[Path, typer.Argument(help="写入空白表格的目录")],
    table: Annotated[
        list[str] | None,
        typer.Option(
            "--table", help="表名，可重复；默认为每周报送的各表，按件填写的 appraisals（价值认定）须写明"
        ),
    ] = None,
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


def verify(
    package: Annotated[Path, typer.Argument(help="移送材料目录，或其 ZIP 文件")],
    envelope: Annotated[
        Path | None, typer.Option("--envelope", help="签名信封；默认用同名的 .dsse.json")
    ] = None,
    kind: Annotated[
        str,
        typer.Option(
            "--type", help="应为何类：移送、补充、更正、撤回、提请上级、督办、提请关闭、移送公安机关、曝光"
        ),
    ] = "移送",
    key: Annotated[Path | None, typer.Option("--key", help="签名人的公钥（PEM）")] = None,
    keys: Annotated[
        Path | None, typer.Option("--keys", help="密钥记录：wenze keys export 或审计日志的导出")
    ] = None,
    root: Annotated[str | None, typer.Option("--root", help="首位管理员的公钥指纹，另行取得")] = None,
    checkpoint: Annotated[Path | None, typer.Option("--checkpoint", help="审计日志的检查点")] = None,
    revocations: Annotated[Path | None, typer.Option("--revocations", help="已签名的吊销和撤回名单")] = None,
    extract: Annotated[
        Path | None, typer.Option("--extract", help="所签内容写入该目录，供 openssl 核对")
    ] = None,
) -> None:
    """核对移送材料：文件是否齐全、未改、无增添；有签名信封的，核对类型和签名。

    例：wenze verify wenze-demo/packages/141125000000-county_government-to-141100000000
    """
    from engine.referrals import verify as verifying

    if not package.exists():
        raise UsageError(f"移送材料 {package} 不存在；请核对路径。")
    given = {
        "envelope": envelope, "key": key, "keys": keys, "root": root, "checkpoint": checkpoint,
        "revocations": revocations, "extract": extract,
    }  # fmt: skip
    options = {name: str(value) for name, value in given.items() if value is not None}
    try:
        out = verifying.checked(package, {**options, "type": kind})
    except verifying.UnreadableError as error:
        raise UsageError(str(error)) from error
    for line in verifying.told(out):
        typer.echo(line)
    raise typer.Exit(REJECTED if out.faults else DONE)
