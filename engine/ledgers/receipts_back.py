"""A filled 回执 joins its referral: found by number and package id, recorded with its file's digest, or refused in words."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from engine.ledgers import referrals
from engine.ledgers.filing import subject
from engine.ledgers.lives import ALONE, DISPOSITIONS, LifeError, Paper
from engine.ledgers.papers import papers
from engine.office_day import legal_day
from engine.records.cells import Fault
from engine.records.dates import parse_date
from engine.referrals.receipts import Receipt
from engine.signing import Signer
from engine.store import Writing

_BRACKETS: Final = str.maketrans({"[": "〔", "【": "〔", "［": "〔", "]": "〕", "】": "〕", "］": "〕", " ": None, "\u3000": None})  # fmt: skip
_BODY: Final = re.compile(r"(.*?)(?:纪委|纪检|纪律检查|监委|监察委|监察机关)")
_PLACE: Final = re.compile(r"[^省市州盟县区旗]+[省市州盟县区旗]$")
_KEPT: Final = ("person", "accepted_as", "checked", "note")


def take(
    session: Writing, signer: Signer, receipt: Receipt, sha256: str, name: str
) -> tuple[Paper, list[str]]:
    """Record a receipt that came back and, if it says one, the disposition; gives the paper and what was recorded.

    All of it or nothing. Raises LifeError: an unknown, foreign or altered one, a second one (the same or another),
    a disposition before the receipt.
    """
    one = addressed(papers(session), receipt, name)
    received, disposed = _days(receipt, name)
    if before := next((s for s in one.steps if s.detail.get("file_sha256") == sha256), None):
        raise LifeError(f"{name} 与 {legal_day(before.at)} 登记在 {one.key} 的是同一份文件，没有再登记。")
    told = []
    detail: dict[str, Any] = {"by": receipt.received_by, "file": name, "file_sha256": sha256}
    detail |= {field: getattr(receipt, field) for field in _KEPT if getattr(receipt, field)}
    earlier = one.last("receipt")
    if earlier is None:
        one = referrals.receipt(session, signer, one, received, detail)
        told.append(f"回执（{received}，{receipt.received_by}）")
    elif differing := list(_differing(earlier.on, earlier.detail, received, receipt)):
        raise LifeError(
            f"{name} 与 {one.key} 已登记的回执相抵触（{'；'.join(differing)}），没有登记；请与接收机关核对。"
        )
    elif not receipt.disposition:
        raise LifeError(f"{name} 与 {one.key} 已登记的回执（{earlier.on}）重复，没有再登记。")
    if disposed is not None:
        _not_again(one, receipt.disposition, disposed, name)
        one = referrals.disposition(session, signer, one, disposed, receipt.disposition, detail)
        told.append(f"处置：{receipt.disposition}（{disposed}）")
    return one, told


def addressed(known: Sequence[Paper], receipt: Receipt, name: str) -> Paper:
    """The one paper that a receipt answers. Raises LifeError: not ours, altered, from another body, not to be told."""
    left = [p for p in known if p.issued]
    alone = [p for p in left if p.kind in ALONE and p.key == receipt.package]
    mine = alone or [p for p in left if subject(p.parent or p.key) == receipt.package]
    number = receipt.number.translate(_BRACKETS)
    numbered = [p for p in left if number and p.issued and p.issued.number == number]
    if number and not numbered:
        raise LifeError(f"{name}：没有文号为“{receipt.number}”的函件；文号填错或被改动，没有登记。")
    if numbered and numbered[0] not in mine:
        own = numbered[0].key if numbered[0].kind in ALONE else subject(numbered[0].parent or numbered[0].key)
        raise LifeError(
            f"{name}：文号 {number} 的编号是 {own}，回执上是“{receipt.package}”；填错或被改动，没有登记。"
        )
    if not mine:
        raise LifeError(
            f"{name}：没有编号为“{receipt.package}”的已印发材料；不是本办印发的，或者编号被改动，没有登记。"
        )
    found = numbered or mine
    if len(found) > 1:
        numbers = "、".join(p.issued.number or "" for p in found if p.issued)
        raise LifeError(f"{name}：没有写移送函文号，可能是 {numbers} 中的任一件；请退回补填文号，没有登记。")
    (one,) = found
    if _foreign(receipt.received_by, one.receiver_body):
        raise LifeError(
            f"{name}：接收单位“{receipt.received_by}”不是 {one.key} 的接收机关“{one.receiver_body}”；"
            "请查明材料是否误送，没有登记。"
        )
    return one


def _foreign(written: str, body: str) -> bool:
    """Whether the receipt names the discipline body of another place; an office named without a place is not foreign."""
    said, own = _BODY.match(written.removeprefix("中共")), _BODY.match(body)
    place = _PLACE.search(own[1]) if own else None
    if said is None or not said[1] or place is None:
        return False
    where = said[1].removesuffix("委员会").removesuffix("委").removesuffix("中共")
    return not (where.endswith(place[0]) or (where == "省" and place[0].endswith("省")))


def _days(receipt: Receipt, name: str) -> tuple[date, date | None]:
    days = []
    for label, text in (("收到日期", receipt.received_on), ("处置日期", receipt.disposed_on)):
        found = parse_date(text) if text else None
        if isinstance(found, Fault):
            raise LifeError(f"{name}：{label}“{text}”：{found}；没有登记。")
        days.append(found)
    received, disposed = days
    if bool(receipt.disposition) != (disposed is not None):
        lacking = "处置日期" if receipt.disposition else "处置方式"
        raise LifeError(f"{name}：处置方式和处置日期须一并填写，缺“{lacking}”；请退回补填，没有登记。")
    if receipt.disposition and receipt.disposition not in DISPOSITIONS.values():
        raise LifeError(
            f"{name}：处置方式“{receipt.disposition}”须由人归类，没有登记；请核对后用 wenze receipt 和 wenze disposition 逐项登记。"
        )
    if received is None:
        raise LifeError(f"{name}：“收到日期”没有填写；请退回补填，没有登记。")
    if disposed is not None and disposed < received:
        raise LifeError(f"{name}：处置日期 {disposed} 早于收到日期 {received}；请退回核对，没有登记。")
    return received, disposed


def _differing(on: date, detail: Any, received: date, receipt: Receipt) -> Iterator[str]:  # noqa: ANN401 - a step's detail
    if on != received:
        yield f"收到日期已登记 {on}，这份是 {received}"
    if detail.get("by") != receipt.received_by:
        yield f"接收单位已登记“{detail.get('by')}”，这份是“{receipt.received_by}”"


def _not_again(one: Paper, kind: str, on: date, name: str) -> None:
    """A later, other disposition may follow; the same one again or two of one day may not."""
    last = one.last("disposition")
    if last is None:
        return
    word = DISPOSITIONS[str(last.detail["kind"])]
    if (word, last.on) == (kind, on):
        raise LifeError(f"{name} 的处置与 {one.key} 已登记的（{word}，{last.on}）重复，没有再登记。")
    if word == kind or on <= last.on:
        raise LifeError(
            f"{name} 的处置（{kind}，{on}）与 {one.key} 已登记的（{word}，{last.on}）相抵触，没有登记；请与接收机关核对。"
        )
