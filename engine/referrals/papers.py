"""`facts.json` and `proof.json`: what the package rests on, for programs, in canonical JSON."""

import json
import re
from typing import Any, Final

from engine.referrals.attachments import Attachment
from engine.referrals.content import Content
from engine.referrals.labels import STATUS
from engine.referrals.shapes import Row
from engine.referrals.wording import neutral

_LONE: Final = re.compile("[\ud800-\udfff]")


def canonical(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """UTF-8, keys sorted, lists as they are, indent 2, newline at the end; a lone surrogate as its code."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return (_LONE.sub(lambda m: f"⟨U+{ord(m[0]):04X}⟩", text) + "\n").encode()


def facts(content: Content) -> dict[str, Any]:
    """The dossier as data; its proof stands in `proof.json`."""
    dossier = content.dossier
    return {
        "id": dossier.id,
        "status": "draft",
        "as_of": dossier.as_of,
        "restricted": dossier.restricted,
        "stated": content.stated.form(),
        "subject": {
            "organ": dossier.organ, "name": dossier.organ_name,
            "jurisdiction": dossier.place, "place": dossier.place_name,
        },
        "receiver": {
            "jurisdiction": dossier.receiver, "name": dossier.receiver_name,
            "reason": dossier.receiver_reason,
        },
        "sender": dossier.office,
        "clock": {"act_by": dossier.act_by, "text": dossier.clock},
        "findings": [{k: v for k, v in f.items() if k != "proof"} for f in content.findings],
        "grounds": list(dossier.grounds),
        "posts": list(dossier.posts),
        "sites": list(dossier.sites),
        "timeline": [{**t, "said": neutral(t["said"])} for t in content.timeline],
        "records": content.records,
        "other_side": [
            {
                "section": s.name, "title": s.title, "count": len(s.notes),
                "notes": [{"text": neutral(n.text), "records": list(n.records)} for n in s.notes],
            }
            for s in content.sections
        ],
        "reader_notes": list(dossier.reader_notes),
        "evidence": [copy_form(one) for one in content.evidence],
        "digests": dict(dossier.digests),
        **_copy(content),
    }  # fmt: skip


def copy_form(one: Attachment) -> dict[str, Any]:
    """A copy: pages and first and last page in the volume, null where they are not counted; who names which of them."""
    return {
        "number": one.number, "file": one.copy, "name": one.given, "size": len(one.data), "sha256": one.sha256,
        "pages": one.pages, "volume_pages": list(one.span[0]) if one.span else None,
        "records": [
            {
                "record": r.record, "written": r.written, "pages": [list(pair) for pair in r.pages],
                "volume_pages": [list(pair) for pair in one.in_volume(r.pages) or one.span], "cited": one.cited(r),
            }
            for r in one.references
        ],
    }  # fmt: skip


def _copy(content: Content) -> dict[str, Any]:
    """What only a reading copy says."""
    if not content.mark:
        return {}
    return {"status": "reading_copy", "reader": content.mark, "masked": [list(one) for one in content.masked]}


def proof(content: Content) -> dict[str, Any]:
    """For each finding, each element of the clause with its facts, records and status."""

    def limb(one: Row) -> Row:
        status = content.status(one)
        return {
            "element": neutral(one["element"]), "facts": list(map(neutral, one["facts"])),
            "records": list(one["records"]), "evidence": content.cited(one["records"]),
            "conflicting_records": sorted(content.disputed & set(one["records"])),
            "status": status, "status_zh": STATUS.get(status, status),
        }  # fmt: skip

    return {
        "id": content.dossier.id,
        "as_of": content.dossier.as_of,
        "findings": [
            {
                "id": f["id"], "rule": f["rule"], "title": f["title"], "legal_basis": f["legal_basis"],
                "met_on": f["met_on"], "ended_on": f["ended_on"], "elements": [limb(e) for e in f["proof"]],
            }
            for f in content.findings
        ],
    }  # fmt: skip
