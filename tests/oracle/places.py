"""The tree of places, climbed by its parent column: digits of a code say nothing (DESIGN §6.13)."""

from collections.abc import Iterable, Mapping

TOWNSHIP_KINDS = ("乡", "镇", "民族乡", "苏木", "民族苏木")


class Places:
    """Codes with their level, kind and parent."""

    def __init__(self, tree_rows: Iterable[Mapping[str, str]]) -> None:
        self._rows = {row["code"]: row for row in tree_rows}

    def level(self, code: str) -> str:
        """Province, city, county or township."""
        return self._rows[code]["level"]

    def is_township_government(self, code: str) -> bool:
        """Whether the place has a 乡、镇人民政府: 街道 and other kinds have none."""
        return self.level(code) == "township" and self._rows[code]["kind"] in TOWNSHIP_KINDS

    def upward(self, code: str) -> list[str]:
        """The place itself, then each place above it."""
        found = []
        while code:
            found.append(code)
            code = self._rows[code]["parent_code"]
            if code not in self._rows:
                break
        return found

    def at_level(self, code: str, level: str) -> str | None:
        """The place of that level at or above ``code``, or None where the country is irregular."""
        return next((place for place in self.upward(code) if self.level(place) == level), None)
