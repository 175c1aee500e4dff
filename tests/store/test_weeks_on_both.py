"""A week is the same on both databases: one run, its causes, inquiries out and closed, the report beside it."""

import sys
import threading
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "facts"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "ledgers"))

from factmaking import DUIZHEN, REAL, checked, found, site
from weekstore import FRAME, Office, monday

from engine.ledgers.answers import settle_answers
from engine.ledgers.asking import asking, to_send
from engine.ledgers.inquiry_letters import send, sent
from engine.ledgers.rerunning import rerun
from engine.ledgers.weekly import Week
from engine.store import Store

SUNDAY, NEXT = "2022-03-06", "2022-03-13"


def test_two_weeks_with_an_inquiry_between_them(store: Store) -> None:
    office = Office(store)
    office.say(
        "2022-03-05", site("A"), found("A", "2022-03-01"), checked("A", "2022-03-03"), site("B", DUIZHEN),
        found("B", "2022-03-02", producing="unknown"),
    )  # fmt: skip
    first = office.week(SUNDAY)
    with store.writing(monday("2022-03-07")) as session:
        rows = to_send(asking(first.document, sent(session), REAL.tree, lambda _, s: s, date(2022, 3, 7)), 20)
        (letter,) = [
            one
            for one in send(
                session, rows, on=date(2022, 3, 7), due=date(2022, 3, 14), series="询", actor="u1"
            )
            if any(r.site == "B" for r in one.rows)
        ]
    assert letter.rows[0].rows[0]["replaces"] == "D-B-2022-03-02"
    office.say("2022-03-09", checked("B", "2022-03-08", "stopped"), checked("A", "2022-03-08", "stopped"))
    second = office.week(NEXT)
    assert {(e.identity.split("/")[0], e.change, e.causes[0].kind) for e in office.entries(second)} >= {
        ("order446.township-illegal-coal-mine", "ended", "stopped")
    }
    assert rerun(store, date.fromisoformat(SUNDAY), FRAME).same
    assert office.ledger(second) == office.ledger(second)
    with store.writing(monday(NEXT)) as session:
        assert settle_answers(session) == []


def test_two_at_once_come_to_one_run(store: Store) -> None:
    office, weeks = Office(store), list[Week]()
    office.say("2022-03-05", site("A"), found("A", "2022-03-01"), checked("A", "2022-03-03"))
    gate = threading.Barrier(2)

    def run() -> None:
        gate.wait()
        weeks.append(office.week(SUNDAY))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(weeks) == 2
    assert len(office.runs()) == 1
