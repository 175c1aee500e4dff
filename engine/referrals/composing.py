"""The packages of a run, composed on every core: in the order of their dossiers, one that fails named, none lost by it."""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Final, TypeVar

from engine.errors import WenzeError

_WORTH: Final = 8
"""Fewer packages than this are composed sooner than another process has started."""
Files = dict[str, bytes]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Composed:
    """The files of one package, or why there are none."""

    files: Files | None
    fault: str = ""


def composed(tasks: Sequence[_T], compose: Callable[[_T], Files]) -> Iterator[Composed]:
    """Each task's package in the order of tasks; `compose` is a function of a module, so that other processes find it."""
    workers = min(os.cpu_count() or 1, len(tasks) // (_WORTH // 2))
    if len(tasks) < _WORTH or workers < 2:  # noqa: PLR2004 - one alone is this process
        for task in tasks:
            yield _done(partial(compose, task))
        return
    # spawn: what this process has opened (threads, the store) is not carried into the others
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        with _no_main():
            waiting: list[Future[Files]] = [pool.submit(compose, task) for task in tasks]
        try:
            for one in waiting:
                yield _done(one.result)
        finally:
            # Left to end by itself, the pool's thread could close its pipe while the interpreter, ending, writes to it.
            pool.shutdown(cancel_futures=True)


@contextmanager
def _no_main() -> Iterator[None]:
    """Hide the program that was started: a new process would run it again, console script and all."""
    kept = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = kept


def _done(result: Callable[[], Files]) -> Composed:
    try:
        return Composed(result())
    except WenzeError as error:
        return Composed(None, str(error))
    except Exception as error:  # noqa: BLE001 - whatever fails in one package must not take the others along
        lines = str(error).splitlines() or [""]
        return Composed(None, f"不能写出（{type(error).__name__}：{lines[0][:200]}）；请报告。")
