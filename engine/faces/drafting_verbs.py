"""`wenze refer draft`: the package composed and signed by its drafter, with what only a person can state."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import UsageError
from engine.faces import opening
from engine.faces.opening import DatabaseOption, HomeOption, OfficerOption
from engine.faces.outgoing_verbs import ZONE, PaperArgument, take

if TYPE_CHECKING:
    from engine.ledgers.lives import Paper
    from engine.referrals.stated import Stated
    from engine.settings import Settings
    from engine.store import Store

_CLEARED = "无"
SecrecyOption = Annotated[
    str | None,
    typer.Option("--secrecy", help="密级，例如 内部、秘密★1年；“无”为不标；不写则同上一次起草"),
]
ReadersOption = Annotated[
    str | None, typer.Option("--readers", help="知悉范围；“无”为不写；不写则同上一次起草")
]


def draft(
    paper: PaperArgument,
    officer: OfficerOption = None,
    letter: Annotated[
        Path | None, typer.Option("--letter", help="用这份修改过的函件（docx）代替自动写出的")
    ] = None,
    secrecy: SecrecyOption = None,
    readers: ReadersOption = None,
    none_found: Annotated[
        str | None,
        typer.Option("--none-found", help="查无：没有有利情节和未采信记录的，起草人写明查了哪些"),
    ] = None,
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help="证据文件所在目录：记录“证据”一栏所列的文件随附")
    ] = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """起草：写出材料并由起草人签名；先列出已有处理。函件可在 Word 或 WPS 中修改后用 --letter 再起草一次。

    例：wenze refer draft 141125000000-county_government --officer B02
    """
    from engine.ledgers import listing as lists
    from engine.ledgers import packing, referrals
    from engine.ledgers.lives import check
    from engine.ledgers.none_found import none_found as searched
    from engine.ledgers.papers import paper as found
    from engine.ledgers.papers import papers

    store = opening.store_of(home, database)
    settings = opening.settings_of(store.home)
    with store.reading() as session:
        one = found(session, paper)
        check(one, "drafted", officer=opening.officer_of(officer))
        everything = papers(session)
        for line in lists.handled(one, everything):
            typer.echo(line)
        double = list(lists.doubles(one, everything))
        for line in double:
            typer.echo(f"重复：同一单位、同一期间另有一件 {line}")
        said = _stated(store, settings, one, opening.officer_of(officer), (secrecy, readers, none_found))
        searched(one, said.form())
        main = one.parent or one.key
        family = [p for p in everything if main in (p.key, p.parent)]
        made = packing.files(one, family, _letter(letter), said, _folder(evidence), settings.fonts, double)
        grounds = one.proposal.package_sha256 or ""
    signer = opening.signer_of(store, officer)
    folder, digest = packing.put(store.home, one.key, made)
    one = take(store, one.key, lambda session, p: referrals.draft(session, signer, p, digest, grounds, said))
    marks = "，".join(filter(None, (said.secrecy, f"知悉范围：{said.readers}" if said.readers else "")))
    typer.echo(f"已起草 {one.key}（{one.title}），待另一人审批。材料：{folder}")
    if marks:
        typer.echo(f"标注：{marks}")


def _stated(
    store: "Store",
    settings: "Settings",
    one: "Paper",
    handle: str,
    given: tuple[str | None, str | None, str | None],
) -> "Stated":
    """What was given now, else what the last draft says; 查无 holds for the grounds on which it was stated."""
    from dataclasses import replace

    from engine.ledgers import officers
    from engine.referrals.stated import NOTHING, secrecy, stated

    step = one.last("drafted")
    before = stated(step.detail) if step else NOTHING
    if step and step.detail.get("grounds_sha256") != one.proposal.package_sha256:
        before = replace(before, searched_by="", searched_on="", searched="")
    word, readers, looked = (None if text is None else text.strip() for text in given)
    if word is not None:
        before = replace(before, secrecy="" if word in ("", _CLEARED) else secrecy(word, settings.fit_for))
    elif before.secrecy:
        secrecy(before.secrecy, settings.fit_for)
    if readers is not None:
        before = replace(before, readers="" if readers == _CLEARED else readers)
    if looked is None:
        return before
    if not looked:
        raise UsageError("--none-found 须写明查了哪些，例如 已核对执法台账、任职文件和处分记录。")
    with store.reading() as session:
        key = officers.standing_key(session, handle)
    today = opening.now().astimezone(ZONE).date().isoformat()
    return replace(before, searched_by=f"{key.name}（{handle}）", searched_on=today, searched=looked)


def _folder(path: Path | None) -> Path | None:
    if path is not None and not path.is_dir():
        raise UsageError(f"--evidence 指的目录 {path} 不存在；请核对。")
    return path


def _letter(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"函件 {path} 不能读取（{error.strerror}）。") from error
    if not data.startswith(b"PK\x03\x04"):
        raise UsageError(f"函件 {path} 不是 docx 文件；请在 Word 或 WPS 中另存为 docx。")
    return data
