"""What the verbs of the store share: where it lies, who acts, with which key, at what time."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from engine.errors import UsageError
from engine.faces.options import day, instant
from engine.office_day import legal_day

if TYPE_CHECKING:
    from engine.jurisdictions import Jurisdictions
    from engine.periods import Overlay
    from engine.settings import Settings
    from engine.signing import FileSigner
    from engine.store import Store

HomeOption = Annotated[
    Path | None, typer.Option("--home", help="数据目录；默认取环境变量 WENZE_HOME，再次为 ~/.wenze")
]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database", help="PostgreSQL 地址；默认取环境变量 WENZE_DATABASE，再次为数据目录中的 SQLite"
    ),
]
OfficerOption = Annotated[
    str | None, typer.Option("--officer", help="办理人的工号；默认取环境变量 WENZE_OFFICER")
]
PASSPHRASE: Final = "WENZE_PASSPHRASE"  # noqa: S105 - the name of a variable
NEW_PASSPHRASE: Final = "WENZE_NEW_PASSPHRASE"  # noqa: S105 - the name of a variable


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def today() -> date:
    """The day where the office is (Asia/Shanghai)."""
    return legal_day(now())


def known_day(text: str, option: str = "--as-of") -> date:
    """The day of an option that the ledger can speak of. Raises UsageError: no day, or one that has not come."""
    found, last = day(text, option), today()
    if found > last:
        raise UsageError(f"{option} {found} 晚于今天（{last}）；那一天的情况还不知道，请核对日期和本机时钟。")
    return found


def known_instant(text: str | None) -> datetime | None:
    """The instant of --known-at. Raises UsageError: no instant, or one that has not come."""
    found = instant(text)
    if found is not None and found > now():
        raise UsageError(f"--known-at“{text}”晚于现在；那时所知的内容还不存在，请核对时刻。")
    return found


def home_of(home: Path | None) -> Path:
    """The folder of the deployment."""
    given = home or os.environ.get("WENZE_HOME") or Path.home() / ".wenze"
    return Path(given).expanduser()


def store_of(home: Path | None, database: str | None) -> "Store":
    """The open store. Raises StoreError where there is none."""
    from engine.store import open_store

    return open_store(database or os.environ.get("WENZE_DATABASE"), home_of(home))


def settings_of(home: Path) -> "Settings":
    """The office's settings: `settings.yaml` of the home where it exists. Raises UsageError."""
    from engine.settings_file import load_settings

    path = home / "settings.yaml"
    return load_settings(path if path.is_file() else None)


def calendar_of(home: Path, places: "Jurisdictions") -> "Overlay":
    """Holidays of the jurisdictions' table, then of the office's own `workdays.csv`. Raises UsageError."""
    from engine.periods import Overlay, read_overlay

    own = home / "workdays.csv"
    if not own.is_file():
        return places.calendar
    mine = read_overlay(own)
    return Overlay({**places.calendar.days, **mine.days}, places.calendar.years | mine.years)


def officer_of(officer: str | None) -> str:
    """Who acts. Raises UsageError where nobody is named."""
    named = officer or os.environ.get("WENZE_OFFICER")
    if not named:
        raise UsageError("没有写明由谁办理；请加 --officer 工号，或设置环境变量 WENZE_OFFICER。")
    return named


def passphrase(handle: str) -> str:
    """The passphrase of an officer's key, from the environment or asked for."""
    given = os.environ.get(PASSPHRASE)
    return given if given is not None else str(typer.prompt(f"{handle} 的口令", hide_input=True, err=True))


def new_passphrase(handle: str, *, first: bool) -> str:
    """The passphrase of a key to be made; the first admin's may stand where every passphrase stands."""
    given = os.environ.get(NEW_PASSPHRASE) or (os.environ.get(PASSPHRASE) if first else None)
    if given is not None:
        return given
    return str(
        typer.prompt(f"{handle} 新密钥的口令", hide_input=True, confirmation_prompt="再输入一次", err=True)
    )


def signer_of(store: "Store", officer: str | None) -> "FileSigner":
    """The key of who acts, opened by its passphrase. Raises OfficerError, SigningError, UsageError."""
    from engine.ledgers.officers import standing_key
    from engine.signing import SigningError, key_path, read_key

    handle = officer_of(officer)
    with store.reading() as session:
        key = standing_key(session, handle)
    path = key_path(store.home / "keys", handle, key.fingerprint)
    signer = read_key(path, handle, passphrase(handle))
    if signer.key_id != key.fingerprint:
        raise SigningError(
            f"密钥文件 {path.name} 不是登记给 {handle} 的那一把；请恢复原文件，或由管理员重新登记。"
        )
    return signer


def signer_if_staffed(store: "Store", officer: str | None) -> "FileSigner | None":
    """The key of who decides; None in an office without registered officers. Raises as `signer_of`."""
    from engine.ledgers import officers

    with store.reading() as session:
        staffed = bool(officers.events(session))
    return signer_of(store, officer) if staffed else None
