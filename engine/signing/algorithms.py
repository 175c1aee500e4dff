"""The algorithms of keys that lie in files: which there are, a new key of each, a public key of either."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from engine.signing import ed25519, sm2
from engine.signing.errors import SigningError
from engine.signing.signers import Verifier

FileSigner = ed25519.Ed25519Signer | sm2.Sm2Signer
"""A private key that a file holds."""
ALGORITHMS: Final[Mapping[str, Callable[[str], FileSigner]]] = MappingProxyType(
    {ed25519.ALGORITHM: ed25519.new_signer, sm2.ALGORITHM: sm2.new_signer}
)
"""Name of an algorithm, as settings and envelopes say it → how an officer gets a fresh key."""


def new_key(officer: str, algorithm: str) -> FileSigner:
    """A fresh key from the system's randomness. Raises SigningError for an unknown algorithm."""
    if algorithm not in ALGORITHMS:
        raise SigningError(f"没有签名算法“{algorithm}”；可用：{'、'.join(ALGORITHMS)}。")
    return ALGORITHMS[algorithm](officer)


def verifier_of(pem: str) -> Verifier:
    """The public key of a PEM text, by the kind of key that it names. Raises SigningError for anything else."""
    public = sm2.pem_point(pem)
    return ed25519.verifier_of(pem) if public is None else sm2.Sm2Verifier(public)
