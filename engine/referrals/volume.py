"""The evidence of a package bound to read: each page of each copy with its number in the volume below it.

The copies themselves stay byte for byte what their digests say; this is another file beside them.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from engine.errors import os_reason
from engine.referrals.attachments import Attachment
from engine.referrals.errors import ReferralError
from engine.referrals.fonts import families, font_files, printable
from engine.referrals.wording import shown

VOLUME: Final = "证据编页本.pdf"
_BINDER: Final = Path(__file__).with_name("volume_binder.py")
_TEMPLATE: Final = Path(__file__).with_name("templates") / "volume.typ"
_PATIENCE: Final = 300
"""Seconds by the wall, for a busy machine; what counts is the processor time that the binder allows itself."""
_SHAPES: Final = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"RIFF", "webp"),
)
_UNREAD: Final = "不能排入编页本，请看随附的副本"


def bound(
    evidence: Sequence[Attachment], as_of: str, mark: str, own: Path | None = None
) -> tuple[bytes | None, list[str]]:
    """The volume, and the numbers of the copies that it can't show; no volume where no page is counted.

    A copy that its reader can't take has its pages all the same, with a line that says so. `as_of` (YYYY-MM-DD) is the
    only date in the file. Raises ReferralError where the disk refuses.
    """
    paged = [one for one in evidence if one.pages and one.first]
    if not paged:
        return None, []
    made = _made(paged, (), as_of, mark, own)
    if made is not None:
        return made, []
    unread = [one.number for one in paged if _made([one], (), as_of, mark, own) is None]
    return _made(paged, unread, as_of, mark, own), unread


def _made(
    paged: Sequence[Attachment], unread: Collection[str], as_of: str, mark: str, own: Path | None
) -> bytes | None:
    """The PDF, by a program of its own; None where it gave up or died."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        try:
            shutil.copyfile(_TEMPLATE, folder / "volume.typ")
            files = [_placed(folder, at, one, unread) for at, one in enumerate(paged, 1)]
            day = date.fromisoformat(as_of)
            data = {
                "files": files, "mark": printable(shown(mark)), "title": "证据编页本", "author": "Wenze 问责",
                "day": [day.year, day.month, day.day], "fonts": families(own),
                "typefaces": [*([str(own)] if own else []), *sorted({str(p.parent) for p in font_files()})],
            }  # fmt: skip
            (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
            done = subprocess.run(  # noqa: S603 - this Python, the project's own file
                [sys.executable, "-I", str(_BINDER), name],
                capture_output=True, timeout=_PATIENCE, check=False,
            )  # fmt: skip
            return (folder / "out.pdf").read_bytes() if done.returncode == 0 else None
        except subprocess.TimeoutExpired:
            return None
        except OSError as error:
            raise ReferralError(
                f"证据编页本不能排出（{os_reason(error)}）；请检查临时目录的磁盘空间后重试，副本未写出。"
            ) from error


def _placed(folder: Path, at: int, one: Attachment, unread: Collection[str]) -> dict[str, object]:
    """One copy in the folder, as the template asks for it."""
    shape = next((shape for start, shape in _SHAPES if one.data.startswith(start)), "pdf")
    file = "" if one.number in unread else f"{at}.{shape}"
    if file:
        (folder / file).write_bytes(one.data)
    return {
        "number": one.number, "pages": one.pages, "first": one.first, "file": file, "paged": shape == "pdf",
        "told": f"{one.number}：{_UNREAD}",
    }  # fmt: skip
