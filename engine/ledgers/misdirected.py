"""Rows under the ids that letters of inquiry gave, which speak of another site than the letter asked about.

Such a row would tell of a site that nobody asked of, and close the inquiry about the one that was asked of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.ledgers.inquiry_letters import ANSWERS, Letter
from engine.records import TABLES

if TYPE_CHECKING:
    from engine.ledgers.holdings import Holdings
    from engine.records.drafts import Draft


@dataclass(frozen=True, slots=True)
class Asked:
    """What an id was given for: the letter, the site's name, and the cells that must stay as they were written."""

    number: str
    name: str
    cells: Mapping[str, str]


def refuse_misdirected(drafts: Mapping[str, Draft], held: Holdings) -> None:
    """Refuse rows whose id a letter gave for another site, or for completing another row."""
    given: dict[tuple[str, str], Asked] | None = None
    for table, draft in drafts.items():
        for row in list(draft.standing()):
            key = draft.key(row) or ""
            if not key.startswith(ANSWERS):
                continue
            if given is None:
                given = {at: asked for letter in held.letters for at, asked in _given(letter)}
            asked = given.get((table, key))
            if asked is None:
                continue
            for column, wanted in asked.cells.items():
                # A reference may name a version of the record: `S1~2`.
                if (draft.text(column, row) or "").partition("~")[0] != wanted.partition("~")[0]:
                    draft.reject(row, column, _reason(key, asked, wanted))
                    break


def _given(letter: Letter) -> Iterator[tuple[tuple[str, str], Asked]]:
    for row in letter.rows:
        if row.check is not None:
            yield ("checks", row.check), Asked(letter.number, row.name, {"site_id": row.site})
        for one in row.rows:
            table = str(one["table"])
            cells = {c: str(one[c]) for c in ("site_id", "replaces") if one.get(c)}
            yield (table, str(one[TABLES[table].key])), Asked(letter.number, row.name, cells)


def _reason(key: str, asked: Asked, wanted: str) -> str:
    return (
        f"编号 {key} 是答复 {asked.number} 关于 {asked.name} 的，这一格应为 {wanted}；"
        "请改回，另有别处的情况请另起一行、另编编号"
    )
