"""Where in a file a finding is shown by tools that show it beside the code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from contracts.findings import Finding, Place, Report

_LINE = re.compile(r"(?P<file>.+):(?P<line>\d+)", re.DOTALL)
_FILE = re.compile(r"(?:ya?ml|json)\Z", re.IGNORECASE)
_AS_IT_IS = "/~:@!$&'()*+,;="
"""What may stand in the path of a URI as it is, but for letters, digits and ``-._``."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a file.

    Attributes:
        file: as reports name it: a path, a URL, the name of a document.
        line: from 1.
    """

    file: str
    line: int

    @property
    def uri(self) -> str:
        """The file as a URI reference (RFC 3986)."""
        told = self.file.replace("\\", "/")
        return told if urlsplit(told).scheme in ("http", "https") else quote(told, safe=_AS_IT_IS)


def spot(place: Place) -> Spot:
    """The line that a place names; the first one of a file where it names none."""
    if found := _LINE.fullmatch(place.line):
        return Spot(found["file"], max(int(found["line"]), 1))
    return Spot(place.line, 1)


def shown_at(finding: Finding, report: Report) -> Spot | None:
    """Where a finding is shown: in the document that somebody changes, the new one or the one tested.

    What is gone has no place there: it is shown at the start of the new document where that is a file.
    """
    if finding.new:
        return spot(finding.new)
    newer = report.subjects.get("new", "")
    if report.kind == "compatibility" and _FILE.search(newer):
        return Spot(newer, 1)
    return spot(finding.old) if finding.old else None
