"""Episodes of a site and its three-valued stop state, as spans of days in which nothing changes (DESIGN §6.6–7).

One pass over the sorted site-days: each column is a running sum or a running maximum of those before it. A maximum that
starts anew with each site, episode or line of episodes carries that group's number in its upper digits, so that no
window has to sort again.
"""

from typing import Any, Final

import narwhals as nw
import pyarrow as pa

from engine.facts.seen import Reading

Days = nw.DataFrame[Any]

_WITHIN: Final = 1 << 23
"""More than twice the largest ordinal: what a running maximum holds of a day."""


def _highest(group: nw.Expr, value: nw.Expr) -> nw.Expr:
    """Running maximum of `value` (0 or more) within each group; the numbers of the groups never fall."""
    base = group.cast(nw.Int64) * _WITHIN
    return (base + value.cast(nw.Int64)).cum_max() - base


def _whether(group: nw.Expr, condition: nw.Expr) -> nw.Expr:
    """Whether the condition held on some day of the group up to the day."""
    return _highest(group, condition) == 1


def _before(condition: str) -> nw.Expr:
    return nw.col(condition).shift(1).fill_null(value=False)


def _begin(days: Days) -> Days:
    """The site-days from the first discovery on, with episodes numbered through all sites."""
    root = nw.col("root")
    days = days.filter(_whether(root, nw.col("found")))
    days = days.with_columns(
        new_site=(root != root.shift(1)).fill_null(value=True),
        closes=nw.col("stopped") & ~nw.col("bad"),
        disagrees=nw.col("stopped") & nw.col("bad"),
    )
    after_stop = _before("closes") & ~nw.col("new_site")
    return days.with_columns(
        episode=(nw.col("new_site") | after_stop).cast(nw.Int32).cum_sum(),
        reopens=_whether(root, after_stop) & nw.col("producing") & ~nw.col("stopped"),
    )


def _open(days: Days) -> Days:
    """Where an episode is open, and the day on which the one that is open or was last open was opened."""
    root, day, episode = nw.col("root"), nw.col("day"), nw.col("episode")
    opening = nw.col("found") | nw.col("reopens")
    days = days.with_columns(inside=_whether(episode, opening))
    again = _before("inside") & (episode == episode.shift(1)).fill_null(value=False)
    days = days.with_columns(opens=nw.col("inside") & ~again)
    fresh = nw.col("opens") & nw.col("found")
    opened = nw.when(nw.col("opens")).then(day).otherwise(nw.lit(0))
    return days.with_columns(
        opened=_highest(root, opened).cast(nw.Int32),
        open=nw.col("inside") & ~nw.col("closes"),
        # an episode opened by a check inherits what the one before it was when it closed
        line=(nw.col("new_site") | fresh).cast(nw.Int32).cum_sum(),
    )


def _not_stopped(days: Days, response_days: int) -> Days:
    """Whether the latest evidence in time says that the site was not stopped."""
    day, inside, episode = nw.col("day"), nw.col("inside"), nw.col("episode")
    checked = inside & (nw.col("stopped") | nw.col("bad"))
    later = nw.col("says") & (day > nw.col("opened"))
    evidence = (nw.col("bad") & ~nw.col("stopped")) | later
    in_time = inside & (day >= nw.col("opened") + response_days)
    told = nw.when(checked).then(day * 2 + nw.col("disagrees").cast(nw.Int32)).otherwise(nw.lit(0))
    agreed = _highest(episode, told) % 2 == 0
    return days.with_columns(
        not_stopped=nw.col("open") & agreed & _whether(episode, evidence & in_time),
        recorded=nw.col("found") | nw.col("stopped") | nw.col("bad"),
    )


def _three(yes: nw.Expr, no: nw.Expr) -> nw.Expr:
    """2 where `yes`, else 0 where `no`, else 1 (cannot tell)."""
    otherwise = nw.when(no).then(nw.lit(0)).otherwise(nw.lit(1))
    return nw.when(yes).then(nw.lit(2)).otherwise(otherwise).cast(nw.Int8)


def episode_spans(site_days: pa.Table, reading: Reading, as_of: int) -> pa.Table:
    """Spans of days of one state, from a site's first discovery to the day of the run, without gap, sorted.

    `(root, opened, first, last, open, not_stopped, found, recorded, <definition>…, informed, reported, handed)`; `root`
    is a number; `informed` (the township knows), `reported` (reported up) and `handed` (reported up before the day) are
    0 no, 1 cannot tell, 2 yes, as the definitions are; `found`: a discovery on the first day; `recorded`: a discovery or
    a check on it.
    """
    flags = ("found", "says", "stopped", "producing", "bad")
    days: Days = nw.from_native(site_days.combine_chunks(), eager_only=True)
    days = days.with_columns(*[(nw.col(flag) == 1) for flag in flags])
    days = _not_stopped(_open(_begin(days)), reading.response_days)
    root, day, line = nw.col("root"), nw.col("day"), nw.col("line")
    told = {name: _highest(line, nw.col(name)) for name in ("knew", "unsure", "up", "handed", "down")}
    up, down = told["up"] == 1, told["down"] == 1
    following = nw.when(root == root.shift(-1)).then(day.shift(-1) - 1).otherwise(nw.lit(as_of))
    return days.select(
        "root", "opened", day.alias("first"), following.cast(nw.Int32).alias("last"),
        "open", "not_stopped", "found", "recorded",
        *[_highest(line, nw.col(name)).cast(nw.Int8).alias(name) for name in reading.names],
        informed=_three(told["knew"] == 1, told["unsure"] == 0),
        reported=_three(up, down),
        handed=_three(told["handed"] == 1, up | down),
    ).to_native()  # fmt: skip
