"""`wenze keys export`, `revocations`: what receivers need to check a signature without us."""

from pathlib import Path
from typing import Annotated

import typer

from engine.errors import UsageError, os_reason
from engine.faces import opening
from engine.faces.opening import DatabaseOption, HomeOption, OfficerOption


def export(
    officer: Annotated[
        str | None, typer.Option("--officer", help="一人的工号；不写则写出全部密钥的背书和吊销")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="写入的文件；默认印在屏幕上")] = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """写出一人现用的公钥（PEM），或者全部密钥的背书和吊销（JSON）；供接收机关用 verify.py 的 --key、--keys 核对。

    例：wenze keys export --officer B02 --out B02公钥.pem
    """
    from engine.ledgers import officers
    from engine.signing import canonical

    store = opening.store_of(home, database)
    with store.reading() as session:
        if officer is None:
            forms = officers.event_forms(session)
            text, told = canonical(forms).decode() + "\n", f" {len(forms)} 条背书和吊销"
        else:
            key = officers.standing_key(session, officer)
            text, algorithm = key.public_key, key.verifier.algorithm
            told = f" {officer}（{key.name}）的公钥，算法 {algorithm}，指纹 {key.fingerprint}"
    if out is None:
        typer.echo(text, nl=False)
        return
    _write(out, text.encode())
    typer.echo(f"已写出{told}")


def _write(file: Path, data: bytes) -> None:
    part = file.with_name(f".{file.name}.part")
    try:
        part.write_bytes(data)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(f"不能写入 {file}：{os_reason(error)}；请检查目录、权限和磁盘空间。") from error


def revocations(
    file: Annotated[Path, typer.Argument(help="写入的文件（JSON）")],
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """写出已签名的吊销和撤回名单：已停用的密钥、已撤回的材料；接收机关用 verify.py --revocations 核对。

    例：wenze keys revocations 名单.json --officer A01
    """
    from engine.ledgers import revocations as lists

    store = opening.store_of(home, database)
    signer = opening.signer_of(store, officer)
    with store.writing(opening.now()) as session:
        made = lists.signed(session, signer)
    _write(file, made)
    typer.echo(f"已写出吊销和撤回名单 {file}")
