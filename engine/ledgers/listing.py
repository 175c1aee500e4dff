"""Referrals as a clerk reads them: notices first, then what is overdue; what was already handled before all else. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from engine.jurisdictions import Tree
from engine.ledgers.filing import subject
from engine.ledgers.forms_told import form_in
from engine.ledgers.grounds import Ground
from engine.ledgers.head_approval import HEAD
from engine.ledgers.lives import (
    DISPOSITIONS,
    MARKS,
    MATTERS,
    OUTCOMES,
    PROGRAM,
    STATES,
    SUPERVISION,
    Paper,
    Step,
)
from engine.ledgers.matter_clocks import due_of
from engine.ledgers.precedence import follows
from engine.office_day import BEIJING
from engine.periods import Overlay
from engine.referrals.wording import visible
from engine.settings import Settings

NOTICES: Final = frozenset({"correction", "withdrawal"})
STEPS: Final = {
    "proposed": "提出", "drafted": "起草", "approved": "审批", "issued": "印发", "receipt": "回执",
    "disposition": "处置", "refused": "不予移送", "closed": "办结", "supplement": "提出补充移送",
    "correction": "提出更正函", "withdrawal": "提出撤回函", "escalated": "提请上一级", "review_requested": "提请复议",
}  # fmt: skip

DECIDED: Final = {key: word for words in (DISPOSITIONS, *OUTCOMES.values()) for key, word in words.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """One paper in the list; `problem` says why a deadline can't be told."""

    title: str
    key: str
    receiver: str
    state: str
    due: str
    handled: str
    problem: str | None = None
    late: bool = False


def lines(
    papers: Sequence[Paper], settings: Settings, calendar: Overlay, today: date, *, everything: bool = False,
    now: datetime | None = None,
) -> list[Line]:  # fmt: skip
    """The papers that wait for something (or all): 更正函 and 撤回函 first, then overdue ones, then by deadline.

    `now` judges clocks that run by hours; without it, their day does.
    """
    out = []
    for paper in papers:
        if not everything and paper.state in ("closed", "refused"):
            continue
        due = due_of(paper, settings, calendar)
        text, late = "", False
        if due is not None:
            late = due.overdue(today, now)
            text = f"{due.what} {due.said}{'（逾期）' if late else ''}"
        count = len(form_in(paper)["other"].get("prior_actions", ())) if paper.pending else 0
        order = (
            not (paper.kind in NOTICES and paper.pending), not late, str(due.by if due else date.max), paper.key
        )  # fmt: skip
        state = paper.state_said + ("，撤回函先行" if follows(paper, papers) else "")
        line = Line(
            paper.title, paper.key, paper.receiver_body, state, text,
            f"{count} 项" if count else "", due.unknown if due else None, late,
        )  # fmt: skip
        out.append((order, line))
    return [line for _, line in sorted(out, key=lambda pair: pair[0])]


def lies_in(paper: Paper, text: str, tree: Tree) -> bool:
    """Whether a paper is about a place whose full name or code contains `text`: `孝义市` finds its townships too."""
    code = paper.jurisdiction
    return text in code or (code in tree and text in tree.path_name(code))


def handled(paper: Paper, papers: Sequence[Paper]) -> Iterator[str]:
    """What was already done about the same organ (or site): prior actions on record, referrals that left before."""
    if paper.kind == SUPERVISION:
        return
    notes = form_in(paper)["other"].get("prior_actions", ())
    earlier = [
        p for p in papers
        if p.issued and p.kind == "referral" and p.key != (paper.parent or paper.key)
        and subject(p.key).partition("-to-")[0] == subject(paper.key).partition("-to-")[0]
    ]  # fmt: skip
    if not notes and not earlier:
        yield "已有处理：记录中没有。"
        return
    yield f"已有处理：{len(notes) + len(earlier)} 项。"
    for note in notes:
        yield visible(f"  {note['text']}（{'、'.join(note['records'])}）")
    for one in earlier:
        step = one.issued
        if step:
            yield f"  {step.on} 已移送 {one.receiver_body}，{step.number}（{STATES[one.state]}）"


