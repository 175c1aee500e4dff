"""The only importer of durable-rules: one ruleset in a process of its own, JSON in, JSON out.

A crash here is an error with a name in the parent, not a lost evaluation. Input `{"plan": […], "sessions":
[{"sid", "facts": […]}]}`; output `{"sessions": {sid: [derived fact with its supports]}}`.
"""

import json
import os
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

warnings.simplefilter("ignore")

from durable.engine import Host, MessageNotHandledException, MessageObservedException  # noqa: E402

RULESET: Final = "wenze"
CARRIED: Final = ("key", "place", "subject", "counted")
"""Fields that a derived fact takes over from the first fact of its rule."""

Fact = dict[str, Any]


class Session:
    """What one session derived: each derived fact once, with every support seen for it."""

    def __init__(self, sid: str) -> None:
        """An empty session."""
        self.sid = sid
        self.derived: dict[tuple[Any, ...], Fact] = {}

    def add(self, give: Fact, facts: dict[str, Fact]) -> Fact | None:
        """Note a firing; the fact to assert if it is new, None if only its supports grew."""
        first = facts["a"]
        content: Fact = {**give, **{f: first[f] for f in CARRIED if f in first}}
        if "r" in facts:
            content |= {"to": facts["r"]["to"], "rank": facts["r"]["rank"], "route": facts["r"]["key"]}
        if "e" in facts:
            content |= {"evidence": facts["e"]["key"]}
        support = sorted(f["id"] for f in facts.values())
        identity = tuple(sorted((k, str(v)) for k, v in content.items()))
        known = self.derived.get(identity)
        if known is not None:
            if support not in known["supports"]:
                known["supports"].append(support)
            return None
        new = {"id": f"d{len(self.derived):06d}", "sid": self.sid, **content}
        self.derived[identity] = {**new, "supports": [support]}
        return new


def hashed(text: str) -> int:
    """FNV-1a, 32 bits: what durable-rules takes two ids for the same by."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def check_ids(ids: list[str]) -> None:
    """Raise ValueError if two different ids would be taken for one."""
    seen: dict[int, str] = {}
    for one in ids:
        other = seen.setdefault(hashed(one), one)
        if other != one:
            raise ValueError(f"ids {other} and {one} collide in 32 bits")
    if len(set(ids)) != len(ids):
        raise ValueError("an id is given twice")


def check_fact(fact: Fact) -> None:
    """Raise ValueError on a value outside the fence: only text, booleans and integers."""
    for name, value in fact.items():
        if not isinstance(value, (str, bool, int)):
            raise ValueError(f"fact {fact.get('id')}: {name} is {type(value).__name__}")  # noqa: TRY004 - one kind of refusal


def _pattern(pattern: Fact, first: str) -> Fact:
    parts: list[Fact] = [{k: v} for k, v in sorted(pattern["equal"].items())]
    parts.extend({"$gte": {k: v}} for k, v in pattern.get("at_least", {}).items())
    parts.extend({k: {first: v}} for k, v in pattern.get("join", {}).items())  # the equality stays last
    condition: Fact = parts[0] if len(parts) == 1 else {"$and": parts}
    alias: str = pattern["as"]
    return {alias: condition}


def _assert(assert_one: Callable[[Fact], Any], fact: Fact) -> None:
    # no rule waits for this fact, or it is known: both are expected
    with suppress(MessageNotHandledException, MessageObservedException):
        assert_one(fact)


def _action(session_of: dict[str, Session], rule: Fact) -> Callable[[Any], None]:
    """An action takes one positional argument; a default argument would make it an async callback."""
    names = [p["as"] for p in rule["patterns"]]

    def act(context: Any) -> None:  # noqa: ANN401 - durable-rules has no types
        facts = {name: dict(getattr(context, name)._d) for name in names}  # noqa: SLF001 - no public way to read a fact
        new = session_of[facts["a"]["sid"]].add(rule["give"], facts)
        if new is not None:
            _assert(context.assert_fact, new)

    return act


def run(plan: list[Fact], sessions: list[Fact]) -> dict[str, list[Fact]]:
    """Evaluate every session; raises on any exception that an action left behind."""
    Host._run = lambda _self: None  # noqa: SLF001 - its dispatcher threads make results depend on timing
    host = Host()
    open_sessions: dict[str, Session] = {}
    rules = {}
    for number, rule in enumerate(plan):
        first = rule["patterns"][0]["as"]
        rules[f"r{number:04d}"] = {
            "all": [_pattern(p, first) for p in rule["patterns"]],
            "run": _action(open_sessions, rule),
        }
    host.set_rulesets({RULESET: rules})
    check_ids([s["sid"] for s in sessions])
    out = {}
    for one in sessions:
        sid = one["sid"]
        check_ids([f["id"] for f in one["facts"]])
        open_sessions[sid] = session = Session(sid)
        for fact in one["facts"]:
            check_fact(fact)
            _assert(lambda f: host.assert_fact(RULESET, f), {**fact, "sid": sid})
        if one["facts"]:
            state = host.get_state(RULESET, sid)
            if state.get("exception"):
                raise RuntimeError(f"session {sid}: {state['exception']}")
            # No delete_state: it ends in a segfault where a session holds only the right side of a join.
        out[sid] = list(session.derived.values())
        del open_sessions[sid]
    return out


def main() -> None:
    """Read a request from standard input, answer on standard output."""
    request = json.loads(sys.stdin.buffer.read())
    answer = {"sessions": run(request["plan"], request["sessions"])}
    sys.stdout.buffer.write(json.dumps(answer).encode())
    sys.stdout.buffer.flush()
    os._exit(0)  # the library's threads and native memory are not worth an orderly end


if __name__ == "__main__":
    main()
