"""What is taken from GmSSL: SM2 and SM4-GCM with types, errors as None, and nothing on a user's screen."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

import gmssl_pyx  # type: ignore[import-untyped]

SIGNER_ID: Final = b"1234567812345678"
"""The signer's identity inside Z (GM/T 0009-2012, 10): the value for where none is agreed."""
_ERRORS: Final = 2
_ONE: Final = Lock()


@contextmanager
def _quiet() -> Iterator[None]:
    """Send the process's error stream nowhere meanwhile: GmSSL writes lines of its own to it when a check fails."""
    with _ONE:
        try:
            kept = os.dup(_ERRORS)
        except OSError:  # there is no such stream
            yield
            return
        if sys.stderr is not None:
            sys.stderr.flush()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, _ERRORS)
            yield
        finally:
            os.dup2(kept, _ERRORS)
            os.close(nowhere)
            os.close(kept)


def new_pair() -> tuple[bytes, bytes]:
    """A fresh public key (64 bytes) and its private key (32 bytes), from the system's randomness."""
    public, private = gmssl_pyx.sm2_key_generate()
    return bytes(public), bytes(private)


def on_curve(public: bytes) -> bool:
    """Whether 64 bytes are a point of SM2's curve."""
    try:
        return bool(gmssl_pyx.normalize_sm2_public_key(public) == public)
    except gmssl_pyx.InvalidValueError:
        return False


def signature(private: bytes, public: bytes, data: bytes) -> bytes | None:
    """A signature as DER; None for what is no private key."""
    with _quiet():
        try:
            return bytes(gmssl_pyx.sm2_sign(private, public, data, signer_id=SIGNER_ID))
        except gmssl_pyx.GmsslInnerError:
            return None


def verified(public: bytes, data: bytes, signed: bytes) -> bool:
    """Whether a signature as DER holds."""
    with _quiet():
        try:
            return bool(gmssl_pyx.sm2_verify(public, data, signed, signer_id=SIGNER_ID))
        except gmssl_pyx.GmsslInnerError:
            return False


def wrapped(public: bytes, key: bytes) -> bytes:
    """A short text encrypted to a public key, as DER (C1C3C2)."""
    return bytes(gmssl_pyx.sm2_encrypt(public, key))


def unwrapped(private: bytes, data: bytes) -> bytes | None:
    """The short text again; None where it was encrypted to another key, or changed."""
    with _quiet():
        try:
            return bytes(gmssl_pyx.sm2_decrypt(private, data))
        except gmssl_pyx.GmsslInnerError:
            return None


def closed(key: bytes, nonce: bytes, bound: bytes, data: bytes) -> bytes:
    """SM4-GCM (RFC 8998): what is encrypted, then the tag of 16 bytes that binds `bound` too."""
    inside, tag = gmssl_pyx.sm4_gcm_encrypt(key, nonce, bound, data)
    return bytes(inside + tag)


def unclosed(key: bytes, nonce: bytes, bound: bytes, data: bytes) -> bytes | None:
    """What was encrypted; None where the tag does not hold."""
    with _quiet():
        try:
            return bytes(gmssl_pyx.sm4_gcm_decrypt(key, nonce, bound, data[:-16], data[-16:]))
        except gmssl_pyx.GmsslInnerError:
            return None
