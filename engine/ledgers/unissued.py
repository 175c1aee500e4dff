"""What an issue that failed has composed is taken away again, so that nothing bears a number that was never given."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from engine.errors import WenzeError
from engine.ledgers import packing
from engine.ledgers.lives import LifeError
from engine.ledgers.papers import papers
from engine.store import Store


@contextmanager
def taken_away(store: Store, key: str, now: Callable[[], datetime]) -> Iterator[None]:
    """Issue inside; where that fails, remove what it put in place of a paper that the ledger still does not call issued.

    The writer's lock is held meanwhile: another who issues the same paper has then ended, or waits. Raises what was
    raised inside; a LifeError that says what stays and what becomes of it, where the disk keeps it.
    """
    try:
        yield
    except BaseException as error:
        kept = _kept(store, key, now)
        if kept and isinstance(error, WenzeError):
            raise LifeError(f"{error}{kept}") from error
        raise


def _kept(store: Store, key: str, now: Callable[[], datetime]) -> str:
    """Why something stays, if it does."""
    folder = packing.folder_of(store.home, key, "")
    try:
        with store.reading() as session:
            left = papers(session, [key])[0].issued is not None
        if left or not packing.numbered_in(folder):
            return ""
        with store.writing(now()) as session:
            if papers(session, [key])[0].issued is None:
                packing.drop_unissued(folder)
    except (WenzeError, OSError, ValueError) as error:
        return (
            f"另外，{folder} 中编成而没有印发的材料可能还在（{str(error).rstrip('。')}）；它没有文号，请勿送出，"
            "再次印发本件时会移走。"
        )
    return ""
