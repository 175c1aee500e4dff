"""What a dossier rests on, without the day of the run: findings, elements, cited records; and its digest."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from engine.ledgers.dossier_form import DraftForm, Form
from engine.records import TABLES
from engine.signing import quick

_RANGE: Final = re.compile(r"(\d{4}-\d{2}-\d{2}) 至 (\d{4}-\d{2}-\d{2})")
_VERSION: Final = re.compile(r"~\d+\b~*")
_LAST: Final = re.compile(r"~\d+~*$")
IN_FORCE: Final = "依据在各该日有效"
"""The element that repeats the stretch's own days."""
SITE_COLUMNS: Final = frozenset({"site_id", "same_as"})
COUNTED: Final = "达到数量"
"""How the element begins that says how many sites count: it grows with time and is compared as numbers."""


@dataclass(frozen=True)
class Ground:
    """One finding of a dossier as of the dossier's day; days are `YYYY-MM-DD`."""

    form: Form
    as_of: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Rule, jurisdiction, and the organ or evidence where the id names one."""
        rule, place = str(self.form["rule"]), str(self.form["jurisdiction"])
        rest = str(self.form["id"]).removeprefix(f"{rule}/{place}/").rpartition("/")[0]
        return rule, place, unversioned(rest)

    @property
    def met_on(self) -> str:
        """First day."""
        return str(self.form["met_on"])

    def ended_by(self, day: str) -> str | None:
        """Last day, if the stretch had ended before `day`: what a reader on that day is told."""
        ended = self.form["ended_on"]
        return str(ended) if ended is not None and ended < day else None

    def overlaps(self, other: "Ground") -> bool:
        """Whether what was told here and a finding of today are one: the same rule and place, and a told day in common."""
        last = self.form["ended_on"] or self.as_of
        return (
            self.key == other.key and self.met_on <= (other.form["ended_on"] or "9") and other.met_on <= last
        )

    @property
    def sites(self) -> frozenset[str]:
        """The sites that count in it, as records: a corrected site is still that site."""
        return frozenset(map(unversioned, self.form["sites"]))

    @property
    def windows(self) -> list[tuple[str, frozenset[str]]]:
        """First day and sites of each counting window."""
        return [(w["from"], frozenset(map(unversioned, w["sites"]))) for w in self.form["windows"] or ()]

    @cached_property
    def elements(self) -> Mapping[str, Form]:
        """Elements by name; a site's own name is left out: its id stands for it."""
        return {self._name(e["element"]): e for e in self.form["proof"]}

    def _name(self, element: str) -> str:
        plain = _VERSION.sub("", element)
        for site in self.sites:
            at = plain.find(f"（{site}）")
            if at >= 0:
                return plain[at:]
        return plain

    def support(self) -> set[str]:
        """The records that the finding and its elements cite."""
        cited = set(self.form["records"]) | {r for e in self.form["proof"] for r in e["records"]}
        return cited | {f"duty_evidence/{e}" for e in self.form["evidence"]}


def grounds_of(form: Form) -> list[Ground]:
    """The findings of a dossier."""
    return [Ground(f, form["as_of"]) for f in form["findings"]]


def said_until(facts: Iterable[str], day: str) -> set[tuple[str, str]]:
    """What facts say of the days up to `day`: (subject, item), stretches cut there, versions of rows left out."""

    def cut(match: re.Match[str]) -> str:
        first, last = match.groups()
        return "" if first > day else f"{first} 至 {min(last, day)}"

    out = set()
    for fact in facts:
        head, _, rest = _VERSION.sub("", _RANGE.sub(cut, fact)).partition("：")
        out |= {(head, item) for item in rest.split("、") if item.strip()} or {(head, "")}
    return out


def unversioned(row: str) -> str:
    """The record's id of a row's id: `D1` of `D1~2`."""
    return _LAST.sub("", row) if "~" in row else row


def identity(reference: str) -> tuple[str, str]:
    """Table and record of `table/id~version`: all versions of a row are one record."""
    table, _, row = reference.partition("/")
    return table, unversioned(row)


def content(reference: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as a reader sees it, without the id that changes with each version, of itself or of its site."""
    table = reference.partition("/")[0]
    key = TABLES[table].key if table in TABLES else ""
    return {k: unversioned(str(v)) if k in SITE_COLUMNS else v for k, v in row.items() if k != key}


def until_now(fact: str, day: str) -> str:
    """A fact as a digest reads it: a stretch up to the day of the run goes on."""
    return _RANGE.sub(lambda m: f"{m[1]} 至 今" if m[2] == day else m[0], fact)


def grounds_digest(form: Form) -> str:
    """SHA-256 of all that a draft rests on: it changes with facts, rows, posts, clauses, never with the day alone."""
    if isinstance(form, DraftForm):
        form = form.draft.grounds()
    day = str(form["as_of"])
    value = {
        "subject": [form["organ"], form["place"], form["receiver"], form["restricted"]],
        "reason": form["receiver_reason"],
        "findings": [
            {
                **{
                    k: f[k]
                    for k in ("rule", "jurisdiction", "met_on", "ended_on", "count", "threshold", "sites")
                },
                "windows": f["windows"],
                "basis": f["legal_basis"],
                "elements": [
                    [e["element"], e["status"], [until_now(x, day) for x in e["facts"]], e["records"]]
                    for e in f["proof"]
                ],
            }
            for f in form["findings"]
        ],
        "posts": sorted(form["posts"], key=_post_key),
        "records": form["records"],
    }
    return hashlib.sha256(quick(value)).hexdigest()


def _post_key(post: Mapping[str, Any]) -> str:
    """The order of posts in digests already signed; that of print may differ."""
    return str(tuple(post.get(k) for k in ("post", "role", "person", "from_on")))
