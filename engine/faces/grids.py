"""A table on a terminal: a grid where it fits; on a narrow screen one block of named lines for each row."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

NARROW: Final = 9
"""Columns of the screen that a column of the table needs with its borders: three Chinese characters."""


def print_grid(
    console: Console, headers: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None
) -> None:
    """Print cells that are text and nothing else."""
    if console.width < NARROW * len(headers):
        _blocks(console, headers, rows, title)
        return
    grid = Table(title=title, title_justify="left", show_lines=False, expand=False)
    for head in headers:
        grid.add_column(head, overflow="fold")
    for cells in rows:
        grid.add_row(*map(Text, cells))
    console.print(grid)


def _blocks(
    console: Console, headers: Sequence[str], rows: Iterable[Sequence[str]], title: str | None
) -> None:
    if title:
        console.print(Text(title))
    for number, cells in enumerate(rows, 1):
        named = [f"{head}：{cell}" for head, cell in zip(headers, cells, strict=True) if cell]
        for at, said in enumerate(named):
            console.print(Padding(Text(said if at else f"{number}）{said}"), (0, 0, 0, 3 if at else 0)))
