"""Signatures: who signed what, as which type, with which key; private keys at rest."""

from engine.signing.algorithms import ALGORITHMS, FileSigner, new_key, verifier_of
from engine.signing.ed25519 import Ed25519Signer, Ed25519Verifier, new_signer
from engine.signing.envelope import Envelope, canonical, envelope, sign
from engine.signing.errors import SigningError
from engine.signing.keyfiles import check_passphrase, key_path, read_key, write_key
from engine.signing.packages import ENVELOPE_ENDING, PACKAGE_TYPES, sign_package
from engine.signing.quick import quick
from engine.signing.signers import Signer, Verifier

__all__ = [
    "ALGORITHMS",
    "ENVELOPE_ENDING",
    "PACKAGE_TYPES",
    "Ed25519Signer",
    "Ed25519Verifier",
    "Envelope",
    "FileSigner",
    "Signer",
    "SigningError",
    "Verifier",
    "canonical",
    "check_passphrase",
    "envelope",
    "key_path",
    "new_key",
    "new_signer",
    "quick",
    "read_key",
    "sign",
    "sign_package",
    "verifier_of",
    "write_key",
]
