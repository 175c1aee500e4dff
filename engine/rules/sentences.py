"""Test files beside rules: sentences that say on which records, on which day, a rule gives what.

A row may leave out what no sentence turns on; `DEFAULTS` says what then stands there.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from engine.records.schema import TABLES
from engine.rules import messages as say
from engine.rules.faults import Fault, shown
from engine.rules.files import Text, read_text
from engine.rules.folders import TEST_SUFFIX
from engine.rules.model import Count, Definition
from engine.rules.nodes import read_nodes
from engine.rules.shaping import shape
from engine.rules.shelf import Shelf, Written
from engine.rules.tree import Node
from engine.rules.vocabulary import CASES, guess, listed

Cell = str | int | date | None
Row = dict[str, Cell | tuple[str, ...]]
WITH_WINDOW: Final = ("at_threshold", "one_below", "window_edge")
WITH_COUNT: Final = ("at_threshold", "one_below")
WITHOUT_COUNT: Final = ("met", "not_met")

DEFAULTS: Final[Mapping[str, Mapping[str, str]]] = {
    "sites": {"name": "{site_id}", "mineral": "coal"},
    "discoveries": {"discovery_id": "D{number}", "found_by": "县自然资源局"},
    "measures": {"measure_id": "M{number}", "by": "乡镇人民政府"},
    "checks": {"check_id": "C{number}", "checked_by": "县应急管理局"},
    "inquiries": {"inquiry_id": "Q{number}"},
    "duty_evidence": {
        "evidence_id": "E{number}",
        "act": "未履行职责",
        "source": "督查",
        "verified_by": "市督查组",
    },
    "posts": {"name": "（未填）", "role": "principal"},
    "prior_actions": {"action_id": "A{number}", "by": "（未填）"},
    "appraisals": {"appraisal_id": "V{number}", "kind": "product", "by": "（未填）"},
}
"""What a row says where it leaves a column out; {number} counts the rows of the table from 1."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expected(_Strict):
    """One thing that the rule gives; only what is written is compared."""

    outcome: Literal["met", "cannot_tell", "not_met", "near_miss", "policy_review", "to_decide"]
    jurisdiction: str | None = None
    met_on: date | None = None
    ended_on: date | None = None
    count: int | None = None
    sites: tuple[str, ...] | None = None
    window_sensitive: bool | None = None
    one_more_by: date | None = None
    reason: str | None = None
    evidence: str | None = None


class Sentence(_Strict):
    """One test: all that the rule gives on `as_of` is what `expect` lists, nothing else."""

    sentence: str
    case: Literal["at_threshold", "one_below", "window_edge", "met", "not_met", "other"]
    as_of: date
    records: dict[str, tuple[Row, ...]]
    expect: tuple[Expected, ...]
    seen_in: str | None = None

    def rows(self) -> dict[str, list[dict[str, str]]]:
        """The records as `engine.records.read_rows` takes them, defaults filled in."""
        return {
            table: [_filled(table, row, number) for number, row in enumerate(rows, 1)]
            for table, rows in self.records.items()
        }


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence and the line on which it starts (from 1)."""

    sentence: Sentence
    line: int


def _filled(table: str, row: Row, number: int) -> dict[str, str]:
    cells = {column: _cell(value) for column, value in row.items()}
    for column, value in DEFAULTS.get(table, {}).items():
        cells.setdefault(column, value.format(number=number, site_id=cells.get("site_id", "")))
    return cells


def _cell(value: Cell | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


Parsed = tuple[Text, Node | None, tuple[Fault, ...]]
"""A test file's text, its tree and what was found on the way."""


def parsed(path: Path) -> Parsed:
    """Read and parse a test file."""
    text = read_text(path)
    return text, *read_nodes(text)


