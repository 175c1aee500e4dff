"""A dossier as data that the store keeps, and back: what was proposed stays readable whatever the engine becomes."""

import base64
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import cached_property
from typing import Any, Final

from engine.dossiers import Dossier, Draft
from engine.other_side import Note, OtherSide
from engine.signing import quick

Form = Mapping[str, Any]
_FIELDS: Final = frozenset(f.name for f in fields(Dossier))
_LEVEL: Final = 4
"""Of zlib: a quarter of the time of the highest for a tenth more text."""
_LISTS: Final = frozenset({"findings", "grounds", "posts", "sites", "timeline", "reader_notes"})


def _written(dossier: Dossier) -> bytes:
    """Every field of a dossier as canonical JSON; a dossier holds no fractions."""
    out = {f.name: getattr(dossier, f.name) for f in fields(dossier) if f.name != "other"}
    out["other"] = {
        section: [{"text": n.text, "records": list(n.records)} for n in notes]
        for section, notes in dossier.other.notes.items()
    }
    return quick(out)


def form_of(dossier: Dossier) -> dict[str, Any]:
    """Every field of a dossier as JSON holds it."""
    plain: dict[str, Any] = json.loads(_written(dossier))
    return plain


class DraftForm(Mapping[str, Any]):
    """The form of a draft: gathered when its grounds are asked for, written when a field is."""

    def __init__(self, name: str, gather: Callable[[], Draft]) -> None:
        """Make nothing yet; `name` is the dossier's id."""
        self.name, self._gather = name, gather

    @cached_property
    def draft(self) -> Draft:
        """What it rests on."""
        return self._gather()

    @cached_property
    def written(self) -> bytes:
        """Every field as canonical JSON."""
        return _written(self.draft.dossier())

    @cached_property
    def whole(self) -> dict[str, Any]:
        """Every field."""
        plain: dict[str, Any] = json.loads(self.written)
        return plain

    def __getitem__(self, field: str) -> Any:  # noqa: ANN401 - as JSON holds it
        """A field."""
        if field not in _FIELDS:
            raise KeyError(field)
        return self.name if field == "id" else self.whole[field]

    def __iter__(self) -> Iterator[str]:
        """The names of the fields."""
        return iter(_FIELDS)

    def __len__(self) -> int:
        """How many fields there are."""
        return len(_FIELDS)


def dossier_of(form: Form) -> Dossier:
    """The dossier of a form; fields that a later engine added take their defaults."""
    values = {f.name: form[f.name] for f in fields(Dossier) if f.name in form and f.name != "other"}
    values = {k: tuple(v) if k in _LISTS else v for k, v in values.items()}
    notes = {
        section: tuple(Note(n["text"], tuple(n["records"])) for n in notes)
        for section, notes in form["other"].items()
    }
    return Dossier(other=OtherSide(notes), **values)


def packed(form: Form) -> str:
    """A form as text a few times smaller."""
    written = form.written if isinstance(form, DraftForm) else quick(dict(form))
    return base64.b64encode(zlib.compress(written, _LEVEL)).decode()


def unpacked(text: str) -> dict[str, Any]:
    """The form of a packed text."""
    form: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(text)))
    return form
