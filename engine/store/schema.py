"""The version of the store's tables: which one this program works with, which one a store has, how it is raised."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from engine.store.errors import StoreError

VERSION: Final = "0001"
"""The newest migration; versions are numbers of four digits, in order."""

MIGRATIONS: Final = Path(__file__).with_name("migrations")
_TABLE: Final = "alembic_version"


def found_version(connection: Connection) -> str | None:
    """The version of a store; None where there are no tables of one."""
    if not inspect(connection).has_table(_TABLE):
        return None
    versions = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return max(versions, default=None)


def check_version(connection: Connection, shown: str) -> None:
    """Raise StoreError unless the store has the version of this program."""
    found = found_version(connection)
    if found is None:
        raise StoreError(f"{shown}：还不是台账（没有建表）；请先运行 wenze init。")
    _refuse_newer(found, shown)
    if found < VERSION:
        raise StoreError(
            f"{shown}：台账的结构是旧版（{found}，本程序用 {VERSION}）；请先备份，再运行 wenze init 升级。"
        )


def upgrade(connection: Connection, shown: str) -> None:
    """Make or raise the tables, all in the connection's transaction; nothing if they are up to date.

    Raises StoreError for a newer version, or for a database that holds other tables.
    """
    found = found_version(connection)
    if found is not None:
        _refuse_newer(found, shown)
    elif foreign := sorted(inspect(connection).get_table_names()):
        raise StoreError(f"{shown}：库里已有别的表（{'、'.join(foreign[:3])}…）；请换一个空的数据库或文件。")
    if found == VERSION:
        return
    # Takes longer to import than to open a store.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _refuse_newer(found: str, shown: str) -> None:
    if found > VERSION:
        raise StoreError(
            f"{shown}：台账的结构是新版（{found}），本程序只认得 {VERSION}；请换用写它的那一版或更新的程序。没有改动。"
        )
