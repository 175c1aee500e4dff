"""Public keys of recipients: age's X25519 (age1…) or SM2 as PEM; each with the fingerprint that people compare."""

import hashlib
from dataclasses import dataclass
from typing import Final

from engine.encryption import age
from engine.encryption.errors import EncryptionError
from engine.signing import SigningError
from engine.signing.sm2 import Sm2Verifier, pem_point

KINDS: Final = ("age", "sm2")
"""X25519 with ChaCha20-Poly1305 as age has it (age-encryption.org/v1); SM2 with SM4-GCM."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A public key to encrypt to; `text` is age's one line or SM2's PEM."""

    kind: str
    text: str
    fingerprint: str


def recipient(text: str) -> Recipient:
    """The key of a text. Raises EncryptionError for anything but one public key."""
    one = text.strip()
    if one.startswith(age.PUBLIC):
        same = age.public(one)
        if same is None:
            raise EncryptionError("收件公钥不完整：age 公钥须为 age1 开头的一整行；请重新复制。")
        return Recipient("age", same, hashlib.sha256(same.encode()).hexdigest())
    try:
        public = pem_point(text)
    except SigningError as error:
        raise EncryptionError(str(error)) from error
    if public is None:
        raise EncryptionError("收件公钥不能读取：须为 age1 开头的一行，或者 PEM 形式的 SM2 公钥。")
    key = Sm2Verifier(public)
    return Recipient("sm2", key.public_pem, key.key_id)
