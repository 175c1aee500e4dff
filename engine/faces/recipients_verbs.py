"""`wenze recipients …`, `encrypt`, `decrypt`: for one recipient's eyes, around what is signed."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from engine.errors import UsageError, os_reason
from engine.faces import opening
from engine.faces.keys_verbs import ByOption
from engine.faces.opening import DatabaseOption, HomeOption, OfficerOption

recipients_app = typer.Typer(
    help="收件单位的加密公钥：生成、登记、停用、查看。\n\n例：wenze recipients list",
    no_args_is_help=True,
    rich_markup_mode=None,
)
NameOption = Annotated[str, typer.Option("--name", help="收件单位的名称")]


@recipients_app.command()
def new(
    file: Annotated[Path, typer.Argument(help="私钥写入的文件，由收件单位自己保管")],
    kind: Annotated[str, typer.Option("--kind", help="age 或 sm2")] = "age",
) -> None:
    """由收件单位生成一对加密密钥：私钥用口令加密存放，公钥写在其旁（.pub），交给发件单位；不用台账。

    例：wenze recipients new 收件.key --kind sm2
    """
    from engine.encryption import EncryptionError, new_identity

    public = file.with_name(f"{file.name}.pub")
    if public.exists():
        raise UsageError(f"{public} 已经存在，不能覆盖；请先移走，或换一个文件名。")
    key = new_identity(kind, file, opening.new_passphrase(file.name, first=True)).public
    try:
        public.write_text(key.text.rstrip("\n") + "\n", encoding="ascii")
    except OSError as error:
        raise EncryptionError(
            f"公钥不能写入 {public}（{os_reason(error)}）；请检查权限和磁盘空间。"
        ) from error
    typer.echo(f"私钥 {file}（请备份，遗失后加密的文件无法打开），公钥 {public}")
    typer.echo(f"公钥指纹（请另行告知发件单位，不与公钥同路）：{key.fingerprint}")


@recipients_app.command()
def add(
    name: NameOption,
    key: Annotated[Path, typer.Option("--key", help="收件公钥文件：age1 开头的一行，或 SM2 的 PEM")],
    fingerprint: Annotated[
        str, typer.Option("--fingerprint", help="收件单位另行告知的指纹，至少前 16 位；不要从公钥文件算出")
    ],
    by: ByOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """登记收件单位的公钥（管理员）；指纹须与其另行告知的相符。同名的以后一次为准。

    例：wenze recipients add --name 吕梁市纪委监委 --key 收件.key.pub --fingerprint "3f5a 91c2 77d0 4e18" --by A01
    """
    from engine.encryption import recipient
    from engine.ledgers import recipients

    try:
        one = recipient(key.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"公钥文件 {key} 不能读取；请核对路径。") from error
    store = opening.store_of(home, database)
    signer = opening.signer_of(store, by)
    with store.writing(opening.now()) as session:
        recipients.add(session, signer, name, one, fingerprint)
    typer.echo(f"已登记 {name} 的 {one.kind} 公钥，指纹 {one.fingerprint}")


@recipients_app.command()
def end(
    name: NameOption,
    why: Annotated[str, typer.Option("--why", help="理由")],
    by: ByOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """停用一个收件单位的公钥（管理员）：此后不能加密给它。

    例：wenze recipients end --name 吕梁市纪委监委 --why 私钥遗失 --by A01
    """
    from engine.ledgers import recipients

    store = opening.store_of(home, database)
    signer = opening.signer_of(store, by)
    with store.writing(opening.now()) as session:
        recipients.end(session, signer, name, why)
    typer.echo(f"已停用 {name} 的公钥：{why}")


@recipients_app.command(name="list")
def listing(home: HomeOption = None, database: DatabaseOption = None) -> None:
    """列出可以加密给的收件单位。

    例：wenze recipients list
    """
    from engine.ledgers import recipients

    with opening.store_of(home, database).reading() as session:
        found = recipients.standing(session)
    for name, key in found.items():
        typer.echo(f"{name}  {key.kind}  {key.fingerprint}")
    typer.echo(f"共 {len(found)} 个收件单位。")


def encrypt(
    files: Annotated[list[Path], typer.Argument(help="要加密的文件，可有几个")],
    to: Annotated[str, typer.Option("--to", help="收件单位的名称")],
    officer: OfficerOption = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """加密给一个收件单位：写在原文件旁（.age 或 .sm2），原文件和签名不变；记入审计日志。

    例：wenze encrypt 材料.zip 材料.zip.dsse.json --to 吕梁市纪委监委 --officer B02
    """
    from engine.encryption import encrypt_file, ending
    from engine.ledgers import officers, recipients

    store = opening.store_of(home, database)
    actor = opening.officer_of(officer)
    with store.reading() as session:
        officers.standing_key(session, actor)
        key = recipients.named(session, to)
    digests = {}
    for file in files:
        try:
            with file.open("rb") as stream:
                digests[file.name] = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise UsageError(f"{file} 不能读取（{os_reason(error)}）；请核对路径。") from error
    if len(digests) != len(files):
        raise UsageError("所给的文件有同名的；请分几次加密。")
    made: list[Path] = []
    try:
        for file in files:
            target = file.with_name(file.name + ending(key.kind))
            encrypt_file(file, target, key)
            made.append(target)
        with store.writing(opening.now()) as session:
            recipients.sent(session, actor, to, key, digests)
    except BaseException:  # what the log does not know of must not lie there
        for target in made:
            target.unlink(missing_ok=True)
        raise
    for target in made:
        typer.echo(f"已加密给 {to}（指纹 {key.fingerprint[:16]}）：{target}")


def decrypt(
    file: Annotated[Path, typer.Argument(help="收到的加密文件（.age 或 .sm2）")],
    identity: Annotated[Path, typer.Option("--identity", help="收件私钥文件")],
    out: Annotated[Path | None, typer.Option("--out", help="写入的文件；默认去掉末尾的 .age 或 .sm2")] = None,
) -> None:
    """解密收到的文件；不用台账。密钥不对、文件有损坏的，不写出任何内容。

    例：wenze decrypt 材料.zip.sm2 --identity 收件.key
    """
    from engine.encryption import decrypt_file, read_identity

    if out is None and file.suffix not in {".age", ".sm2"}:
        raise UsageError(f"{file} 的名称不以 .age 或 .sm2 结尾；请用 --out 写明解密后写入的文件。")
    if not file.is_file():
        raise UsageError(f"{file} 不存在；请核对路径。")
    target = out or file.with_suffix("")
    decrypt_file(file, target, read_identity(identity, lambda: opening.passphrase(identity.name)))
    typer.echo(f"已解密：{target}")
