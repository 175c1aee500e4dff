"""A copy of the store that can be opened as it is: of one moment, whole, and checked before it gets its name."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from engine.errors import os_reason
from engine.store.address import Address
from engine.store.errors import StoreError
from engine.store.faults import sqlite_reason
from engine.syncing import sync


def backup(engine: Engine, where: Address, path: Path) -> None:
    """Write the SQLite store to `path`, a new file, by SQLite's online backup; it restores by being copied back.

    The other folders of the home (`received`, `keys`, `profiles`, `settings.yaml`) are plain files: copy them along;
    `bulk` is made anew. Raises StoreError: the file exists, can't be written or is not sound after writing; a
    PostgreSQL store, which `pg_dump --format=custom` and `pg_restore` copy.
    """
    if where.file is None:
        raise StoreError(
            f"{where.shown}：PostgreSQL 请用 pg_dump --format=custom --file=备份文件 数据库地址 备份，"
            "用 pg_restore --dbname=新库地址 备份文件 恢复到空库。"
        )
    if path.exists():
        raise StoreError(f"备份文件 {path} 已存在；请换一个文件名，以免覆盖旧备份。")
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with engine.connect() as connection:
            _copy(connection.connection.driver_connection, temporary)
        _settle(temporary, path)
    except (OSError, sqlite3.Error) as error:
        why = os_reason(error) if isinstance(error, OSError) else sqlite_reason(error)
        raise StoreError(f"备份文件 {path} 不能写入（{why}）；请检查文件夹、权限和磁盘空间。") from error
    finally:
        temporary.unlink(missing_ok=True)


def _copy(source: Any, path: Path) -> None:  # noqa: ANN401 - the driver's own connection
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(path)) as target:
        source.backup(target)
        # One file, without the log beside it.
        target.execute("PRAGMA journal_mode=DELETE")
        if (told := target.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
            raise StoreError(
                f"备份写出后检查不通过（{told}）；原文件可能已损坏，请立即保留原文件并检查磁盘。"
            )


def _settle(temporary: Path, path: Path) -> None:
    """The name appears once the content is on the disk."""
    for one in (temporary, path.parent):
        sync(one)
        if one == temporary:
            # A link, not a rename: a file that came up meanwhile is not overwritten.
            os.link(temporary, path)
