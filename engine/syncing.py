"""Files on the disk: whole or not at all, and what was written, renamed or linked survives a loss of power."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

EVERYBODY: Final = 0o666
OWNER: Final = 0o600


def sync(path: Path) -> None:
    """Wait until a file's content, or the names in a folder, are on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def whole_file(path: Path, *, mode: int = EVERYBODY) -> Iterator[BinaryIO]:
    """Write a file beside its place; it takes its name when all of it is on the disk, and is gone after any failure.

    Takes over what a killed run left beside; two at once for one path are the caller's to keep apart. Raises OSError.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    sync(path.parent)
