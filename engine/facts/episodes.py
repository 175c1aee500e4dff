"""Episodes of a site and its three-valued stop state, as spans of days in which nothing changes (DESIGN §6.6–7).

One pass over the sorted site-days, each column an array of Arrow: whether something was so on some day of a group up to
the day is asked by the last row on which it was, since a group is an unbroken run of rows.
"""

from functools import lru_cache
from typing import Final, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from engine.facts.days import SiteDays, flagged, least
from engine.facts.seen import Reading

Flag: TypeAlias = pa.BooleanArray
Rows: TypeAlias = pa.Int32Array
"""By row: the number of some row before it or of itself."""

_NEVER: Final = pa.scalar(-1, pa.int32())
_NO, _CANNOT_TELL, _YES = (pa.scalar(n, pa.int8()) for n in range(3))


def _before(column: pa.Array, first: object) -> pa.Array:
    """Each row's value of the row before."""
    return pa.concat_arrays([pa.array([first], column.type), column]).slice(0, len(column))


def _after(column: pa.Array, last: object) -> pa.Array:
    return pa.concat_arrays([column, pa.array([last], column.type)]).slice(1)


def _changes(column: pa.Array) -> Flag:
    """Where a value differs from the one before; the first row does."""
    return pc.not_equal(column, _before(column, -1))


@lru_cache(maxsize=2)
def _rows(number: int) -> Rows:
    """The rows by their numbers; two dozen columns of one length ask for them."""
    return pa.arange(0, number).cast(pa.int32())


def _latest(condition: Flag) -> Rows:
    """The last row up to each on which the condition held."""
    return pc.cumulative_max(pc.if_else(condition, _rows(len(condition)), _NEVER))


def _whether(since: Rows, condition: Flag) -> Flag:
    """Whether the condition held on some row from `since` up to the row."""
    return pc.greater_equal(_latest(condition), since)


def _any(*flags: Flag) -> Flag:
    out = flags[0]
    for one in flags[1:]:
        out = pc.or_(out, one)
    return out


def _from_first_discovery(days: SiteDays) -> SiteDays:
    known = _whether(_latest(_changes(days.root)), flagged(days.said, "found"))
    return SiteDays(*(column.filter(known) for column in days))


class _States:
    """The flags of the site-days and what follows from them, row by row."""

    def __init__(self, days: SiteDays, response_days: int) -> None:
        day, said = days.day, days.said
        found, stopped, bad = (flagged(said, name) for name in ("found", "stopped", "bad"))
        new_site = _changes(days.root)
        site = _latest(new_site)
        closes = pc.and_not(stopped, bad)
        disagrees = pc.and_(stopped, bad)
        after_stop = pc.and_not(_before(closes, first=False), new_site)
        reopens = pc.and_not(pc.and_(_whether(site, after_stop), flagged(said, "producing")), stopped)
        new_episode = _any(new_site, after_stop)
        episode = _latest(new_episode)
        inside = _whether(episode, _any(found, reopens))
        opens = pc.and_not(inside, pc.and_not(_before(inside, first=False), new_episode))
        self.found, self.new_site = found, new_site
        self.opened = day.take(_latest(opens))
        self.open = pc.and_not(inside, closes)
        # an episode opened by a check inherits what the one before it was when it closed
        self.line = _latest(_any(new_site, pc.and_(opens, found)))
        later = pc.and_(flagged(said, "says"), pc.greater(day, self.opened))
        evidence = _any(pc.and_not(bad, stopped), later)
        in_time = pc.and_(inside, pc.greater_equal(day, pc.add(self.opened, response_days)))
        checked = pc.and_(inside, _any(stopped, bad))
        unclear = _latest(pc.and_(checked, disagrees))
        agreed = pc.or_(pc.less(unclear, episode), pc.less(unclear, _latest(checked)))
        self.not_stopped = pc.and_(pc.and_(self.open, agreed), _whether(episode, pc.and_(evidence, in_time)))
        self.recorded = _any(found, stopped, bad)


def _three(yes: Flag, no: Flag) -> pa.Int8Array:
    """2 where `yes`, else 0 where `no`, else 1 (cannot tell)."""
    return pc.if_else(yes, _YES, pc.if_else(no, _NO, _CANNOT_TELL))


def episode_spans(site_days: SiteDays, reading: Reading, as_of: int) -> pa.Table:
    """Spans of days of one state, from a site's first discovery to the day of the run, without gap, sorted.

    `(root, opened, first, last, open, not_stopped, found, recorded, <definition>…, informed, reported, handed)`; `root`
    is a number; `informed` (the township knows), `reported` (reported up) and `handed` (reported up before the day) are
    0 no, 1 cannot tell, 2 yes, as the definitions are; `found`: a discovery on the first day; `recorded`: a discovery or
    a check on it.
    """
    days = _from_first_discovery(site_days)
    states = _States(days, reading.response_days)
    told = {
        name: _whether(states.line, flagged(days.said, name))
        for name in ("knew", "unsure", "up", "handed", "down")
    }
    defined = {}
    for number, name in enumerate(reading.names):
        yes, at_least = (_whether(states.line, limb) for limb in least(days.said, number))
        defined[name] = _three(yes, pc.invert(at_least))
    following = pc.subtract(_after(days.day, 0), 1)
    return pa.table(
        {
            "root": days.root, "opened": states.opened, "first": days.day,
            "last": pc.if_else(_after(states.new_site, last=True), pa.scalar(as_of, pa.int32()), following),
            "open": states.open, "not_stopped": states.not_stopped, "found": states.found,
            "recorded": states.recorded, **defined,
            "informed": _three(told["knew"], pc.invert(told["unsure"])),
            "reported": _three(told["up"], told["down"]),
            "handed": _three(told["handed"], _any(told["up"], told["down"])),
        }
    )  # fmt: skip
