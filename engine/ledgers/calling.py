"""What sites are called in a run: its document names those of which it tells a state, the store all others."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session

from engine.store.versions import told


def called(session: Session, document: Mapping[str, Any], others: Iterable[str] = ()) -> dict[str, str]:
    """Site (the id of its row) → name: of the document's list, its findings and inquiries, and of others.

    A site of which only an unverified report tells is in no state, and so not in the list.
    """
    out: dict[str, str] = {s["site"]: s["name"] for s in document["sites"]}
    wanted = {site for finding in document["findings"] for site in finding["sites"]}.union(others)
    wanted |= {inquiry["site"] for inquiry in document["inquiries"]}
    rows = told(session, "sites", wanted - out.keys())
    return out | {site: row.get("name", "") for site, row in rows.items()}
