"""A report as JUnit's XML, which CI systems show as tests; its shape is that of Jenkins' ``junit-10.xsd``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from contracts.findings import Finding, Report, Severity
from contracts.render import as_text, exercised, verdicts, wording
from contracts.render.inert import one_line

_OVERVIEW = "ringback"
"""The suite of what is of the whole report."""
_MARKED: Mapping[str, str] = MappingProxyType({"failures": "failure", "skipped": "skipped"})
"""By attribute of a suite, the element of the cases that it counts."""
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def render(report: Report) -> str:
    """A report as XML: a suite for each operation, a case for each finding; errors are failures.

    What a policy lets pass, and what could not be judged or made, is a skipped case. The first case tells the verdict,
    so that there is a test where nothing was found, too.
    """
    root = Element("testsuites", name=one_line(report.title))
    _overview(root, report)
    for operation, findings in wording.by_operation(report).items():
        suite = SubElement(root, "testsuite", name=one_line(operation))
        for finding in findings:
            _case(suite, finding, report)
    for suite in root:
        _count(suite)
    _sum(root)
    indent(root)
    return _DECLARATION + tostring(root, encoding="unicode") + "\n"


def _overview(root: Element, report: Report) -> None:
    suite = SubElement(root, "testsuite", name=_OVERVIEW)
    properties = SubElement(suite, "properties")
    for name, value in _properties(report):
        SubElement(properties, "property", name=one_line(name), value=one_line(value))
    case = SubElement(suite, "testcase", classname=_OVERVIEW, name=one_line(verdicts.headline(report)))
    SubElement(case, "system-out").text = one_line(verdicts.explanation(report))
    for each in wording.ignored(report):
        case = _named(suite, each.finding)
        SubElement(case, "skipped", message=one_line(wording.let_pass(each)))
        SubElement(case, "system-out").text = as_text.of_finding(each.finding, report, width=as_text.UNBROKEN)
    for told in (report.skipped, report.unmade):
        for name, why in told.items():
            case = SubElement(suite, "testcase", classname=_OVERVIEW, name=one_line(name))
            SubElement(case, "skipped", message=one_line(why))


def _properties(report: Report) -> Iterator[tuple[str, str]]:
    yield "kind", report.kind
    yield from report.subjects.items()
    yield from ((name, str(number)) for name, number in verdicts.counts(report).items())
    yield from ((name, str(value)) for name, value in report.facts.items())
    for kind, counted, share in exercised.totals(report.coverage) if report.coverage else ():
        yield f"coverage of {kind}", f"{counted}, {share}"


def _case(suite: Element, finding: Finding, report: Report) -> None:
    case = _named(suite, finding)
    told = as_text.of_finding(finding, report, width=as_text.UNBROKEN)
    if finding.severity is Severity.ERROR:
        SubElement(case, "failure", type=one_line(finding.rule), message=one_line(finding.message)).text = told
    else:
        SubElement(case, "system-out").text = told


def _named(suite: Element, finding: Finding) -> Element:
    name = f"{finding.message} [{finding.rule} {finding.fingerprint}]"
    return SubElement(suite, "testcase", classname=one_line(wording.first_operation(finding)), name=one_line(name))


def _count(suite: Element) -> None:
    cases = suite.findall("testcase")
    marked = {name: sum(case.find(tag) is not None for case in cases) for name, tag in _MARKED.items()}
    suite.attrib.update(_numbers({"tests": len(cases), "errors": 0, **marked}))


def _sum(root: Element) -> None:
    names = ("tests", "errors", "failures")
    root.attrib.update(_numbers({name: sum(int(suite.attrib[name]) for suite in root) for name in names}))


def _numbers(counted: Mapping[str, int]) -> dict[str, str]:
    return {name: str(number) for name, number in counted.items()}
