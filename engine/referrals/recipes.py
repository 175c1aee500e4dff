"""What is masked for which kind of reader, read as data: the bundled recipes, or an office's own file in their place."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from engine.referrals.errors import ReferralError
from engine.referrals.labels import column_label, table_label

BUNDLED: Final = Path(__file__).with_name("redactions.toml")
_KEYS: Final = frozenset({"zh", "columns", "persons"})


@dataclass(frozen=True, slots=True)
class Recipe:
    """A kind of reader: its word, the columns (`table.column`, `table.*`) and whether names of persons are masked."""

    kind: str
    title: str
    columns: tuple[str, ...]
    persons: bool

    def masks(self, table: str, column: str) -> bool:
        """Whether a cell is masked; the id that tells records apart never is."""
        if f"{table}.{column}" in self.columns:
            return True
        return f"{table}.*" in self.columns and not column.endswith("_id")

    def touches(self, table: str) -> bool:
        """Whether any cell of a table is masked."""
        return any(one.partition(".")[0] == table for one in self.columns) or (
            self.persons and table == "posts"
        )


def recipes(path: Path | None = None) -> dict[str, Recipe]:
    """Recipes by kind. Raises ReferralError: no file, no TOML, an unknown key, table or column."""
    source = path or BUNDLED
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReferralError(
            f"遮蔽规定 {source} 不能读取（{str(error).splitlines()[0]}）；请恢复该文件。"
        ) from error
    return {kind: _recipe(source.name, kind, entry) for kind, entry in data.items()}


def _recipe(name: str, kind: str, entry: Any) -> Recipe:  # noqa: ANN401 - TOML
    if not isinstance(entry, Mapping) or set(entry) != _KEYS:
        raise ReferralError(f"遮蔽规定 {name} 的 {kind} 须恰有 {'、'.join(sorted(_KEYS))} 三项。")
    columns, persons, title = entry["columns"], entry["persons"], entry["zh"]
    if not isinstance(columns, list) or not isinstance(persons, bool) or not isinstance(title, str):
        raise ReferralError(
            f"遮蔽规定 {name} 的 {kind}：zh 为文字，columns 为清单，persons 为 true 或 false。"
        )
    for one in map(str, columns):
        table, _, column = one.partition(".")
        if table_label(table) == table or (column != "*" and column_label(table, column) == column):
            raise ReferralError(
                f"遮蔽规定 {name} 的 {kind}：没有列“{one}”；写作 表名.列名，例如 discoveries.found_by。"
            )
    return Recipe(kind, title, tuple(map(str, columns)), persons)


def recipe(kind: str, path: Path | None = None) -> Recipe:
    """One recipe, by its key or its Chinese word. Raises ReferralError."""
    known = recipes(path)
    for one in known.values():
        if kind in (one.kind, one.title):
            return one
    words = "、".join(f"{r.kind}（{r.title}）" for r in known.values())
    raise ReferralError(f"没有为“{kind}”规定遮蔽；可用的：{words}。")
