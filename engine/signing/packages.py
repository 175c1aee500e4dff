"""A package's signature: a detached DSSE envelope over the digest of the whole zip, its kind inside the signed bytes."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from engine.signing.envelope import canonical, sign
from engine.signing.errors import SigningError
from engine.signing.signers import Signer
from engine.signing.statements import instant

PACKAGE_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        kind: f"application/vnd.wenze.package.{kind}+json"
        for kind in (
            "referral",
            "supplement",
            "correction",
            "withdrawal",
            "escalation",
            "supervision",
            "closure_request",
            "judicial_transfer",
            "exposure_draft",
        )  # fmt: skip
    }
)
"""Kind of a package → type of its signature: one of a withdrawal never serves for a referral."""
ENVELOPE_ENDING: Final = ".dsse.json"
"""The envelope lies beside the zip, under its name with this ending."""


def package_statement(
    *, kind: str, package: str, whole: bytes, number: str | None, officer: str, at: datetime, key: str,
    audit: tuple[int, str] | None,
) -> dict[str, Any]:  # fmt: skip
    """What is signed of a package: its kind, its id, digests and size of the whole zip, document number, who, when.

    `key` is the signing key with its algorithm, so that neither can be exchanged around the signature; `audit` the
    number and SHA-256 of the audit log's last entry, so that the log can't be written anew behind it.

    Raises SigningError where this Python's OpenSSL has no SM3.
    """
    try:
        second = hashlib.new("sm3", whole).hexdigest()
    except ValueError as error:
        raise SigningError(
            "本机 Python 所用的 OpenSSL 不提供 SM3 摘要，材料没有签名；请安装 Debian 软件包 libssl3 与 openssl 后重试。"
        ) from error
    return {
        "kind": kind, "package": package, "sha256": hashlib.sha256(whole).hexdigest(), "sm3": second,
        "size": len(whole), "number": number, "officer": officer, "at": instant(at), "key": key,
        "audit": None if audit is None else {"seq": audit[0], "sha256": audit[1]},
    }  # fmt: skip


def sign_package(
    signer: Signer, *, kind: str, package: str, whole: bytes, number: str | None, at: datetime,
    audit: tuple[int, str] | None = None,
) -> bytes:  # fmt: skip
    """The envelope's file for the bytes of a zip, one spelling. Raises SigningError: an unknown kind, no SM3."""
    if kind not in PACKAGE_TYPES:
        raise SigningError(f"没有“{kind}”这一类材料，没有签名；可用：{'、'.join(PACKAGE_TYPES)}。")
    said = package_statement(
        kind=kind, package=package, whole=whole, number=number, officer=signer.name, at=at,
        key=f"{signer.algorithm}:{signer.key_id}", audit=audit,
    )  # fmt: skip
    return canonical(sign(signer, PACKAGE_TYPES[kind], said).form()) + b"\n"
