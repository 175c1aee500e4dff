"""The sentences of a 提请关闭函, a 涉嫌犯罪案件移送书 and a 曝光通报: facts, clauses, clocks and gaps, nothing judged.

What goes to the public passes the rule for names and numbers (`anonymity.toml`) sentence by sentence.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from engine.numerals import numeral
from engine.referrals.anonymity import Anonymity, bundled
from engine.referrals.attachments import NOT_GIVEN, UNCOUNTED, Attachment, enclosed, lacking, places
from engine.referrals.labels import cell
from engine.referrals.matter_course import course, handled
from engine.referrals.paging import told
from engine.referrals.wording import day, days, entitled, quoted, shown, yuan
from engine.rules.matter_telling import CLOCKS

Form = Mapping[str, Any]
Section = dict[str, Any]
_MATERIALS: Final = "随附材料"
_HEAD_APPROVES: Final = (
    "批准移送的负责人：　　　　　　（由移送机关填写）",
    "批准时间：　　　　年　　月　　日　　时　　分（24小时自此时起算）",
)
_NO_SUSPECTS: Final = "台账不记录涉案的单位和个人，由移送机关在调查报告中写明。"
_OWN: Final = "本{what}只陈述{told}，不对任何单位和个人的责任作出结论。"
_PAPERS: Final = {
    "closure_request": ("函", "记录和条文"),
    "judicial_transfer": ("书", "记录、条文和尚缺的材料"),
    "exposure_draft": ("通报", "已经记录的查处措施"),
}
_SINCE: Final = {
    "closure_request": "首次符合条款的发现日期：{on}。",
    "judicial_transfer": "首次达到数额的认定日期：{on}。",
}


def context(form: Form, copies: Sequence[Attachment] = ()) -> dict[str, Any]:
    """What the template prints of a form; `copies` are the evidence that goes with the paper."""
    kind = form["matter"]["kind"]
    title, opening, ending, sender = _FRAMES[kind](form)
    if before := form["matter"].get("follows"):
        title, opening = _after(form, before, title, opening)
    sections = [
        {"number": numeral(number), **section}
        for number, section in enumerate(_sections(form, kind, copies), 1)
    ]
    listed = [] if kind == "exposure_draft" else ["回执"]
    if any(section["heading"] == _MATERIALS for section in sections):
        listed.insert(0, f"“{_MATERIALS}”部分所列的材料（台账中没有的，由移送机关补齐后随附）")
    values: dict[str, Any] = {
        "office": shown(sender), "title": title, "receiver": shown(form["receiver_name"]) if kind != "exposure_draft" else "",
        "opening": opening, "sections": sections, "ending": ending, "copy_to": shown(form["matter"]["copy_to"]),
        "attachments": [*listed, *enclosed(copies)],
    }  # fmt: skip
    return _anonymous(values, bundled(), form["matter"]["persons"]) if kind == "exposure_draft" else values


def drafted_for(form: Form) -> str:
    """The organ whose paper it is where the office drafts for another (代拟); empty for the office's own."""
    return "" if form["matter"]["kind"] == "exposure_draft" else str(form["organ_name"])


def _after(form: Form, before: Mapping[str, Any], title: str, opening: str) -> tuple[str, str]:
    """Title and opening of a paper that replaces one that left, or takes it back."""
    called, number, on = shown(before["number"]), shown(before["number"]), day(before["on"])
    left = f"{number}（{on}）"
    if drafted_for(form):
        called = quoted(title)
        left = f"{called}（{shown(form['office'])}发送登记号{number}，{on}发送）"
    if before["withdraws"]:
        return (
            f"关于撤回{called}的函",
            f"{left}所据的记录已经更正或者撤回，现予撤回；其内容请勿再作为依据。",
        )
    return title, f"{opening}本件代替{left}，所述内容以本件为准。"


def _anonymous(value: Any, rule: Anonymity, persons: list[str]) -> Any:  # noqa: ANN401 - texts in lists and dicts
    if isinstance(value, str):
        return rule.text(value, persons)
    if isinstance(value, list):
        return [_anonymous(one, rule, persons) for one in value]
    return {name: _anonymous(one, rule, persons) for name, one in value.items()}


def site_name(form: Form) -> str:
    """The site as a letter names it; to the public as its rule lets it."""
    (site,) = form["sites"]
    name = shown(site["name"] or site["site_id"])
    return bundled().name("site", name) if form["matter"]["kind"] == "exposure_draft" else name


def _closure(form: Form) -> tuple[str, str, str, str]:
    first = form["grounds"][0]
    opening = (
        f"根据{_clause(first)}，现就{site_name(form)}提请贵政府依法作出关闭或者不予关闭的决定。"
        f"本函由{shown(form['office'])}根据台账代拟，提请部门为{shown(form['organ_name'])}。"
    )
    return f"关于提请关闭{site_name(form)}的函", opening, "专此函达。", form["organ_name"]


def _transfer(form: Form) -> tuple[str, str, str, str]:
    opening = (
        f"根据《行政执法机关移送涉嫌犯罪案件的规定》（国务院令第310号），现将{site_name(form)}的有关事实和材料移送贵机关，请依法审查。"
        f"本书由{shown(form['office'])}根据台账代拟，移送机关为{shown(form['organ_name'])}，"
        "经其正职负责人或者主持工作的负责人批准后移送。"
    )
    return "涉嫌犯罪案件移送书", opening, "请在回执上签字后退回移送机关。", form["organ_name"]


