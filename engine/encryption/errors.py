"""The one error of this folder."""

from engine.errors import WenzeError


class EncryptionError(WenzeError):
    """A recipient's key, an identity or an encrypted file can't be used: its text says which and how to mend it."""
