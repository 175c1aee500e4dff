"""What is wrong with a condition on dated rows of a site: its events, their columns, items that say nothing."""

from collections.abc import Iterator

from engine.rules import messages as say
from engine.rules.faults import Fault
from engine.rules.row_kinds import Before, Checklist, Event, Overlap, RowKind, Unfollowed
from engine.rules.shelf import Written


def check_rows(written: Written, when: RowKind) -> Iterator[Fault]:
    """An event named twice over, and a checklist without items; its columns are looked at with all conditions."""
    for path, other in _others(when):
        if other == getattr(when, "anchor", None):
            yield written.fault(say.SAME_EVENT, *path)
    if isinstance(when, Checklist) and not when.needs:
        yield written.fault(say.NEVER_LACKS, "when", "needs")


def _others(when: RowKind) -> Iterator[tuple[tuple[str | int, ...], Event]]:
    """The events that must be another than the one that the condition starts from."""
    if isinstance(when, (Unfollowed, Checklist, Overlap, Before)):
        yield from (one for one in when.events() if one[0] != ("when",))
