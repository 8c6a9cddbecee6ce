"""What a mock was seen to do, of which document, by how many requests: a certificate for people and for programs."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contracts.findings import Severity
from contracts.render import as_json
from ringback import __version__

if TYPE_CHECKING:
    from contracts.conformance.run import Examination
    from specs.model import Document

_WIDEST = 60
"""Characters of an operation's key in the table."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One document's mock under test.

    Attributes:
        digest: SHA-256 of the document's file, as ``sha256sum`` tells it; of all of them, one after the other, where
            there are several.
        dialect: the version of OpenAPI.
    """

    digest: str
    dialect: str
    examination: Examination

    @property
    def verdict(self) -> str:
        """``kept`` where no check failed, else ``broken``; ``untested`` where nothing was tested."""
        report = self.examination.report
        if report.count(Severity.ERROR):
            return "broken"
        return "kept" if report.judged else "untested"

    @property
    def checks(self) -> dict[str, int]:
        """How often each check was performed."""
        made: Counter[str] = Counter()
        for counts in self.examination.counts.values():
            made.update(counts.checks)
        return dict(sorted(made.items()))


def certified(document: Document, examination: Examination) -> Certificate:
    """The certificate of a run."""
    parts = {id(file): file.text for file, _ in document.source.parts.values()}
    digest = hashlib.sha256()
    for text in (document.source.text, *parts.values()):
        digest.update(text.encode("utf-8", "surrogatepass"))
    return Certificate(digest.hexdigest(), document.dialect, examination)


def as_object(certificates: tuple[Certificate, ...]) -> dict[str, Any]:
    """Certificates as ``--certificate`` writes them; the report is that of ``ringback test --format json``."""
    return {"ringback": __version__, "certificates": [_object(each) for each in certificates]}


def _object(certificate: Certificate) -> dict[str, Any]:
    examination = certificate.examination
    return {
        "verdict": certificate.verdict,
        "document": {
            "name": examination.report.subjects["document"],
            "openapi": certificate.dialect,
            "sha256": certificate.digest,
        },
        "operations": {
            key: {"cases": counts.cases, "checks": counts.checks} for key, counts in examination.counts.items()
        },
        "untested": dict(examination.report.skipped),
        "report": json.loads(as_json.render(examination.report)),
    }


def as_text(certificate: Certificate) -> str:
    """A certificate for people, without its findings."""
    return "\n".join(_lines(certificate)) + "\n"


def _lines(certificate: Certificate) -> Iterator[str]:
    report, facts = certificate.examination.report, certificate.examination.report.facts
    yield f"Certificate: {certificate.verdict}"
    yield f"  document    {report.subjects['document']} (OpenAPI {certificate.dialect})"
    yield f"  sha256      {certificate.digest}"
    yield f"  ringback    {__version__}"
    yield f"  seed        {facts['seed']}, {facts['max examples']} examples, phases {facts['phases']}"
    yield f"  operations  {report.judged} of {facts['operations']}, {facts['cases']} cases, {facts['checks']} checks"
    yield f"  failures    {report.count(Severity.ERROR)}"
    yield from _table("checks", certificate.checks)
    yield from _table("cases", {key: counts.cases for key, counts in certificate.examination.counts.items()})
    if report.skipped:
        yield "Not tested:"
        yield from (f"  {key}: {reason}" for key, reason in report.skipped.items())


def _table(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    if counts:
        width = min(max(map(len, counts)), _WIDEST)
        yield f"{title.capitalize()}:"
        yield from (f"  {name:<{width}} {count:>7}" for name, count in counts.items())
