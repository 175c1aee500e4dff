"""`manifest.json` and `manifest.sha256`: every file of a package with its size and two digests."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from engine import __version__
from engine.referrals.content import Content
from engine.referrals.errors import ReferralError
from engine.referrals.numbering import Issue
from engine.referrals.papers import canonical

MANIFEST: Final = "manifest.json"
SUMS: Final = "manifest.sha256"


def sm3() -> Any:  # noqa: ANN401 - hashlib names no public type
    """A new SM3 digest (GB/T 32905-2016). Raises ReferralError where this Python's OpenSSL has none."""
    try:
        return hashlib.new("sm3")
    except ValueError as error:
        raise ReferralError(
            "本机 Python 所用的 OpenSSL 不提供 SM3 摘要，移送材料不能写出或校验；"
            "请安装 Debian 软件包 libssl3 与 openssl（1.1.1 以上、未关闭 SM3）后重试。"
        ) from error


def digests(data: bytes) -> dict[str, Any]:
    """Size, SHA-256 and SM3 of a file's bytes."""
    second = sm3()
    second.update(data)
    return {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "sm3": second.hexdigest()}


def manifest(
    content: Content, files: Mapping[str, bytes], template_sha256: str, issue: Issue | None = None
) -> bytes:
    """The manifest of these files, sorted by name; it lists neither itself nor the sums.

    With `issue` it says under which number and on which day the package left, and what was approved.
    """
    dossier = content.dossier
    value: dict[str, Any] = {
        "package": dossier.id,
        "status": "draft",
        "status_zh": "草稿",
        "as_of": dossier.as_of,
        "engine_version": __version__,
        "digests": dict(dossier.digests),
        "template_sha256": template_sha256,
        "restricted": dossier.restricted,
        "files": [{"name": name, **digests(files[name])} for name in sorted(files)],
    }
    if issue is not None:
        value |= {
            "status": "issued", "status_zh": "已印发", "number": issue.number, "issued_on": issue.on.isoformat(),
            "approved_sha256": issue.approved_sha256,
        }  # fmt: skip
        if issue.drafted_for:
            value["代拟"] = f"文号和成文日期由{issue.drafted_for}填写；number 是{dossier.office}的发送登记号"
    if content.mark:
        value |= {"status": "reading_copy", "status_zh": "阅读副本", "reader": content.mark}
    if scope := content.stated.scope(restricted=dossier.restricted):
        value["知悉范围"] = scope.removeprefix("知悉范围：")
    if content.stated.secrecy:
        value["密级"] = content.stated.secrecy
    return canonical(value)


def sums(files: Mapping[str, bytes]) -> bytes:
    """All files, the manifest among them, as `sha256sum -c` reads them."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def package_id(files: Mapping[str, bytes]) -> str:
    """The id that a package's own manifest gives."""
    return str(json.loads(files[MANIFEST])["package"])
