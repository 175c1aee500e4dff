"""Coded cells as a Chinese reader says them."""

from functools import lru_cache

from engine.records.schema import CODES, TABLES


@lru_cache(maxsize=4096)
def said(table: str, column: str, code: str) -> str:
    """The official Chinese word of a coded cell (`said("checks", "result", "stopped")`); other text as it is."""
    words = CODES.get(TABLES[table].column(column).domain, {}).get(code)
    return words[0] if words else code
