"""What the shared evaluation gives to the tests that read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from running import Ran


@dataclass(frozen=True)
class Shared:
    """The scene evaluated once: its folder, what the program printed and wrote."""

    records: Path
    ran: Ran
    result: Path
    packages: Path
    document: Mapping[str, Any]
