"""Accountability escalation for illegal mining: records → facts → findings → escalations → referrals."""

__version__ = "0.1.0"
