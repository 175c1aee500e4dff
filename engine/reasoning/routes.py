"""Where a referral may go: ranked routes for each subject, each with its reason (DESIGN §6.14)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from engine.errors import PlaceError
from engine.jurisdictions import Jurisdictions, Tree
from engine.periods import FAR
from engine.reasoning.singles import Act, Evidence, organ_class

BODY_WORDS: Final = re.compile(
    r"^中共|(纪委监委|纪律检查委员会|监察委员会|纪检监察机关|纪检监察组|纪工委|纪委|监委|党委|人民政府|委员会|组织部|委)+$"
)
"""What a text adds to the name of a place: `中共吕梁市委组织部` is 吕梁市."""
UMBRELLA: Final = "protective_umbrella"
HELD: Final = ""
"""Receiver of a route that a named person must decide."""


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """An organ of a place that answers; restricted referrals are kept apart from the others."""

    place: str
    organ: str
    restricted: bool = False

    @property
    def key(self) -> str:
        """The composed key that the chain joins on."""
        return f"{self.place}|{self.organ}|{'restricted' if self.restricted else 'open'}"


@dataclass(frozen=True, slots=True)
class Route:
    """One way for a subject's referral; the highest rank is taken. `to` is a code, HELD if a person decides."""

    subject: Subject
    rank: int
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What routing looks at besides the table: evidence, appointments, who else is a subject."""

    evidence: Sequence[Evidence]
    posts: Sequence[Mapping[str, Any]]
    subjects: frozenset[Subject] = frozenset()
    sites: Mapping[Subject, frozenset[str]] = field(default_factory=dict)
    raised: Mapping[Subject, int] = field(default_factory=dict)
    since: Mapping[Subject, int] = field(default_factory=dict)
    """First day of each subject's counted stretches: who manages it is asked of the appointments from then on."""
    acts: Mapping[Subject, Sequence[Act]] = field(default_factory=dict)
    """What evidence says of each subject: who manages it is asked of the post that it names, on the day of the act."""


def body_places(tree: Tree, text: str | None) -> tuple[list[str], bool]:
    """Codes of the places whose body a text names (`;` between), and whether some part stays unclear."""
    found, unclear = [], False
    for part in re.split(r"[;；、,，]", text or ""):
        name = BODY_WORDS.sub("", part.strip())
        if not part.strip():
            continue
        try:
            found.append(tree.resolve(name))
        except PlaceError:
            unclear = True
    return found, unclear


def _up(tree: Tree, code: str, day: int) -> str:
    above = tree.ancestors(code, day)
    return above[0] if above else HELD


