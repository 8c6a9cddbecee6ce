"""What a mock was seen to do, of which document, by how many requests: a certificate for people and for programs."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from contracts.conformance.checks import COULD_NOT_TEST
from contracts.conformance.probes.table import OWN
from contracts.findings import Finding, Report, Severity
from contracts.render import as_json, wording
from contracts.render.inert import one_line
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
        sent: keys of operations that the API calls itself.
    """

    digest: str
    dialect: str
    sent: tuple[str, ...]
    examination: Examination

    @property
    def report(self) -> Report:
        """What the test found."""
        return self.examination.report

    @property
    def verdict(self) -> str:
        """``broken`` where the mock failed; ``explained`` where all that failed is the document's; else ``kept``.

        ``untested`` where nothing was tested.
        """
        if self.failures:
            return "broken"
        if not self.report.judged:
            return "untested"
        return "explained" if self.explained else "kept"

    @property
    def failures(self) -> tuple[Finding, ...]:
        """The mock's own: nothing in the document explains them."""
        return tuple(each for each in self._failed if each.severity is Severity.ERROR or _shortcoming(each))

    @property
    def explained(self) -> tuple[Finding, ...]:
        """Failures that the document leaves no way around."""
        return tuple(each for each in self._failed if each.cause)

    @property
    def doubtful(self) -> tuple[Finding, ...]:
        """What the tester calls a failure, and a second reading of the document calls right."""
        doubted = (each for each in self._failed if each.severity is Severity.WARNING)
        return tuple(each for each in doubted if not _shortcoming(each))

    @property
    def _failed(self) -> Iterator[Finding]:
        return (each for each in self.report.findings if each.rule != COULD_NOT_TEST.rule)

    @property
    def causes(self) -> dict[str, int]:
        """How many failures each kind of problem of the document explains."""
        return dict(Counter(each.cause.rule for each in self.explained if each.cause).most_common())

    @property
    def checks(self) -> dict[str, int]:
        """How often each check was performed."""
        made: Counter[str] = Counter()
        for counts in self.examination.counts.values():
            made.update(counts.checks)
        return dict(sorted(made.items()))

    @property
    def untested(self) -> dict[str, str]:
        """What could not be tested, and why: operations, and parts of what is asked of them."""
        told = dict(self.report.skipped)
        for each in self.report.findings:
            key = wording.first_operation(each)
            partly = key not in self.report.skipped
            if each.rule == COULD_NOT_TEST.rule and each.cause:
                told[key] = ("could not be tested in full: " if partly else "") + wording.cause(each.cause)
            elif each.rule == COULD_NOT_TEST.rule and partly:
                told[key] = each.message.removeprefix(f"{key} ")
        told.update(dict.fromkeys(self.sent, "the mock sends it, and only what it answers is tested"))
        return told


def _shortcoming(finding: Finding) -> bool:
    """Whether one of our own checks says so: its warnings are milder faults, where the engine's tell of doubt."""
    return finding.rule in OWN and finding.severity is Severity.WARNING


def certified(document: Document, examination: Examination) -> Certificate:
    """The certificate of a run."""
    parts = {id(file): file.text for file, _ in document.source.parts.values()}
    digest = hashlib.sha256()
    for text in (document.source.text, *parts.values()):
        digest.update(text.encode("utf-8", "surrogatepass"))
    sent = tuple(each.key for each in document.every_operation if each.key not in document.by_key)
    return Certificate(digest.hexdigest(), document.dialect, sent, examination)


def as_object(certificates: tuple[Certificate, ...]) -> dict[str, Any]:
    """Certificates as ``--certificate`` writes them; the report is that of ``ringback test --format json``."""
    return {"ringback": __version__, "certificates": [_object(each) for each in certificates]}


