"""What tests of several formats read them with."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring


def xml(text: str) -> Element:
    """The root of XML that we wrote ourselves."""
    return fromstring(text)  # noqa: S314 - our own text
