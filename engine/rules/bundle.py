"""A set of rules as one text that a ledger keeps by its digest, and back: what was in use stays readable for ever."""

import base64
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from engine.errors import RuleError
from engine.rules.faults import Fault
from engine.rules.files import SOURCE_LIMIT
from engine.rules.folders import instrument_folders
from engine.rules.reading import load_rules
from engine.rules.ruleset import RuleSet
from engine.rules.shelf import read_shelf
from engine.rules.soundness import check_ended

DAMAGED: Final = "台账中保存的规则不能读出，可能已被改动；请用备份核对台账。"
_NAME: Final = re.compile(r"(?!\.)[^/\0]+/(?!\.)[^/\0]+")
"""A file of an instrument's folder; none that leads elsewhere."""
_SUFFIXES: Final = frozenset({".yaml", ".txt"})


def bundled(folders: Sequence[Path]) -> str:
    """All rule files of some folders as they stand, tests beside them included; the same text for the same files."""
    files = {
        f"{folder.resolve().name}/{path.name}": path.read_bytes().decode("utf-8")
        for folder in instrument_folders(folders)
        for path in sorted(folder.iterdir())
        if path.is_file() and path.suffix in _SUFFIXES
    }
    plain = json.dumps(files, ensure_ascii=False, sort_keys=True).encode()
    return base64.b64encode(zlib.compress(plain, 9)).decode()


def unpacked(kept: str, folder: Path) -> None:
    """Write the files of a bundle below a folder, one folder an instrument. Raises RuleError for a damaged one."""
    try:
        files = json.loads(
            zlib.decompressobj().decompress(base64.b64decode(kept, validate=True), SOURCE_LIMIT)
        )
        sound = all(_NAME.fullmatch(name) for name in files)
        for name, text in files.items() if sound else ():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
    except (ValueError, AttributeError, zlib.error, OSError) as error:
        raise RuleError(DAMAGED) from error
    if not sound:
        raise RuleError(DAMAGED)


def unbundled(kept: str, sha256: str) -> RuleSet:
    """The rules of a bundle. Raises RuleError where it is damaged or not the set of that digest."""
    with TemporaryDirectory() as name:
        unpacked(kept, Path(name))
        rules = load_rules([Path(name)])
    if rules.sha256 != sha256:
        raise RuleError(
            f"台账中保存的规则摘要为 {rules.sha256[:16]}，登记的是 {sha256[:16]}；请用备份核对台账。"
        )
    return rules


def ended_by(kept: str, on: date) -> list[Fault]:
    """Rules of a bundle that are in force on a day and rest on an instrument which has ended by then."""
    with TemporaryDirectory() as name:
        unpacked(kept, Path(name))
        faults = check_ended(read_shelf([Path(name)]), on)
        return [replace(f, file=f.file.removeprefix(f"{name}/")) for f in faults]
