"""The details of steps, read from the store when asked for: one for whoever looks at one, many at once for whoever looks at all."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, select, type_coerce
from sqlalchemy.types import Text
from sqlmodel import Session

from engine.ledgers.dossier_form import unpacked
from engine.store.models import ReferralStep

_MOST: Final = 512
_STEPS: Final[Any] = ReferralStep.__table__  # type: ignore[attr-defined]
_ASKED: Final = select(_STEPS.c.id, type_coerce(_STEPS.c.detail, Text).label("text")).where(
    _STEPS.c.id.in_(bindparam("ids", expanding=True))
)


class _Packed(Mapping[str, Any]):
    """Details whose dossier is packed: it is opened for whoever reads it."""

    def __init__(self, stored: dict[str, Any]) -> None:
        """Open nothing yet."""
        self._stored = stored

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - as JSON holds it
        """What is kept under a name."""
        if name == "dossier" and isinstance(self._stored[name], str):
            self._stored[name] = unpacked(self._stored[name])
        return self._stored[name]

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._stored)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._stored)


class Details:
    """The details of some steps, by their ids in the order in which they may be asked for.

    Whoever reads on in that order gets twice as many each time; the text of a step is kept until it was read.
    """

    def __init__(self, session: Session, ids: Sequence[int]) -> None:
        """Read nothing yet."""
        self.session, self._ids = session, ids
        self._places = {one: at for at, one in enumerate(ids)}
        self._texts: dict[int, str | None] = {}
        self._next, self._many = 0, 1

    def of(self, step: int) -> Mapping[str, Any]:
        """The details of one step; its dossier is unpacked when asked for."""
        if step not in self._texts:
            self._read(self._places[step])
        text = self._texts.pop(step)
        detail: dict[str, Any] = json.loads(text) if text else {}
        return _Packed(detail) if isinstance(detail.get("dossier"), str) else detail

    def _read(self, at: int) -> None:
        """Read on from a place: further than before if it lies just after what was read."""
        near = self._next <= at <= self._next + self._many
        self._many = min(2 * self._many, _MOST) if near else 1
        wanted = self._ids[at : at + self._many]
        self._next = at + len(wanted)
        rows = self.session.execute(_ASKED, {"ids": list(wanted)}).all()
        self._texts.update((one, text) for one, text in rows)
