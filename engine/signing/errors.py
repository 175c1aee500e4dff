"""The one error of this folder."""

from engine.errors import WenzeError


class SigningError(WenzeError):
    """A key, a passphrase, an envelope or a signature can't be used: its text says which and how to mend it."""
