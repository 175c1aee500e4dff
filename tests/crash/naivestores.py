"""Naive stores: each puts one plausible mistake into the real one, for the harness to find."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.faces import weekly_verbs
from engine.ledgers import audit, following, imports, referrals, steps
from engine.store import opening
from engine.store.opening import Store


def audit_apart() -> None:
    """Records in one transaction, what the audit log says of them in the next."""
    waiting: list[tuple[Any, ...]] = []
    append, writing = audit.append, Store.writing

    @contextmanager
    def apart(store: Store, now: datetime) -> Iterator[Any]:
        with writing(store, now) as session:
            yield session
        said = waiting.copy()
        waiting.clear()
        if said:
            with writing(store, now) as session:
                for one in said:
                    append(session, session.now, *one)

    Store.writing = apart  # type: ignore[method-assign,assignment]
    audit.append = lambda _session, _now, *told: waiting.append(told)  # type: ignore[assignment,return-value]


def no_transaction() -> None:
    """Every statement by itself, as the driver gives it."""
    opening._begin = lambda connection: connection.exec_driver_sql("PRAGMA query_only=OFF")


def received_in_place() -> None:
    """A file as received written under its own name; one that is there is taken for whole."""

    def keep(home: Path, data: bytes, sha256: str) -> Path:
        path = home / "received" / sha256
        if not path.exists():
            path.write_bytes(data)
        return path

    imports.keep = keep


def report_in_place() -> None:
    """The week's report written under its own name."""

    def write(path: Path, data: bytes) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    weekly_verbs.write = write


def issued_unseen() -> None:
    """A paper is issued without a look at whether it has been."""
    referrals.check = steps.check = following.check = lambda *_, **__: None


def known_by_name() -> None:
    """A content that was taken in before is not known again."""
    imports._before = lambda *_: None


PUT_IN: dict[str, Callable[[], None]] = {
    "audit apart": audit_apart, "no transaction": no_transaction, "received in place": received_in_place,
    "report in place": report_in_place, "issued unseen": issued_unseen, "known by name": known_by_name,
}  # fmt: skip
