"""The verbs `wenze keys …`: who may act, proved by a key."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import UsageError
from engine.faces import opening
from engine.faces.keys_out_verbs import export, revocations
from engine.faces.opening import DatabaseOption, HomeOption, OfficerOption
from engine.office_day import BEIJING

if TYPE_CHECKING:
    from engine.signing import FileSigner
    from engine.store import Store

keys_app = typer.Typer(
    help="人员与密钥：登记、查看、更换、吊销、导出公钥。\n\n例：wenze keys new --officer A01 --name 王某 --role admin",
    no_args_is_help=True,
    rich_markup_mode=None,
)
keys_app.command()(export)
keys_app.command()(revocations)

WhoOption = Annotated[str, typer.Option("--officer", help="工号：字母、数字、短横")]
RolesOption = Annotated[
    list[str], typer.Option("--role", help="权限，可重复：drafter 起草，approver 审批，admin 管理密钥")
]
AlgorithmOption = Annotated[
    str | None,
    typer.Option("--algorithm", help="签名算法：ed25519 或 sm2；默认取设置 signature_algorithm"),
]
ByOption = Annotated[
    str | None, typer.Option("--by", help="登记或吊销的管理员的工号；默认取环境变量 WENZE_OFFICER")
]


@contextmanager
def _key_file(store: "Store", signer: "FileSigner", words: str) -> Iterator[None]:
    """A new key's file stands before it is registered, and goes again when it is not."""
    from engine.signing import key_path, write_key

    path = key_path(store.home / "keys", signer.name, signer.key_id)
    write_key(path, signer, words)
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _new_key(store: "Store", handle: str, algorithm: str | None) -> "FileSigner":
    """A fresh key, by the office's algorithm if none is named."""
    from engine.signing import new_key

    return new_key(handle, algorithm or opening.settings_of(store.home).signature_algorithm)


def found_admin(
    store: "Store", handle: str, name: str, unit: str, words: str, algorithm: str | None = None
) -> str:
    """Make the first admin of a store and give the fingerprint to keep on paper. Raises OfficerError, SigningError."""
    from engine.ledgers import officers

    officers.check_handle(handle)
    signer = _new_key(store, handle, algorithm)
    with _key_file(store, signer, words), store.writing(opening.now()) as session:
        officers.endorse(
            session, signer, signer.verifier, handle=handle, name=name, unit=unit, roles=["admin"]
        )
    return signer.key_id


@keys_app.command()
def new(
    officer: WhoOption,
    name: Annotated[str, typer.Option("--name", help="姓名")],
    role: RolesOption,
    by: ByOption = None,
    algorithm: AlgorithmOption = None,
    unit: Annotated[str | None, typer.Option("--unit", help="单位；默认本办公室")] = None,
    public: Annotated[
        Path | None, typer.Option("--public", help="只登记这把公钥（PEM）；私钥由本人另行保管")
    ] = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """登记一人并生成其密钥；第一位须为管理员，其后由管理员签名登记。

    例：wenze keys new --officer B02 --name 李某 --role drafter --by A01
    """
    from engine.ledgers import officers
    from engine.signing import verifier_of

    store = opening.store_of(home, database)
    officers.check_handle(officer)
    where = unit or opening.settings_of(store.home).office
    with store.reading() as session:
        first = not officers.keys(session)
    if first:
        if role != ["admin"] or public:
            raise UsageError("还没有管理员：第一位须为管理员，写作 --role admin，并在此生成密钥。")
        words = opening.new_passphrase(officer, first=True)
        fingerprint = found_admin(store, officer, name, where, words, algorithm)
        typer.echo(f"已登记第一位管理员 {officer}（{name}）。公钥指纹（请抄写留存，核对审计日志时要用）：")
        typer.echo(fingerprint)
        return
    admin = opening.signer_of(store, by)
    if public:
        try:
            verifier = verifier_of(public.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"公钥文件 {public} 不能读取；须为 PEM 文本。") from error
        with store.writing(opening.now()) as session:
            officers.endorse(session, admin, verifier, handle=officer, name=name, unit=where, roles=role)
        typer.echo(f"已登记 {officer}（{name}）的公钥 {verifier.key_id}")
        return
    signer = _new_key(store, officer, algorithm)
    words = opening.new_passphrase(officer, first=False)
    with _key_file(store, signer, words), store.writing(opening.now()) as session:
        officers.endorse(session, admin, signer.verifier, handle=officer, name=name, unit=where, roles=role)
    typer.echo(f"已登记 {officer}（{name}），公钥指纹 {signer.key_id}")


@keys_app.command(name="list")
def listing(home: HomeOption = None, database: DatabaseOption = None) -> None:
    """列出全部人员的密钥：权限、起止、指纹。

    例：wenze keys list
    """
    from engine.faces.grids import print_grid
    from engine.faces.terminal import console
    from engine.ledgers import officers

    store = opening.store_of(home, database)
    with store.reading() as session:
        found = officers.keys(session)
    rows = []
    for key in found:
        ended = f"{key.revoked_at.astimezone(BEIJING):%Y-%m-%d %H:%M}" if key.revoked_at else ""
        said = (
            key.officer, key.name, "、".join(officers.ROLES[r] for r in key.roles), key.verifier.algorithm,
            key.fingerprint[:16],
            f"{key.valid_from.astimezone(BEIJING):%Y-%m-%d %H:%M}", ended, key.why or "",
        )  # fmt: skip
        rows.append(said)
    heads = ("工号", "姓名", "权限", "算法", "指纹", "起", "止", "缘由")
    print_grid(console(), heads, rows, title=f"密钥（{len(found)} 把）")


@keys_app.command()
def revoke(
    officer: WhoOption,
    why: Annotated[str, typer.Option("--why", help="理由")],
    by: ByOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """吊销一人的密钥：自此不能签名，以前的签名仍然有效。

    例：wenze keys revoke --officer B02 --why 调离 --by A01
    """
    from engine.ledgers import officers

    store = opening.store_of(home, database)
    signer = opening.signer_of(store, by)
    with store.writing(opening.now()) as session:
        key = officers.revoke(session, signer, officer, why)
    typer.echo(f"已吊销 {officer}（{key.name}）的密钥 {key.fingerprint[:16]}；以前的签名仍然有效。")


@keys_app.command()
def rotate(
    officer: OfficerOption = None,
    algorithm: AlgorithmOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """更换自己的密钥：旧密钥签名登记新密钥，随后停用。

    例：wenze keys rotate --officer B02
    """
    from engine.ledgers import officers

    store = opening.store_of(home, database)
    old = opening.signer_of(store, officer)
    signer = _new_key(store, old.name, algorithm)
    words = opening.new_passphrase(old.name, first=False)
    with _key_file(store, signer, words), store.writing(opening.now()) as session:
        officers.rotate(session, old, signer.verifier)
    typer.echo(f"已更换 {old.name} 的密钥，新公钥指纹 {signer.key_id}")
