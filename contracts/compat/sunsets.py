"""The day from which something that is deprecated may be gone."""

from __future__ import annotations

from datetime import date, datetime
from email.utils import parsedate_to_datetime


def as_date(sunset: object) -> date | None:
    """The day of an ``x-sunset``: a date, a time of RFC 3339, or one of HTTP. Source: RFC 8594, 3."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return read(str(sunset)).date()
        except (ValueError, TypeError):
            continue
    return None
