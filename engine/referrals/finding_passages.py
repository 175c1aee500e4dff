"""What the letter says of each finding: its days, count and windows, its sites with their records, the clues it rests on."""

from collections.abc import Iterator
from typing import Any, Final

from engine.referrals.content import Content
from engine.referrals.labels import cell, found_said, unit_name
from engine.referrals.shapes import Row
from engine.referrals.wording import day, days, quoted, shown

_STATUSES: Final = (
    ("proved", "有记录证明的"),
    ("not_proved", "未证明的"),
    ("contradicted", "记录相互矛盾的"),
)
_DISCOVERY_DAYS: Final = (("reported_on", "举报"), ("verified_on", "核实"), ("registered_on", "登记"))


def _force(finding: Row) -> Iterator[str]:
    """The days on which the rule was in force, as the proof says them."""
    for one in finding["proof"]:
        if one["element"] == "依据在各该日有效" and one["facts"]:
            yield f"{days(shown(one['facts'][0]))}。"


def findings(content: Content) -> Iterator[dict[str, Any]]:
    """A heading and its paragraphs for each finding."""
    for one in content.findings:
        yield {"heading": shown(one["title"]), "lines": list(_finding(content, one))}


def _finding(content: Content, one: Row) -> Iterator[str]:
    dossier = content.dossier
    place = dossier.place_name if one["jurisdiction"] == dossier.place else one["jurisdiction"]
    on_evidence = any(r.startswith("duty_evidence/") for r in one["records"])
    if on_evidence:
        until = f"，至{day(one['ended_on'])}止" if one.get("ended_on") else ""
        stretch = (
            f"自{day(one['met_on'])}起符合移送条件{until}（线索已经核实、依据有效；不表示所述行为持续到何日）"
        )
    elif one.get("ended_on"):
        stretch = f"自{day(one['met_on'])}起符合认定条件，至{day(one['ended_on'])}止，其后不再符合"
    else:
        stretch = f"自{day(one['met_on'])}起符合认定条件，至评估日{day(dossier.as_of)}仍在持续"
    yield f"区域：{shown(place)}。{stretch}。{''.join(_force(one))}"
    for key, words in (
        ("previous", "此前同一事项另有一段，编号"),
        ("continues", "承接依据更替前的一段，编号"),
        ("continued_by", "依据更替后由另一段接续，编号"),
    ):
        if one.get(key):
            yield f"{words}：{shown(one[key])}。"
    if one.get("count") is not None:
        yield (
            f"同日计入的矿点最多{one['count']}处；条文所定数量为{one['threshold']}处。"
            f"涉及矿点共{len(one['sites'])}处。"
        )
    for window in one.get("windows") or ():
        sites = "、".join(map(shown, window["sites"]))
        yield f"计数期间：自{day(window['from'])}起至{day(window['until'])}止，其间发现{sites}。"
    if one.get("count") is not None:
        yield from (_site(content, one, s) for s in content.dossier.sites if s["site_id"] in one["sites"])
    if on_evidence:
        yield from (_concerned(content, s) for s in content.dossier.sites if s["site_id"] in one["sites"])
    yield from _evidence(content, one)
    statuses = [content.status(e) for e in one["proof"]]
    counted = "，".join(f"{word}{statuses.count(status)}项" for status, word in _STATUSES)
    yield f"逐项对照：共{len(statuses)}项，{counted}，详见要件对照表。"


def _site(content: Content, finding: Row, site: Row) -> str:
    """A site with the records of the finding that speak of it."""
    ids = {site["site_id"], *site.get("also", ())}
    told = []
    for reference in finding["records"]:
        row = content.records.get(reference, {})
        table, _, identity = reference.partition("/")
        if row.get("site_id") not in ids:
            continue
        if table == "discoveries":
            dates = [(row[c], word) for c, word in _DISCOVERY_DAYS if row.get(c)]
            text = "、".join(f"{day(on)}{word}" for on, word in dates) or "日期未填"
            told.append(
                (
                    min((on for on, _ in dates), default=""),
                    f"发现（{shown(identity)}）{text}{_where(content, reference)}",
                )
            )
        elif row.get("result"):
            on = row.get("checked_on") or row.get("result_on") or ""
            said = shown(cell(table, "result", row["result"]))
            told.append((on, f"{day(on)}复查（{shown(identity)}），结论为{said}{_where(content, reference)}"))
    records = "；".join(text for _, text in sorted(told)) or "本卷没有直接记录"
    counted = "；".join(
        days(shown(fact))
        for element in finding["proof"]
        if f"（{site['site_id']}）" in element["element"]
        for fact in element["facts"]
    )
    return f"{_called(site)}：{counted}{'。' if counted else ''}所据记录：{records}。"


def _called(site: Row) -> str:
    """A site by its name, numbers and place."""
    also = f"，又编为{'、'.join(map(shown, site['also']))}" if site.get("also") else ""
    where = f"，位于{shown(site['place'])}" if site.get("place") else ""
    number = shown(site["site_id"])
    return f"{shown(site['name']) or number}（编号{number}{also}{where}）"


def _concerned(content: Content, site: Row) -> str:
    """The site that evidence names, with what verified discoveries say of it up to the day."""
    ids, as_of = {site["site_id"], *site.get("also", ())}, content.dossier.as_of
    told = [
        (
            row["verified_on"],
            f"{shown(reference.partition('/')[2])}，{day(row['verified_on'])}核实，{shown(found_said(row))}{_where(content, reference)}",
        )
        for reference, row in content.records.items()
        if reference.startswith("discoveries/")
        and row.get("site_id") in ids
        and "" < (row.get("verified_on") or "") <= as_of
    ]
    listed = "；".join(text for _, text in sorted(told)) or "本卷没有"
    return f"所涉矿点：{_called(site)}。该矿点经核实的发现：{listed}。"


def _where(content: Content, reference: str) -> str:
    """Where the evidence of a record stands, behind a comma; nothing where the package carries none."""
    copies = "、".join(content.cited([reference]))
    return f"，见{copies}" if copies else ""


def _evidence(content: Content, finding: Row) -> Iterator[str]:
    """Clues that the finding rests on or carries, in the words of the record."""
    named = {r for r in finding["records"] if r.startswith("duty_evidence/")}
    for reference in sorted(named | {f"duty_evidence/{e}" for e in finding["evidence"]}):
        row = content.records.get(reference)
        if not row:
            continue
        checked = "未经核实"
        if row.get("verified") == "yes":
            by = f"由{shown(unit_name(row['verified_by']))}" if row.get("verified_by") else ""
            checked = f"{day(row.get('verified_on'))}{by}核实"
        organ = _organ(content, row)
        post = f"，所涉单位和职务：{organ}{shown(row.get('post'))}"
        site = f"，所涉矿点：{shown(row['site_id'])}" if row.get("site_id") else ""
        yield (
            f"线索{shown(reference.partition('/')[2])}：记录所述行为为{quoted(row.get('act', ''))}，"
            f"{day(row.get('occurred_on'))}发生，{checked}{post}{site}{_where(content, reference)}。"
        )


def _organ(content: Content, row: Row) -> str:
    """The unit that evidence is about: by its whole name where it is the one whose clues are passed on."""
    dossier = content.dossier
    if (row.get("organ"), row.get("jurisdiction")) == (dossier.organ, dossier.place):
        return shown(dossier.organ_name)
    return shown(unit_name(cell("duty_evidence", "organ", row.get("organ"))))
