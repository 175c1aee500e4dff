"""The sentences of the letter: facts, clauses and gaps, nothing judged (DESIGN §6.17–19)."""

from collections.abc import Iterator
from typing import Any, Final

from engine.referrals.content import Content
from engine.referrals.labels import role_said
from engine.referrals.wording import day, days, entitled, quoted, shown

_NOTES_SHOWN: Final = 3


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
