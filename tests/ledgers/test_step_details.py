"""The details of steps: whatever the order in which they are asked for, each is its own; who reads on asks the store seldom."""

import random
from pathlib import Path
from typing import Any

import pytest
from matteroffice import propose, with_rows
from offices import Office
from sqlalchemy import event
from sqlmodel import col, select

from engine.ledgers.dossier_form import unpacked
from engine.ledgers.papers import papers
from engine.ledgers.step_details import Details
from engine.store.models import ReferralStep

MANY = 40


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder: Path = tmp_path_factory.mktemp("details")
    made = Office(folder / "home")
    names = [f"S{number}" for number in range(MANY)]
    seen = {
        "producing": "是",
        "missing_licences": "采矿许可证",
        "found_by": "某局",
        "verified_on": "2022-02-23",
    }
    sites = [{"site_id": s, "name": s, "mineral": "煤", "jurisdiction": "孝义市/西辛庄镇"} for s in names]
    discoveries = [{"discovery_id": f"X{s}", "site_id": s, **seen} for s in names]
    propose(made, with_rows(sites=sites, discoveries=discoveries))
    return made


def stored(session: Any) -> dict[int, Any]:
    return {row.id: row.detail for row in session.exec(select(ReferralStep).order_by(col(ReferralStep.id)))}


@pytest.mark.parametrize("seed", range(3))
def test_each_step_has_its_own_details_in_whatever_order_they_are_asked_for(
    office: Office, seed: int
) -> None:
    rng = random.Random(seed)  # noqa: S311 - an order, no secrets
    with office.store.reading() as session:
        known = stored(session)
        ids = list(known)
        details = Details(session, ids)
        for one in rng.sample(ids, len(ids)):
            assert details.of(one) == {**known[one], "dossier": unpacked(known[one]["dossier"])}
        assert details.of(ids[0]) == details.of(ids[0])


def test_who_reads_on_asks_the_store_a_few_times(office: Office) -> None:
    with office.store.reading() as session:
        every = papers(session)
        asked: list[str] = []
        event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(str(given[2])))
        forms = [p.proposal.detail["dossier"] for p in every]
    assert [f["id"] for f in forms] == [p.key for p in every]
    assert len(every) > MANY
    assert len(asked) < 8
