"""An office for tests: a store with an admin, a drafter and an approver, and a clock that goes on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from engine.document import document
from engine.dossiers import dossiers
from engine.evaluation import Evaluation, evaluate
from engine.jurisdictions import Jurisdictions, load_jurisdictions
from engine.ledgers import carrying, officers, packing, referrals
from engine.ledgers.lives import Paper
from engine.ledgers.papers import paper, papers, signature_faults
from engine.ledgers.proposals import Move
from engine.ledgers.seen import RunSeen
from engine.records import read_rows
from engine.referrals.stated import NOTHING, Stated
from engine.rules import load_rules
from engine.settings import Settings
from engine.signing import Ed25519Signer, new_signer
from engine.store import Store, create_store

Row = dict[str, str]
SEARCHED = Stated(searched_by="B02某（B02）", searched_on="2022-03-07", searched="全部记录")
SERIES = "晋安办问责移"
COUNTY = "141181000000-county_government-to-141100000000"
TOWNS = (
    "141181102000-township_government-to-141181000000",
    "141181103000-township_government-to-141181000000",
)
FOUND = {"producing": "是", "missing_licences": "采矿许可证", "found_by": "某局"}
BAD = {"result": "仍在生产", "checked_by": "某局"}


@cache
def places() -> Jurisdictions:
    return load_jurisdictions()


def two_mines() -> dict[str, list[Row]]:
    """Two mines of 孝义市, in two townships, discovered within a month and found producing on 2 March 2022."""
    return {
        "sites": [
            {"site_id": s, "name": f"{s}矿", "mineral": "煤", "jurisdiction": j}
            for s, j in (("A", "孝义市/西辛庄镇"), ("B", "孝义市/下堡镇"))
        ],
        "discoveries": [
            {"discovery_id": "D1", "site_id": "A", "verified_on": "2022-02-23", **FOUND},
            {"discovery_id": "D2", "site_id": "B", "verified_on": "2022-02-25", **FOUND},
        ],
        "checks": [
            {"check_id": "C1", "site_id": "A", "checked_on": "2022-03-02", **BAD},
            {"check_id": "C2", "site_id": "B", "checked_on": "2022-03-02", **BAD},
        ],
    }


def and_also(rows: Mapping[str, Sequence[Row]], **more: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows with further ones."""
    return {name: [*rows.get(name, ()), *more.get(name, ())] for name in {**rows, **more}}


def third_mine() -> dict[str, list[Row]]:
    return {
        "sites": [{"site_id": "E", "name": "E矿", "mineral": "煤", "jurisdiction": "孝义市/下堡镇"}],
        "discoveries": [{"discovery_id": "D5", "site_id": "E", "verified_on": "2022-03-18", **FOUND}],
        "checks": [{"check_id": "C5", "site_id": "E", "checked_on": "2022-03-19", **BAD}],
    }


def run(rows: Mapping[str, Sequence[Row]], as_of: date) -> Evaluation:
    """An evaluation of rows, made once for all tests that ask for it."""
    return _run(json.dumps(rows, sort_keys=True), as_of)


@cache
def _run(rows: str, as_of: date) -> Evaluation:
    read = read_rows(json.loads(rows), places().tree)
    assert read.rejected == ()
    return evaluate(
        read, as_of=as_of, known_at=None, rules=load_rules(), settings=Settings(), jurisdictions=places()
    )


@dataclass
class Office:
    """A store and who acts in it; each act is a second later than the one before."""

    home: Path
    given: Store | None = None
    store: Store = field(init=False)
    clock: datetime = datetime(2022, 3, 7, 1, tzinfo=UTC)
    admin: Ed25519Signer = field(default_factory=lambda: new_signer("A01"))
    drafter: Ed25519Signer = field(default_factory=lambda: new_signer("B02"))
    approver: Ed25519Signer = field(default_factory=lambda: new_signer("C03"))

    def __post_init__(self) -> None:
        self.store = self.given or create_store(None, self.home)
        self.register(self.admin, "admin")
        self.register(self.drafter, "drafter")
        self.register(self.approver, "approver")

    def register(self, signer: Ed25519Signer, *roles: str) -> None:
        with self.store.writing(self.now()) as session:
            officers.endorse(
                session,
                self.admin,
                signer.verifier,
                handle=signer.name,
                name=f"{signer.name}某",
                unit="办",
                roles=roles,
            )

    def now(self, days: int = 0) -> datetime:
        self.clock += timedelta(days=days, seconds=1)
        return self.clock

    def on(self, day: str) -> None:
        """Go on to nine in the morning of a day (Beijing)."""
        self.clock = datetime.fromisoformat(f"{day}T01:00:00+00:00")

    def propose(self, rows: Mapping[str, Sequence[Row]], as_of: str) -> list[Move]:
        made = run(rows, date.fromisoformat(as_of))
        found = dossiers(made, {f["id"]: f for f in document(made)["findings"]})
        with self.store.writing(self.now()) as session:
            return carrying.propose(session, None, found, RunSeen(made))

    def every(self) -> list[Paper]:
        with self.store.reading() as session:
            found = papers(session)
            for one in found:
                assert signature_faults(session, one) == []
                _ = [s.detail for s in one.steps]
        return found

    def paper(self, key: str) -> Paper:
        with self.store.reading() as session:
            one = paper(session, key)
            _ = [s.detail for s in one.steps]
        return one

    def compose(self, key: str, evidence: Path | None = None) -> tuple[str, str, Stated]:
        """Digest of a fresh package, of the grounds that it rests on, and 查无 where nothing speaks for the subject."""
        with self.store.reading() as session:
            (one,) = papers(session, [key])
            family = [p for p in papers(session) if (one.parent or one.key) in (p.key, p.parent)]
            empty = not any(one.proposal.detail["dossier"]["other"].values())
            said = SEARCHED if empty else NOTHING
            made = packing.files(one, family, said=said, evidence=evidence)
            grounds = one.proposal.package_sha256 or ""
        return packing.put(self.home, key, made)[1], grounds, said

    def act(self, verb: Any, signer: Ed25519Signer, key: str, *arguments: Any) -> Paper:
        """One step in a transaction of its own."""
        with self.store.writing(self.now()) as session:
            (one,) = papers(session, [key])
            made: Paper = verb(session, signer, one, *arguments)
            return made

    def draft(self, key: str, signer: Ed25519Signer | None = None) -> Paper:
        return self.act(referrals.draft, signer or self.drafter, key, *self.compose(key))

    def drafted(self, key: str) -> str:
        return packing.drafted(self.home, self.paper(key))

    def approve(self, key: str, signer: Ed25519Signer | None = None) -> Paper:
        return self.act(referrals.approve, signer or self.approver, key, self.drafted(key))

    def issue(self, key: str, signer: Ed25519Signer | None = None) -> Paper:
        return self.act(referrals.issue, signer or self.drafter, key, self.drafted(key), SERIES)

    def send(self, *keys: str) -> None:
        """Draft, approve and issue."""
        for key in keys:
            self.draft(key)
            self.approve(key)
            self.issue(key)

    def dispose(self, key: str, on: str, kind: str = "予以了结") -> None:
        """Receipt and disposition on one day."""
        day = date.fromisoformat(on)
        self.act(referrals.receipt, self.drafter, key, day, {"by": "案管室"})
        self.act(referrals.disposition, self.drafter, key, day, kind, {})
