"""Rows of text put straight into the XML of a sheet: XlsxWriter makes an object of every cell, and these are 10⁵ alike."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Final

_DIMENSION: Final = re.compile(r'<dimension ref="A1(:[A-Z]+\d+)?"/>')
_END: Final = "</sheetData>"
_ESCAPED: Final = re.compile(r"(_x[0-9a-fA-F]{4}_)")
"""What Excel would read as the code of a character."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that follow the last one of a sheet and look like it; `heights` in points, other than the default of 15.

    `at`: the number of that last row as a person sees it. Every row has a cell for each column, 26 at most.
    """

    at: int
    texts: Sequence[Sequence[str]]
    heights: Sequence[int]


def with_rows(sheet: bytes, rows: Rows) -> bytes:
    """The XML of a sheet with them. Their texts are the cells' own (inline): a reader need not look them up."""
    text = sheet.decode()
    found = re.search(rf'<c r="A{rows.at}" s="(\d+)"', text)
    if found is None or text.count(_END) != 1:
        raise ValueError(f"row {rows.at} of the sheet has no form")
    last = f"{ascii_uppercase[len(rows.texts[0]) - 1]}{rows.at + len(rows.texts)}"
    head, tail = _DIMENSION.sub(f'<dimension ref="A1:{last}"/>', text).split(_END)
    return "".join([head, *_written(rows, found[1]), _END, tail]).encode()


def _written(rows: Rows, form: str) -> Iterator[str]:
    across = len(rows.texts[0])
    columns = ascii_uppercase[:across]
    for number, (texts, height) in enumerate(zip(rows.texts, rows.heights, strict=True), rows.at + 1):
        yield f'<row r="{number}" spans="1:{across}" ht="{height}" customHeight="1">'
        for column, text in zip(columns, texts, strict=True):
            if text:
                kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
                yield (
                    f'<c r="{column}{number}" s="{form}" t="inlineStr"><is><t{kept}>{_escape(text)}</t></is></c>'
                )
            else:
                yield f'<c r="{column}{number}" s="{form}"/>'
        yield "</row>"


def _escape(text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub(r"_x005F\1", text)
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text
