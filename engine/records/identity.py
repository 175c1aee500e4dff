"""One id, one content: the same row sent twice is one row, two contents under one id are none."""

from __future__ import annotations

from collections import defaultdict

from engine.records.drafts import Draft

_SHOWN = 3
POST = ("jurisdiction", "organ", "post", "from_on")
"""What a row of `posts` without an id speaks, after the person."""


def name_posts(draft: Draft) -> None:
    """Give rows of `posts` without an id the one that they speak: person, place, post, first day.

    A person holds several posts over the years, so `person_id` can't identify a row. A row that corrects
    another may keep all of this and would collide with it, so its id says what it corrects.
    """
    values = draft.values
    for row, given in enumerate(values["post_id"]):
        if given is None and row not in draft.faults:
            who = values["person_id"][row] or values["name"][row]
            where = ":".join(str(values[column][row]) for column in POST)
            replaced = draft.text("replaces", row)
            values["post_id"][row] = f"{who}@{where}" + (f"~{replaced}" if replaced else "")


def settle_identities(draft: Draft) -> None:
    """Drop repeated rows; reject every row of an id that stands for several contents."""
    by_key: dict[str | None, list[int]] = defaultdict(list)
    for row in draft.standing():
        by_key[draft.key(row)].append(row)
    columns = list(draft.values.values())
    for rows in by_key.values():
        if len(rows) == 1:
            continue
        contents = {tuple(column[row] for column in columns): row for row in reversed(rows)}
        if len(contents) == 1:
            # Which of equal rows stays decides nothing but the row number that later messages print.
            kept, *others = sorted(rows, key=lambda row: _position(draft, row))
            draft.dropped |= dict.fromkeys(others, kept)
        else:
            _reject_all(draft, rows)


def _reject_all(draft: Draft, rows: list[int]) -> None:
    ordered = sorted(rows, key=lambda row: _position(draft, row))
    label = draft.table.column(draft.table.key).label
    differing = "、".join(
        column.label
        for column in draft.table.columns
        if len({draft.values[column.name][row] for row in rows}) > 1
    )
    mend = "各行都未接受；请只保留一行，更正请另用编号并填写“更正”"
    more = f" 等{len(rows) - 1}行" if len(rows) > _SHOWN + 1 else ""
    for row in ordered:
        others = [str(draft.origins[other]) for other in ordered[: _SHOWN + 1] if other != row]
        where = "、".join(others[:_SHOWN]) + more
        reason = f"同一{label}的内容与{where}不同（{differing}），{mend}"
        draft.reject(row, draft.table.key, reason, draft.key(row))


def _position(draft: Draft, row: int) -> tuple[str, str, int]:
    origin = draft.origins[row]
    return (origin.file, origin.sheet or "", origin.row)
