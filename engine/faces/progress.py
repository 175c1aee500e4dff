"""A progress bar for what takes longer than two seconds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

PATIENCE: Final = 2.0
"""Seconds after which a person wants to see that something goes on."""


@contextmanager
def progress(total: int, *, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Give a function to call before each step with its name; the bar appears on standard error when it has lasted."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    started = time.monotonic()
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(), console=console, transient=True, disable=quiet or not console.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task("", total=total, visible=False)

        def advance(name: str) -> None:
            bar.update(
                task, advance=1, description=name, visible=time.monotonic() - started > PATIENCE or None
            )

        yield advance
