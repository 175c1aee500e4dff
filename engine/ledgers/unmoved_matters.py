"""Which papers to other bodies rest on what they rested on at the last run, so that none of them is written again. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from engine.ledgers.comparison import Between
from engine.ledgers.matter_proposals import matter_name
from engine.ledgers.moved_sites import moved_sites
from engine.ledgers.stages import FRAME
from engine.ledgers.unmoved import NOTHING_UNMOVED, Unmoved

Told = Mapping[tuple[str, str, str], list[Any]]


def unmoved_matters(
    last: Mapping[str, Any], recorded_at: datetime, document: Mapping[str, Any], came: Between
) -> Unmoved:
    """The matters that the last run saw as they are now, by the keys of their papers; none where the frame differs.

    A paper's digest reads the frame, the matter as the document has it, and the rows of its site.
    """
    if last["blocked"] or document["blocked"] or any(last[d] != document[d] for d in FRAME):
        return NOTHING_UNMOVED
    days = (date.fromisoformat(str(one["as_of"])) for one in (last, document))
    moved = moved_sites(came.then, came.now, *days)
    before, now = _told(last), _told(document)
    names = {
        matter_name(*subject)
        for subject, entries in now.items()
        if subject[2] not in moved and before.get(subject) == entries
    }
    return Unmoved(frozenset(names), str(last["as_of"]), recorded_at)


def _told(document: Mapping[str, Any]) -> Told:
    """What a document says of each kind, place and site."""
    out: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for one in document.get("matters", ()):
        out[one["kind"], one["jurisdiction"], one["site"]].append(one)
    return out
