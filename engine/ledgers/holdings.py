"""What the store holds, asked while a file is judged: rows that it may refer to, correct or contradict."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from sqlalchemy import func, select
from sqlmodel import Session

from engine.ledgers.inquiry_letters import Letter, letters
from engine.ledgers.joins import joined
from engine.ledgers.site_names import Site
from engine.records.known import Known
from engine.store.models import ImportFile, RecordVersion
from engine.store.versions import Known as Version
from engine.store.versions import latest

_RECORDS: Final[Any] = RecordVersion.__table__  # type: ignore[attr-defined]
_FILES: Final[Any] = ImportFile.__table__  # type: ignore[attr-defined]
_BATCH: Final = 5_000


@dataclass(frozen=True, slots=True)
class HeldSite:
    """The last version of a site; `content` as the store keeps it."""

    id: str
    content: Mapping[str, Any]
    minted: bool

    def site(self) -> Site:
        """As far as two may be compared."""
        texts = tuple(str(self.content[c]) for c in ("note", "evidence") if self.content.get(c))
        return Site(self.id, self.content["name"], self.content["jurisdiction"], texts)


class Holdings(Known):
    """The store as one session sees it; nothing is read twice."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._latest: dict[str, dict[str, Version | None]] = {}
        self._corrections: dict[str, dict[str, str]] = {}

    def versions(self, table: str, ids: Iterable[str]) -> dict[str, Version]:
        """The last version of each id that names a record, or a row of one (`D1~2`)."""
        known = self._latest.setdefault(table, {})
        wanted = set(ids)
        missing = wanted - set(known)
        if missing:
            found = latest(self._session, table, missing)
            known |= {one: found.get(one) for one in missing}
        return {one: version for one in wanted if (version := known[one]) is not None}

    def held(self, table: str, ids: Collection[str]) -> AbstractSet[str]:
        """Which of the ids name a record."""
        return set(self.versions(table, ids))

    def posts_of(self, persons: Collection[str]) -> Mapping[str, AbstractSet[str]]:
        """Posts whose id, derived from the row, begins with the person's."""
        out: dict[str, set[str]] = {}
        for person in persons:
            ids = self._session.execute(
                select(_RECORDS.c.record_id).distinct()
                .where(_RECORDS.c.table == "posts", _RECORDS.c.record_id.startswith(f"{person}@", autoescape=True))
            ).scalars()  # fmt: skip
            out[person] = set(ids)
        return out

    def corrections(self, table: str) -> Mapping[str, str]:
        """Record → the record that it says it corrects, by last versions."""
        if table not in self._corrections:
            rows = self._newest(table, _RECORDS.c.content.contains('"replaces":"', autoescape=True))
            said = {record: json.loads(content).get("replaces") for record, content, _ in rows}
            self._corrections[table] = {record: target for record, target in said.items() if target}
        return self._corrections[table]

    def corrected_by(self, table: str) -> Mapping[str, str]:
        """Record → the record that corrects it."""
        return {target: record for record, target in self.corrections(table).items()}

    @cached_property
    def letters(self) -> list[Letter]:
        """Every letter of inquiry that the office wrote."""
        return letters(self._session)

    @cached_property
    def sites(self) -> Mapping[str, HeldSite]:
        """All sites by id, withdrawn ones left out."""
        return {
            record: HeldSite(record, said, minted is not None)
            for record, content, minted in self._newest("sites")
            if not (said := json.loads(content)).get("withdrawn")
        }

    def joined_sites(self) -> Mapping[str, str]:
        """Site → the site it is the same as: said by its row, or decided by a person."""
        return self._joined

    @cached_property
    def _joined(self) -> dict[str, str]:
        said = {
            site.id: site.content["same_as"] for site in self.sites.values() if site.content.get("same_as")
        }
        return said | joined(self._session)

    def senders(self, table: str, ids: Iterable[str]) -> dict[str, str | None]:
        """Who sent each record first; None where the office wrote it itself."""
        out: dict[str, str | None] = {}
        wanted = sorted(set(ids))
        for start in range(0, len(wanted), _BATCH):
            rows = self._session.execute(
                select(_RECORDS.c.record_id, _FILES.c.sender)
                .select_from(_RECORDS.outerjoin(_FILES, _RECORDS.c.import_id == _FILES.c.id))
                .where(_RECORDS.c.table == table, _RECORDS.c.version == 1)
                .where(_RECORDS.c.record_id.in_(wanted[start : start + _BATCH]))
            )
            out.update((row.record_id, row.sender) for row in rows)
        return out

    def _newest(self, table: str, *conditions: Any) -> list[tuple[str, str, str | None]]:  # noqa: ANN401
        """`(record_id, content, minted_from)` of the last versions that meet the conditions, oldest record first."""
        c = _RECORDS.c
        newest = select(c.record_id, func.max(c.version).label("version"), func.min(c.id).label("first"))
        newest_of = newest.where(c.table == table).group_by(c.record_id).subquery()
        asked = (
            select(c.record_id, c.content, c.minted_from)
            .join(newest_of, (c.record_id == newest_of.c.record_id) & (c.version == newest_of.c.version))
            .where(c.table == table, *conditions)
            .order_by(newest_of.c.first)
        )
        return [tuple(row) for row in self._session.execute(asked)]
