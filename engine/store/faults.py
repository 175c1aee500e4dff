"""What a database says went wrong, as one line for the user; never a URL, a password or a row's content."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from engine.store.errors import StoreError

_BUSY: Final = "另一个写入者正在写台账，等了 {wait:g} 秒仍未完成；请待其结束后重试。台账没有变动"
_FULL: Final = "磁盘已满；请腾出空间后重试。台账没有变动"
_READ_ONLY: Final = "不能写入（磁盘、文件或文件夹是只读的，或没有权限）；请检查权限后重试。台账没有变动"
_DAMAGED: Final = "文件已损坏，或不是台账；请从备份恢复（恢复前保留原文件）"
_APPEND_ONLY: Final = "台账只增不改：已写入的行不能修改或删除；更正请追加新行。台账没有变动"
_CONFLICT: Final = "写入与已有的内容冲突（{what}）；请重试，若再次出现请保留输入并报告。台账没有变动"
_UNREACHABLE: Final = "连接不上；请检查数据库是否运行、主机和端口是否正确、网络是否通"
_REFUSED: Final = "数据库不接受登录；请核对用户名、口令和访问许可"
_MISSING: Final = "没有这个数据库；请核对库名，或请管理员先建库"

_SQLITE: Final = (
    ("SQLITE_BUSY", _BUSY), ("SQLITE_LOCKED", _BUSY), ("SQLITE_FULL", _FULL), ("SQLITE_READONLY", _READ_ONLY),
    ("SQLITE_PERM", _READ_ONLY), ("SQLITE_CANTOPEN", "打不开；请检查文件夹是否存在、磁盘是否只读、有无读写权限"),
    ("SQLITE_CORRUPT", _DAMAGED), ("SQLITE_NOTADB", _DAMAGED),
    ("SQLITE_IOERR_SHM", "磁盘已满或者出错；请腾出空间或检查磁盘后重试。台账没有变动"),
    ("SQLITE_IOERR", "磁盘读写出错；请检查磁盘后重试。台账没有变动"),
    ("SQLITE_CONSTRAINT_TRIGGER", _APPEND_ONLY), ("SQLITE_CONSTRAINT", _CONFLICT),
)  # fmt: skip
"""By the beginning of SQLite's own name for the error; the index beside the log (SHM) is the first that a full disk refuses."""
_COPYING: Final = {"SQLITE_FULL": "磁盘已满", "SQLITE_READONLY": "磁盘是只读的", "SQLITE_IOERR": "磁盘出错"}

_POSTGRES: Final = (
    ("55P03", _BUSY), ("40", _BUSY), ("53100", _FULL), ("25006", _READ_ONLY), ("42501", _READ_ONLY),
    ("28", _REFUSED), ("3D000", _MISSING), ("23001", _APPEND_ONLY), ("23", _CONFLICT),
    ("53", "数据库资源不足（连接数或内存）；请稍后重试"), ("08", _UNREACHABLE),
    ("57", "数据库正在停止或重启，连接已断；请稍后重试。台账没有变动"), ("58", "数据库的磁盘读写出错；请管理员检查"),
)  # fmt: skip
"""By the beginning of the SQLSTATE."""


@contextmanager
def told(shown: str, wait: float) -> Iterator[None]:
    """Turn what SQLAlchemy raises inside into StoreError; `shown` is the address without its password."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(f"{shown}：{reason(error, wait)}。") from error


def reason(error: SQLAlchemyError, wait: float) -> str:
    """Why, and the mend."""
    if isinstance(error, PoolTimeout):
        return _BUSY.format(wait=wait)
    if not isinstance(error, DBAPIError) or error.orig is None:
        return f"数据库操作失败（{type(error).__name__}）；请保留输入并报告"
    cause = error.orig
    name = getattr(cause, "sqlite_errorname", None)
    code = getattr(cause, "sqlstate", None)
    table = _SQLITE if name else _POSTGRES
    for start, text in table:
        if (name or code or "").startswith(start):
            return text.format(wait=wait, what=name or code)
    if code is None and name is None and type(cause).__name__ == "OperationalError":
        return _refusal(str(cause))
    return f"数据库操作失败（{name or code or type(cause).__name__}）；请保留输入并报告"


def sqlite_reason(error: sqlite3.Error) -> str:
    """Why a copy of the database could not be written, in a few words."""
    name: str = getattr(error, "sqlite_errorname", None) or str(error)
    return next((said for start, said in _COPYING.items() if name.startswith(start)), name)


def _refusal(text: str) -> str:
    """Without a SQLSTATE (a connection that never came about) the server's words tell what it was."""
    if "password" in text or "authentication" in text or "pg_hba" in text or "role" in text:
        return _REFUSED
    return _MISSING if "does not exist" in text else _UNREACHABLE
