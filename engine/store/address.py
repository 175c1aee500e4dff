"""Where the store is: a file under the home by default, a PostgreSQL database by URL; shown without its password."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from engine.store.errors import StoreError

FILE: Final = "wenze.sqlite"
_MEND: Final = "不给地址即用 SQLite 文件；PostgreSQL 写作 postgresql://用户:口令@主机:端口/库名"


@dataclass(frozen=True, slots=True)
class Address:
    """A database: its URL for the driver (with the password), what messages show, its file if it is one."""

    url: URL
    shown: str
    file: Path | None


def address(url: str | None, home: Path) -> Address:
    """The database of a home; `url` None gives `home/wenze.sqlite`.

    Raises StoreError for a URL that can't be read or names another kind of database; the URL itself, which may
    hold a password, is never repeated.
    """
    if url is None or not url.strip():
        return _file(home / FILE)
    try:
        parsed = make_url(url.strip())
    except (ArgumentError, ValueError):
        raise StoreError(f"数据库地址不能识别；{_MEND}。") from None
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        if parsed.query or not parsed.database or parsed.database == ":memory:":
            raise StoreError("SQLite 的地址只能是一个文件，写作 sqlite:////绝对路径/wenze.sqlite；请核对。")
        return _file(Path(parsed.database))
    if kind not in ("postgresql", "postgres"):
        raise StoreError(f"不支持 {kind} 数据库；{_MEND}。")
    if not parsed.database:
        raise StoreError(f"数据库地址没有库名；{_MEND}。")
    where = f"{parsed.host or '本机'}{f':{parsed.port}' if parsed.port else ''}/{parsed.database}"
    return Address(parsed.set(drivername="postgresql+psycopg"), f"PostgreSQL {where}", None)


def _file(path: Path) -> Address:
    # Absolute: a process that changes its folder goes on with the same file.
    whole = path.expanduser().absolute()
    return Address(URL.create("sqlite+pysqlite", database=str(whole)), f"台账 {whole}", whole)
