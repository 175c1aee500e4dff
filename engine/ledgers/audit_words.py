"""The audit log as a clerk reads it: who did what to what, when, in a Chinese sentence; the entry itself stays as it was hashed."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlmodel import Session, col, select

from engine.ledgers import officers
from engine.ledgers.changes import CHANGES
from engine.ledgers.listing import DECIDED, STEPS
from engine.ledgers.lives import PROGRAM, title_of
from engine.office_day import BEIJING
from engine.records import TABLES
from engine.referrals.wording import visible
from engine.store.models import AuditEntry, Referral

REFERRAL: Final = "referral."
_WHY: Final = (("why", "理由：{}"),)
_REASON: Final = (("reason", "理由：{}"),)
_ROW: Final = (("owner", "报送单位 {}"), ("file", "{}"), ("row", "第 {} 行"))
_DAYS: Final = (("on", "{}"), ("records", "所据记录 {}"))
_PAPER: Final = (
    ("number", "文号 {}"), ("on", "日期 {}"), ("kind", "{}"), ("by", "签收 {}"), ("document", "文书 {}"), ("file", "文件 {}"),
    ("paper", "所提的件 {}"), ("withdrawn_by", "由 {} 撤回"), ("lapsed", "{}"), *_WHY,
)  # fmt: skip
_DECISION: Final = (("about", "关于 {}"), ("term", "“{}”"), ("chosen", "结论 {}"), *_WHY)
Details = Sequence[tuple[str, str]]
"""Keys of an entry's detail that a clerk asks for, each with its words."""
ACTS: Final[Mapping[str, tuple[str, Details]]] = {
    "import": (
        "收入来件",
        (("name", "{}"), ("sender", "报送单位 {}"), ("new", "新收 {} 行"), ("corrected", "更正 {} 行"), ("withdrawn", "撤回 {} 行"),
         ("unchanged", "未变 {} 行"), ("refused", "隔离 {} 行")),
    ),
    "run": ("评估", (("as_of", "评估日 {}"), ("follows", "接续第 {} 号"), ("changes", "{}"))),
    "coverage.zero": ("登记零报告", (("sender", "报送单位 {}"), ("tables", "{}"), ("from", "自 {}"), ("to", "至 {}"))),
    "inquiry.sent": ("发出询问函", (("unit", "被询问单位 {}"), ("on", "{} 发出"), ("due_on", "答复期限 {}"), ("inquiries", "询问 {}"))),
    "inquiry.answered": ("登记询问已答复", _DAYS),
    "inquiry.reopened": ("重新等待答复", _DAYS),
    "quarantine.set_aside": ("搁置隔离的行", (*_ROW, *_REASON)),
    "quarantine.readmitted": ("收入原先隔离的行", (*_ROW, ("import", "第 {} 号来件"))),
    "site.join": ("合并矿点", (("same_as", "与矿点 {}"), *_REASON)),
    "site.refuse": ("认定不是同一矿点", (("same_as", "与矿点 {}"), *_REASON)),
    "site.undo": ("撤销合并", (("same_as", "与矿点 {}"), *_REASON)),
    "keys.new": ("登记密钥", (("name", "{}"), ("roles", "权限 {}"), ("fingerprint", "指纹 {}"))),
    "keys.revoke": ("吊销密钥", (("fingerprint", "指纹 {}"), *_WHY)),
    "keys.rotate": ("更换密钥", (("from", "原指纹 {}"), ("to", "新指纹 {}"))),
    "recipients.add": ("登记收件公钥", (("fingerprint", "指纹 {}"),)),
    "recipients.end": ("停用收件公钥", (("fingerprint", "指纹 {}"), *_WHY)),
    "package.signed": ("签名整包", (("number", "文号 {}"),)),
    "export.encrypted": ("加密送件", (("files", "文件 {}"),)),
    "export.reading_copy": ("导出阅读副本", (("to", "给 {}"), ("masked_for", "按“{}”遮蔽"), ("folder", "目录 {}"))),
    "export.quarantine": ("退回隔离的行", (("to", "给 {}"),)),
    "export.revocations": ("导出吊销名单", (("keys", "密钥 {} 把"), ("packages", "整包 {} 件"))),
    "export.audit": ("导出审计日志", (("entries", "共 {} 条"),)),
    "audit.checkpoint": ("签检查点", (("seq", "至第 {} 条"),)),
    "norm.decided": ("判断开放概念", _DECISION),
    "rules.submitted": ("提交规则", _DECISION),
    "rules.approved": ("批准规则", _DECISION),
    "rules.activated": ("启用规则", (("from", "自 {}"), *_DECISION)),
    "rules.retired": ("停用规则", (("from", "自 {}"), *_DECISION)),
}  # fmt: skip
"""Action of an entry → what was done, and what of it is told; steps of papers are called as in their own list."""
_SUBJECTS: Final = {
    "imports": "第 {} 号来件", "runs": "第 {} 号", "inquiries": "{}", "sites": "矿点 {}", "quarantine": "隔离编号 {}", "coverage": "{}",
}  # fmt: skip
_NAMELESS: Final = frozenset({"export.revocations", "audit.checkpoint"})
"""Acts whose details name all that they are about."""
_CHANGES: Final = {**CHANGES, "ended": "终止或者已有结论"}
"""A run counts questions too, which are answered and don't end."""
_SHOWN: Final = 6


