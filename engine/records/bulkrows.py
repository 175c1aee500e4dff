"""What the cells of one row say together: contradictions, and the ids that rows of `posts` speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.records.bulkarrays import but
from engine.records.bulkdraft import QUOTED, BulkDraft, Piece
from engine.records.cells import Fault
from engine.records.drafts import Draft
from engine.records.identity import POST, name_posts
from engine.records.rowrules import check_rows
from engine.records.schema import Table

_ORDERED: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "inquiries": (("answered_on", "sent_on"), ("due_on", "sent_on")),
    "posts": (("to_on", "from_on"),),
}
"""Table → pairs of days, the second of which may not come after the first; `rowrules` says why not."""


def settled(table: Table, piece: Piece) -> Piece:
    """The piece with the faults of its rows told and its posts named."""
    doubtful = pc.indices_nonzero(_doubtful(table, piece.columns)).to_pylist()
    if doubtful:
        draft = BulkDraft(table, [replace(piece, columns=dict(piece.columns))]).draft(doubtful)
        check_rows(draft)
        piece.faults.update({doubtful[index]: told for index, told in draft.faults.items()})
    return _named(piece) if table.name == "posts" else piece


def _doubtful(table: Table, columns: Mapping[str, Any]) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Rows that `rowrules` must look at: all that it could refuse, and hardly any other."""
    mask = pa.repeat(pa.scalar(False), len(columns[table.key]))
    for later, earlier in _ORDERED.get(table.name, ()):
        mask = pc.or_(mask, pc.fill_null(pc.less(columns[later], columns[earlier]), False))
    if table.name == "prior_actions":
        mask = pc.and_(pc.is_null(columns["organ"]), pc.is_null(columns["site_id"]))
    return mask


def _named(piece: Piece) -> Piece:
    """Rows without an id are given the one that `identity.name_posts` gives; refused rows stay without."""
    columns = piece.columns
    unnamed = pc.and_(pc.is_null(columns["post_id"]), but(len(piece.numbers), piece.faults))
    if not pc.any(unnamed).as_py():
        return piece
    who = pc.coalesce(columns["person_id"], columns["name"])
    where = pc.binary_join_element_wise(*(columns[name].cast(pa.string()) for name in POST), ":")
    replaced = pc.fill_null(pc.binary_join_element_wise("~", columns["replaces"], ""), "")
    spoken = pc.binary_join_element_wise(who, "@", where, "").cast(pa.string())
    ids = pc.if_else(unnamed, pc.binary_join_element_wise(spoken, replaced, ""), columns["post_id"])
    return Piece(
        piece.file,
        piece.sheet,
        piece.numbers,
        {**columns, "post_id": ids},
        piece.given,
        piece.faults,
        piece.refused,
    )


def piece_of(draft: Draft) -> Piece | None:
    """The rows of one sheet, already judged by themselves, as a piece; None where there are none."""
    if not draft.origins:
        return None
    if draft.table.name == "posts":
        name_posts(draft)
    refused: dict[int, dict[str, Fault]] = {}
    columns = {}
    for column in draft.table.columns:
        values = draft.values[column.name]
        for row, value in enumerate(values):
            if isinstance(value, Fault):
                refused.setdefault(row, {})[column.name] = value
        columns[column.name] = pa.array([None if isinstance(v, Fault) else v for v in values], column.arrow)
    place = draft.origins[0]
    return Piece(
        place.file, place.sheet, pa.array([origin.row for origin in draft.origins], pa.int32()), columns,
        {name: draft.given[name] for name in QUOTED if name in draft.given}, dict(draft.faults), refused,
    )  # fmt: skip
