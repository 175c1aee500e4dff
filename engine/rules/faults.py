"""A fault in a rule file: where it stands and what to do, in one Chinese sentence."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault; line and column are counted from 1 as an editor shows them."""

    file: str
    line: int
    column: int
    text: str

    def __str__(self) -> str:
        """`file:line:column text`."""
        return f"{self.file}:{self.line}:{self.column} {self.text}"


def shown(path: Path) -> str:
    """The path as faults print it: as it was given, below the working directory shortened to it."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
