"""Ed25519 (RFC 8032) by `cryptography`: the default signer."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from engine.signing.errors import SigningError

ALGORITHM: Final = "ed25519"


@dataclass(frozen=True)
class Ed25519Verifier:
    """A public key."""

    public: Ed25519PublicKey

    @property
    def algorithm(self) -> str:
        """`ed25519`."""
        return ALGORITHM

    @cached_property
    def key_id(self) -> str:
        """SHA-256 of the 32 bytes of the key, in hex."""
        return hashlib.sha256(self.public.public_bytes_raw()).hexdigest()

    @property
    def public_pem(self) -> str:
        """The key as PEM."""
        return self.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether the signature holds."""
        try:
            self.public.verify(signature, data)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Ed25519Signer:
    """A private key in memory, with its officer's number."""

    name: str
    private: Ed25519PrivateKey

    @property
    def algorithm(self) -> str:
        """`ed25519`."""
        return ALGORITHM

    @property
    def key_id(self) -> str:
        """The public key's."""
        return self.verifier.key_id

    @cached_property
    def verifier(self) -> Ed25519Verifier:
        """The public half."""
        return Ed25519Verifier(self.private.public_key())

    def sign(self, data: bytes) -> bytes:
        """64 bytes; the same for the same data."""
        return self.private.sign(data)


def new_signer(name: str) -> Ed25519Signer:
    """A fresh key from the system's randomness."""
    return Ed25519Signer(name, Ed25519PrivateKey.generate())


def verifier_of(pem: str) -> Ed25519Verifier:
    """The Ed25519 key of a PEM text. Raises SigningError for anything else."""
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SigningError("公钥不能读取：须为 PEM 形式的公钥。") from error
    if not isinstance(key, Ed25519PublicKey):
        raise SigningError("公钥既不是 Ed25519 公钥，也不是 SM2 公钥，本程序不能用它核对签名。")
    return Ed25519Verifier(key)