class Router:
    """Ranked routes on one day."""

    def __init__(self, jurisdictions: Jurisdictions, around: Surroundings, day: int) -> None:
        """Resolve once what each piece of evidence names."""
        self.jurisdictions = jurisdictions
        self.tree = jurisdictions.tree
        self.around = around
        self.day = day
        self.named = [(e, *body_places(self.tree, e.row.get("names_body"))) for e in around.evidence]
        self.unclear = [n for n, (_, _, unclear) in enumerate(self.named) if unclear]
        self.about: dict[str, set[int]] = defaultdict(set)
        for number, (one, places, _) in enumerate(self.named):
            for body in (*places, *([one.jurisdiction] if one.kind == UMBRELLA else [])):
                self.about[body].add(number)
        self.posts: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
        for post in around.posts:
            self.posts[post["organ"], post["jurisdiction"]].append(post)

    def routes(self, subject: Subject) -> list[Route]:
        """All routes of a subject, lowest rank first."""
        out = self._basic(subject)
        base = max(out, key=lambda r: r.rank).to
        raised = self.around.raised.get(subject, 0)
        if raised and base != HELD:
            for _ in range(raised):
                base = _up(self.tree, base, self.day) if base else HELD
            out.append(Route(subject, 2, base, "线索涉及充当“保护伞”，上提一级"))
        seen = {base}
        while base != HELD and (reason := self._compromised(subject, base)):
            base = _up(self.tree, base, self.day)
            out.append(
                Route(
                    subject, 3 + len(seen), base, reason + ("" if base else "；其上再无机关，交具名人员决定")
                )
            )
            seen.add(base)
        held = self._doubt(subject, base)
        if held:
            out.append(Route(subject, 100, HELD, held))
        return out

    def _basic(self, subject: Subject) -> list[Route]:
        level = self.tree.place(subject.place, self.day).level
        row = self.jurisdictions.receiver(organ_class(subject.organ), level, self.day)
        out = []
        if row is None:
            out.append(
                Route(subject, 0, HELD, f"接收机关表没有“{subject.organ}”（{level}）的规定，交具名人员核定")
            )
        elif row.receiver == "person":
            out.append(Route(subject, 0, HELD, row.reason))
        else:
            to = self.tree.ancestor_at(subject.place, row.receiver, self.day)
            reason = row.reason
            if to is None or (to == subject.place and "government" in subject.organ):
                to, reason = (
                    _up(self.tree, subject.place, self.day),
                    f"{row.reason}；该地没有相应层级，取其上一级",
                )
            out.append(Route(subject, 0, to, reason))
        return out + self._managed(subject)

    def _managed(self, subject: Subject) -> list[Route]:
        """The route by 干部管理机关 of the appointments that the findings are about, the highest body of several."""
        best: tuple[int, str, str] | None = None
        unread = ""
        for post in self.posts.get((subject.organ, subject.place), ()):
            text = post.get("managed_by")
            if not text or not self._concerned(subject, post):
                continue
            places, unclear = body_places(self.tree, text)
            unread = text if unclear else unread
            for code in places:
                candidate = (len(self.tree.ancestors(code, self.day)), code, text)
                best = min(best, candidate) if best else candidate
        if best:
            reason = f"任职表载明干部管理机关为“{best[2]}”，由其同级纪检监察机关接收"
            return [Route(subject, 1, best[1], reason)]
        if unread:
            return [Route(subject, 1, HELD, f"任职表所载干部管理机关“{unread}”不能识别，交具名人员核定")]
        return []

    def _concerned(self, subject: Subject, post: Mapping[str, Any]) -> bool:
        """Whether an appointment overlaps a counted stretch of the subject, or was held on the day of an act of its post."""
        begins, ends = post.get("from_on") or 0, post.get("to_on") or FAR
        done = self.around.acts.get(subject, ())
        since = self.around.since.get(subject, None if done else self.day)
        if since is not None and begins <= self.day and ends >= since:
            return True
        return any(begins <= act.day <= ends and act.post in (None, post["post"]) for act in done)

    def _compromised(self, subject: Subject, body: str) -> str | None:
        """Why a body must not receive, on verified grounds; None if nothing speaks against it."""
        if body == subject.place and self._leaders_are_subjects(body):
            return f"{self.tree.label(body)}本级政府负责人同为移送对象，不得由其同级机关接收，上提一级"
        for number in sorted(self.about.get(body, ())):
            one, places, _ = self.named[number]
            if one.verified and body in places:
                return "上提一级：" + _told(one, "经核实的线索 {} 涉及接收机关")
            if one.verified and self._shields(one, subject, body):
                return "上提一级：" + _told(one, "经核实的线索 {} 反映接收机关所在地有人庇护该对象")
        return None

    def _leaders_are_subjects(self, body: str) -> bool:
        return any(
            s.place == body and s.organ.endswith(("_government", "_party_committee"))
            for s in self.around.subjects
        )

    def _shields(self, one: Evidence, subject: Subject, body: str) -> bool:
        """Whether someone where the receiving body sits is said to shield the subject's sites."""
        if one.kind != UMBRELLA or one.jurisdiction != body:
            return False
        return one.root is None or one.root in self.around.sites.get(subject, frozenset())

    def _doubt(self, subject: Subject, body: str) -> str | None:
        """Why a named person must decide first; None if nothing is in doubt."""
        for number in sorted({*self.about.get(body, ()), *self.unclear}):
            one, places, unclear = self.named[number]
            about = one.jurisdiction == subject.place or one.root in self.around.sites.get(
                subject, frozenset()
            )
            if not one.verified and body in places:
                return "交具名人员决定：" + _told(one, "未经核实的线索 {} 涉及接收机关")
            if unclear and about:
                return "交具名人员决定：" + _told(one, "线索 {} 所涉机关的名称不能识别")
            if not one.verified and self._shields(one, subject, body):
                return "交具名人员决定：" + _told(one, "未经核实的线索 {} 反映接收机关所在地有人庇护该对象")
        return None


def _told(one: Evidence, text: str) -> str:
    """A reason that every reader may see: restricted evidence is neither named nor described."""
    return "有限定知悉范围的情况（另行存档）" if one.kind == UMBRELLA else text.format(one.id)


def taken(routes: Iterable[Route]) -> Route:
    """The route of highest rank."""
    return max(routes, key=lambda r: r.rank)
