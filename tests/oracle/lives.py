"""Lives of sites: what is found, checked and ordered at a site, in the turns that the design finds hard."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from .book import Book

# D is a discovery, clear or hard; d one that is never clear; U a report not yet verified.
# P, N and S are checks: producing, no_measure, stopped; X is checks of one day that disagree.
# M is a measure never checked, R one with a result.
# A comma: some days later; a semicolon: some weeks later; a point: on the same day.
LIVES = (
    "D,P", "D,P", "D,N,P", "D,P,P;P", "D,D", "D", "D,P,S", "D,N,S", "D,P,S,D,P", "D,P,S,P,N",
    "D,P,S;P,P", "D,S,N,N", "D,P,S,N,D,P", "D,P,X,D", "D,P,X,P", "D,P,X,D,N", "D.X,P", "D.X,D,D",
    "D.S,P,P", "D.P", "D.P,D", "D.P,P", "D,M", "D,P,M", "D,M,P", "D,R", "D,P,R", "D,R,R", "P,D,P",
    "S,D,P", "D,P,D,D", "D,P;D", "D,P;D;D", "D;D,P", "D,P,S,X,P", "D,P,S,X", "D,S,d,P", "d,P,D", "D,P,d",
    "d,D", "D,P,S.D,P", "D,P,D.S,N", "D,P,S,P.D,N", "U,P", "U,D,P", "D,U,P", "d,P", "d", "d,S,P,N",
    "D,N,S;D,N", "D,P.D.D,S", "D,P,X.D,S", "D,P,S,P,S,P,P",
)  # fmt: skip
BAD = ("producing", "no_measure")
KINDS = ("order", "cut_power", "cut_explosives", "dismantle", "seal", "disperse", "seize", "prosecute")

# Each: situation, producing, missing_licences, and a weight.
CLEAR = (
    ("", "yes", "safety_permit", 4),
    ("1a", "yes", "", 3),
    ("1a", "yes", "mining_permit;safety_permit", 3),
    ("", "yes", "mining_permit", 2),
    ("1b;5", "yes", "safety_permit;business_licence", 1),
    ("4", "yes", "", 2),
    ("4", "yes", "none", 1),
)
HARD = (
    ("", "yes", "none", 3),
    ("", "yes", "", 3),
    ("3", "yes", "", 2),
    ("6a;6b", "yes", "", 1),
    ("1a", "yes", "none", 4),
    ("1a;4", "unknown", "none", 1),
    ("", "yes", "coal_permit", 4),
    ("1b", "yes", "coal_permit", 1),
    ("", "yes", "manager_qualification", 3),
    ("1c", "yes", "manager_safety", 1),
    ("", "unknown", "safety_permit", 3),
    ("1a", "unknown", "", 2),
    ("2", "unknown", "none", 1),
    ("1a", "no", "mining_permit", 2),
    ("4", "no", "", 1),
    ("", "no", "", 1),
)


@dataclass(frozen=True)
class Season:
    """The days of a history: its first, those that attract, and how often a discovery is clear."""

    base: date
    attractors: tuple[date, ...]
    clear: float

    def opening(self, rng: Random) -> date:
        """A day on which a site may be discovered."""
        near = [day for day in self.attractors if self.base <= day <= self.base + timedelta(days=45)]
        if near and rng.random() < 0.45:
            return rng.choice(near)
        return self.base + timedelta(days=rng.randrange(0, 24 if rng.random() < 0.7 else 45))


def live(book: Book, site_ids: list[str], season: Season, life: str, start: date) -> None:
    """Write the rows of one life; each row names any of the ids under which the place is known."""
    rng, day = book.rng, start
    for step in life:
        if step == ",":
            day += timedelta(days=rng.choices((1, 2, 3, 5, 8, 12), (35, 20, 15, 15, 10, 5))[0])
            ahead = [attractor for attractor in season.attractors if 0 <= (attractor - day).days <= 6]
            if ahead and rng.random() < 0.3:
                day = rng.choice(ahead)
        elif step == ";":
            day += timedelta(days=rng.randrange(12, 34))
        elif step != ".":
            _step(book, rng.choice(site_ids), season, step, day)


def _step(book: Book, site: str, season: Season, step: str, day: date) -> None:
    rng = book.rng
    if step in "Dd":
        discover(book, site, day, clear=rng.random() < (season.clear if step == "D" else 0.0))
    elif step == "U":
        row = discover(book, site, day, clear=True)
        row.update(reported_on=str(day), verified_on="")
    elif step == "X":
        results = ["stopped", rng.choice(BAD)] + (
            [rng.choice((*BAD, "stopped"))] if rng.random() < 0.3 else []
        )
        rng.shuffle(results)
        for result in results:
            _checked(book, site, day, result)
    elif step == "M":
        measure(book, site, day, "")
    elif step == "R":
        measure(book, site, day, rng.choice(("stopped", *BAD)))
    else:
        _checked(book, site, day, {"P": "producing", "N": "no_measure", "S": "stopped"}[step])


def _checked(book: Book, site: str, day: date, result: str) -> None:
    if book.rng.random() < 0.12:
        measure(book, site, day, result)
    else:
        book.write("checks", day, site_id=site, checked_on=day, result=result, checked_by="市自然资源局")


def discover(book: Book, site: str, day: date, *, clear: bool) -> dict[str, str]:
    """A verified discovery: a clear one says an unlicensed mine produces, others are doubtful or say no."""
    rng = book.rng
    choices = CLEAR if clear else HARD
    situation, producing, licences, _ = rng.choices(choices, [choice[3] for choice in choices])[0]
    row = book.write(
        "discoveries",
        day,
        site_id=site,
        situation=situation,
        producing=producing,
        missing_licences=licences,
        verified_on=day,
        found_by=rng.choice(("西辛庄镇人民政府", "市自然资源局", "群众举报")),
    )
    if rng.random() < 0.5:
        row["reported_on"] = str(day - timedelta(days=rng.choice((0, 1, 4, 9))))
    if rng.random() < 0.2:
        row["registered_on"] = str(day + timedelta(days=2))
    if rng.random() < 0.4:
        row["township_informed_on"] = str(day + timedelta(days=1))
    row["reported_up"] = rng.choice(("", "yes", "no", "unknown"))
    return row


def measure(book: Book, site: str, day: date, result: str) -> None:
    """A stopping measure; if ``result`` is given, ``day`` is the day of the look that found it."""
    rng = book.rng
    ordered = day - timedelta(days=rng.choice((0, 1, 3)) if result else 0)
    row = book.write(
        "measures",
        day,
        site_id=site,
        kind=rng.choice(KINDS),
        ordered_on=ordered,
        executed_on=ordered if rng.random() < 0.6 else "",
        by="乡镇人民政府",
    )
    if result:
        row.update(result_on=str(day), result=result, result_by="市应急管理局")
    elif rng.random() < 0.2:
        # Looked at, but by nobody who is named: not a check.
        row.update(result_on=str(day + timedelta(days=1)), result="stopped")
