"""Two weeks written by hand: what was known at the first, what came until the second, and what became of each finding."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from factmaking import REAL, RULES, Row, records

from engine.document import document
from engine.evaluation import Evaluation, evaluate
from engine.jurisdictions import Jurisdictions
from engine.ledgers.changes import FindingChange, Lost, first_changes
from engine.ledgers.comparison import Last, compare
from engine.ledgers.identities import Held
from engine.records import Records
from engine.rules.ruleset import RuleSet
from engine.settings import Settings


@dataclass(frozen=True)
class Week:
    """One run: its evaluation, document, findings with identities, records."""

    run: Evaluation
    document: dict[str, Any]
    changes: Sequence[FindingChange]
    known: Records

    def last(self, lost: Sequence[Lost] = ()) -> Last:
        """As the next week sees it."""
        held = [Held(c.identity, c.form) for c in self.changes if c.form in self.document["findings"]]
        return Last(self.document, held, self.known, self.run.known_at, lost)

    def lost(self) -> list[Lost]:
        """What this week dropped."""
        return [
            Lost(c.identity, c.form, self.document["as_of"]) for c in self.changes if c.change == "dropped"
        ]

    def of(self, rule: str) -> list[FindingChange]:
        """What became of the findings of a rule."""
        return [c for c in self.changes if c.form["rule"] == rule]

    def one(self, rule: str) -> FindingChange:
        """What became of the only finding of a rule."""
        (change,) = self.of(rule)
        return change


def told(
    as_of: str, rows: Sequence[Row], *, settings: Settings | None = None, places: Jurisdictions = REAL,
    rules: RuleSet = RULES, known_at: str | None = None,
) -> tuple[Evaluation, dict[str, Any], Records]:  # fmt: skip
    """The evaluation of a day."""
    given = records(*rows, places=places)
    run = evaluate(
        given, as_of=date.fromisoformat(as_of), known_at=datetime.fromisoformat(known_at) if known_at else None,
        rules=rules, settings=settings or Settings(), jurisdictions=places,
    )  # fmt: skip
    return run, document(run), given


def first(as_of: str, *rows: Row, **frame: Any) -> Week:
    """A week that follows none."""
    run, said, given = told(as_of, rows, **frame)
    return Week(run, said, first_changes(said), given)


def then(week: Week, as_of: str, *rows: Row, lost: Sequence[Lost] = (), **frame: Any) -> Week:
    """The next week: all rows known by then."""
    run, said, given = told(as_of, rows, **frame)
    again = partial(_again, run)
    return Week(run, said, compare(week.last(lost), run, said, again), given)


def _again(run: Evaluation, given: Records, as_of: date, known_at: datetime | None) -> Evaluation:
    return evaluate(
        given, as_of=as_of, known_at=known_at, rules=run.rules, settings=run.settings,
        jurisdictions=run.jurisdictions,
    )  # fmt: skip


def kinds(change: FindingChange) -> list[str]:
    """The kinds of a finding's causes."""
    return [c.kind for c in change.causes]
