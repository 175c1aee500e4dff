"""What the discoveries and the checks of a site and day say together, and what became known of it (DESIGN §6.1, 6.6).

One integer for each: a bit a flag and two a definition, so that what several records say of a day is their bits together
in whatever order they came; a sort by one number takes the place of a grouping by thirteen columns.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from engine.errors import UsageError

FLAGS: Final = (
    "found", "says", "stopped", "producing", "bad", "knew", "unsure", "up", "handed", "down",
)  # fmt: skip
"""What a site-day may carry: a discovery, one that says producing; checks that say stopped, producing, anything else;
the township knows, or nobody says; reported up, reported up before the day, not reported up."""

_BIT: Final[Mapping[str, int]] = {name: 1 << n for n, name in enumerate(FLAGS)}
MOST: Final = (63 - len(FLAGS)) // 2
"""Definitions that an integer of 64 bits has room for."""
_DAYS: Final = 1 << 23
"""More than any ordinal: a site and day are told apart by the root's number times this, and the day."""

Flags = Mapping[str, pa.ChunkedArray]


class Told(NamedTuple):
    """What each record told of a site and day, in no order; a site and day may stand here several times."""

    at: pa.ChunkedArray
    said: pa.ChunkedArray


class SiteDays(NamedTuple):
    """Sites and days of which something was told, each once, sorted by root and day."""

    root: pa.Int32Array
    day: pa.Int32Array
    said: pa.Int64Array


def flagged(said: pa.Array, name: str) -> pa.BooleanArray:
    """Whether a flag is set."""
    return pc.not_equal(pc.bit_wise_and(said, _BIT[name]), 0)


def least(said: pa.Array, number: int) -> tuple[pa.BooleanArray, pa.BooleanArray]:
    """Whether a definition, by its place among the names, is told to be met, and whether it at least can't be told."""
    yes = 2 << (len(FLAGS) + 2 * number)
    return (
        pc.not_equal(pc.bit_wise_and(said, yes), 0),
        pc.not_equal(pc.bit_wise_and(said, yes | yes >> 1), 0),
    )


def _told(
    root: pa.ChunkedArray, day: pa.ChunkedArray, flags: Flags, defined: Sequence[pa.ChunkedArray]
) -> Told:
    at = pc.add(pc.multiply(root.cast(pa.int64()), _DAYS), day.cast(pa.int64()))
    said = pa.chunked_array([pa.repeat(pa.scalar(0, pa.int64()), len(at))])
    for name, condition in flags.items():
        said = pc.bit_wise_or(said, pc.if_else(pc.fill_null(condition, False), pa.scalar(_BIT[name]), 0))
    for number, value in enumerate(defined):
        said = pc.bit_wise_or(said, pc.shift_left(value.cast(pa.int64()), len(FLAGS) + 2 * number))
    return Told(at, said)


def _became(
    name: str, root: pa.ChunkedArray, day: pa.ChunkedArray, when: pa.ChunkedArray, as_of: int
) -> Told:
    """One flag, on a day up to the day looked at."""
    rows = pc.fill_null(pc.and_(when, pc.less_equal(day, as_of)), False)
    root, day = root.filter(rows), day.filter(rows)
    return _told(root, day, {name: pc.is_valid(root)}, ())


def told(seen: pa.Table, checks: pa.Table, names: Sequence[str], as_of: int) -> Told:
    """Everything told by seen discoveries and checks, as `facts.seen` gives them; `names` are those of the definitions.

    Raises UsageError for more definitions than MOST.
    """
    if len(names) > MOST:
        raise UsageError(
            f"规则中按矿点认定的定义有 {len(names)} 条，一次评估最多 {MOST} 条；请停用不再需要的定义。"
        )
    root, day = seen["root"], seen["day"]
    informed, up = seen["township_informed_on"], seen["said_up"]
    up_on = pc.max_element_wise(seen["reported_up_on"], day)
    found = {
        "found": pc.is_valid(root), "says": seen["says_producing"],
        "knew": pc.less_equal(informed, day), "unsure": pc.is_null(informed),
        "up": pc.and_(up, pc.equal(up_on, day)), "down": seen["said_down"],
    }  # fmt: skip
    result = checks["result"]
    looked = {
        "stopped": pc.equal(result, "stopped"), "producing": pc.equal(result, "producing"),
        "bad": pc.not_equal(result, "stopped"),
    }  # fmt: skip
    parts = [
        _told(root, day, found, [seen[name] for name in names]),
        _told(checks["root"], checks["day"], looked, ()),
        _became("knew", root, informed, pc.greater(informed, day), as_of),
        _became("up", root, up_on, pc.and_(up, pc.greater(up_on, day)), as_of),
        _became("handed", root, pc.add(up_on, 1), up, as_of),
    ]
    at, said = ([chunk for part in parts for chunk in part[n].chunks] for n in (0, 1))
    return Told(pa.chunked_array(at, pa.int64()), pa.chunked_array(said, pa.int64()))


def site_days(given: Told, first: int, last: int) -> SiteDays:
    """The days of the sites whose roots have the numbers first…last."""
    mine = pc.and_(pc.greater_equal(given.at, first * _DAYS), pc.less(given.at, (last + 1) * _DAYS))
    at, said = given.at.filter(mine).combine_chunks(), given.said.filter(mine).combine_chunks()
    order = pc.sort_indices(at)
    at, said = at.take(order), said.take(order)
    said = _together(at, said)
    ends = pa.concat_arrays([pc.not_equal(at.slice(1), at.slice(0, max(len(at) - 1, 0))), pa.array([True])])
    at, said = (column.filter(ends.slice(0, len(at))) for column in (at, said))
    root = pc.shift_right(at, _DAYS.bit_length() - 1)
    return SiteDays(root.cast(pa.int32()), pc.bit_wise_and(at, _DAYS - 1).cast(pa.int32()), said)


def _together(at: pa.Int64Array, said: pa.Int64Array) -> pa.Int64Array:
    """What the rows of a site and day say, in the last of them; each turn takes in twice as many rows before."""
    reach, rows = 1, len(at)
    while reach < rows:
        same = pc.equal(at.slice(reach), at.slice(0, rows - reach))
        if not pc.any(same).as_py():
            break
        before = pc.if_else(same, said.slice(0, rows - reach), 0)
        said = pa.concat_arrays([said.slice(0, reach), pc.bit_wise_or(said.slice(reach), before)])
        reach *= 2
    return said
