"""What was already done about an organ or a site, in words: the kind, against whom, the number of its document."""

from collections.abc import Mapping
from typing import Any

from engine.jurisdictions import Tree
from engine.organs import organ_name
from engine.records import said
from engine.referrals.labels import unit_name


def action_said(tree: Tree, on: str | None, row: Mapping[str, Any]) -> str:
    """A prior action of a day (YYYY-MM-DD) in a line, with the organ that took it."""
    return f"{on} {unit_name(row['by'])}：{act_said(tree, row)}"


def act_said(tree: Tree, row: Mapping[str, Any]) -> str:
    """The act itself: its kind, the organ of its place, or the site, that it was about, its document."""
    site = row.get("site_id")
    if row.get("organ"):
        organ = organ_name(tree, row["jurisdiction"], row["organ"])
        against = f"{organ}（矿点 {site}）" if site else organ
    else:
        against = f"{tree.path_name(row['jurisdiction'])}的矿点 {site}"
    kind = said("prior_actions", "kind", row["kind"])
    number = f"，文号{row['document']}" if row.get("document") else ""
    return f"{kind}，对象为{against}{number}"
