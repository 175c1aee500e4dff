"""The small tables: inquiries, evidence of dereliction, posts, prior actions, appraisals."""

from __future__ import annotations

from array import array
from random import Random
from typing import Final

import pyarrow as pa

from benchmarks.synthetic.columns import days, instants, numbered, picked, table
from benchmarks.synthetic.discoveries import Discoveries, recorded
from benchmarks.synthetic.ground import Ground
from benchmarks.synthetic.sizes import Sizes

ANSWER_DAYS: Final = 10
ADDRESSEES: Final = ("township_government", "county_government")
DEPARTMENTS: Final = (
    "department:合成县自然资源局",
    "department:合成县应急管理局",
    "vertical:合成矿山安全监察执法处",
)
ACTS: Final = ("合成数据：接报未查处", "合成数据：通风报信", "合成数据：检查走过场", "合成数据：默许复工")


def draw_inquiries(found: Discoveries, sizes: Sizes, random: Random) -> pa.Table:
    """Questions about sites, most of them answered in time."""
    count, draw = sizes.inquiries, random.random
    last = sizes.span[1]
    chosen = random.choices(range(len(found.days)), k=count)
    sent = array("l", (min(last, found.days[i] + 5) for i in chosen))
    delay = random.choices((3, 8, 10, 14, 40, 10_000), (30, 30, 15, 12, 5, 8), k=count)
    answered = [s + d if s + d <= last else None for s, d in zip(sent, delay, strict=True)]
    columns = {
        "inquiry_id": numbered("Q", count),
        "site_id": numbered("S", sizes.sites).take(pa.array([found.sites[i] for i in chosen], pa.int64())),
        "sent_on": days(sent),
        "sent_to": picked(ADDRESSEES, (int(draw() < 0.6) for _ in range(count))),  # noqa: PLR2004
        "due_on": days([s + ANSWER_DAYS for s in sent]),
        "answered_on": days(answered),
        "recorded_at": instants(recorded(sent, random)),
    }
    return table("inquiries", columns, count)


def draw_evidence(found: Discoveries, places: list[str], county_of: dict[str, str], sizes: Sizes, random: Random) -> pa.Table:  # fmt: skip
    """Evidence about the townships, counties and departments of some sites; `places` is the code of each site."""
    count, draw = sizes.evidence, random.random
    last = sizes.span[1]
    chosen = random.choices(range(len(found.days)), k=count)
    sites = numbered("S", sizes.sites)
    jurisdiction, organ, site, day = [], [], [], array("l")
    for one in chosen:
        code = places[found.sites[one]]
        county = county_of.get(code, code)
        kind = int(draw() * 3)
        township = kind == 0 and code in county_of
        jurisdiction.append(code if township else county)
        organ.append(
            DEPARTMENTS[int(draw() * len(DEPARTMENTS))]
            if kind == 1
            else "township_government" if township else "county_government"
        )  # fmt: skip
        site.append(found.sites[one] if kind == 1 or draw() < 0.3 else None)  # noqa: PLR2004
        day.append(min(last, found.days[one] + int(draw() * 30)))
    verified = [draw() < 0.8 for _ in range(count)]  # noqa: PLR2004
    columns = {
        "evidence_id": numbered("E", count),
        "jurisdiction": pa.array(jurisdiction, pa.string()),
        "organ": pa.array(organ, pa.string()),
        "kind": picked(("dereliction", "protective_umbrella"), (int(draw() < 0.1) for _ in range(count))),  # noqa: PLR2004
        "act": picked(ACTS, random.choices(range(len(ACTS)), k=count)),
        "occurred_on": days(day),
        "source": picked(("合成数据：督查",), bytes(count)),
        "verified": picked(("no", "yes"), map(int, verified)),
        "verified_by": picked((None, "合成市安委办（合成数据）"), map(int, verified)),
        "verified_on": days(
            [min(last, d + int(draw() * 20)) if v else None for d, v in zip(day, verified, strict=True)]
        ),
        "site_id": sites.take(pa.array(site, pa.int64())),
        "recorded_at": instants(recorded(day, random)),
    }
    return table("duty_evidence", columns, count)


def draw_posts(ground: Ground, sizes: Sizes, random: Random) -> pa.Table:
    """The head of every county and township of the ground, from before the year."""
    first = sizes.span[0]
    places = [*ground.counties, *ground.townships]
    count = len(places)
    county = [1] * len(ground.counties) + [0] * len(ground.townships)
    begun = array("l", (first - int(random.random() * 1000) for _ in range(count)))
    columns = {
        "post_id": numbered("P", count),
        "person_id": numbered("R", count),
        "name": pa.array([f"合成人员{n:05d}（合成数据）" for n in range(count)], pa.string()),
        "organ": picked(ADDRESSEES, county),
        "jurisdiction": pa.array(places, pa.string()),
        "post": picked(("乡镇长", "县长"), county),
        "role": picked(("principal",), bytes(count)),
        "from_on": days(begun),
        "document": picked(("合成任〔2022〕1号（合成数据）",), bytes(count)),
        "recorded_at": instants(recorded(begun, random)),
    }
    return table("posts", columns, count)


def draw_actions(ground: Ground, sizes: Sizes, random: Random) -> pa.Table:
    """What was already done about some county governments."""
    count = sizes.actions if ground.counties else 0
    first, last = sizes.span
    day = array("l", (random.randint(first, last) for _ in range(count)))
    columns = {
        "action_id": numbered("A", count),
        "organ": picked(("county_government",), bytes(count)),
        "jurisdiction": picked(ground.counties, random.choices(range(len(ground.counties)), k=count) if count else ()),
        "kind": picked(("sanction", "investigation", "referral"), (int(random.random() * 3) for _ in range(count))),
        "on": days(day),
        "by": picked(("合成市纪委监委（合成数据）",), bytes(count)),
        "document": picked(("合成处〔2023〕1号（合成数据）",), bytes(count)),
        "recorded_at": instants(recorded(day, random)),
    }  # fmt: skip
    return table("prior_actions", columns, count)


def draw_appraisals(found: Discoveries, sizes: Sizes, random: Random) -> pa.Table:
    """What was mined at some sites, in yuan: below, in and above the range of the law."""
    count, last = sizes.appraisals, sizes.span[1]
    chosen = random.choices(range(len(found.days)), k=count)
    day = array("l", (min(last, found.days[i] + random.randrange(40)) for i in chosen))
    columns = {
        "appraisal_id": numbered("V", count),
        "site_id": numbered("S", sizes.sites).take(pa.array([found.sites[i] for i in chosen], pa.int64())),
        "kind": picked(("product", "damage"), (random.randrange(2) for _ in range(count))),
        "value": pa.array([str(random.randrange(10_000, 600_000)) for _ in range(count)], pa.string()),
        "protected": picked(("no", "yes", None), random.choices(range(3), (8, 1, 1), k=count)),
        "determined_on": days(day),
        "by": picked(("合成价格认定中心（合成数据）",), bytes(count)),
        "document": picked(("合成认〔2023〕1号（合成数据）",), bytes(count)),
        "recorded_at": instants(recorded(day, random)),
    }
    return table("appraisals", columns, count)
