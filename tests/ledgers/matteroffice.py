"""Sites whose papers go to other bodies, and an office that carries them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from offices import Office, Row, places, two_mines

from engine.evaluation import Evaluation, find_matters, take_facts
from engine.ledgers import carrying
from engine.ledgers.proposals import Move
from engine.matter_dossiers import MatterDrafts
from engine.records import read_rows
from engine.rules import load_rules
from engine.settings import Settings

RULES = load_rules()
AMOUNT: Mapping[str, int | str] = {"illegal_mining_value": 200_000, "illegal_mining_value_protected": 100_000}
CLOSURE = "141181000000-closure_request-A"
TRANSFER = "141181000000-judicial_transfer-A"
EXPOSURE = "141181000000-exposure_draft-A"


def appraisal(value: str, identity: str = "V1", **cells: str) -> Row:
    return {
        "appraisal_id": identity, "site_id": "A", "kind": "product", "value": value, "determined_on": "2022-03-01",
        "by": "某价格认定中心", **cells,
    }  # fmt: skip


def measure(kind: str, identity: str = "M1", on: str = "2022-03-02", **cells: str) -> Row:
    return {
        "measure_id": identity,
        "site_id": "A",
        "kind": kind,
        "ordered_on": on,
        "executed_on": on,
        **cells,
    }


def handled(identity: str = "Y1", **cells: str) -> Row:
    """An earlier transfer of the site to the police."""
    return {
        "action_id": identity, "site_id": "A", "jurisdiction": "孝义市", "kind": "移送", "on": "2022-02-27",
        "by": "孝义市公安局", **cells,
    }  # fmt: skip


def with_rows(**more: Sequence[Row]) -> dict[str, list[Row]]:
    """The two mines of 孝义市 with further rows."""
    mines = two_mines()
    return {name: [*mines.get(name, ()), *more.get(name, ())] for name in {**mines, **more}}


def ran(
    rows: Mapping[str, Sequence[Row]], as_of: str = "2022-03-07", overrides: Mapping[str, int | str] | None = None
) -> Evaluation:  # fmt: skip
    """An evaluation as far as its matters: no finding is reasoned out."""
    read = read_rows(rows, places().tree)
    assert read.rejected == ()
    settings = Settings(overrides=AMOUNT if overrides is None else overrides)
    run = Evaluation(read, date.fromisoformat(as_of), None, RULES, settings, places())
    take_facts(run)
    find_matters(run)
    return run


def told(
    rows: Mapping[str, Sequence[Row]], as_of: str = "2022-03-07", **overrides: int | str
) -> dict[str, Any]:
    """What the document says of matters under settings, none by default."""
    found = ran(rows, as_of, overrides).matters
    return {
        "matters": [one.document_form() for one in found.found],
        "not_computable": [one.document_form() for one in found.not_computable],
    }


def kinds(form: Mapping[str, Any], kind: str) -> list[tuple[str, str]]:
    """Site and first day of each matter of a kind."""
    return [(m["site"], m["since"]) for m in form["matters"] if m["kind"] == kind]


def propose(office: Office, rows: Mapping[str, Sequence[Row]], as_of: str = "2022-03-07") -> list[Move]:
    run = ran(rows, as_of)
    with office.store.writing(office.now()) as session:
        return carrying.propose_matters(session, None, MatterDrafts(run))