def read_sentences(path: Path, parse: Callable[[Path], Parsed] = parsed) -> tuple[list[Placed], list[Fault]]:
    """The sound sentences of a test file, and every fault of the others; `parse` may know the file already."""
    text, root, found = parse(path)
    faults = list(found)
    if root is None:
        return [], faults
    if not isinstance(root.value, tuple) or not root.items:
        return [], [*faults, text.fault(root.line, root.column, say.NOT_A_LIST)]
    out: list[Placed] = []
    first: dict[str, int] = {}
    for node in root.items:
        if not isinstance(node.value, dict):
            faults.append(text.fault(node.line, node.column, say.NOT_A_LIST))
            continue
        sections, faulty = shape(text, node, Sentence)
        faults += [*faulty, *_unknown(text, node)]
        line = node.line + 1
        before = first.setdefault(str(sections.get("sentence")), line)
        if before != line:
            faults.append(text.fault(node.line, node.column, say.TWICE_SENTENCE.format(first=before)))
        if not faulty:
            out.append(Placed(Sentence.model_construct(**sections), line))
    return out, faults


def _unknown(text: Text, node: Node) -> Iterator[Fault]:
    """Tables and columns that records don't have."""
    for name, rows in node.at("records").children.items() if "records" in node.children else ():
        table = TABLES.get(name)
        if not table:
            said = say.UNKNOWN_TABLE.format(found=name, options=listed(TABLES), guess=guess(name, TABLES))
            yield text.fault(rows.key_line, rows.key_column, said)
            continue
        columns = [column.name for column in table.columns]
        for row in rows.items:
            for column, cell in row.children.items():
                if column not in columns:
                    near = guess(column, columns)
                    said = say.UNKNOWN_KEY.format(found=column, options=listed(columns), guess=near)
                    yield text.fault(cell.key_line, cell.key_column, said)


def needed_cases(when: object) -> tuple[str, ...]:
    """The cases that the test of a rule must have."""
    if isinstance(when, Count):
        return WITH_WINDOW if when.within else WITH_COUNT
    return WITHOUT_COUNT


def check_tests(shelf: Shelf, parse: Callable[[Path], Parsed]) -> Iterator[Fault]:
    """Test files missing or unsound, and cases that they lack."""
    tests = {path.resolve(): path for path in shelf.tests}
    for path in shelf.unreadable:
        tests.pop(path.with_name(path.stem + TEST_SUFFIX).resolve(), None)
    for written in shelf.rules:
        path = written.text.path
        beside = path.with_name(path.stem + TEST_SUFFIX)
        when = written.sections.get("when")
        cases = needed_cases(when)
        given = tests.pop(beside.resolve(), None)
        if not given:
            yield written.fault(say.NO_TEST.format(found=beside.name, cases=listed(cases)))
            continue
        placed, faults = read_sentences(given, parse)
        yield from faults
        if when and not faults:
            yield from _cases(shelf, written, given, placed, cases)
    for orphan in tests.values():
        rule = orphan.name.removesuffix(TEST_SUFFIX) + ".yaml"
        yield Fault(shown(orphan), 1, 1, say.NO_RULE_FOR_TEST.format(found=rule))


def _cases(
    shelf: Shelf, written: Written, path: Path, placed: list[Placed], cases: tuple[str, ...]
) -> Iterator[Fault]:
    present = {one.sentence.case for one in placed}
    for case in cases:
        if case not in present:
            yield Fault(shown(path), 1, 1, say.MISSING_CASE.format(found=case, meaning=CASES[case]))
    when = written.sections.get("when")
    if not isinstance(when, Definition):
        return
    counting = [w.id for w in shelf.rules if w.word("when", "count") == when.define]
    for one in placed:
        if one.sentence.seen_in is None:
            yield Fault(shown(path), one.line, 1, say.SEEN_IN)
        elif one.sentence.seen_in not in counting and not shelf.unreadable:
            said = say.NOT_SEEN_IN.format(
                found=one.sentence.seen_in, mend=when.define, options=listed(counting)
            )
            yield Fault(shown(path), one.line, 1, said)
