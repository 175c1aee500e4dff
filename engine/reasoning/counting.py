"""When a span of a site counts for a rule: for certain, or possibly (three-valued, DESIGN §6.7–11)."""

import narwhals as nw

from engine.facts.definitions import NO, UNKNOWN, YES
from engine.rules.model import Count

KNOWLEDGE = {"township_informed": "informed", "reported_up": "handed"}
"""The column of the spans that each kind of knowledge reads."""


def certainly(when: Count) -> nw.Expr:
    """Spans in which the site counts."""
    failing = _in_states(when)
    if when.or_else:
        failing = failing | (nw.col("reported") == NO)
    counts = failing & (nw.col(when.count) == YES)
    return counts & (nw.col(KNOWLEDGE[when.knowledge]) == YES) if when.knowledge else counts


def _in_states(when: Count) -> nw.Expr:
    """Spans in one of the states that count."""
    is_open, failing = nw.col("open"), nw.col("not_stopped")
    spans = {"not_stopped": failing, "unknown": is_open & ~failing, "stopped": ~is_open}
    first, *rest = (spans[state] for state in when.states or ("not_stopped",))
    for one in rest:
        first = first | one
    return first


def possibly(when: Count) -> nw.Expr:
    """Spans in which the site would count if every unknown went one way; certain ones included."""
    failing = _in_states(when) | (nw.col("open") & ~nw.col("not_stopped"))
    if when.or_else:
        failing = failing | (nw.col("reported") <= UNKNOWN)
    counts = failing & (nw.col(when.count) >= UNKNOWN)
    return counts & (nw.col(KNOWLEDGE[when.knowledge]) >= UNKNOWN) if when.knowledge else counts
