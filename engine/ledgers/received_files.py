"""Files as received, kept by their digest under `received/`: whole or not at all, before anything speaks of them."""

from __future__ import annotations

from pathlib import Path

from engine.errors import os_reason
from engine.store import StoreError
from engine.syncing import OWNER, whole_file


def keep(home: Path, data: bytes, sha256: str) -> Path:
    """Write a content to `received/<sha256>`, durably; one that is there already is left as it is.

    The caller holds the writer's lock, so that a part that lies there is of an import that was cut off, and goes.
    Raises StoreError where the disk refuses: no other file of the sending is tried, since what refers to this one's rows
    would be turned back.
    """
    folder = home / "received"
    path = folder / sha256
    try:
        for leftover in folder.glob(".*.part"):
            leftover.unlink()
        if path.is_file() and path.stat().st_size == len(data):
            return path
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with whole_file(path, mode=OWNER) as file:
            file.write(data)
    except OSError as error:
        raise StoreError(
            f"{folder}：来件不能保存（{os_reason(error)}）；请检查磁盘空间和权限后重试。本次什么都没有登记。"
        ) from None
    return path
