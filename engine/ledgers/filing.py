"""Papers by the dossier that they are about: each referral of one organ to one receiver, with what followed it. Pure."""

from collections.abc import Sequence

from engine.ledgers.lives import MATTERS, SUPERVISION, Paper


def referred(papers: Sequence[Paper]) -> list[Paper]:
    """Referrals and what follows them; 督办 letters and papers to other bodies stand by themselves."""
    return [p for p in papers if p.kind not in MATTERS | {SUPERVISION}]


def filed(papers: Sequence[Paper]) -> dict[str, list[list[Paper]]]:
    """The papers by dossier: its referrals, oldest first, each with what followed it."""
    families: dict[str, list[Paper]] = {}
    for paper in referred(papers):
        families.setdefault(paper.parent or paper.key, []).append(paper)
    out: dict[str, list[list[Paper]]] = {}
    for key in sorted(families, key=ordinal):
        out.setdefault(subject(key), []).append(families[key])
    return out


def subject(key: str) -> str:
    """The dossier's id of a referral's key: `…~2` is the second referral of one organ to one receiver."""
    head, mark, number = key.rpartition("~")
    return head if mark and number.isdigit() else key


def ordinal(key: str) -> int:
    """1 for a key without `~`, else the number after it."""
    return 1 if subject(key) == key else int(key.rpartition("~")[2])
