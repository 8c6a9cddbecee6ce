"""The day from which something that is deprecated may be gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from contracts.compat.comparison import Comparison, Site
from contracts.findings import Finding
from specs import pointers
from specs.model import Document


def as_date(sunset: object) -> date | None:
    """The day of an ``x-sunset``: a date, a time of RFC 3339, or one of HTTP. Source: RFC 8594, 3."""
    for read in (datetime.fromisoformat, _as_http_has_it):
        try:
            return read(str(sunset)).date()
        except (ValueError, TypeError):
            continue
    return None


def _as_http_has_it(text: str) -> datetime:
    from email.utils import parsedate_to_datetime  # which takes as long to import as a small document to read

    return parsedate_to_datetime(text)


def compare(question: Comparison, subject: str, site: Site, was: Any, now: Any) -> Iterator[Finding]:
    """The finding about the sunset of something that is deprecated in both documents, where it is another one."""
    if was != now:
        before, after = as_date(was), as_date(now)
        rule = "sunset-moved-forward" if before and after and after < before else "sunset-changed"
        yield question.finding(rule, subject, site, was=was, now=now)


def said(document: Document, pointer: str) -> Any:
    """The ``x-sunset`` of what stands somewhere; None where it has none."""
    raw = pointers.find(document.raw, pointer) if pointers.exists(document.raw, pointer) else None
    return raw.get("x-sunset") if isinstance(raw, Mapping) else None


def at(question: Comparison, subject: str, site: Site) -> Iterator[Finding]:
    """As ``compare``, of what stands at a site in both documents."""
    old, new = said(question.old, site.old or ""), said(question.new, site.new or "")
    yield from compare(question, subject, site, old, new)
