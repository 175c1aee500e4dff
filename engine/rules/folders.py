"""Which folders hold instruments, and how the files of one are called."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from engine.errors import UsageError

INSTRUMENT: Final = "instrument.yaml"
SOURCE: Final = "source.txt"
NOTES: Final = "notes.yaml"
NORMS: Final = "norms.yaml"
MATTERS: Final = "matters.yaml"
DUTIES: Final = "duties.yaml"
TEST_SUFFIX: Final = ".test.yaml"


def instrument_folders(folders: Sequence[Path]) -> list[Path]:
    """The folders of single instruments in what was given; raises UsageError where there is none."""
    found: dict[Path, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(
                f"规则目录 {folder} 不存在；请给出一个文书的目录，或者放着这些目录的上一级目录。"
            )
        inner = [p for p in sorted(folder.iterdir()) if _has_rules(p)]
        if _is_instrument(folder) or (not inner and _has_rules(folder)):
            inner = [folder]
        if not inner:
            raise UsageError(
                f"规则目录 {folder} 里没有任何规则文件；请给出一个文书的目录，或者放着这些目录的上一级目录。"
            )
        for path in inner:
            found.setdefault(path.resolve(), path)
    return list(found.values())


def _is_instrument(path: Path) -> bool:
    return (path / INSTRUMENT).is_file() or (path / SOURCE).is_file()


def _has_rules(path: Path) -> bool:
    return path.is_dir() and (_is_instrument(path) or any(path.glob("*.yaml")))