def _exposure(form: Form) -> tuple[str, str, str, str]:
    opening = (
        f"现将{site_name(form)}的查处情况通报如下。截至{day(form['as_of'])}，查处仍在进行的，以后续文书为准。"
    )
    return f"关于{site_name(form)}查处情况的通报", opening, "特此通报。", form["office"]


_FRAMES: Final[Mapping[str, Callable[[Form], tuple[str, str, str, str]]]] = {
    "closure_request": _closure,
    "judicial_transfer": _transfer,
    "exposure_draft": _exposure,
}


def _clause(ground: Mapping[str, Any]) -> str:
    title = entitled(shown(ground["instrument_title"]))
    number = f"（{shown(ground['number'])}）" if ground["number"] else ""
    return f"{title}{number}{shown(ground['article'])}"


def _sections(form: Form, kind: str, copies: Sequence[Attachment]) -> Iterator[Section]:
    if (form["matter"].get("follows") or {}).get("withdraws"):
        yield {"heading": "矿点", "lines": list(_site(form))[:1]}
        return
    yield {"heading": "矿点", "lines": list(_site(form))}
    if kind == "exposure_draft":
        yield {"heading": "查处经过", "lines": list(handled(form))}
    else:
        yield {"heading": "事实经过", "lines": list(course(form))}
    yield {"heading": "依据", "lines": list(_grounds(form))}
    if kind == "judicial_transfer":
        yield {"heading": "价值认定", "lines": list(_amounts(form))}
        yield {"heading": _MATERIALS, "lines": list(_materials(form, copies))}
    if kind != "exposure_draft" and (lines := list(_evidence(form, copies))):
        yield {"heading": "证据材料", "lines": lines}
    if form["matter"]["clocks"]:
        yield {"heading": "期限", "lines": list(_clocks(form))}
    limits = (
        [] if kind == "exposure_draft" else [f"{days(shown(text)).rstrip('。')}。" for text in _limits(form)]
    )
    yield {
        "heading": "需要说明的情况",
        "lines": [
            *limits,
            *([_NO_SUSPECTS] if kind == "judicial_transfer" else []),
            _OWN.format(what=_PAPERS[kind][0], told=_PAPERS[kind][1]),
        ],
    }


def _limits(form: Form) -> list[str]:
    return list(dict.fromkeys(ground["limits"] for ground in form["grounds"]))


def _site(form: Form) -> Iterator[str]:
    (site,) = form["sites"]
    row = form["records"].get(f"sites/{site['site_id']}", {})
    mineral = cell("sites", "mineral", row.get("mineral"))
    since = _SINCE.get(form["matter"]["kind"])
    number = f"（编号{shown(site['site_id'])}）" if since else ""
    place = shown(site["place"]) if since else bundled().name("place", shown(site["place"]))
    yield f"{site_name(form)}{number}，位于{place}，矿种：{shown(mineral)}。"
    if since:
        yield since.format(on=day(form["matter"]["since"]))


def _grounds(form: Form) -> Iterator[str]:
    told = set()
    for ground in form["grounds"]:
        line = f"{_clause(ground)}规定：{quoted(ground['quote'])}。"
        if line not in told:
            told.add(line)
            yield line


def _amounts(form: Form) -> Iterator[str]:
    for reference, row in sorted(form["records"].items()):
        if reference.startswith("appraisals/"):
            document = f"，文号{shown(row['document'])}" if row.get("document") else "，没有登记文号"
            yield (
                f"{day(row['determined_on'])}{shown(row['by'])}认定{shown(cell('appraisals', 'kind', row['kind']))}"
                f"{yuan(row['value'])}元（{shown(reference.partition('/')[2])}{document}）。"
            )
    for one in form["matter"]["amounts"]:
        yield (
            f"“{shown(one['title'])}”的数额为{one['threshold']}元（本办公室录入的省定数额，含本数），"
            f"最高一件认定为{yuan(one['value'])}元。"
        )


def _materials(form: Form, copies: Sequence[Attachment]) -> Iterator[str]:
    yield "（一）涉嫌犯罪案件移送书：本件。"
    for number, one in enumerate(form["matter"]["materials"], 2):
        ids = "、".join(_with_copies(form, r, copies) for r in one["records"])
        held = f"台账中有{len(one['records'])}件：{ids}" if ids else "台账中没有，须由移送机关补齐"
        yield f"（{numeral(number)}）{one['title']}：{held}。"


def _with_copies(form: Form, record: str, copies: Sequence[Attachment]) -> str:
    """A record's id with where the files that it names stand, or that they are not here."""
    where = "、".join(map(shown, places([record], form["records"], copies)))
    return shown(record.partition("/")[2]) + (f"（{where}）" if where else "")


def _evidence(form: Form, copies: Sequence[Attachment]) -> Iterator[str]:
    """Every file that the records name: each copy with its pages, then those that are not here."""
    for one in copies:
        ids = "、".join(shown(r.partition("/")[2]) for r in one.records)
        pages = f"{one.pages}页，卷内{told(one.span)}" if one.pages else UNCOUNTED
        yield f"{one.number}：{shown(one.given)}（{ids}），{pages}。"
    for name, records in lacking(form["records"], copies).items():
        ids = "、".join(shown(r.partition("/")[2]) for r in records)
        yield f"{shown(name)}（{ids}）：{NOT_GIVEN}。"


def _clocks(form: Form) -> Iterator[str]:
    for name, words in CLOCKS.items():
        clock = form["matter"]["clocks"].get(name)
        if clock:
            yield f"{words.format(n=str(clock['number']) + clock['unit'])}（{shown(clock['clause'])}）。"
    if "transfer" in form["matter"]["clocks"]:
        yield from _HEAD_APPROVES
