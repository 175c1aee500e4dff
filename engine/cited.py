"""The rows that dossiers cite, as a package may show them, and their days in order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.evaluation import Evaluation
from engine.jurisdictions import Tree
from engine.prior_actions import act_said
from engine.records import TABLES, said
from engine.referrals.labels import unit_name

LEFT_OUT: Final = frozenset({"person_id", "recorded_at", "withdrawn", "replaces", "source", "note"})
"""Columns that no package carries: `source` and `note` are where an informant may be named."""


def plain(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    """A cell as JSON can hold it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == ";":
        return value.strip(";").split(";")
    return value


class Cited:
    """The cited rows of the records by `table/id`, each without what a package must not carry.

    What is wanted is told beforehand: the rows of all dossiers are read at once, and no others.
    """

    def __init__(self, run: Evaluation) -> None:
        """Read nothing yet."""
        self._run = run
        self._wanted: dict[str, set[str]] = defaultdict(set)
        self._shown: dict[str, dict[str, Any]] = {}

    @property
    def tree(self) -> Tree:
        """The divisions by which the rows name places."""
        return self._run.jurisdictions.tree

    def want(self, references: Iterable[str]) -> None:
        """Say what will be asked for."""
        for reference in references:
            table, _, identity = reference.partition("/")
            self._wanted[table].add(identity)

    def row(self, reference: str) -> Mapping[str, Any]:
        """One row; empty if the id is unknown."""
        for table in list(self._wanted):
            self._shown |= {f"{table}/{i}": r for i, r in _rows(self._run, table, self._wanted.pop(table))}
        return self._shown.get(reference, {})


def _rows(run: Evaluation, table: str, ids: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    rows, key = run.records.tables[table], TABLES[table].key
    shown = rows.select([c for c in rows.column_names if c not in LEFT_OUT])
    for row in shown.filter(pc.is_in(rows[key], value_set=pa.array(sorted(ids), pa.string()))).to_pylist():
        yield row[key], {k: plain(v) for k, v in row.items() if v is not None}


DAY_COLUMNS: Final = {
    "discoveries": ("reported_on", "verified_on", "registered_on"),
    "checks": ("checked_on",),
    "measures": ("ordered_on", "executed_on", "result_on"),
    "duty_evidence": ("occurred_on", "verified_on"),
    "inquiries": ("sent_on", "due_on", "answered_on"),
    "prior_actions": ("on",),
    "appraisals": ("determined_on",),
}
DAY_NAMES: Final = {
    "reported_on": "举报", "verified_on": "核实", "registered_on": "登记", "checked_on": "复查", "ordered_on": "作出措施决定",
    "executed_on": "执行措施", "result_on": "核查措施结果", "occurred_on": "线索所述行为发生", "sent_on": "发出询问",
    "due_on": "答复期限届满", "answered_on": "收到答复", "on": "已有处理", "determined_on": "认定价值",
}  # fmt: skip


_SAID: Final = {("measures", "result_on"): ("result",), "measures": ("kind",)}
"""What a row says of one of its days, where this is not all that it says: a measure is decided before its result is known."""
_WHO: Final = {
    ("measures", "result_on"): "result_by",
    ("discoveries", "reported_on"): "",  # who reported is never said, and the finding unit did not
    "measures": "by",
    "discoveries": "found_by",
    "checks": "checked_by",
}
"""Whose doing a day of a row is; `by` where nothing is listed."""


def timeline(references: Iterable[str], cited: Cited) -> list[dict[str, Any]]:
    """Dated entries of the cited records, by day and record; each says only what was known and done on its day."""
    out = []
    for reference in references:
        table = reference.split("/", 1)[0]
        row = cited.row(reference)
        for column in DAY_COLUMNS.get(table, ()):
            if row.get(column):
                told = _SAID.get((table, column), _SAID.get(table, ("kind", "result", "act")))
                who = _WHO.get((table, column), _WHO.get(table, "by"))
                by = str(row.get(who) or "") if who else ""
                text = (
                    act_said(cited.tree, row)
                    if table == "prior_actions"
                    else "；".join(said(table, c, str(row[c])) for c in told if row.get(c))
                )
                out.append(
                    {
                        "on": row[column], "what": DAY_NAMES[column], "site": row.get("site_id"),
                        "said": text,
                        "by": unit_name(by), "record": reference,
                    }
                )  # fmt: skip
    return sorted(out, key=lambda e: (e["on"], e["record"], e["what"]))
