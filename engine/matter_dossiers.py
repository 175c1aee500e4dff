"""What a matter's paper says: the site, its records and days, the clauses, the clocks, the papers that the law wants.

One paper = one site × one kind; the rules are its grounds. A form has the fields of a dossier's, so that it is drafted,
signed, numbered and verified as every paper is, and `matter` with what only such a paper says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.cited import DAY_COLUMNS, Cited, timeline
from engine.evaluation import Evaluation
from engine.jurisdictions import Tree
from engine.matters import Matter
from engine.organs import organ_name
from engine.periods import iso
from engine.prior_actions import action_said
from engine.records import TABLES
from engine.rules.matters import Kind, MatterRule

Form = dict[str, Any]
Subject = tuple[Kind, str, str]
"""Kind, place, site."""
RECEIVERS: Final[Mapping[Kind, tuple[str, str]]] = {
    "closure_request": ("人民政府", "矿点所在的县级人民政府"),
    "judicial_transfer": ("公安机关", "移送机关的同级公安机关"),
    "exposure_draft": ("", "向社会公开"),
}
"""Kind → what follows the place's name, and why it is this body."""
OF_SITES: Final = ("discoveries", "checks", "measures", "appraisals", "prior_actions")
"""Tables whose rows a paper shows, beside the row of its site."""
_WANTED: Final = (
    ("report", "涉嫌犯罪案件情况的调查报告", ()),
    ("goods", "涉案物品清单", ("seize",)),
    ("appraisals", "有关检验报告或者鉴定结论", ("appraisals/",)),
    ("other", "其他有关材料", ("discoveries/", "checks/", "measures/", "prior_actions/")),
)
"""Order 310, art. 6 (2)–(5): what goes with a transfer, and which records of the ledger are of that kind."""


class MatterDrafts:
    """The papers of a run's matters by kind, place and site; a form is made when it is asked for.

    A province keeps thousands of matters; in a week a few of them have anything new.
    """

    def __init__(self, run: Evaluation) -> None:
        """Group the matters."""
        grouped: dict[Subject, list[Matter]] = defaultdict(list)
        for one in run.matters.found:
            grouped[one.rule.then.kind, one.place, one.site].append(one)
        self.run, self.groups = run, dict(sorted(grouped.items()))
        self._forms: dict[Subject, Form] = {}

    def __getitem__(self, subject: Subject) -> Form:
        """The form of one paper; many are made sooner together (`gather`) than one by one."""
        if subject not in self._forms:
            self.gather([subject])
        return self._forms[subject]

    def gather(self, subjects: Iterable[Subject]) -> list[Form]:
        """The forms of some papers; the rows of all of them are read at once."""
        wanted = {s: self.groups[s] for s in subjects}
        fresh = wanted.keys() - self._forms.keys()
        held = _records(self.run, {site for _, _, site in fresh}) if fresh else {}
        cited = Cited(self.run)
        cited.want(r for references in held.values() for r in references)
        names = self.run.names({site for _, _, site in fresh})
        for subject in fresh:
            kind, place, site = subject
            self._forms[subject] = _form(
                self.run, kind, place, wanted[subject], held[site], cited, names.get(site, "")
            )
        return [self._forms[s] for s in wanted]

    def every(self) -> list[Form]:
        """The forms of all, by kind, place and site."""
        return self.gather(self.groups)


def _records(run: Evaluation, roots: set[str]) -> dict[str, list[str]]:
    """Root → the standing rows that speak of it and count on the day, by `table/id`."""
    facts = run.facts
    joined = {site: root for site, root in facts.roots.items() if root in roots}
    out: dict[str, list[str]] = {root: [f"sites/{root}"] for root in roots}
    ids = pa.array(sorted(joined), pa.string())
    for table in OF_SITES:
        key = TABLES[table].key
        rows = facts.standing.table(table, [key, "site_id", *DAY_COLUMNS[table]])
        for row in rows.filter(pc.is_in(rows["site_id"], value_set=ids)).to_pylist():
            days = [row[column] for column in DAY_COLUMNS[table] if row[column]]
            if not days or min(days) <= run.as_of:
                out[joined[row["site_id"]]].append(f"{table}/{row[key]}")
    return {root: sorted(references) for root, references in out.items()}


