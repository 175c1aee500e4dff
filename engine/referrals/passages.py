"""The sentences of the letter: facts, clauses and gaps, nothing judged (DESIGN §6.17–19)."""

from collections.abc import Iterator
from typing import Any, Final

from engine.referrals.content import Content
from engine.referrals.labels import cell, found_said, role_said, unit_name
from engine.referrals.shapes import Row
from engine.referrals.wording import day, days, entitled, quoted, shown

_NOTES_SHOWN: Final = 3
_STATUSES: Final = (
    ("proved", "有记录证明的"),
    ("not_proved", "未证明的"),
    ("contradicted", "记录相互矛盾的"),
)
_DISCOVERY_DAYS: Final = (("reported_on", "举报"), ("verified_on", "核实"), ("registered_on", "登记"))


def title(organ_name: str) -> str:
    """The letter's title; a long one is broken where a reader would break it."""
    name, line = shown(organ_name), 20
    whole = f"关于移送{name}有关问题线索的函"
    if len(whole) <= line:
        return whole
    if len(name) + len("关于移送") <= line:
        return f"关于移送{name}\n有关问题线索的函"
    return f"关于移送\n{name}\n有关问题线索的函"


def posts(content: Content) -> Iterator[str]:
    """One line a post; a person only where the dossier carries one."""
    for one in content.dossier.posts:
        post = shown(one["post"])
        role = role_said(post, str(one["role"]))
        who = f"{post}{shown(one['person'])}" if one.get("person") else post
        details = [] if role in post else [role]
        if one.get("from_on"):
            until = f"至{day(one['to_on'])}" if one.get("to_on") else "起"
            details.append(f"任职期间：{day(one['from_on'])}{until}")
        if one.get("document"):
            details.append(f"任职文件：{shown(one['document'])}")
        if not one.get("person"):
            lacking = "没有任职文件" if one.get("from_on") else "所交记录不能确定有关日期由谁任职"
            details.append(f"{lacking}，不写人名")
        yield f"{who}（{'；'.join(details)}）"


def grounds(content: Content) -> Iterator[dict[str, str]]:
    """Each clause in the order of the rule: instrument, number, article, quote, days, what was checked."""
    rank = {
        (f["rule"], b["instrument"], b["article"]): (at, place)
        for at, f in enumerate(content.findings)
        for place, b in enumerate(f["legal_basis"])
    }
    last = (len(content.findings), 0)
    keys = ("rule", "instrument", "article")
    for one in sorted(content.dossier.grounds, key=lambda g: rank.get(tuple(g[k] for k in keys), last)):
        number = f"（{shown(one['number'])}）" if one.get("number") else ""
        force = f"自{day(one['from'])}起施行" if one.get("from") else ""
        force += f"，至{day(one['to'])}止" if force and one.get("to") else ""
        yield {
            "heading": f"{entitled(shown(one['instrument_title']))}{number}{shown(one['article'])}",
            "quote": f"规定：{quoted(one['quote'])}。{force}{'。' if force else ''}",
            "used": f"据此核对的事项：{shown(one['title'])}。",
        }


def _plain(name: str) -> str:
    """A title that stands in quotes: those inside it are single (GB/T 15834)."""
    return shown(name).replace("“", "‘").replace("”", "’")


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


def other_side(content: Content) -> Iterator[str]:
    """One line a section, empty ones too, with its count and first notes; all notes stand in the lists."""
    for section in content.sections:
        if not section.notes:
            found = content.stated.none_found
            yield f"{section.title}：{section.none}{f'；{found}' if found else ''}。"
            continue
        first = "；".join(days(shown(n.text)).rstrip("。") for n in section.notes[:_NOTES_SHOWN])
        rest = len(section.notes) - _NOTES_SHOWN
        more = f"；其余{rest}件见要件对照表" if rest > 0 else ""
        yield f"{section.title}：{len(section.notes)}件。{first}{more}。"


def limits(content: Content) -> Iterator[str]:
    """What the clause leaves open, which findings hang on how a month is counted, what this is not."""
    seen: dict[str, list[str]] = {}
    for one in content.dossier.grounds:
        if one.get("limits"):
            titles = seen.setdefault(one["limits"], [])
            if one["title"] not in titles:
                titles.append(one["title"])
    for text, titles in seen.items():
        yield f"关于{'、'.join(f'“{_plain(t)}”' for t in titles)}：{days(shown(text)).rstrip('。')}。"
    for one in content.findings:
        if one.get("window_sensitive"):
            yield (
                f"“{_plain(one['title'])}”（自{day(one['met_on'])}起）取决于“1个月”的起算方法："
                "按30日计算、不含相应日计算，至少有一种算法使该事项在上述期间都不符合认定条件。请一并考虑。"
            )
    if any(f.get("count") is not None for f in content.findings):
        yield "“未被有效制止”以复查或者再次发现的记录为据；没有复查记录的，不推定为未制止。"
    yield "所用记录由有关部门报送，评估日以后的情况不在其内。"
    if rules := content.dossier.digests.get("rules_sha256"):
        yield f"评估所用规则的摘要为{rules}。"
    yield "本件只陈述事实、条文和尚缺的材料，不对任何单位和个人的责任作出结论。"


def reader_notes(content: Content) -> Iterator[dict[str, Any]]:
    """A heading and its paragraphs for each note for the reader: clause, what it means here, what is on record."""
    for note in content.dossier.reader_notes:
        cited = "；".join(
            shown(one["cited"]) + (f"规定：{quoted(one['quote'].rstrip('。'))}" if one["quote"] else "")
            for one in note["basis"]
        )
        lines = [f"见{cited}。", shown(note["text"]), *(days(shown(line["text"])) for line in note["lines"])]
        yield {"heading": shown(note["title"]), "lines": [f"{line.rstrip('。')}。" for line in lines]}
