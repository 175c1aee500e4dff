"""`replaces`: which row a row corrects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from engine.records.drafts import Draft
from engine.records.known import NOTHING, Known
from engine.records.paths import cycles, spelt

_SHOWN = 5


def settle_corrections(draft: Draft, held: Known = NOTHING) -> None:
    """Reject rows that correct a row nobody sent, rows that correct each other, and sites corrected twice.

    A row that was itself rejected may be corrected, and one that is held already.
    """
    targets = {named for row in draft.standing() if (named := draft.text("replaces", row))}
    of_store = held.held(draft.table.name, targets) if targets else frozenset()
    if draft.table.name == "posts":
        _name_corrected_posts(draft, of_store, held)
        of_store |= {post for posts in held.posts_of(targets - of_store).values() for post in posts}
    known = {draft.key(row) for row in range(len(draft))} | of_store
    if draft.table.name == "posts":
        known |= {draft.text("person_id", row) for row in draft.faults}
    replaced: dict[str, str] = {}
    for row in draft.standing():
        target = draft.text("replaces", row)
        if target is not None and target not in known:
            reason = f"{draft.table.label}表中没有编号 {target}，无从更正；请核对“更正”所填的编号"
            draft.reject(row, "replaces", reason)
        elif target is not None:
            replaced[draft.key(row) or ""] = target
    rows = {draft.key(row): row for row in draft.standing()}
    before = held.corrections(draft.table.name) if replaced else {}
    for cycle in cycles({**before, **replaced}):
        for key in (key for key in cycle if key in rows):
            draft.reject(rows[key], "replaces", f"更正关系成环：{spelt(cycle)}；请只让新行更正旧行")
    if draft.table.name == "sites":
        _check_single(draft, {target: key for key, target in before.items() if key not in rows})


def _name_corrected_posts(posts: Draft, of_store: AbstractSet[str], held: Known) -> None:
    """In `posts`, whose rows mostly bear no id, a person's only other row may be named by `person_id`."""
    known = {posts.key(row) for row in range(len(posts))} | of_store
    wanted = {target for row in posts.standing() if (target := posts.text("replaces", row))} - known
    by_person: dict[str, set[str]] = defaultdict(set)
    for known_person, rows in held.posts_of(wanted).items() if wanted else ():
        by_person[known_person] |= rows
    for row in posts.standing():
        person = posts.text("person_id", row)
        if person is not None:
            by_person[person].add(posts.key(row) or "")
    for row in list(posts.standing()):
        target = posts.text("replaces", row)
        if target is None or target in known:
            continue
        others = by_person.get(target, set()) - {posts.key(row) or ""}
        if len(others) == 1:
            posts.values["replaces"][row] = others.pop()
        elif others:
            which = "、".join(sorted(others)[:_SHOWN])
            reason = f"{target} 有{len(others)}行任职，不知更正哪一行；请填写该行的任职编号：{which}"
            posts.reject(row, "replaces", reason)


def _check_single(sites: Draft, held: Mapping[str, str]) -> None:
    """Two rows that correct one site would leave it open which of them its discoveries follow."""
    correcting: dict[str, list[int]] = defaultdict(list)
    for row in sites.standing():
        if target := sites.text("replaces", row):
            correcting[target].append(row)
    for target, rows in correcting.items():
        named = {str(sites.key(row)) for row in rows} | ({held[target]} if target in held else set())
        if len(named) == 1:
            continue
        keys = "、".join(sorted(named))
        mend = "请只保留一行，或让后一行更正前一行"
        for row in rows:
            sites.reject(row, "replaces", f"矿点 {target} 同时被 {keys} 更正，不知以哪一行为准；{mend}")
