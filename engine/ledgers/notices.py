"""What a supplement, a 更正函, a 撤回函, a letter to the next body up or a 督办 letter says, item by item. Pure.

The letter's form is that of every letter of the office; what changed is named by finding, site and record.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engine.ledgers.dossier_form import Form
from engine.ledgers.lives import ALONE, KINDS, SUPERVISION, Paper
from engine.numerals import numeral
from engine.referrals.attachments import Attachment, enclosed
from engine.referrals.letter import ATTACHMENTS, RECEIPT_FORM
from engine.referrals.stated import NOTHING, Stated
from engine.referrals.wording import day, days, shown

NOTICE_LETTERS: Final = {kind: f"{name}.docx" for kind, name in KINDS.items() if kind != "referral"}
"""Kind of a paper → name of its letter's file."""
_SUBJECTS: Final = {
    "supplement": "关于补充移送{organ}\n有关问题线索的函（第{serial}号）",
    "correction": "关于更正{organ}\n有关问题线索材料的函",
    "withdrawal": "关于撤回{organ}\n有关问题线索材料的函",
    "escalation": "关于{organ}\n有关问题线索办理情况的函",
    SUPERVISION: "关于督促办理\n有关矿点事项的督办函",
}
_HEADS: Final = {
    "supplement": "新增的内容",
    "correction": "更正的内容",
    "withdrawal": "不再成立的内容",
    "escalation": "办理情况",
    SUPERVISION: "督办的事项",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """The letter's parts: title (with line breaks), recipient, opening, a heading and its items, closing, attachments."""

    title: str
    receiver: str
    opening: str
    heading: str
    items: tuple[str, ...]
    closing: tuple[str, ...]
    attachments: tuple[str, ...]
    restricted: bool = False
    stated: Stated = NOTHING

    def context(self, office: str) -> dict[str, Any]:
        """What the template prints."""
        return {
            "office": shown(office), "secrecy": shown(self.stated.secrecy),
            "restricted": self.stated.scope(restricted=self.restricted),
            "title": self.title, "receiver": self.receiver, "opening": self.opening,
            "heading": self.heading, "items": list(self.items), "closing": list(self.closing),
            "attachments": list(self.attachments),
        }  # fmt: skip


def notice(
    paper: Paper, left: Sequence[tuple[str, date]], said: Stated = NOTHING, copies: Sequence[Attachment] = ()
) -> Notice:
    """The letter of a paper that is no referral itself; `left`: number and day of each letter that it follows, in order.

    `copies` are the evidence that goes with it.
    """
    form: Form = paper.proposal.detail["dossier"]
    detail = paper.proposal.detail
    organ, kind = shown(form["organ_name"]), paper.kind
    before = "、".join(f"{number}（{day(on.isoformat())}）" for number, on in left)
    opening = f"我办以{before}向贵机关移送涉及{organ}的有关问题线索。"
    if kind == SUPERVISION:
        opening = f"以{day(paper.proposal.on.isoformat())}为核对日，下列事项请你单位抓紧办理。"
    elif kind == "escalation":
        opening = f"我办以{before}移送涉及{organ}的有关问题线索。"
    else:
        opening += (
            f"根据其后所得的记录，以{day(paper.proposal.on.isoformat())}为评估日再次核对，情况有下列变化。"
        )
    items = tuple(f"（{numeral(i)}）{text}" for i, text in enumerate(_items(kind, detail), 1))
    return Notice(
        _SUBJECTS[kind].format(organ=organ, serial=paper.serial),
        shown(paper.receiver_body),
        opening,
        _HEADS[kind],
        items,
        tuple(_closing(kind, left, detail)),
        (RECEIPT_FORM,) if kind in ALONE else (*ATTACHMENTS, *enclosed(copies)),
        bool(form["restricted"]),
        said,
    )


def _items(kind: str, detail: Mapping[str, Any]) -> Iterator[str]:
    if kind == "escalation":
        late = detail["late"]
        yield f"至本函起草之日，没有收到{late['what']}；本办内部时限为{day(late['due'])}（没有查到法定期限）。"
        return
    if kind == SUPERVISION:
        yield from (f"{days(shown(text))}。" for _, text in detail["items"])
        return
    for _, _, text in detail["additions" if kind == "supplement" else "changes"]:
        yield f"{days(shown(text)).rstrip('。')}。"


def _closing(kind: str, left: Sequence[tuple[str, date]], detail: Mapping[str, Any]) -> Iterator[str]:
    if kind == SUPERVISION:
        yield from _pressing(detail["dossier"]["records"])
        return
    last = left[-1][0] if left else ""
    if kind == "supplement":
        rest = "所述内容另有更正事项，另函告知" if detail["changes"] else "所述其他内容没有变化"
        yield f"{last}{rest}。所附材料为补充以后的全部内容。"
    elif kind == "correction":
        yield f"上列内容以本函为准，{last}中与本函不一致的部分不再使用。所附材料为更正以后的全部内容。"
    elif kind == "withdrawal":
        yield f"{last}所述的认定已没有记录支持，现予撤回；所附材料请勿再作为依据。"
    else:
        yield "现将原函和材料一并提请贵机关知悉，请按照规定办理。"
    yield "本函只陈述记录和核对结果，不对任何单位和个人的责任作出结论。"
    yield "请在收到后填写所附回执并退回。没有查到关于回执的法定期限。"


def _pressing(records: Iterable[str]) -> Iterator[str]:
    asked = {r.startswith("inquiries/") for r in records}
    if True in asked:
        yield "请逐项答复上列询问。没有答复的，有关情况仍按不明处理，不作推定。"
    if False in asked:
        yield "请核实上列矿点的情况；仍在生产的，请依法组织制止。"
    yield "请将办理情况书面告知我办，并在收到本函后填写所附回执退回。没有查到关于督办答复和回执的法定期限。"
    yield "本函只列矿点事实，不对任何单位和个人的责任作出结论。"


def followed(family: Sequence[Paper], receiver: str) -> list[tuple[str, date]]:
    """Number and day of the letters that a recipient holds; for a first letter to a body, those to all others."""
    sent = [p for p in family if p.issued and p.issued.number]
    mine = [p for p in sent if p.receiver == receiver] or sent
    steps = sorted((p.issued for p in mine if p.issued), key=lambda s: s.at)
    return [(s.number or "", s.on) for s in steps]
