"""A copy to read and print, not to send on: the reader's name and the time across every page, masked where asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from engine.referrals.attachments import Attachment
from engine.referrals.content import Content, content
from engine.referrals.docx_text import paragraphs
from engine.referrals.errors import ReferralError
from engine.referrals.letter import TEMPLATE, LetterTemplate
from engine.referrals.lists import workbook
from engine.referrals.manifest import MANIFEST, SUMS, manifest, sums
from engine.referrals.packages import ANNEXES, FACTS, LETTER, LISTS, PAGE, PROOF
from engine.referrals.page import page
from engine.referrals.papers import canonical, facts, proof
from engine.referrals.recipes import Recipe
from engine.referrals.redaction import redacted
from engine.referrals.shapes import DossierContent
from engine.referrals.stated import Stated
from engine.referrals.typesetting import annexes_pdf, letter_pdf
from engine.referrals.verification import VERIFIER, verifier
from engine.referrals.volume import VOLUME, bound

NOTE: Final = "阅读副本说明.txt"
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, when it was made (as printed), and by which recipe it is masked."""

    name: str
    at: str
    recipe: Recipe | None = None

    @property
    def mark(self) -> str:
        """What stands across the page."""
        return f"{self.name}　{self.at}"


@dataclass(frozen=True, slots=True)
class Source:
    """The package that a copy is made of: its dossier, evidence, statements, letter (name, bytes), number if it left.

    `masked` composes a letter that is no referral's own for a reader of a recipe; a `bare` package has no annexes.
    """

    dossier: DossierContent
    evidence: tuple[Attachment, ...]
    stated: Stated
    letter: str
    data: bytes
    number: str = ""
    masked: Callable[[Recipe], bytes] | None = None
    bare: bool = False
    beside: Mapping[str, bytes] = field(default_factory=dict)
    """Data of a package without annexes, for whoever reads all of it."""


def reading_copy(source: Source, reader: Reader, fonts: Path | None = None) -> dict[str, bytes]:
    """The files of a copy by name. Raises ReferralError: a name too long for the page, a letter that can't be set."""
    if not reader.name.strip() or len(reader.name) > _LONGEST or not reader.name.isprintable():
        raise ReferralError(f"阅读人“{reader.name}”须为 1–{_LONGEST} 个可以印出的字。")
    left: list[str] = []
    if reader.recipe is None:
        one, letter = content(source.dossier, source.evidence, source.stated), source.data
    else:
        one, letter, left = _masked(source, reader.recipe)
    one = replace(one, mark=reader.mark)
    as_of, stem = one.dossier.as_of, source.letter.removesuffix(".docx")
    out: dict[str, bytes] = {VERIFIER: verifier()}
    if not source.bare:
        out |= {
            ANNEXES: annexes_pdf(one, fonts), LISTS: workbook(one), FACTS: canonical(facts(one)),
            PROOF: canonical(proof(one)),
        }  # fmt: skip
    elif reader.recipe is None:
        out |= source.beside
    out |= {copy.copy: copy.data for copy in one.evidence}
    volume, unread = bound(one.evidence, as_of, one.mark, fonts)
    if volume:
        out[VOLUME] = volume
    if letter:
        told = paragraphs(letter, source.letter)
        out[f"{stem}.pdf"] = letter_pdf(told, stem, as_of, draft=False, own=fonts, mark=one.mark)
    out[NOTE] = "\n".join([*_note(source, reader, one, left), *_volume_told(out, unread), ""]).encode()
    if not source.bare:
        out[PAGE] = page(one, out)
    out[MANIFEST] = manifest(one, out, LetterTemplate(TEMPLATE).sha256)
    out[SUMS] = sums(out)
    return out


def _masked(source: Source, recipe: Recipe) -> tuple[Content, bytes, list[str]]:
    """The masked content, a letter composed from it, and what had to stay out."""
    dossier, counted = redacted(source.dossier, recipe)
    one = replace(content(dossier, (), source.stated), masked=counted)
    left = [f"{a.number}（{len(a.data)}字节，SHA-256 {a.sha256}）" for a in source.evidence]
    if source.letter == LETTER:
        return one, LetterTemplate(TEMPLATE).letter(one), left
    if source.masked is None:
        return one, b"", [*left, source.letter]
    return one, source.masked(recipe), left


def _volume_told(files: Mapping[str, bytes], unread: Sequence[str]) -> list[str]:
    """What the note says of the bound volume; nothing where there is none."""
    if VOLUME not in files:
        return []
    told = f"{VOLUME}：证据副本逐页排列，页下印卷内页码，供阅读；与目录中的校验值对应的是逐份的副本。"
    return [told, *(f"不能排入编页本：{number}" for number in unread)]


def _note(source: Source, reader: Reader, one: Content, left: list[str]) -> list[str]:
    out = [
        f"阅读副本：{reader.mark}", f"移送材料编号：{one.dossier.id}",
        f"文号：{source.number or '（尚未印发）'}", "本副本供阅读，没有签名，不是移送材料；正本以签名的材料为准。",
    ]  # fmt: skip
    if reader.recipe is None:
        return [*out, "没有遮蔽。"]
    out += [f"按“{reader.recipe.title}”遮蔽；函件按遮蔽后的内容重新排出。"]
    out += [f"已遮蔽：{what}，{count}处" for what, count in one.masked] or ["没有可遮蔽的内容。"]
    return out + [f"不能遮蔽、没有随附：{name}" for name in left]
