"""A dossier as data that the store keeps, and back: what was proposed stays readable whatever the engine becomes."""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from engine.dossiers import Dossier
from engine.other_side import Note, OtherSide
from engine.signing import canonical

Form = Mapping[str, Any]
_LISTS: Final = frozenset({"findings", "grounds", "posts", "sites", "timeline", "reader_notes"})


def form_of(dossier: Dossier) -> dict[str, Any]:
    """Every field of a dossier as JSON holds it."""
    out = {f.name: getattr(dossier, f.name) for f in fields(dossier) if f.name != "other"}
    out["other"] = {
        section: [{"text": n.text, "records": list(n.records)} for n in notes]
        for section, notes in dossier.other.notes.items()
    }
    plain: dict[str, Any] = json.loads(canonical(out))
    return plain


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
    return base64.b64encode(zlib.compress(canonical(form), 9)).decode()


def unpacked(text: str) -> dict[str, Any]:
    """The form of a packed text."""
    form: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(text)))
    return form
