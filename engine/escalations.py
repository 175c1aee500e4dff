"""Who answers, who receives, by when: the accountable posts and the receiver of each finding (DESIGN §6.14, 6.19)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import UsageError
from engine.findings import Finding
from engine.jurisdictions import Jurisdictions
from engine.periods import FAR, Overlay, iso, working_days_later
from engine.reasoning.routes import HELD, Route, Subject, taken
from engine.reasoning.singles import organ_class
from engine.settings import Settings


@dataclass(frozen=True, slots=True)
class AccountablePost:
    """A post that answers; the person only where an appointment document covers the days."""

    post: str
    role: str
    person: str | None
    document: str | None
    from_on: int | None = None
    to_on: int | None = None

    def document_form(self) -> dict[str, Any]:
        """The post as DESIGN §8 prints it."""
        return {
            "post": self.post, "role": self.role, "person": self.person, "document": self.document,
            "from_on": iso(self.from_on), "to_on": iso(self.to_on),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Escalation:
    """A finding with its organ, posts, receiver and the office's own clock."""

    finding: Finding
    kind: str
    organ: str | None
    posts: tuple[AccountablePost, ...]
    receiver: str | None
    reason: str | None
    act_by: int | None
    clock: str

    @property
    def held(self) -> bool:
        """Whether a named person must decide the receiver."""
        return self.kind == "referral" and self.receiver is None


Posts = Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]
"""Appointments by organ and place."""


def accountable_posts(
    jurisdictions: Jurisdictions, posts: Posts, finding: Finding, as_of: int
) -> tuple[AccountablePost, ...]:
    """Posts on record that overlap the finding's days, else the titles of the table; posts before persons."""
    accountable, subject = finding.rule.then.accountable, finding.subject
    if accountable is None or subject is None:
        return ()
    first = finding.met_on if finding.met_on is not None else as_of
    last = finding.ended_on if finding.ended_on is not None else as_of
    out = []
    for row in posts.get((subject.organ, subject.place), ()):
        begins, ends = row["from_on"], row["to_on"] or FAR
        if row["role"] not in accountable.roles:
            continue
        if begins <= last and ends >= first:
            named = bool(row["document"])
            out.append(
                AccountablePost(
                    row["post"],
                    row["role"],
                    row["name"] if named else None,
                    row["document"],
                    begins,
                    row["to_on"],
                )
            )
    covered = {p.role for p in out}
    kind = jurisdictions.tree.place(subject.place, first).kind
    missing = tuple(r for r in accountable.roles if r not in covered)
    titles = jurisdictions.post_titles(organ_class(subject.organ), kind, missing)
    out += [AccountablePost(t.post, t.role, None, None) for t in titles]
    rank = {"principal": 0, "responsible": 1, "direct": 2}
    return tuple(sorted(out, key=lambda p: (rank[p.role], p.post, p.from_on or 0, p.person or "")))


def _clock(settings: Settings, day: int, kind: str, calendar: Overlay) -> tuple[int | None, str]:
    what = "移送" if kind == "referral" else "督办"
    try:
        by = working_days_later(day, settings.referral_workdays, calendar)
    except UsageError as error:
        return None, f"法定期限为“及时”，无日数；本办内部时限不能推算：{error}"
    return (
        by,
        f"法定期限为“及时”，无日数；本办内部时限：自评估之日起 {settings.referral_workdays} 个工作日内提出{what}",
    )


def escalate(
    findings: Sequence[Finding],
    routes: Mapping[Subject, Sequence[Route]],
    jurisdictions: Jurisdictions,
    posts: Sequence[Mapping[str, Any]],
    settings: Settings,
    as_of: int,
) -> list[Escalation]:
    """One escalation a finding; a finding that can't be told escalates nothing."""
    out = []
    by_organ: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in posts:
        by_organ[row["organ"], row["jurisdiction"]].append(row)
    clocks = {
        kind: _clock(settings, as_of, kind, jurisdictions.calendar)
        for kind in ("referral", "supervision_notice")
    }
    for finding in findings:
        then = finding.rule.then
        if finding.outcome != "met":
            out.append(Escalation(finding, "inquiry", _organ(finding), (), None, None, None, ""))
            continue
        receiver = reason = None
        if then.kind == "referral" and finding.subject:
            way = taken(routes[finding.subject])
            receiver = way.to if way.to != HELD else None
            reason = "；".join(dict.fromkeys(r.reason for r in routes[finding.subject]))
        elif then.supervise == "addressee" and finding.subject:
            reason = f"督办通知发往被询问单位：{finding.subject.organ}"
        elif then.supervise:
            reason = "督办通知发往该级人民政府，只写矿点事实"
        by, clock = clocks.get(then.kind, (None, ""))
        organ = finding.subject.organ if finding.subject else _organ(finding)
        posted = accountable_posts(jurisdictions, by_organ, finding, as_of)
        out.append(Escalation(finding, then.kind, organ, posted, receiver, reason, by, clock))
    return out


def _organ(finding: Finding) -> str | None:
    accountable = finding.rule.then.accountable
    return None if accountable is None else accountable.organ
