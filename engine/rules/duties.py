"""The sentences of an instrument that imply a duty: served by what, declared not computable, or open.

`duties.yaml` in an instrument's folder, a list; it moves no finding and is no part of the rules' digest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from engine.records.schema import TABLES
from engine.rules import messages as say
from engine.rules.faults import Fault, shown
from engine.rules.files import Text, read_text
from engine.rules.folders import DUTIES, instrument_folders
from engine.rules.nodes import read_nodes
from engine.rules.ruleset import RuleSet
from engine.rules.shaping import shape
from engine.rules.shelf import Shelf, Written, misnamed, told_misnamed
from engine.rules.tree import Node
from engine.rules.vocabulary import guess, listed

Status = Literal["served", "declared", "open"]
SOURCES: Final = ("rule", "ledger", "table")
STATUSES: Final[dict[Status, str]] = {"served": "已落实", "declared": "声明不能计算", "open": "尚未落实"}
KINDS: Final = {
    "THR": "阈值", "CHK": "清单", "LED": "台账", "TMR": "时限", "RTE": "流转", "OPEN": "由人判断", "PRI": "原则",
}  # fmt: skip


class Duty(BaseModel):
    """One sentence; `by`: `rule:ID`, `ledger:NAME`, `table:TABLE.COLUMN`; what is open may be served in part."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    sentence: str
    kinds: tuple[Literal["THR", "CHK", "LED", "TMR", "RTE", "OPEN", "PRI"], ...]
    status: Status
    by: tuple[str, ...] = ()
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A duty with its node, and the text it stands in."""

    duty: Duty
    node: Node
    text: Text


def read_duties(folders: Sequence[Path]) -> list[Duty]:
    """The duties of all folders that list them, in order. Raises UsageError as `instrument_folders`."""
    paths = [p / DUTIES for p in instrument_folders(folders) if (p / DUTIES).is_file()]
    return [placed.duty for path in paths for placed in _read(path)[0]]


def _read(path: Path) -> tuple[list[Placed], list[Fault]]:
    text = read_text(path)
    root, found = read_nodes(text)
    faults = list(found)
    if root is None:
        return [], faults
    if not root.items:
        return [], [*faults, text.fault(root.line, root.column, say.DUTIES_NOT_A_LIST)]
    out = []
    for node in root.items:
        sections, faulty = shape(text, node, Duty)
        faults += faulty
        if not faulty:
            out.append(Placed(Duty.model_construct(**sections), node, text))
    return out, faults


def check_duties(shelf: Shelf) -> Iterator[Fault]:
    """Faults of the lists: shape, an id twice, what serves that does not exist, what is not served without a reason."""
    rules, elsewhere = sorted(w.id for w in shelf.rules), misnamed(shelf.rules)
    first: dict[str, str] = {}
    for path in shelf.duties:
        placed, faults = _read(path)
        yield from faults
        for one in placed:
            before = first.setdefault(one.duty.id, f"{shown(path)}:{one.node.line + 1}")
            if before != f"{shown(path)}:{one.node.line + 1}":
                yield _fault(one, say.TWICE_DUTY.format(found=one.duty.id, first=before), "id")
            yield from _served(one, rules, elsewhere, complete=not shelf.unreadable)


def _fault(one: Placed, said: str, *path: str | int) -> Fault:
    node = one.node.at(*path)
    return one.text.fault(node.line, node.column, said)


def _served(
    one: Placed, rules: Sequence[str], elsewhere: Mapping[str, Written], *, complete: bool
) -> Iterator[Fault]:
    duty = one.duty
    if duty.status == "served" and not duty.by:
        yield _fault(one, say.SERVED_BY_NOTHING.format(found=duty.id), "status")
    if duty.status != "served" and not duty.why:
        yield _fault(one, say.NO_REASON.format(found=duty.id), "status")
    columns = [f"{t}.{c.name}" for t, table in TABLES.items() for c in table.columns]
    known = {"rule": rules if complete else None, "table": columns, "ledger": None}
    for number, source in enumerate(duty.by):
        kind, _, name = source.partition(":")
        options = known.get(kind)
        if kind not in SOURCES or not name:
            yield _fault(one, say.ODD_SOURCE.format(found=source), "by", number)
        elif kind == "rule" and name in elsewhere:
            yield _fault(one, told_misnamed(name, elsewhere[name]), "by", number)
        elif options is not None and name not in options:
            said = say.NO_SOURCE_OF_DUTY.format(
                found=source, options=listed(options), guess=guess(name, options)
            )
            yield _fault(one, said, "by", number)


def stale(duties: Sequence[Duty], rules: RuleSet) -> list[Duty]:
    """Served duties whose every rule is no more than a draft: nothing serves them today."""
    drafts = {f"rule:{r.id}" for r in rules.rules.values() if r.status == "draft"}
    return [d for d in duties if d.status == "served" and d.by and set(d.by) <= drafts]
