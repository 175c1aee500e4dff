"""职责依据: each post, by which clause it answers, and who held it on each relevant day (DESIGN §6.19: posts first)."""

from collections.abc import Iterator
from itertools import groupby

from engine.referrals.content import Content
from engine.referrals.labels import role_said
from engine.referrals.shapes import Row
from engine.referrals.wording import entitled, shown

NO_DOCUMENT = "有任职记录而没有任职文件，不写人名"
NO_RECORD = "所交记录中没有任职记录，不写人名"
Line = tuple[str, str, str, str, str, str]


def relevant_days(content: Content) -> list[str]:
    """Days on which it matters who held a post: of the findings, their windows, the records about a site, and the acts."""
    out = {content.dossier.as_of}
    for one in content.findings:
        out |= {d for d in (one.get("met_on"), one.get("ended_on")) if d}
        out |= {w[end] for w in one.get("windows") or () for end in ("from", "until")}
    sites = {i for s in content.dossier.sites for i in (s["site_id"], *s.get("also", ()))}
    out |= {e["on"] for e in content.timeline if e["site"] in sites}
    out |= {str(r["occurred_on"]) for name, r in content.records.items() if _about(content, name, r)}
    return sorted(one for one in out if one <= content.dossier.as_of)


def _about(content: Content, name: str, row: Row) -> bool:
    """Whether a record is evidence about the dossier's organ."""
    dossier = content.dossier
    same = (row.get("organ"), row.get("jurisdiction")) == (dossier.organ, dossier.place)
    return name.startswith("duty_evidence/") and same and bool(row.get("occurred_on"))


def basis(content: Content) -> str:
    """The clauses that the findings rest on, each once."""
    cited = (
        f"{entitled(shown(g['instrument_title']))}{shown(g['article'])}" for g in content.dossier.grounds
    )
    return "；".join(dict.fromkeys(cited)) or "没有列出条款"


def duties(content: Content) -> Iterator[Line]:
    """Post, role, clauses, days, who held it on them, by which document; days with one answer stand together."""
    clauses = basis(content)
    known = _holdings(content)
    posts = dict.fromkeys((str(p["post"]), str(p["role"])) for p in content.dossier.posts)
    posts |= dict.fromkeys((str(p["post"]), str(p["role"])) for p in known)
    for post, role in posts:
        held = [p for p in known if (str(p["post"]), str(p["role"])) == (post, role)]
        answers = ((day, _holder(held, day)) for day in relevant_days(content))
        for (who, document), days in groupby(answers, key=lambda a: a[1]):
            listed = [day for day, _ in days]
            yield shown(post), shown(role_said(post, role)), clauses, "、".join(listed), who, document


def _holdings(content: Content) -> list[Row]:
    """Terms in the records of the same organ and place, and those that the findings bear; each once."""
    dossier = content.dossier
    out: dict[tuple[str, ...], Row] = {}
    for one in dossier.posts:
        if one.get("from_on"):
            out[_key(one, one.get("person"))] = {**one, "name": one.get("person")}
    for reference, row in content.records.items():
        same = (row.get("organ"), row.get("jurisdiction")) == (dossier.organ, dossier.place)
        if reference.startswith("posts/") and same and row.get("from_on"):
            out.setdefault(_key(row, row.get("name")), row)
    return [out[k] for k in sorted(out)]


def _key(row: Row, name: object) -> tuple[str, ...]:
    named = name if row.get("document") else ""
    return (
        *(str(row.get(k) or "") for k in ("post", "role", "from_on", "to_on", "document")),
        str(named or ""),
    )


def _holder(held: list[Row], day: str) -> tuple[str, str]:
    covering = [p for p in held if p["from_on"] <= day <= (p.get("to_on") or "9999")]
    if not covering:
        return NO_RECORD, ""
    who = [shown(p["name"]) if p.get("document") and p.get("name") else NO_DOCUMENT for p in covering]
    documents = [shown(p["document"]) for p in covering if p.get("document")]
    return "；".join(dict.fromkeys(who)), "；".join(dict.fromkeys(documents))
