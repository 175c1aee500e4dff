"""Draft referral packages: letter, lists, data, manifest; and whether a package is whole."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from engine.referrals.errors import ReferralError
    from engine.referrals.packages import write_packages
    from engine.referrals.verification import verify_package

__all__ = ["ReferralError", "verify_package", "write_packages"]

_HOMES: Final = {"ReferralError": "errors", "verify_package": "verification", "write_packages": "packages"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a class or a function
    """A name from its module when it is asked for: whoever wants words alone need not load what sets letters."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
