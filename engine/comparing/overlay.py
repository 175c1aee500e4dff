"""A draft beside the active rules: its folders take the place of those of the same name, its drafts evaluate."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from engine.errors import UsageError
from engine.rules.folders import INSTRUMENT, instrument_folders
from engine.rules.reading import load_rules
from engine.rules.ruleset import RuleSet

_ID: Final = re.compile(r"^id: *(\S+)", re.MULTILINE)


def laid_over(base: Sequence[Path], standing: RuleSet, draft: Path) -> RuleSet:
    """The rules of `base`, read as `standing`, with a draft in place: an instrument's folder, or a folder of such folders.

    An instrument that the draft has replaces the whole folder of that name; what the draft marks `draft` counts
    as active, unless it stands in `base` word for word: that one nobody is trying.
    Raises RuleError with every fault, UsageError for a missing folder.
    """
    drafted = instrument_folders([draft])
    for folder in drafted:
        _same_name(folder)
    names = {p.resolve().name for p in drafted}
    kept = [p for p in instrument_folders(base) if p.resolve().name not in names]
    laid = load_rules([*kept, *drafted])
    return laid.with_drafts({id_ for id_, rule in laid.rules.items() if rule != standing.rules.get(id_)})


def _same_name(folder: Path) -> None:
    """Refuse a draft in a folder of another name: it would stand beside the instrument, not in its place."""
    path, name = folder / INSTRUMENT, folder.resolve().name
    id_ = _ID.search(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else None
    if id_ and id_[1] != name:
        raise UsageError(
            f"草案目录 {folder} 里的文书是 {id_[1]}；目录须与文书同名，请把目录改名为 {id_[1]}。"
        )