def doubles(paper: Paper, papers: Sequence[Paper]) -> Iterator[str]:
    """Other referrals of the same organ and place, not set aside, that share a finding's rule, place and a day with it."""
    own = form_in(paper)
    mine = [Ground(f, own["as_of"]) for f in own["findings"]]
    for one in papers:
        if (
            one.kind != "referral" or one.key == (paper.parent or paper.key)
            or one.state == "refused" or (one.state == "closed" and not one.issued)
            or subject(one.key).partition("-to-")[0] != subject(paper.parent or paper.key).partition("-to-")[0]
        ):  # fmt: skip
            continue
        form = form_in(one)
        others = [Ground(f, form["as_of"]) for f in form["findings"]]
        titles = dict.fromkeys(a.form["title"] for a in mine if any(a.overlaps(b) for b in others))
        if titles:
            number = one.issued.number if one.issued else "尚未印发"
            yield f"{one.key}（{one.receiver_body}，{number}，{STATES[one.state]}）：{'、'.join(titles)}"


def told(
    paper: Paper, papers: Sequence[Paper], identities: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """A paper from what was already handled to its last step; no text of a receipt or a record can forge a line.

    `identities`: a finding's id in the runs that proposed it → the identity by which the office's lists name it.
    """
    return map(visible, _told(paper, papers, identities))


def _told(paper: Paper, papers: Sequence[Paper], identities: Mapping[str, str]) -> Iterator[str]:
    yield from handled(paper, papers)
    yield f"{paper.title} {paper.key}：{paper.state_said}"
    yield f"单位：{form_in(paper)['organ_name']}；接收：{paper.receiver_body}"
    if (first := follows(paper, papers)) is not None:
        yield f"次序：本件须在 {first.key}（{first.title}，{first.state_said}）印发以后印发。"
    yield from _grounds(paper, identities)
    yield from _changes(paper, identities)
    for step in paper.steps:
        yield _step(step)
    for child in papers:
        if child.parent == paper.key:
            yield f"后续：{child.title} {child.key}（{child.state_said}）"


def _grounds(paper: Paper, identities: Mapping[str, str]) -> Iterator[str]:
    form = form_in(paper)
    for ground in form["grounds"] if paper.kind in MATTERS else ():
        yield f"依据：{ground['title']}（{ground['number']}{ground['article']}，自 {form['matter']['since']} 起）"
    # The dossier of a withdrawal is today's, not what it takes back.
    findings = () if paper.kind == "withdrawal" else form["findings"]
    for finding in findings:
        until = f"至 {finding['ended_on']}" if finding["ended_on"] else "起，仍在持续"
        name = identities.get(finding["id"], finding["id"])
        yield f"依据：{finding['title']}（{name}，自 {finding['met_on']} {until}）"
    if findings:
        yield f"依据的逐个要件：wenze why 编号 --as-of {form['as_of']}"


def _changes(paper: Paper, identities: Mapping[str, str]) -> Iterator[str]:
    for kind, word in (("changes", "更正"), ("additions", "新增")):
        for _, _, text in paper.proposal.detail.get(kind, ()):
            shown = text
            for finding, identity in identities.items():
                shown = shown.replace(finding, identity)
            yield f"{word}：{shown}"
    for _, text in paper.proposal.detail.get("items", ()):
        yield f"督办：{text}"


def _step(step: Step) -> str:
    detail = step.detail
    more = [
        step.number or "",
        DECIDED.get(str(detail.get("kind", "")), "") if step.step == "disposition" else "",
        *(
            str(detail[k])
            for k in ("why", "lapsed", "by", "document", "paper", "withdrawn_by")
            if detail.get(k)
        ),
        f"负责人 {head['name']} 于 {head['at']} 批准" if (head := detail.get(HEAD)) else "",
    ]
    who = "程序" if step.actor == PROGRAM else step.actor
    when = f"{step.at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
    said = "，".join(filter(None, more))
    mark = "" if step.step in MARKS or step.signature is None else "（已签名）"
    return (
        f"  {step.seq}. {step.on} {STEPS[step.step]} {who}{mark}{'：' if said else ''}{said}（记录于 {when}）"
    )
