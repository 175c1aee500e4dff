"""Pages of evidence files: how many a file has, which of them a record names, where they stand in the volume."""

import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from engine.errors import os_reason
from engine.referrals.errors import ReferralError

Ranges = tuple[tuple[int, int], ...]
"""First and last page of each run of pages, counted from 1."""
_COUNTER: Final = Path(__file__).with_name("page_counter.py")
_PATIENCE: Final = 120
"""Seconds by the wall, for a busy machine; what counts is the processor time that the counter allows itself."""
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM")
_PDF_WITHIN: Final = 1024
"""A PDF's mark stands within so many bytes (ISO 32000-1, annex H, note 13)."""
_RUN: Final = r"\d{1,9}(?:\s*[-－–—~～至到]\s*\d{1,9})?"
_RUNS: Final = rf"({_RUN}(?:\s*[、,，]\s*{_RUN})*)"
_WRITTEN: Final = re.compile(rf"(.*\S)\s*(?:#page={_RUNS}|第\s*{_RUNS}\s*页)", re.DOTALL)


def page_count(data: bytes) -> int | None:
    """Pages of a PDF, 1 of a picture; None of anything else, or where the file can't be read."""
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return 1
    if b"%PDF-" not in data[:_PDF_WITHIN]:
        return None
    with TemporaryDirectory() as folder:
        try:
            Path(folder, "x.pdf").write_bytes(data)
            done = subprocess.run(  # noqa: S603 - this Python, the project's own file
                [sys.executable, "-I", str(_COUNTER), folder],
                capture_output=True, text=True, timeout=_PATIENCE, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return None
        except OSError as error:
            raise ReferralError(
                f"证据文件的页数不能计（{os_reason(error)}）；请检查临时目录的磁盘空间后重试，材料未写出。"
            ) from error
    return int(done.stdout) or None if done.returncode == 0 and done.stdout.isdigit() else None


def parted(written: str) -> tuple[str, Ranges] | None:
    """`D1.pdf#page=3`, `D1.pdf 第3、5—7页` → the file's name and the pages in it; None where no page is written."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    runs = re.split("[、,，]", found[2] or found[3])
    ends = [[int(number) for number in re.findall(r"\d+", run)] for run in runs]
    return found[1], tuple((pair[0], pair[-1]) for pair in ends)


def within(ranges: Ranges, pages: int) -> bool:
    """Whether a file of so many pages has all of these."""
    return all(1 <= first <= last <= pages for first, last in ranges)


def told(ranges: Iterable[Sequence[int]]) -> str:
    """`第3页`, `第1、5—7页`."""
    return f"第{'、'.join(f'{a}' if a == b else f'{a}—{b}' for a, b in ranges)}页"
