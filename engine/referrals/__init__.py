"""Draft referral packages: letter, lists, data, manifest; and whether a package is whole."""

from engine.referrals.errors import ReferralError
from engine.referrals.packages import write_packages
from engine.referrals.verification import verify_package

__all__ = ["ReferralError", "verify_package", "write_packages"]
