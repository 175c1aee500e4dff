"""What is taken from age (age-encryption.org/v1) by `pyrage`: X25519 keys, files of any size, identities under a passphrase."""

from typing import BinaryIO, Final

import pyrage  # type: ignore[import-untyped]

from engine.encryption.errors import EncryptionError

MAGIC: Final = b"age-encryption.org/v1\n"
PUBLIC, SECRET = "age1", "AGE-SECRET-KEY-1"
"""What a public and a private key begin with."""


def public(text: str) -> str | None:
    """A public key in its one spelling; None for anything else."""
    try:
        return str(pyrage.x25519.Recipient.from_str(text))
    except pyrage.RecipientError:
        return None


def new_secret() -> str:
    """A fresh private key."""
    return str(pyrage.x25519.Identity.generate())


def public_of(secret: str) -> str | None:
    """The public half of a private key; None for what is none."""
    try:
        return str(pyrage.x25519.Identity.from_str(secret).to_public())
    except pyrage.IdentityError:
        return None


def locked(data: bytes, passphrase: str) -> bytes:
    """A short text under a passphrase, as `age -p` writes it."""
    return bytes(pyrage.passphrase.encrypt(data, passphrase))


def unlocked(data: bytes, passphrase: str) -> bytes | None:
    """The text again; None where the passphrase is wrong or the file was changed."""
    try:
        return bytes(pyrage.passphrase.decrypt(data, passphrase))
    except pyrage.DecryptError:
        return None


def encrypt(source: BinaryIO, target: BinaryIO, to: str) -> None:
    """Encrypt all of `source` to a public key."""
    pyrage.encrypt_io(source, target, [pyrage.x25519.Recipient.from_str(to)])


def decrypt(source: BinaryIO, target: BinaryIO, secret: str) -> None:
    """Decrypt all of `source`. Raises EncryptionError; what was written by then is not to be used."""
    try:
        pyrage.decrypt_io(source, target, [pyrage.x25519.Identity.from_str(secret)])
    except pyrage.DecryptError as error:
        if "No matching keys" in str(error):
            raise EncryptionError(
                "不是加密给所给密钥的，或者开头已被改动；请换用另一把，或向发件单位另取。"
            ) from error
        raise EncryptionError("已损坏、不完整或者被改动；请向发件单位另取。") from error
    except OSError as error:
        if error.errno is not None:  # the disk's, not the file's
            raise
        raise EncryptionError("已损坏、不完整或者被改动；请向发件单位另取。") from error
