"""Files as received, kept by their digest under `received/`: whole or not at all, before anything speaks of them."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from engine.store import StoreError
from engine.syncing import sync


def keep(home: Path, data: bytes, sha256: str) -> Path:
    """Write a content to `received/<sha256>`, durably; one that is there already is left as it is.

    The caller holds the writer's lock, so that a part that lies there is of an import that was cut off, and goes.
    Raises StoreError where the disk refuses: no other file of the sending is tried, since what refers to this one's rows
    would be turned back.
    """
    folder = home / "received"
    path, part = folder / sha256, folder / f".{sha256}.part"
    try:
        for leftover in folder.glob(".*.part"):
            leftover.unlink()
        if path.is_file() and path.stat().st_size == len(data):
            return path
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        sync(folder)
    except OSError as error:
        raise StoreError(
            f"{folder}：来件不能保存（{error.strerror}）；请检查磁盘空间和权限后重试。本次什么都没有登记。"
        ) from None
    return path
