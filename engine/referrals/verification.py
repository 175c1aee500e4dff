"""Whether a package is whole: what `verify.py`, the file inside every package, says of a folder or a zip."""

from functools import cache
from pathlib import Path
from typing import Final

from engine.referrals import verify

VERIFIER: Final = "verify.py"
"""Name of the copy in each package."""


@cache
def verifier() -> bytes:
    """The bytes of the verifier, as every package carries them."""
    return Path(verify.__file__).read_bytes()


def verify_package(folder: Path) -> list[str]:
    """Faults of a package, folder or zip, in Chinese, one a line; empty if it is whole. Never raises for content."""
    return verify.verify(folder).faults
