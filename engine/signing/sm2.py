"""SM2 with SM3 (GB/T 32918-2016, GB/T 32905-2016) by GmSSL, where the office asks for it.

A key in software: what the law on commercial cryptography asks of a certified device is no matter of this module.
"""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from engine.signing import gmssl
from engine.signing.errors import SigningError

ALGORITHM: Final = "sm2"
ORDER: Final = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
PUBLIC_DER: Final = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
"""What stands before the 64 bytes of a point in a SubjectPublicKeyInfo: an elliptic curve, SM2's."""
PUBLIC_SIZE: Final = 64
_PEM: Final = re.compile(
    r"\s*-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*", re.ASCII
)


def signature_der(r: int, s: int) -> bytes:
    """The one way to write a signature: a sequence of two integers."""
    body = b"".join(
        b"\2%c%b" % (len(text), text) for n in (r, s) for text in (n.to_bytes(n.bit_length() // 8 + 1),)
    )
    return b"\x30%c%b" % (len(body), body)


def _strict(signature: bytes) -> bool:
    """Whether it is written in that one way, with both integers from 1 to the order less one."""
    end = 4 + (signature[3] if len(signature) > 3 else 0)  # noqa: PLR2004 - two heads of two bytes
    r, s = int.from_bytes(signature[4:end]), int.from_bytes(signature[end + 2 :])
    return 0 < r < ORDER and 0 < s < ORDER and signature_der(r, s) == signature


@dataclass(frozen=True)
class Sm2Verifier:
    """A public key: 64 bytes, a point of the curve."""

    public: bytes

    @property
    def algorithm(self) -> str:
        """`sm2`."""
        return ALGORITHM

    @cached_property
    def key_id(self) -> str:
        """SHA-256 of the key as DER, in hex: the curve is named inside, so that no other kind of key has this id."""
        return hashlib.sha256(PUBLIC_DER + self.public).hexdigest()

    @property
    def public_pem(self) -> str:
        """The key as PEM."""
        text = base64.encodebytes(PUBLIC_DER + self.public).decode().replace("\n", "")
        lines = "\n".join(text[at : at + 64] for at in range(0, len(text), 64))
        return f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n"

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether the signature holds; its DER must be spelt in the one way."""
        return _strict(signature) and gmssl.verified(self.public, data, signature)


@dataclass(frozen=True)
class Sm2Signer:
    """A private key in memory, with its officer's number."""

    name: str
    private: bytes = field(repr=False)
    public: bytes

    @property
    def algorithm(self) -> str:
        """`sm2`."""
        return ALGORITHM

    @property
    def key_id(self) -> str:
        """The public key's."""
        return self.verifier.key_id

    @cached_property
    def verifier(self) -> Sm2Verifier:
        """The public half."""
        return Sm2Verifier(self.public)

    def sign(self, data: bytes) -> bytes:
        """DER of at most 72 bytes; another one at each call, from the system's randomness."""
        made = gmssl.signature(self.private, self.public, data)
        if made is None:
            raise SigningError(f"{self.name} 的 SM2 密钥不能签名：密钥已损坏，请由管理员重新登记。")
        return made


def new_signer(name: str) -> Sm2Signer:
    """A fresh key from the system's randomness."""
    public, private = gmssl.new_pair()
    return Sm2Signer(name, private, public)


def pem_point(pem: str) -> bytes | None:
    """The 64 bytes of an SM2 public key as PEM; None for a PEM of another kind. Raises SigningError off the curve."""
    found = _PEM.fullmatch(pem)
    try:
        der = base64.b64decode("".join(found[1].split()), validate=True) if found else b""
    except ValueError:
        return None
    if not der.startswith(PUBLIC_DER) or len(der) != len(PUBLIC_DER) + PUBLIC_SIZE:
        return None
    public = der[len(PUBLIC_DER) :]
    if not gmssl.on_curve(public):
        raise SigningError("公钥不是 SM2 曲线上的点，文件可能已被改动；请向对方另取公钥。")
    return public
