"""The day where the office is, which the law counts by; the store keeps instants in UTC."""

from datetime import date, datetime, timedelta, timezone
from typing import Final

BEIJING: Final = timezone(timedelta(hours=8))


def legal_day(instant: datetime) -> date:
    """The day of an instant where the office is (Asia/Shanghai)."""
    return instant.astimezone(BEIJING).date()
