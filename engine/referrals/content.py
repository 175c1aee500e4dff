"""One package's content, made ready for letter, lists and data: every section, no name too many."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from engine.referrals.attachments import Attachment
from engine.referrals.errors import ReferralError
from engine.referrals.shapes import DossierContent, Row
from engine.referrals.stated import NOTHING, Stated

SECTIONS: Final = {
    "measures": "已采取的制止措施",
    "stops": "复查认定已停止的记录",
    "own_discovery": "本级自行发现",
    "reports_upward": "向上级报告",
    "powers": "制止职权",
    "days_in_post": "任职期间与发现期间的重合",
    "prior_actions": "已有处理",
    "conflicting": "相互矛盾的记录",
    "unused": "未采信或未计入的记录",
}
"""Every section of the other side, in the order of print; an empty one is printed too (DESIGN §6.18)."""
_OF_SITES: Final = frozenset(
    {"measures", "stops", "own_discovery", "reports_upward", "conflicting", "unused"}
)
NONE: Final = "记录中没有"
NO_SITE: Final = "本件不涉及具体矿点"
UNNAMED: Final = "（不具名）"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing of the other side, with the `table/id` of its records."""

    text: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the other side with its Chinese title; `notes` may be empty."""

    name: str
    title: str
    notes: tuple[Note, ...]
    sites: bool = True
    """Whether the package is about any site."""

    @property
    def none(self) -> str:
        """What an empty one says: of sites, no more than the records of those that the package is about."""
        if self.name not in _OF_SITES:
            return NONE
        return f"所涉矿点的{NONE}" if self.sites else NO_SITE


DRAFT: Final = "草稿"
BOUND: Final = "函件没有文号的，本件尚未印发"


@dataclass(frozen=True, slots=True)
class Content:
    """A dossier with its records as the package carries them; `disputed` are those that contradict others."""

    dossier: DossierContent
    findings: tuple[Row, ...]
    sections: tuple[Section, ...]
    records: Mapping[str, Row]
    timeline: tuple[Row, ...]
    disputed: frozenset[str]
    evidence: tuple[Attachment, ...] = ()
    stated: Stated = NOTHING
    doubles: tuple[str, ...] = ()
    """Other referrals of the same subject and stretch, for who approves."""
    mark: str = ""
    """Reader and time across every page of a reading copy; empty in a package."""
    bound: bool = False
    """Whether the letter alone says that the package is a draft: what two people sign then leaves byte for byte."""
    masked: tuple[tuple[str, int], ...] = ()
    """What is masked in a copy, in how many places."""

    @property
    def annex_mark(self) -> str:
        """What each page of an annex says of its standing; a reading copy names its reader."""
        return self.mark or (BOUND if self.bound else DRAFT)

    def cited(self, records: Collection[str]) -> list[str]:
        """Where the copies that some records name stand in the volume of evidence, each place once."""
        return list(
            dict.fromkeys(a.cited(r) for a in self.evidence for r in a.references if r.record in records)
        )

    def status(self, element: Row) -> str:
        """The status of one limb; contradicted where a record that supports it stands in a conflict."""
        return "contradicted" if self.disputed & set(element["records"]) else str(element["status"])


def content(dossier: DossierContent, evidence: Sequence[Attachment] = (), said: Stated = NOTHING) -> Content:
    """Make a dossier ready, with copies of evidence files and what a person states.

    Raises ReferralError where the other side names a record that the dossier doesn't hold.
    """
    notes = dossier.other.notes
    named = {r for group in notes.values() for n in group for r in n.records}
    if missing := sorted(named - set(dossier.records)):
        raise ReferralError(
            f"移送材料 {dossier.id}：有利情节引用的记录 {'、'.join(missing)} 不在卷内，"
            "材料未写出；请重新运行评估。"
        )
    called = _called(dossier.records)
    sections = tuple(
        Section(
            name,
            SECTIONS.get(name, name),
            tuple(Note(n.text, tuple(called[r] for r in n.records)) for n in notes.get(name, ())),
            bool(dossier.sites),
        )
        for name in [*SECTIONS, *sorted(set(notes) - set(SECTIONS))]
    )
    return Content(
        dossier,
        tuple(_finding(dossier, f) for f in dossier.findings),
        sections,
        {called[r]: _row(r, row, called[r]) for r, row in sorted(dossier.records.items())},
        tuple(
            {**entry, "record": called.get(entry["record"], entry["record"])} for entry in dossier.timeline
        ),
        frozenset(r for s in sections if s.name == "conflicting" for n in s.notes for r in n.records),
        tuple(
            replace(one, references=tuple(replace(r, record=called[r.record]) for r in one.references))
            for one in evidence
        ),
        said,
    )


def _finding(dossier: DossierContent, finding: Row) -> dict[str, Any]:
    """Names only evidence that this package carries: restricted evidence travels apart."""
    evidence = [e for e in finding.get("evidence") or () if f"duty_evidence/{e}" in dossier.records]
    return {**finding, "evidence": evidence}


def _nameless(reference: str, row: Row) -> bool:
    return reference.startswith("posts/") and not row.get("document") and bool(row.get("name"))


def _called(records: Mapping[str, Row]) -> dict[str, str]:
    """Reference → what the package calls it: the id of an unnamed post may be made of the person's name."""
    out: dict[str, str] = {}
    taken = set(records)
    for reference, row in sorted(records.items()):
        called = reference
        if _nameless(reference, row) and str(row["name"]) in reference:
            stem = called = "posts/" + reference.removeprefix("posts/").replace(str(row["name"]), UNNAMED)
            number = 1
            while called in taken:
                number += 1
                called = f"{stem}~{number}"
            taken.add(called)
        out[reference] = called
    return out


def _row(reference: str, row: Row, called: str) -> dict[str, Any]:
    """A post without its document shows no name (DESIGN §6.19)."""
    out = dict(row)
    if _nameless(reference, row):
        del out["name"]
        if "post_id" in out:
            out["post_id"] = called.removeprefix("posts/")
    return out
