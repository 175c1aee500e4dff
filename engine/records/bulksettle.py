"""What rows of millions say about each other: the doubtful ones taken out and judged as rows of spreadsheets are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from engine.records.bulkarrays import but
from engine.records.bulkclean import Sound, sound_rows, sound_sites
from engine.records.bulkdraft import BulkDraft
from engine.records.bulkrepeats import Repeats, repeats
from engine.records.corrections import settle_corrections
from engine.records.drafts import Draft
from engine.records.identity import settle_identities
from engine.records.references import settle_references
from engine.records.rejections import Rejection

SITES = "sites"


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Rows of one table that were looked at one by one: their positions, and the draft they make."""

    positions: list[int]
    draft: Draft

    def faults(self) -> dict[int, list[Rejection]]:
        """Refused rows by position, each with its faults."""
        return {self.positions[index]: told for index, told in self.draft.faults.items()}


def settle(drafts: Mapping[str, BulkDraft]) -> dict[str, tuple[Any, list[Rejection]]]:
    """For each table which rows are accepted (a truth value each), and the faults of all others.

    Raises RecordsError where too many rows would have to be looked at one by one.
    """
    repeated = {name: repeats(draft, but(len(draft), draft.faults)) for name, draft in drafts.items()}
    single = {name: but(len(draft), repeated[name].dropped) for name, draft in drafts.items()}
    free = {
        name: pc.and_(single[name], but(len(draft), [*draft.faults, *repeated[name].disputed]))
        for name, draft in drafts.items()
    }
    sound = {
        name: (sound_sites if name == SITES else sound_rows)(drafts[name], free[name]) for name in drafts
    }
    known = Sound(drafts, sound)
    doubtful = {SITES: _judged(drafts[SITES], single[SITES], sound[SITES], known)}
    standing = _standing_sites(doubtful[SITES].draft, known)
    for name, draft in drafts.items():
        if name != SITES:
            sound[name] = pc.and_(sound[name], _at_sites(draft, standing))
            doubtful[name] = _judged(draft, single[name], sound[name], known)
    settle_references({name: doubtful[name].draft for name in drafts}, known)
    return {name: _outcome(drafts[name], repeated[name], doubtful[name]) for name in drafts}


def _judged(draft: BulkDraft, single: Any, sound: Any, known: Sound) -> Doubtful:  # noqa: ANN401
    """The rows that are not sound, each content once, judged but for what they refer to."""
    positions = pc.indices_nonzero(pc.and_(single, pc.invert(sound))).to_pylist()
    taken = draft.draft(positions)
    settle_identities(taken)
    before = [taken.text("replaces", row) for row in range(len(taken))]
    settle_corrections(taken, known)
    after = ((row, taken.text("replaces", row)) for row in range(len(taken)))
    draft.put(
        "replaces", {positions[row]: now for row, now in after if now is not None and now != before[row]}
    )
    return Doubtful(positions, taken)


def _standing_sites(sites: Draft, known: Sound) -> Any:  # noqa: ANN401 - pyarrow has no types
    """The ids of all sites that will be accepted."""
    trial = replace(
        sites, faults={row: list(told) for row, told in sites.faults.items()}, dropped=dict(sites.dropped)
    )
    settle_references({SITES: trial}, known)
    keys = pa.array([trial.key(row) for row in trial.standing()], pa.string())
    return pa.concat_arrays([known.sites(), keys])


def _at_sites(draft: BulkDraft, standing: Any) -> Any:  # noqa: ANN401
    """Which rows name no site or one that is accepted."""
    column = draft.columns.get("site_id")
    if column is None:
        return pa.repeat(pa.scalar(True), len(draft))
    return pc.or_(pc.is_null(column), pc.is_in(column, value_set=standing))


def _outcome(draft: BulkDraft, repeated: Repeats, doubtful: Doubtful) -> tuple[Any, list[Rejection]]:
    fallen = doubtful.faults()
    told = [fault for faults in fallen.values() for fault in faults]
    also = pc.is_in(repeated.kept, value_set=pa.array(list(fallen), pa.int64()))
    copies, of = repeated.dropped.filter(also).to_pylist(), repeated.kept.filter(also).to_pylist()
    told += _of_copies(draft, copies, [fallen[position] for position in of])
    gone = pa.concat_arrays([pa.array(list(fallen), pa.int64()), repeated.dropped])
    return but(len(draft), gone), told


def _of_copies(draft: BulkDraft, copies: list[int], faults: Iterable[list[Rejection]]) -> list[Rejection]:
    """Rows that repeat a refused row are refused too: each place is to be mended."""
    origins = draft.origins(copies)
    return [
        origin.reject(fault.column, fault.value, fault.reason)
        for origin, told in zip(origins, faults, strict=True)
        for fault in told
    ]
