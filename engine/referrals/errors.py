"""The one error of this folder."""

from engine.errors import WenzeError


class ReferralError(WenzeError):
    """A package can't be written or verified: a template, a folder or this machine's OpenSSL is unfit."""
