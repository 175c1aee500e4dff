"""Which of millions of rows are plainly sound, so that only the others are looked at one by one.

A row is sound where its cells are, its id has one content, and what it points to, if anything, is sound and points
nowhere doubtful. Sound rows are what the others may refer to (`known.Known`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from engine.records.bulkdraft import BulkDraft
from engine.records.known import Known

_STEPS: Final = 8
"""Steps of `same_as` that are followed in sets; rows of a longer chain are looked at one by one."""


def sound_sites(draft: BulkDraft, mask: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Of the rows of `mask`, those that neither correct, nor are corrected, nor lead by `same_as` to a doubtful one."""
    keys, target, replaces = (draft.columns[name] for name in ("site_id", "same_as", "replaces"))
    mask = pc.and_(mask, pc.is_null(replaces))
    if replaces.null_count < len(replaces):
        mask = pc.and_(mask, pc.invert(pc.is_in(keys, value_set=pc.unique(replaces.drop_null()))))
    sound = pc.and_(mask, pc.is_null(target))
    if target.null_count == len(target):
        return sound
    for _ in range(_STEPS):
        reached = pc.and_(
            pc.and_(mask, pc.invert(sound)), pc.is_in(target, value_set=_those(target, keys, sound))
        )
        if not pc.any(reached).as_py():
            break
        sound = pc.or_(sound, reached)
    return sound


def sound_rows(draft: BulkDraft, mask: Any) -> Any:  # noqa: ANN401
    """Of the rows of `mask`, those that correct nothing, or a row that is sound and corrects nothing."""
    keys, replaces = draft.keys, draft.columns["replaces"]
    sound = pc.and_(mask, pc.is_null(replaces))
    if replaces.null_count == len(replaces) or draft.table.name == "posts":
        return sound  # a row of `posts` may be named by its person
    return pc.or_(sound, pc.and_(mask, pc.is_in(replaces, value_set=_those(replaces, keys, sound))))


def _those(targets: Any, keys: Any, mask: Any) -> Any:  # noqa: ANN401
    """Of the ids that are pointed to, those that a row of the mask bears."""
    wanted = pc.unique(targets.drop_null())
    return keys.filter(pc.and_(mask, pc.fill_null(pc.is_in(keys, value_set=wanted), False)))


class Sound(Known):
    """The sound rows of each table, as what doubtful ones may refer to."""

    def __init__(self, drafts: Mapping[str, BulkDraft], masks: Mapping[str, Any]) -> None:
        """`masks`: for each table which rows are sound."""
        self._drafts, self._masks = drafts, masks

    def held(self, table: str, ids: Collection[str]) -> AbstractSet[str]:
        """Which of the ids a sound row of that table bears."""
        keys = self._drafts[table].keys
        wanted = pa.array(sorted(ids), pa.string())
        found = pc.and_(pc.is_in(keys, value_set=wanted), self._masks[table])
        return frozenset(keys.filter(found).to_pylist())

    def posts_of(self, persons: Collection[str]) -> Mapping[str, AbstractSet[str]]:
        """`person_id` → ids of that person's sound rows in `posts`."""
        person, keys = (self._drafts["posts"].columns[name] for name in ("person_id", "post_id"))
        found = pc.and_(
            pc.is_in(person, value_set=pa.array(sorted(persons), pa.string())), self._masks["posts"]
        )
        out: dict[str, set[str]] = {}
        for one, post in zip(person.filter(found).to_pylist(), keys.filter(found).to_pylist(), strict=True):
            out.setdefault(one, set()).add(post)
        return out

    def sites(self) -> Any:  # noqa: ANN401
        """The ids of all sound sites."""
        return self._drafts["sites"].keys.filter(self._masks["sites"])
