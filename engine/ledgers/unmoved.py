"""Which dossiers rest on what they rested on at the last run, so that the ledger need not look at them again. Pure.

A week touches few of the thousands of referrals that a province keeps. A dossier is left alone only where nothing that
its grounds are read from can have moved: its findings, the rows of its sites and of its place, and, where it counts the
sites of a place within a window, the rows of any site of that place of which something was told in the days of the count.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engine.dossiers import Drafts
from engine.escalations import Escalation
from engine.ledgers.aspects import alike
from engine.ledgers.comparison import Between
from engine.ledgers.grounds import until_now
from engine.ledgers.identities import Form
from engine.ledgers.lives import Paper
from engine.ledgers.near_days import near_days
from engine.ledgers.record_news import Records
from engine.ledgers.stages import FRAME
from engine.uncounted import windowed

_WAITING: Final = frozenset({"proposed", "drafted", "approved"})


@dataclass(frozen=True)
class Unmoved:
    """Dossiers by id that rest on what they rested on at the run of `as_of`, recorded at `recorded_at`."""

    names: frozenset[str] = frozenset()
    as_of: str = ""
    recorded_at: datetime | None = None

    def settles(self, name: str, families: Sequence[Sequence[Paper]]) -> bool:
        """Whether the papers of a dossier already say what it says.

        So they do where its only paper that has not ended waits with a proposal that the last run saw: that run compared
        it with the same grounds. Papers that left, were refused or were added to are compared anew each time.
        """
        if name not in self.names or self.recorded_at is None or not families:
            return False
        *ended, last = families
        if len(last) != 1 or any(len(f) != 1 or f[0].open or f[0].issued for f in ended):
            return False
        (main,) = last
        proposal = main.last("proposed")
        return (
            proposal is not None
            and {s.step for s in main.steps} <= _WAITING
            and proposal.at <= self.recorded_at
            and all(p.proposal.on.isoformat() <= self.as_of for f in families for p in f)
        )


NOTHING_UNMOVED: Final = Unmoved()


def unmoved(
    last: Mapping[str, Any], recorded_at: datetime, document: Mapping[str, Any], drafts: Drafts, came: Between
) -> Unmoved:
    """The dossiers that the last run saw as they are now; none where the frame differs or anything was blocked."""
    if last["blocked"] or document["blocked"] or any(last[d] != document[d] for d in FRAME):
        return NOTHING_UNMOVED
    before = {f["id"]: f for f in last["findings"]}
    days = str(last["as_of"]), str(document["as_of"])
    same = {
        f["id"]
        for f in document["findings"]
        if (was := before.get(f["id"])) is not None and alike(was, f) and _proof_stands(was, f, days)
    }
    changed = {f["jurisdiction"] for f in last["findings"] if f["id"] not in same}
    keys = {key for index in (came.said, came.dated) for one in index.all for key in one.keys}
    near = near_days(keys, drafts.run.jurisdictions.tree, came)
    names = {
        name
        for name, (group, members) in drafts.groups.items()
        if group[0] not in changed
        and all(e.finding.id in same for e in members)
        and not any(windowed(e.finding) and near.within(e.finding) for e in members)
        and not keys & set(_concerned(group[0], members, drafts.forms, came.now))
    }
    return Unmoved(frozenset(names), str(last["as_of"]), recorded_at)


def _proof_stands(before: Form, now: Form, days: tuple[str, str]) -> bool:
    """Whether a digest of grounds reads the same proof in both: facts that end with the day of a run go on."""

    def read(form: Form, day: str) -> list[Any]:
        ending = f"至 {day}"
        return [
            {**e, "facts": [until_now(f, day) if ending in f else f for f in e["facts"]]}
            for e in form["proof"]
        ]

    return read(before, days[0]) == read(now, days[1])


def _concerned(
    place: str, members: Sequence[Escalation], forms: Mapping[str, Form], now: Records
) -> Iterator[str]:
    """What a row concerns that can bear on a dossier: its place, its sites, what its findings cite."""
    yield f"place/{place}"
    for one in members:
        form = forms[one.finding.id]
        for site in form["sites"]:
            yield f"site/{now.origin('sites', site)}"
        for cited in (form["records"], *(e["records"] for e in form["proof"])):
            for reference in cited:
                table, _, row = str(reference).partition("/")
                yield f"{table}/{now.origin(table, row)}"
        yield from (f"duty_evidence/{now.origin('duty_evidence', e)}" for e in form["evidence"])
