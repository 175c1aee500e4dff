"""Short hands for routing: who is concerned, what lies around, where it goes."""

from typing import Any

from factmaking import LVLIANG, REAL, XIAOYI, XIXINZHUANG

from engine.jurisdictions import Jurisdictions
from engine.reasoning.routes import Route, Router, Subject, Surroundings, taken
from engine.reasoning.singles import Evidence

DAY = 738_215
TOWN = Subject(XIXINZHUANG, "township_government")
COUNTY = Subject(XIAOYI, "county_government")
BUREAU = Subject(XIAOYI, "department:能源局")


def told(
    where: str = LVLIANG,
    kind: str = "dereliction",
    *,
    verified: bool = True,
    names: str = "",
    root: str | None = None,
) -> Evidence:
    """A piece of evidence about the government of a place."""
    return Evidence(
        "E1", where, "city_government", kind, verified, DAY if verified else None, root, {"names_body": names}
    )


def post(organ: str, where: str, managed_by: str, **more: Any) -> dict[str, Any]:
    return {"organ": organ, "jurisdiction": where, "managed_by": managed_by, **more}


def route(subject: Subject, around: Surroundings | None = None, where: Jurisdictions = REAL) -> Route:
    """The route that is taken; every route on the way must give its reason."""
    ways = Router(where, around or Surroundings([], []), DAY).routes(subject)
    assert all(w.reason for w in ways)
    assert len({w.rank for w in ways}) == len(ways)
    return taken(ways)


def to(subject: Subject, *pieces: Evidence, posts: tuple[dict[str, Any], ...] = (), **around: Any) -> str:
    return route(subject, Surroundings(pieces, posts, **around)).to
