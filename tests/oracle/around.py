"""What lies around the sites of a history: corrections, inquiries, duty evidence."""

from datetime import date, datetime, timedelta

from .book import Book, Row
from .lives import Season

DATES = {"discoveries": "verified_on", "checks": "checked_on", "measures": "result_on"}
ORGANS = ("township_government", "county_government", "city_government", "department:自然资源局")
IMPLICATED = (
    "department:自然资源局",
    "department:自然资源局",
    "department:能源局",
    "vertical:矿山安全监察局",
    "county_government",
    "township_government",
    "village:东沟村",
    "county_party_committee",
)


def correct(book: Book) -> None:
    """Some rows are corrected, some twice, some taken back; a correction may be taken back too."""
    rng = book.rng
    for table in ("discoveries", "checks", "measures", "sites"):
        for row in list(book.tables[table]):
            chance = rng.random()
            if chance < 0.03:
                row["withdrawn"] = "yes"
            elif chance < 0.10:
                again = _correction(book, table, row)
                if rng.random() < 0.3:
                    again = _correction(book, table, again)
                if rng.random() < 0.2:
                    again["withdrawn"] = "yes"


def _correction(book: Book, table: str, old: Row) -> Row:
    rng = book.rng
    known = datetime.fromisoformat(old["recorded_at"]).date() if old["recorded_at"] else date(2022, 3, 1)
    new = book.write(table, known + timedelta(days=rng.choice((0, 2, 6))))
    own = {book.id_column(table), "recorded_at"}
    new.update({name: value for name, value in old.items() if name not in own})
    new.update(replaces=book.id_of(table, old), withdrawn="")
    if table == "sites":
        if rng.random() < 0.4:
            new["mineral"] = rng.choice(("coal", "iron"))
        if new["same_as"] == new["site_id"]:
            new["same_as"] = ""
        return new
    column = DATES[table]
    if new[column] and rng.random() < 0.6:
        shift = timedelta(days=rng.choice((-3, -1, 1, 2, 7)))
        new[column] = str(date.fromisoformat(new[column]) + shift)
        if table == "discoveries":
            new.update(reported_on="", registered_on="", township_informed_on="")
        if table == "measures":
            new.update(ordered_on="", executed_on="")
    elif table == "discoveries" and not new["verified_on"]:
        new["verified_on"] = str(date.fromisoformat(new["reported_on"]) + timedelta(days=2))
    elif table == "discoveries":
        new.update(situation="", missing_licences=rng.choice(("none", "", "safety_permit")))
    elif new["result"]:
        new["result"] = rng.choice(("stopped", "producing", "no_measure"))
    return new


def inquire(book: Book, season: Season) -> None:
    """Up to three inquiries about sites: answered in time, late, or never."""
    rng = book.rng
    if rng.random() < 0.6:
        return
    for _ in range(rng.randrange(1, 4)):
        sent = season.opening(rng) + timedelta(days=2)
        due = sent + timedelta(days=rng.choice((3, 7, 15)))
        answered = rng.choice(
            ("", "", due, due + timedelta(days=1), due + timedelta(days=rng.randrange(2, 30)))
        )
        book.write(
            "inquiries",
            sent,
            site_id=rng.choice(book.tables["sites"])["site_id"],
            sent_on=sent,
            sent_to=rng.choice(ORGANS),
            due_on=due,
            answered_on=answered,
        )


def evidence(book: Book, season: Season) -> None:
    """Up to three rows of duty evidence, verified or not, with and without a site."""
    rng = book.rng
    if rng.random() < 0.5:
        return
    for _ in range(rng.randrange(1, 4)):
        site = rng.choice(book.tables["sites"])
        occurred = season.opening(rng)
        verified = rng.random() < 0.75
        verified_on = occurred + timedelta(days=rng.choice((0, 4, 15)))
        book.write(
            "duty_evidence",
            verified_on,
            jurisdiction=_place_above(book, site["jurisdiction"]),
            organ=rng.choice(IMPLICATED),
            post="负责人",
            kind=rng.choice(("dereliction", "dereliction", "protective_umbrella")),
            act="接报后未到现场处置",
            occurred_on=occurred,
            source="核查组",
            verified="yes" if verified else "no",
            verified_by="核查组" if verified else "",
            verified_on=verified_on if verified and rng.random() < 0.85 else "",
            site_id=site["site_id"] if rng.random() < 0.75 else "",
        )


def _place_above(book: Book, place: str) -> str:
    """Mostly the county or the city of the site, sometimes its own place, sometimes another county."""
    if place in ("141100400000", "141122900000"):
        return book.rng.choice((place, "141100000000", "141181000000"))
    county, city = place[:6] + "000000", place[:4] + "00000000"
    if place.startswith("1490"):
        city = "140000000000"
    return book.rng.choice((county, county, county, city, place, "141122000000", "140181000000"))
