"""The verb `wenze backup`: a copy of the whole home from which the office can go on."""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

import typer

from engine.errors import UsageError, os_reason
from engine.faces import opening
from engine.faces.opening import DatabaseOption, HomeOption

_FILES: Final = ("settings.yaml", "workdays.csv")
_CACHE: Final = "bulk"


def backup(
    folder: Annotated[Path, typer.Argument(help="写入的新目录，不能已经存在")],
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """备份：台账、来件、密钥、样式、周报、移送材料写成一个新目录；有人在用时也可以做。

    恢复时把这个目录整个拷到机器上，WENZE_HOME 指向它即可。PostgreSQL 台账用 pg_dump 备份。

    例：wenze backup /备份/问责-2022-03-28
    """
    from engine.ledgers.audit_verify import verify_file
    from engine.store.address import FILE

    store = opening.store_of(home, database)
    if folder.exists():
        raise UsageError(f"备份目录 {folder} 已存在；请换一个目录名，以免覆盖旧备份。")
    if folder.resolve().is_relative_to(store.home.resolve()):
        raise UsageError(f"备份目录 {folder} 在数据目录之内；请写到别的磁盘上。")
    part = folder.with_name(f".{folder.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700, parents=True)
        # The database first: what its rows speak of is on the disk by then, and files are only added.
        copy = part / FILE
        store.backup(copy)
        _copy(store.home, part)
        report = verify_file(copy, None)
        part.replace(folder)
    except OSError as error:
        raise UsageError(
            f"备份不能写入 {folder}（{os_reason(error)}）；请检查目录、权限和磁盘空间，没有留下备份。"
        ) from error
    finally:
        with suppress(OSError):
            shutil.rmtree(part, ignore_errors=True)
    if report.faults:
        raise UsageError(
            f"备份已写出，但其中的审计日志有 {len(report.faults)} 处问题；请用 wenze audit verify 查看。"
        )
    typer.echo(f"已备份到 {folder}（审计日志 {report.entries} 条，核对无误）。")
    typer.echo("恢复：把该目录整个拷到机器上，WENZE_HOME 指向它；随后用 wenze audit verify 核对。")


def _copy(home: Path, folder: Path) -> None:
    from engine.store.opening import FOLDERS

    for name in FOLDERS:
        if name != _CACHE and (home / name).is_dir():
            shutil.copytree(home / name, folder / name, ignore=shutil.ignore_patterns(".*.part"))
    for name in _FILES:
        if (home / name).is_file():
            shutil.copy2(home / name, folder / name)
