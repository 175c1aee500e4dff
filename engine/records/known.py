"""What is held already beside the files being read: rows that new ones may refer to and correct."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet


class Known:
    """Nothing is held: a folder stands by itself. Those who keep records answer instead."""

    def held(self, table: str, ids: Collection[str]) -> AbstractSet[str]:  # noqa: ARG002
        """Which of the ids name a row of that table."""
        return frozenset()

    def posts_of(self, persons: Collection[str]) -> Mapping[str, AbstractSet[str]]:  # noqa: ARG002
        """`person_id` → ids of that person's rows in `posts`."""
        return {}

    def corrections(self, table: str) -> Mapping[str, str]:  # noqa: ARG002
        """Row of that table → the row it corrects."""
        return {}

    def joined_sites(self) -> Mapping[str, str]:
        """Site → the site it is said to be the same as."""
        return {}


NOTHING = Known()
"""No row is held."""
