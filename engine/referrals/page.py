"""`index.html`: the package as a page that opens from the disc: no script, nothing fetched, links only to its files."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import quote

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from engine.referrals.content import Content
from engine.referrals.drawing import drawings
from engine.referrals.tables import tables
from engine.referrals.wording import day, shown

_TEMPLATES: Final = Path(__file__).with_name("templates")


@cache
def _style() -> str:
    return (_TEMPLATES / "index.css").read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    return environment.from_string((_TEMPLATES / "index.html").read_text(encoding="utf-8"))


def page(content: Content, files: Mapping[str, bytes], number: str | None = None) -> bytes:
    """The page; `files` are those of the package, which it names with their sums; `number`: under which it left."""
    dossier = content.dossier
    style = _style()
    text = _template().render(
        mark=shown(content.mark),
        style=Markup(style),  # noqa: S704 - the project's own file
        style_sha256=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        status="阅读副本" if content.mark else number or "草稿",
        restricted="　".join(
            filter(None, (shown(content.stated.secrecy), content.stated.scope(restricted=dossier.restricted)))
        ),
        heads=[
            ("移送材料编号", shown(dossier.id)), ("移送单位", shown(dossier.office)),
            ("涉及单位", shown(dossier.organ_name)), ("接收机关", shown(dossier.receiver_name)),
            ("接收机关的理由", shown(dossier.receiver_reason)), ("评估日", day(dossier.as_of)),
            ("认定事项", "；".join(dict.fromkeys(shown(f["title"]) for f in content.findings))),
        ],
        tables=[
            {
                "name": t.name, "note": t.note, "headers": [n for n, _ in t.columns], "rows": t.texts(content),
                "widths": [100 * width // sum(w for _, w in t.columns) for _, width in t.columns],
                # The drawing escapes every text itself.
                "drawings": [Markup(d) for d in drawings(content)] if t.name == "事实经过" else [],  # noqa: S704
            }
            for t in tables(content)
        ],
        files=[
            {"name": name, "href": quote(name), "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in sorted(files.items())
        ],
    )  # fmt: skip
    return text.encode()
