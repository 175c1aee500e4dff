"""`wenze refer draft`: the package composed and signed by its drafter, with what only a person can state."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import UsageError, WenzeError, os_reason
from engine.faces import opening
from engine.faces.opening import DatabaseOption, HomeOption, OfficerOption
from engine.faces.outgoing_verbs import take

if TYPE_CHECKING:
    from engine.ledgers.lives import Paper
    from engine.referrals.stated import Stated
    from engine.settings import Settings
    from engine.signing import Signer
    from engine.store import Store

_CLEARED = "无"
SecrecyOption = Annotated[
    str | None,
    typer.Option("--secrecy", help="密级，例如 内部、秘密★1年；“无”为不标；不写则同上一次起草"),
]
ReadersOption = Annotated[
    str | None, typer.Option("--readers", help="知悉范围；“无”为不写；不写则同上一次起草")
]


@dataclass(frozen=True, slots=True)
class _Given:
    """What the drafter gave for every paper that he drafts."""

    handle: str
    letter: bytes | None
    secrecy: str | None
    readers: str | None
    none_found: str | None
    evidence: Path | None


def draft(
    papers: Annotated[
        list[str] | None, typer.Argument(help="移送的编号，或其中能唯一确定的一段；可以写几件")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="全部待起草的，每件分别签名")] = False,
    officer: OfficerOption = None,
    letter: Annotated[
        Path | None, typer.Option("--letter", help="用这份修改过的函件（docx）代替自动写出的；只限一件")
    ] = None,
    secrecy: SecrecyOption = None,
    readers: ReadersOption = None,
    none_found: Annotated[
        str | None,
        typer.Option("--none-found", help="查无：没有有利情节和未采信记录的，起草人写明查了哪些；须逐件写"),
    ] = None,
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help="证据文件所在目录：记录“证据”一栏所列的文件随附")
    ] = None,
    home: HomeOption = None,
    database: DatabaseOption = None,
) -> None:
    """起草：写出材料并由起草人签名；先列出已有处理。函件可在 Word 或 WPS 中修改后用 --letter 再起草一次。

    写几件或者用 --all 时逐件起草、逐件签名；不能起草的写明原因，不影响其余各件（退出码 1）。

    例：wenze refer draft 141125000000-county_government --officer B02
    """
    if bool(papers) == everything:
        raise UsageError("请写明要起草的件，或者用 --all 起草全部待起草的；两者不能并用，也不能都不写。")
    store, handle = opening.store_of(home, database), opening.officer_of(officer)
    wanted = list(dict.fromkeys(papers)) if papers else _proposed(store)
    if (everything or len(wanted) > 1) and (letter is not None or none_found is not None):
        raise UsageError("--letter 和 --none-found 只能用于一件：函件和查无的内容须逐件写明；请分别起草。")
    settings = opening.settings_of(store.home)
    given = _Given(handle, _letter(letter), secrecy, readers, none_found, _folder(evidence))
    if not everything and len(wanted) == 1:
        _draft(store, settings, lambda: opening.signer_of(store, handle), wanted[0], given, typer.echo)
        return
    if not wanted:
        typer.echo("没有待起草的件。")
        return
    _several(store, settings, wanted, given)


def _proposed(store: "Store") -> list[str]:
    from engine.ledgers.papers import papers

    with store.reading() as session:
        return [one.key for one in papers(session) if one.state == "proposed"]


def _several(store: "Store", settings: "Settings", wanted: list[str], given: _Given) -> None:
    """Each as an act of its own; one that is refused is named and stops no other. Exit code 1 where one was."""
    from engine.faces.progress import progress
    from engine.ledgers import officers
    from engine.ledgers.referrals import ROLES

    signer = opening.signer_of(store, given.handle)
    with store.writing(opening.now()) as session:
        officers.authorised(session, signer, *ROLES["drafted"])
    told: list[str] = []
    refused: list[str] = []
    try:
        with progress(len(wanted), quiet=False) as advance:
            for key in wanted:
                advance(key)
                told.append(f"—— {key}")
                try:
                    _draft(store, settings, lambda: signer, key, given, told.append)
                except WenzeError as error:
                    refused.append(f"没有起草 {key}：{str(error).splitlines()[0]}")
    finally:
        for line in told:
            typer.echo(line)
        for line in refused:
            typer.echo(line, err=True)
    typer.echo(f"共 {len(wanted)} 件：已起草 {len(wanted) - len(refused)} 件，没有起草 {len(refused)} 件。")
    if refused:
        raise typer.Exit(1)


def _draft(
    store: "Store", settings: "Settings", key: "Callable[[], Signer]", text: str, given: _Given,
    tell: Callable[[str], None],
) -> None:  # fmt: skip
    """Compose one paper, open the key, sign; `tell` hears what was already done before anything is signed."""
    from engine.ledgers import listing as lists
    from engine.ledgers import packing, referrals
    from engine.ledgers.following import check
    from engine.ledgers.none_found import none_found as searched
    from engine.ledgers.papers import paper as found
    from engine.ledgers.papers import papers
    from engine.referrals.attachments import NUMBER

    with store.reading() as session:
        one = found(session, text)
        check(one, "drafted", officer=given.handle)
        everything = papers(session)
        for line in lists.handled(one, everything):
            tell(line)
        if one.state == "refused" and (last := one.last("refused")):
            tell(f"本件曾不予移送（{last.on}，{last.actor}）：{last.detail['why']}。现重新起草。")
        double = list(lists.doubles(one, everything))
        for line in double:
            tell(f"重复：同一单位、同一期间另有一件 {line}")
        said = _stated(store, settings, one, given)
        searched(one, said.form())
        main = one.parent or one.key
        family = [p for p in everything if main in (p.key, p.parent)]
        made = packing.files(one, family, given.letter, said, given.evidence, settings.fonts, double)
        grounds = one.proposal.package_sha256 or ""
    if given.evidence is not None:
        enclosed = sum(name.startswith(NUMBER) for name in made)
        none = "没有随附证据材料：所给目录中没有本件记录所列的文件，或者本件不随附证据。"
        tell(f"随附证据材料 {enclosed} 件。" if enclosed else none)
    signer = key()
    folder, digest = packing.put(store.home, one.key, made)
    one = take(store, one.key, lambda session, p: referrals.draft(session, signer, p, digest, grounds, said))
    tell(f"已起草 {one.key}（{one.title}），待另一人审批。材料：{folder}")
    marks = "，".join(filter(None, (said.secrecy, f"知悉范围：{said.readers}" if said.readers else "")))
    if marks:
        tell(f"标注：{marks}")


def _stated(store: "Store", settings: "Settings", one: "Paper", given: _Given) -> "Stated":
    """What was given now, else what the last draft says; 查无 holds for the grounds on which it was stated."""
    from dataclasses import replace

    from engine.ledgers import officers
    from engine.referrals.stated import NOTHING, secrecy, stated

    step = one.last("drafted")
    before = stated(step.detail) if step else NOTHING
    if step and step.detail.get("grounds_sha256") != one.proposal.package_sha256:
        before = replace(before, searched_by="", searched_on="", searched="")
    texts = (given.secrecy, given.readers, given.none_found)
    word, readers, looked = (None if text is None else text.strip() for text in texts)
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
        key = officers.standing_key(session, given.handle)
    today = opening.today().isoformat()
    return replace(before, searched_by=f"{key.name}（{given.handle}）", searched_on=today, searched=looked)


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
        raise UsageError(f"函件 {path} 不能读取（{os_reason(error)}）。") from error
    if not data.startswith(b"PK\x03\x04"):
        raise UsageError(f"函件 {path} 不是 docx 文件；请在 Word 或 WPS 中另存为 docx。")
    return data
