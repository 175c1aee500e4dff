"""What a home holds, read without the program that wrote it; and what is wrong with it beside another."""

import hashlib
import json
import shutil
import sqlite3
from base64 import b64decode
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from engine.ledgers.audit_verify import verify_file

DATABASE: Final = "wenze.sqlite"
CACHE: Final = "bulk"
"""May hold anything that agrees with the store: what is made of it is compared instead."""
Rows = Mapping[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class State:
    """All rows of all tables, each as text with its `recorded_at` first; digests of all files beside the database."""

    tables: Rows
    files: Mapping[str, str]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files(home: Path) -> dict[str, str]:
    """Digest of each file of a home, by its path; neither the database nor the cache."""
    found = (p for p in sorted(home.rglob("*")) if p.is_file())
    names = {str(p.relative_to(home)): p for p in found}
    return {n: digest(p) for n, p in names.items() if not n.startswith((DATABASE, f"{CACHE}/"))}


def tables(home: Path) -> Rows:
    """All rows, in the order of writing; nothing where there is no database yet."""
    if not (home / DATABASE).is_file():
        return {}
    with closing(sqlite3.connect(home / DATABASE)) as database:
        names = [n for (n,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: _rows(database, name) for name in sorted(names) if name != "alembic_version"}


def _rows(database: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    found = database.execute(f"SELECT recorded_at, * FROM {table} ORDER BY id")  # noqa: S608 - our own tables
    return [tuple(row) for row in found]


def state(home: Path) -> State:
    return State(tables(home), files(home))


def unsound(home: Path) -> list[str]:
    """What SQLite itself, the audit chain and the promises of rows about files say against a store."""
    if not (home / DATABASE).is_file():
        return []
    out = []
    with closing(sqlite3.connect(home / DATABASE)) as database:
        out += [f"integrity: {t}" for (t,) in database.execute("PRAGMA integrity_check") if t != "ok"]
        out += [f"foreign key: {row}" for row in database.execute("PRAGMA foreign_key_check")]
        if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit_entry'").fetchone():
            out += [f"promise: {text}" for text in _broken(home, database)]
    if not out and tables(home).get("audit_entry"):
        out += [f"audit: {text}" for text in verify_file(home / DATABASE, None).faults]
    return out


def _broken(home: Path, database: sqlite3.Connection) -> Iterable[str]:
    """Rows that speak of a file that is not there, or not the one that they mean."""
    for (sha256,) in database.execute("SELECT sha256 FROM import_file"):
        path = home / "received" / sha256
        if not path.is_file() or digest(path) != sha256:
            yield f"received/{sha256[:8]} is not what was received"
    steps = database.execute(
        "SELECT key, package_sha256 FROM referral_step JOIN referral ON referral.id = referral_id WHERE step = 'drafted'"
    )
    for key, sha256 in steps:
        folder = home / "packages" / key / sha256[:16]
        if not (folder / "manifest.json").is_file() or digest(folder / "manifest.json") != sha256:
            yield f"{folder.relative_to(home)} is not what was drafted"
    issued = database.execute(
        "SELECT key, package_sha256 FROM referral_step JOIN referral ON referral.id = referral_id WHERE step = 'issued'"
    )
    for key, sha256 in issued:
        path = home / "packages" / key / f"{sha256[:16]}.zip"
        envelope = path.with_name(f"{path.name}.dsse.json")
        if not path.is_file() or not envelope.is_file() or _says(envelope)["sha256"] != digest(path):
            yield f"{path.relative_to(home)} is not what was signed"
    for key, sha256 in database.execute("SELECT officer, fingerprint FROM officer_key WHERE event = 'added'"):
        if not (home / "keys" / f"{key}.{sha256[:16]}.pem").is_file():
            yield f"no key of {key}"


def _says(envelope: Path) -> Any:
    return json.loads(b64decode(json.loads(envelope.read_bytes())["payload"]))


def torn(now: State, whole: State, before: State) -> list[str]:
    """Why a home is not what stood at the end of some transaction of an undisturbed run.

    `whole`: after that run, `before`: before it. Rows are all those up to one instant, which is the last one found; a
    file that bears its final name has its final content, or the one it had. Names with a dot first are not final.
    """
    instants = [row[0] for rows in now.tables.values() for row in rows]
    until = max(instants, default="")
    out = [
        f"{name}: {_difference(now.tables.get(name, []), wanted)}"
        for name, rows in whole.tables.items()
        if (wanted := [row for row in rows if row[0] <= until]) != now.tables.get(name, [])
        and (now.tables or before.tables)
    ]
    for name, sha256 in now.files.items():
        if not Path(name).name.startswith(".") and not any(p.startswith(".") for p in Path(name).parts):
            known = {whole.files.get(name), before.files.get(name)}
            if sha256 not in known:
                out.append(f"file {name}: neither as before nor as it was to be")
    return out + [
        f"file {name}: gone" for name in before.files if name not in now.files and name in whole.files
    ]


def different(now: State, whole: State) -> list[str]:
    """How a home differs from that of the undisturbed run."""
    out = [
        f"{name}: {_difference(now.tables.get(name, []), whole.tables.get(name, []))}"
        for name in sorted({*now.tables, *whole.tables})
        if now.tables.get(name, []) != whole.tables.get(name, [])
    ]
    out += [f"file {n}: not there" for n in whole.files if n not in now.files]
    out += [f"file {n}: left over" for n in now.files if n not in whole.files]
    return out + [f"file {n}: other content" for n, d in now.files.items() if whole.files.get(n, d) != d]


def leftovers(home: Path) -> list[str]:
    """Files of the cache that nobody will ever name."""
    return [f"file {CACHE}/{p.name}: left over" for p in (home / CACHE).glob(".*")]


def _difference(now: list[tuple[Any, ...]], wanted: list[tuple[Any, ...]]) -> str:
    lost = [row for row in wanted if row not in now]
    more = [row for row in now if row not in wanted]
    doubled = len(now) - len(set(map(_text, now)))
    return f"{len(now)} rows for {len(wanted)}, {len(lost)} lost, {len(more)} others, {doubled} doubled"


def _text(row: tuple[Any, ...]) -> str:
    return json.dumps([str(cell) for cell in row])


def copied(home: Path, place: Path) -> Path:
    """A home as it lies there, at another place; what stood there goes."""
    shutil.rmtree(place, ignore_errors=True)
    if home.is_dir():
        shutil.copytree(home, place)
    return place