def _object(certificate: Certificate) -> dict[str, Any]:
    return {
        "verdict": certificate.verdict,
        "document": {
            "name": certificate.report.subjects["document"],
            "openapi": certificate.dialect,
            "sha256": certificate.digest,
        },
        "failures": {
            "own": len(certificate.failures),
            "explained": len(certificate.explained),
            "doubtful": len(certificate.doubtful),
        },
        "causes": certificate.causes,
        "operations": {
            key: {"cases": counts.cases, "checks": counts.checks}
            for key, counts in certificate.examination.counts.items()
        },
        "untested": certificate.untested,
        "report": json.loads(as_json.render(certificate.report)),
    }


def shown(certificate: Certificate) -> Report | None:
    """The report of what a reader has to look at: failures that the document does not explain, and doubts; or None."""
    looked_at = certificate.failures + certificate.doubtful
    return (
        replace(certificate.report, findings=looked_at, facts={}, skipped={}, unmade={}, coverage=None, course=None)
        if looked_at
        else None
    )


def as_text(certificate: Certificate) -> str:
    """A certificate for people, without what ``shown`` has."""
    return "\n".join(_lines(certificate)) + "\n"


def _lines(certificate: Certificate) -> Iterator[str]:
    report, facts = certificate.report, certificate.report.facts
    yield f"Certificate: {_headline(certificate)}"
    yield f"  document    {report.subjects['document']} (OpenAPI {certificate.dialect})"
    yield f"  sha256      {certificate.digest}"
    yield f"  ringback    {__version__}"
    yield f"  seed        {facts['seed']}, {facts['max examples']} examples, phases {facts['phases']}"
    yield f"  operations  {report.judged} of {facts['operations']}, {facts['cases']} cases, {facts['checks']} checks"
    yield f"  failures    {_failures(certificate)}"
    if certificate.explained:
        yield "Explained by the document (ringback specs check names the same):"
        yield from _explained(certificate.explained)
    if certificate.untested:
        yield "Not tested:"
        yield from (f"  {one_line(f'{key}: {reason}')}" for key, reason in certificate.untested.items())
    if report.unmade:
        yield "Checks that could not be made:"
        yield from (f"  {one_line(f'{rule}: {reason}')}" for rule, reason in report.unmade.items())
    yield from _table("checks", certificate.checks)
    yield from _table("cases", {key: counts.cases for key, counts in certificate.examination.counts.items()})


def _headline(certificate: Certificate) -> str:
    own, explained = (wording.plural(len(each), "failure") for each in (certificate.failures, certificate.explained))
    told = {
        "broken": f"{own} of the mock's own",
        "explained": f"kept, but for {explained} that the document leaves no way around",
    }
    known = [told[certificate.verdict]] if certificate.verdict in told else []
    if certificate.report.judged and certificate.report.skipped:
        known.append(f"{wording.plural(len(certificate.report.skipped), 'operation')} not tested")
    if certificate.doubtful:
        known.append(f"{len(certificate.doubtful)} doubtful")
    return f"{certificate.verdict} ({'; '.join(known)})" if known else certificate.verdict


def _failures(certificate: Certificate) -> str:
    told = [f"{len(certificate.failures)}"]
    if certificate.explained:
        causes = ", ".join(f"{rule} {number}" for rule, number in certificate.causes.items())
        told.append(f"{len(certificate.explained)} explained by the document ({causes})")
    if certificate.doubtful:
        told.append(f"{len(certificate.doubtful)} doubtful")
    return "; ".join(told)


def _explained(findings: Iterable[Finding]) -> Iterator[str]:
    """Failures under what explains them, with the place of that."""
    causes = [(each.message, each.cause) for each in findings if each.cause]
    for rule, advice in dict.fromkeys((cause.rule, cause.advice) for _, cause in causes):
        yield f"  {rule}: {one_line(advice)}"
        for message, cause in causes:
            if (cause.rule, cause.advice) == (rule, advice):
                yield f"    {one_line(message)}"
                yield f"      {one_line(wording.place(cause.place))}"


def _table(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    if counts:
        width = min(max(map(len, counts)), _WIDEST)
        yield f"{title.capitalize()}:"
        yield from (f"  {name:<{width}} {count:>7}" for name, count in counts.items())
