"""Who answers, who receives, by when: the accountable posts and the receiver of each finding (DESIGN §6.14, 6.19)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from engine.errors import UsageError
from engine.findings import Finding
from engine.jurisdictions import Jurisdictions
from engine.periods import FAR, Overlay, iso, working_days_later
from engine.reasoning.conclude import Conclusions
from engine.reasoning.routes import HELD, taken
from engine.reasoning.singles import Act, acts, organ_class
from engine.rules.ruleset import RuleSet
from engine.settings import Settings

RANKS: Final = {"principal": 0, "responsible": 1, "direct": 2, "": 3}
"""The order in which posts are printed, by role; a post that evidence names may have none on record."""
PROMPTLY: Final = "及时移送"
"""The open norm whose clauses ask that clues be passed on without saying by when."""


@dataclass(frozen=True, slots=True)
class AccountablePost:
    """A post that answers; the person only where an appointment document covers the days.

    The role is empty where evidence names a post that neither an appointment nor the table of titles knows.
    """

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
    acts: tuple[Act, ...] = ()
    """The acts that the finding rests on, where its rule is one on evidence."""

    @property
    def held(self) -> bool:
        """Whether a named person must decide the receiver."""
        return self.kind == "referral" and self.receiver is None


Posts = Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]
"""Appointments by organ and place."""


def accountable_posts(
    jurisdictions: Jurisdictions, posts: Posts, finding: Finding, as_of: int, done: Sequence[Act] = ()
) -> tuple[AccountablePost, ...]:
    """Posts held on the finding's days, or on the days of its acts, else titles; posts before persons (DESIGN §6.19)."""
    accountable, subject = finding.rule.then.accountable, finding.subject
    if accountable is None or subject is None:
        return ()
    held = posts.get((subject.organ, subject.place), ())
    first = finding.met_on if finding.met_on is not None else as_of
    last = finding.ended_on if finding.ended_on is not None else as_of
    out: set[AccountablePost] = set()
    for act in done:
        if act.post:
            out.add(_named(jurisdictions, held, finding, act.post, act.day))
        else:
            out |= _of_roles(jurisdictions, held, finding, act.day, act.day)
    if not done:
        out = _of_roles(jurisdictions, held, finding, first, last)
    return tuple(
        sorted(out, key=lambda p: (RANKS[p.role], p.post, p.from_on or 0, p.person or "", p.document or ""))
    )


def _of_roles(
    jurisdictions: Jurisdictions, held: Sequence[Mapping[str, Any]], finding: Finding, first: int, last: int
) -> set[AccountablePost]:
    """The appointments of the rule's roles on some day of a span; for a role without one, its title."""
    accountable = finding.rule.then.accountable
    roles = accountable.roles if accountable else ()
    out = {
        _appointed(row)
        for row in held
        if row["role"] in roles and row["from_on"] <= last and (row["to_on"] or FAR) >= first
    }
    covered = {p.role for p in out}
    organ, kind = _called(jurisdictions, finding)
    missing = tuple(r for r in roles if r not in covered)
    titles = jurisdictions.post_titles(organ, kind, missing, finding.rule.legal_basis[0].instrument)
    return out | {AccountablePost(t.post, t.role, None, None) for t in titles}


def _named(
    jurisdictions: Jurisdictions, held: Sequence[Mapping[str, Any]], finding: Finding, post: str, day: int
) -> AccountablePost:
    """The post that evidence names; who held it only where the appointments leave one answer for the day of the act."""
    called = [row for row in held if row["post"] == post]
    holders = [row for row in called if row["from_on"] <= day <= (row["to_on"] or FAR)]
    if len(holders) == 1:
        return _appointed(holders[0])
    organ, kind = _called(jurisdictions, finding)
    roles = {row["role"] for row in called} or jurisdictions.post_roles(organ, kind, post)
    return AccountablePost(post, roles.pop() if len(roles) == 1 else "", None, None)


def _called(jurisdictions: Jurisdictions, finding: Finding) -> tuple[str, str]:
    """The class of the subject's organ and the kind of its place: what the table of titles goes by."""
    subject = finding.subject
    assert subject is not None  # noqa: S101 - whoever answers is the subject
    return organ_class(subject.organ), jurisdictions.tree.place(subject.place, finding.met_on).kind


def _appointed(row: Mapping[str, Any]) -> AccountablePost:
    return AccountablePost(
        row["post"], row["role"], row["name"] if row["document"] else None, row["document"], row["from_on"],
        row["to_on"],
    )  # fmt: skip


def _clock(settings: Settings, day: int, kind: str, calendar: Overlay) -> tuple[int | None, str]:
    what = "移送" if kind == "referral" else "督办"
    try:
        by = working_days_later(day, settings.referral_workdays, calendar)
    except UsageError as error:
        return None, f"本办公室的期限不能推算：{error}"
    return by, f"本办公室的期限：自评估之日起 {settings.referral_workdays} 个工作日内提出{what}"


def _prompting(rules: RuleSet) -> dict[tuple[str, str], str]:
    """Clauses that ask for prompt referral without a number, as a letter names them, by instrument and article."""
    bases = (b for norm in rules.norms.values() if norm.term == PROMPTLY for b in norm.legal_basis)
    return {(b.instrument, b.article): f"{rules.instruments[b.instrument].number}{b.article}" for b in bases}


def _law(finding: Finding, kind: str, prompting: Mapping[tuple[str, str], str]) -> str:
    """What the law and the cited clauses say of the time: LAW.md gives no statutory number for passing clues on."""
    if kind != "referral":
        return "法律没有规定督办的期限；"
    cited = dict.fromkeys((b["instrument"], b["article"]) for b in finding.basis)
    asked = "".join(f"{prompting[c]}要求“{PROMPTLY}”，没有日数；" for c in cited if c in prompting)
    return f"法律没有规定移送的期限；{asked}"


def clock_of(members: Sequence[Escalation]) -> str:
    """The clock of several findings in one paper: the words of the one that cites most, since one clause binds all."""
    return max((one.clock for one in members), key=len)


def escalate(
    findings: Sequence[Finding],
    conclusions: Conclusions,
    jurisdictions: Jurisdictions,
    posts: Sequence[Mapping[str, Any]],
    settings: Settings,
    rules: RuleSet,
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
    clocked: dict[str, str] = {}
    pieces, routes, prompting = {e.id: e for e in conclusions.evidence}, conclusions.routes, _prompting(rules)
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
        if clock:
            clock = _law(finding, then.kind, prompting) + clock
            clock = clocked.setdefault(clock, clock)
        organ = finding.subject.organ if finding.subject else _organ(finding)
        done = acts(finding.rule, finding.records, pieces)
        posted = accountable_posts(jurisdictions, by_organ, finding, as_of, done)
        out.append(Escalation(finding, then.kind, organ, posted, receiver, reason, by, clock, done))
    return out


def _organ(finding: Finding) -> str | None:
    accountable = finding.rule.then.accountable
    return None if accountable is None else accountable.organ
