"""Scenes: sites set so that one question of the design decides, such as a pair exactly a month apart."""

from datetime import date, timedelta
from random import Random

from .lives import Season
from .months import month_later

# The opening day, the life, and the number of the home county.
Scene = list[tuple[date, str, int]]
LASTING = ("D,P;P", "D,N,P;P", "D,P", "D,P,P;N", "D,D;P", "D,P;P;S")


def scene_of(rng: Random, season: Season, homes: int) -> Scene:
    """A scene, or an empty one; those of two counties only where there are two."""
    start = season.base + timedelta(days=rng.choice((0, 0, 1, 2, 3)))
    lasting = [rng.choice(LASTING) for _ in range(4)]

    def later(*days: int) -> date:
        return start + timedelta(days=rng.choice(days))

    apart = month_later(start) + timedelta(days=rng.choice((0, 0, 0, 0, 0, -1, 1)))
    apart = rng.choice((apart, apart, apart, apart, start + timedelta(days=30), start + timedelta(days=31)))
    seen_again = rng.choice(("D,P;D;D,P", "D,P;D;P", "D,D;D;D"))
    after = rng.choice(("D,P", "D,P,S", "D,P,S,P,P"))
    back = rng.choice(("D,P,S,P,P;P", "D,P,S;D,P;P", "D,P,S,N,D,P", "D,P,S;P,N;P"))
    scenes: list[tuple[int, Scene]] = [
        (30, []),
        (70, [(start, "D,P;P;P", 0), (apart, lasting[0], 0)]),
        (18, [(start, "D,P;P;P", 0), (later(22, 24, 26), "D,P;P", 0), (later(46, 49, 52), lasting[1], 0)]),
        (25, [(start, seen_again, 0), (later(34, 38, 43, 47), lasting[0], 0)]),
        (10, [(start, "D,P,S", 0), (later(9, 12, 20), after, 0)]),
        (8, [(start, back, 0), (later(8, 20, 36), lasting[0], 0)]),
    ]
    ends = [day for day in season.attractors if _a_longer_month_follows(day)]
    if ends:
        end = rng.choice(ends)
        scenes.append((9, [(end, "D,P;P;P", 0), (_last_of_next_month(end), lasting[0], 0)]))
    if homes > 1:
        here = [(later(0, 4), lasting[0], 0), (later(3, 9), lasting[1], 0)]
        scenes.append((84, [*here, (later(1, 8), lasting[2], 1), (later(5, 12), lasting[3], 1)]))
    weights = [weight for weight, _ in scenes]
    return rng.choices(scenes, weights)[0][1]


def _last_of_next_month(day: date) -> date:
    return month_later(day + timedelta(days=1)) - timedelta(days=1)


def _a_longer_month_follows(day: date) -> bool:
    """02-28, 04-30 and the like: forward from here the month ends before the last day of the next."""
    return (day + timedelta(days=1)).day == 1 and _last_of_next_month(day) > month_later(day)
