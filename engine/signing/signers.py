"""Who signs and who checks: two small shapes, so that a certified SM2 device can take the place of a key file."""

from typing import Protocol


class Verifier(Protocol):
    """A public key."""

    @property
    def algorithm(self) -> str:
        """`ed25519` or `sm2`; a device has the word of what it signs by."""

    @property
    def key_id(self) -> str:
        """A SHA-256 in hex: the same key has the same id under any name, a key of another algorithm never has it."""

    @property
    def public_pem(self) -> str:
        """The public key as PEM (SubjectPublicKeyInfo)."""

    def verify(self, data: bytes, signature: bytes) -> bool:
        """Whether `signature` is this key's over `data`; never raises for a bad signature."""


class Signer(Protocol):
    """A private key, wherever it is kept; only `sign` needs it."""

    @property
    def name(self) -> str:
        """Whose it is: the officer's number."""

    @property
    def algorithm(self) -> str:
        """As the verifier's."""

    @property
    def key_id(self) -> str:
        """As the verifier's."""

    @property
    def verifier(self) -> Verifier:
        """The public half."""

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`. Raises SigningError where the device refuses."""
