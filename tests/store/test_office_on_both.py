"""A referral's life, its signatures and the log are the same on both databases."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "ledgers"))

from offices import COUNTY, SERIES, Office, and_also, third_mine, two_mines

from engine.ledgers import audit, checkpoints, officers
from engine.ledgers.audit_verify import verify_export
from engine.store import Store


def test_a_referral_lives_and_its_log_verifies(store: Store, tmp_path: Path) -> None:
    office = Office(store.home, store)
    office.propose(two_mines(), "2022-03-07")
    office.send(COUNTY)
    office.propose(and_also(two_mines(), **third_mine()), "2022-03-28")
    office.send(f"{COUNTY}.supplement-1")
    numbers = [p.issued.number for p in office.every() if p.issued]
    assert numbers == [f"{SERIES}〔2022〕1号", f"{SERIES}〔2022〕2号"]
    with store.writing(office.now()) as session:
        audit.append(session, session.now, "B02", "import", "NUL \0 \udc80 矿", {"文": "\0\udc80"})
        checkpoints.seal(session, office.admin)
    path = tmp_path / "log.jsonl"
    with store.reading() as session:
        report = checkpoints.verify_store(session, office.admin.key_id)
        lines = audit.export_lines(session, officers.event_forms(session), checkpoints.forms(session))
        path.write_bytes(b"".join(lines))
    assert report.faults == []
    assert report.sealed == report.entries - 1
    assert verify_export(path) == report