def _form(
    run: Evaluation, kind: Kind, place: str, members: Sequence[Matter], references: Sequence[str], cited: Cited, name: str
) -> Form:  # fmt: skip
    tree, first = run.jurisdictions.tree, members[0]
    code = run.facts.codes[first.site]
    records = {r: dict(cited.row(r)) for r in references}
    told = {r: row for r, row in records.items() if not _of_officials(r, row)}
    organ = f"department:{first.rule.by}" if kind != "exposure_draft" else f"vertical:{run.settings.office}"
    called, reason = RECEIVERS[kind]
    return {
        "organ": organ,
        "organ_name": organ_name(tree, place, organ),
        "place": place,
        "place_name": tree.path_name(place),
        "receiver": place,
        "receiver_name": f"{tree.path_name(place)}{called}" if called else "公开发布",
        "receiver_reason": reason,
        "restricted": False,
        "office": run.settings.office,
        "as_of": run.as_of.isoformat(),
        "act_by": None,
        "clock": "",
        "grounds": [ground for one in members for ground in _grounds(run, one)],
        "sites": [_site(tree, first.site, name, code)],
        "records": told,
        "timeline": [entry for entry in timeline(told, cited) if entry["on"] <= run.as_of.isoformat()],
        "findings": [],
        "posts": [],
        "other": {"prior_actions": _handled(tree, records)},
        "matter": {
            "kind": kind,
            "since": iso(min(one.since for one in members)),
            "amounts": [
                {"rule": one.rule.id, "title": one.rule.title, "value": one.value, "threshold": one.threshold}
                for one in members if one.value is not None
            ],
            "clocks": _clocks(run, first),
            "materials": list(_materials(told)) if kind == "judicial_transfer" else [],
            "copy_to": f"{tree.path_name(place)}人民检察院" if kind == "judicial_transfer" else "",
            "persons": _persons(run, told) if kind == "exposure_draft" else [],
        },
        "digests": {
            "rules_sha256": run.rules.sha256, "settings_sha256": run.settings.sha256,
            "jurisdictions_sha256": run.jurisdictions.sha256, "inputs_sha256": run.records.sha256,
        },
    }  # fmt: skip


def _handled(tree: Tree, records: Mapping[str, Mapping[str, Any]]) -> list[Form]:
    """What was already done about the site, by day, for who drafts; what the paper does not say names no record of it."""
    found = sorted((str(row["on"]), r) for r, row in records.items() if r.startswith("prior_actions/"))
    out: list[Form] = []
    for on, r in found:
        said, left = action_said(tree, on, records[r]), _of_officials(r, records[r])
        aside = f"（{r.partition('/')[2]}，不写入本件）" if left else ""
        out.append({"text": f"{said}{aside}", "records": [] if left else [r]})
    return out


def _of_officials(reference: str, row: Mapping[str, Any]) -> bool:
    """Whether a row says what was done about an organ or its people: the office sees it, another body's paper does not.

    A county asked to close a mine must not learn from the request that its own bureau is looked into.
    """
    organ = str(row.get("organ") or "")
    return reference.startswith("prior_actions/") and bool(organ) and not organ.startswith("enterprise:")


def _site(tree: Tree, site: str, name: str, code: str) -> Form:
    return {"site_id": site, "name": name, "jurisdiction": code, "place": tree.path_name(code), "also": []}


def _grounds(run: Evaluation, one: Matter) -> Iterator[Form]:
    for basis in one.rule.legal_basis:
        instrument = run.rules.instruments.get(basis.instrument)
        yield {
            "rule": one.rule.id, "title": one.rule.title, "instrument": basis.instrument,
            "instrument_title": instrument.title if instrument else basis.instrument,
            "number": instrument.number if instrument else "", "article": basis.article, "quote": basis.quote or "",
            "limits": one.rule.limits, "from": None, "to": None,
        }  # fmt: skip


def _clocks(run: Evaluation, one: Matter) -> Form:
    """The clocks with their numbers on the day from which the duty runs."""
    out: Form = {}
    for name, clock in one.rule.clocks.items():
        number = _number(run, one.rule, clock.within, one.since)
        if number is not None:
            instrument = run.rules.instruments.get(clock.instrument)
            out[name] = {
                "number": number, "unit": one.rule.parameters[clock.within].unit,
                "clause": f"{instrument.number if instrument else clock.instrument}{clock.article}",
            }  # fmt: skip
    return out


def _number(run: Evaluation, rule: MatterRule, name: str, day: int) -> int | None:
    chosen = run.settings.overrides.get(name) if rule.parameters[name].origin != "law" else None
    return chosen if isinstance(chosen, int) else rule.number(name, day)


def _materials(records: Mapping[str, Mapping[str, Any]]) -> Iterator[Form]:
    """What the law wants with a transfer: which records there are, none where it is still lacking."""
    for name, title, marks in _WANTED:
        found = [
            reference for reference, row in sorted(records.items())
            if (name == "goods" and row.get("kind") in marks) or (name != "goods" and reference.startswith(marks))
        ]  # fmt: skip
        yield {"name": name, "title": title, "records": found if marks else []}


def _persons(run: Evaluation, records: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Names of persons on record that the rows mention, so that a notice to the public can leave them out."""
    told = "\n".join(str(value) for row in records.values() for value in row.values())
    names = run.facts.standing.table("posts", ["name"])["name"].unique().to_pylist()
    return sorted(name for name in names if name and name in told)
