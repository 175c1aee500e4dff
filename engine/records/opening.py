"""Opening what departments sent: regular files only, whole, once, and never more than the limit."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from engine.errors import os_reason
from engine.records import limits
from engine.records.rejections import RecordsError
from engine.records.sheets import file_name

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_KINDS = ((stat.S_ISDIR, "文件夹"), (stat.S_ISFIFO, "管道"), (stat.S_ISSOCK, "套接字"))
_MEND = "请放入文件本身"


def irregular(path: Path) -> str | None:
    """Why a path is no file to read, with the mend; None where it is one.

    A link may lead to another file of the same folder only: what lies outside was not sent.
    """
    try:
        kind = path.stat().st_mode
        if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
            return f"是指向文件夹以外的链接，不是文件；{_MEND}"
    except OSError:
        if path.is_symlink():
            return f"是断开或循环的链接，不是文件；{_MEND}"
        raise
    return None if stat.S_ISREG(kind) else f"是{_called(kind)}，不是文件；{_MEND}"


def read_bytes(path: Path) -> bytes:
    """The content of a regular file. Raises RecordsError: another kind of file, too large; OSError."""
    name = file_name(path)
    with opened_file(path) as (file, size):
        limits.check_file_size(name, size)
        # A file may grow while it is read, and those of /proc say they are empty.
        data = file.read(limits.MAX_FILE_BYTES + 1)
    limits.check_file_size(name, len(data))
    return data


@contextmanager
def opened_file(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """A regular file and its size. Raises RecordsError: another kind of file; OSError."""
    descriptor = os.open(path, _FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise RecordsError(f"{file_name(path)}：是{_called(found.st_mode)}，不是文件；{_MEND}。")
        yield file, found.st_size


def why(error: OSError) -> str:
    """The reason of a failed read in Chinese."""
    return "文件已不在原处" if error.errno == errno.ENOENT else os_reason(error)


def _called(mode: int) -> str:
    return next((called for test, called in _KINDS if test(mode)), "设备")