def told(session: Session, entries: Iterable[AuditEntry]) -> Iterator[str]:
    """One line an entry: number, Beijing time, who, the act and its object, the key details."""
    kept = list(entries)
    names = {key.officer: key.name for key in officers.keys(session)}
    asked = select(Referral.key, Referral.kind, Referral.serial).where(
        col(Referral.key).in_({e.subject for e in kept})
    )
    titles = {key: title_of(kind, serial) for key, kind, serial in session.exec(asked)}
    for one in kept:
        when = f"{one.recorded_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
        detail = "，".join(_details(one.action, json.loads(one.detail)))
        said = f"{_who(one.actor, names)} {_act(one, titles)}{f'：{detail}' if detail else ''}"
        yield visible(f"{one.seq}  {when}  {said}")


def _who(actor: str, names: Mapping[str, str]) -> str:
    if actor == PROGRAM:
        return "程序"
    return f"{names[actor]}（{actor}）" if actor in names else actor


def _act(one: AuditEntry, titles: Mapping[str, str]) -> str:
    if one.action.startswith(REFERRAL):
        step = one.action.removeprefix(REFERRAL)
        return " ".join(filter(None, (STEPS.get(step, step), titles.get(one.subject), one.subject)))
    kind, _, name = one.subject.partition("/")
    what = _SUBJECTS[kind].format(name) if name and kind in _SUBJECTS else one.subject
    act = ACTS[one.action][0] if one.action in ACTS else one.action
    return act if one.action in _NAMELESS else f"{act} {what}"


def _details(action: str, detail: Mapping[str, Any]) -> Iterator[str]:
    told = _PAPER if action.startswith(REFERRAL) else ACTS.get(action, ("", ()))[1]
    for key, form in told:
        value = detail.get(key)
        if value not in (None, "", 0, [], {}):
            yield form.format(_value(key, value))


def _value(key: str, value: Any) -> str:  # noqa: ANN401 - what a JSON object holds
    words = _WORDS.get(key)
    if key == "changes":
        return "，".join(
            f"{word} {value[change]} 项" for change, word in _CHANGES.items() if value.get(change)
        )
    if isinstance(value, str | int):
        return words.get(str(value), str(value)) if words else str(value)
    every = [words.get(one, one) if words else str(one) for one in value]
    some = "、".join(every[:_SHOWN])
    return some if len(every) <= _SHOWN else f"{some} 等 {len(every)} 项"


_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "roles": officers.ROLES, "tables": {name: table.label for name, table in TABLES.items()}, "kind": DECIDED,
}  # fmt: skip
