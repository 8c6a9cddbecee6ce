"""What a report says in words, the same in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from contracts.findings import Cause, Finding, Ignored, Level, Place, Report, Severity, Verdict, Witness

MARKS = MappingProxyType({Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "·"})
"""One sign for each severity; never the only thing that tells it."""

_AUDIENCE: Mapping[str, str] = MappingProxyType(
    {"request": "clients that send ", "response": "clients that read the answers of ", "": "clients that call "}
)
_RECEIVERS: Mapping[str, str] = MappingProxyType(
    {"request": "receivers that answer ", "response": "receivers that read ", "": "receivers of "}
)

CODE_ONLY = "Breaks generated code"
"""The headline where running clients go on and code written or generated from the document does not."""
RELEASING = "whoever releases it, by the policy of the configuration"
"""Who has to do with what keeps to no policy."""
_SIDES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "compatibility": ("old", "new"),
        "conformance": ("document", "target"),
        "subset": ("client", "full"),
        "drift": ("document", "server"),
    }
)
"""The roles of what was looked at, by the kind of report."""
_CLAIMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"subset": ("A subset", "Not a subset"), "drift": ("Matches", "Drifted")}
)
"""The headlines of what a comparison shows, by its kind: where it is so, and where it is not."""
AGAINST_POLICY = "Against policy"
"""The headline where no client breaks and the release is not what the configuration asks for."""


def plural(number: int, noun: str) -> str:
    """``1 change``, ``2 changes``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def ordered(report: Report) -> tuple[Finding, ...]:
    """The findings, gravest first, those of one operation side by side; the same however they were found."""
    return tuple(sorted(report.findings, key=_rank))


def ignored(report: Report) -> tuple[Ignored, ...]:
    """What is let pass, gravest first; the same however it was found."""
    return tuple(sorted(report.ignored, key=lambda each: _rank(each.finding)))


def let_pass(each: Ignored) -> str:
    """Why something is let pass, until when, and where that stands."""
    until = f", until {each.until}" if each.until else ""
    return f"{each.reason}{until} ({each.place})"


def headline(report: Report) -> str:
    """The verdict in one word: what a reader wants to know first."""
    if not report.judged:
        return "Nothing judged"
    if report.kind in _CLAIMS:
        return _claim(report)
    if report.compares:
        if report.verdict is Verdict.COMPATIBLE and demands(report):
            return AGAINST_POLICY
        return CODE_ONLY if report.breaking and not wire_breaks(report) else report.verdict.value.capitalize()
    return "Failed" if report.count(Severity.ERROR) else "Passed"


def explanation(report: Report) -> str:
    """The verdict in one sentence."""
    if not report.judged:
        return "No operation was judged, so this says nothing about compatibility or conformance."
    return _EXPLAINED[report.kind](report)


def counts(report: Report) -> dict[str, int]:
    """How many findings there are of each severity and of each verdict, in reading order."""
    severities = {severity.value: report.count(severity) for severity in Severity}
    if not report.compares:
        return severities
    verdicts = [finding.verdict for finding in report.findings]
    let_pass = {"ignored": len(report.ignored)} if report.ignored else {}
    return {verdict.value: verdicts.count(verdict) for verdict in Verdict} | severities | let_pass


def audience(finding: Finding) -> str:
    """Who meets a finding: ``clients that send POST /api/calls``."""
    more = f" and {plural(len(finding.operations) - 1, 'more operation')}" if len(finding.operations) > 1 else ""
    where = finding.operations[0] + more if finding.operations else "the API"
    if finding.level is not Level.WIRE:
        return f"code written or generated for {where}"
    if _is_sent(where):
        return _RECEIVERS.get(finding.direction, _RECEIVERS[""]) + where
    return _AUDIENCE.get(finding.direction, _AUDIENCE[""]) + where


def _is_sent(operation: str) -> bool:
    """Whether the API itself calls it."""
    return any(f" {kind} " in operation for kind in ("callback", "webhook"))


def affected(report: Report) -> dict[str, list[Finding]]:
    """What matters most, by who meets it: the proven breaks of a comparison, the failures of a test run."""
    if report.compares:
        wrong = {RELEASING: list(demands(report))} if demands(report) else {}
        told = (each for each in ordered(report) if is_break(each) or report.kind == "subset")
        return group(told, audience) | wrong
    return group((each for each in ordered(report) if each.severity is Severity.ERROR), first_operation)


def affected_title(report: Report) -> str:
    """Heading of ``affected``."""
    return "What breaks, and for whom" if report.compares else "What failed, and where"


def is_break(finding: Finding) -> bool:
    """Whether a finding is a proven break."""
    return finding.verdict is Verdict.BREAKING


def wire_breaks(report: Report) -> tuple[Finding, ...]:
    """The proven breaks that running clients meet, in order; what breaks only generated code is not among them."""
    return tuple(each for each in ordered(report) if is_break(each) and each.level is Level.WIRE)


def demands(report: Report) -> tuple[Finding, ...]:
    """What keeps to no policy and is an error, in order."""
    asked = report.kind == "compatibility"
    return tuple(each for each in ordered(report) if asked and each.verdict is None and each.severity is Severity.ERROR)


def matters(finding: Finding) -> bool:
    """Whether a finding is shown opened: a break, or a failure of a test run."""
    return is_break(finding) or (finding.verdict is None and finding.severity is Severity.ERROR)


def first_operation(finding: Finding) -> str:
    """The operation a finding is filed under."""
    return finding.operations[0] if finding.operations else "The whole document"


def by_operation(report: Report) -> dict[str, list[Finding]]:
    """The findings under the first operation each reaches; operations with the gravest first."""
    return group(ordered(report), first_operation)


def labels(finding: Finding) -> list[str]:
    """Severity, verdict, level and direction: a finding in four words."""
    verdict = [finding.verdict.value] if finding.verdict else []
    direction = [finding.direction] if finding.direction else []
    return [finding.severity.value, *verdict, finding.level.value, *direction]


def place(where: Place | None) -> str:
    """``file:line #pointer``, or a dash where there is none."""
    if where is None:
        return "–"  # noqa: RUF001 - a dash in a table, not a minus
    return f"{where.line} #{where.pointer}" if where.pointer else where.line


def cause(why: Cause) -> str:
    """What in the document explains a failure: ``it has no 400: api.yaml:12 #/paths/… [refusal-undocumented]``."""
    return f"{why.message}: {place(why.place)} [{why.rule}]"


def sides(report: Report) -> tuple[str, str]:
    """What the places in both documents are called; a test run has but the first."""
    return _SIDES[report.kind]


def took(witness: Witness, report: Report) -> str:
    """Who takes a witness and who does not: ``accepted by old (…), refused by new (…)``."""
    told = [("accepted by", witness.accepted_by), ("refused by", witness.refused_by)]
    return ", ".join(f"{verb} {_side(side, report)}" for verb, side in told if side)


def offence(witness: Witness) -> str:
    """The part of a message that matters: ``query size``, ``body /durationSeconds``."""
    return " ".join(part for part in (witness.place, witness.name, witness.pointer) if part)


def group(findings: Iterable[Finding], key: Callable[[Finding], str]) -> dict[str, list[Finding]]:
    """Findings by a key, in the order in which keys appear."""
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(key(finding), []).append(finding)
    return grouped


def _compatibility(report: Report) -> str:
    judged = f"{plural(report.judged, 'operation')} compared"
    if report.identical:
        return f"Old and new are the same, letter for letter; {plural(report.judged, 'operation')}."
    undecided = sum(finding.verdict is Verdict.UNPROVEN for finding in report.findings)
    after = "; ".join([*_policy(report), judged])
    if told := [*_broken(report)]:
        undecided_too = [f"{undecided} more could not be decided"] if undecided else []
        return f"{', '.join(told + undecided_too)}; {after}."
    if undecided:
        return f"No change is proven to break a client, but {undecided} could not be decided; {after}."
    return f"No change breaks a client; {after}."


def _policy(report: Report) -> Iterator[str]:
    if wrong := len(demands(report)):
        yield f"{plural(wrong, 'thing')} {'is' if wrong == 1 else 'are'} not as the policy asks"
    if report.ignored:
        yield f"{plural(len(report.ignored), 'finding')} ignored"


def _broken(report: Report) -> Iterator[str]:
    wire = wire_breaks(report)
    beyond = len(report.breaking) - len(wire)
    if wire:
        reached = {operation for finding in wire for operation in finding.operations}
        yield f"{_changes(len(wire), 'breaks', 'break')} clients of {plural(len(reached), 'operation')}"
    if beyond:
        yield f"{_changes(beyond, 'breaks', 'break')} only code written or generated from the document"


def _conformance(report: Report) -> str:
    tested = f"{plural(report.judged, 'operation')} tested"
    failures = report.count(Severity.ERROR)
    return f"{plural(failures, 'failure')}; {tested}." if failures else f"No failure; {tested}."


def _claim(report: Report) -> str:
    holds, fails = _CLAIMS[report.kind]
    if report.kind == "drift" or report.count(Severity.ERROR):
        return fails if report.findings else holds
    return "Unproven" if report.findings else holds


def _subset(report: Report) -> str:
    compared = f"{plural(report.judged, 'operation')} compared"
    wrong = report.count(Severity.ERROR)
    undecided = len(report.findings) - wrong
    if not report.findings:
        return f"All of it is in the full API, and compatible; {compared}."
    things = f"{plural(wrong, 'thing')} {'is' if wrong == 1 else 'are'}"
    told = [f"{things} missing there or not compatible"] if wrong else []
    told += [f"{undecided}{' more' if wrong else ''} could not be decided"] if undecided else []
    return f"{', '.join(told)}; {compared}."


def _drift(report: Report) -> str:
    compared = f"{plural(report.judged, 'operation')} compared"
    breaking = report.count(Severity.ERROR)
    harmless = len(report.findings) - breaking
    if not report.findings:
        return f"The server publishes what the document says; {compared}."
    breaks = f"{plural(breaking, 'difference')} {'breaks' if breaking == 1 else 'break'} clients of the document"
    if not breaking:
        return f"{plural(harmless, 'difference')}, none of which breaks clients of the document; {compared}."
    return f"{breaks}, {harmless} more do not; {compared}." if harmless else f"{breaks}; {compared}."


def _changes(number: int, one: str, many: str) -> str:
    return f"{plural(number, 'change')} {one if number == 1 else many}"


def _side(side: str, report: Report) -> str:
    name = report.subjects.get(side, "")
    return f"{side} ({name})" if name and name != side else side


def _rank(finding: Finding) -> tuple[int, int, int, str, str, str, str, str]:
    return (
        finding.severity.rank,
        list(Verdict).index(finding.verdict) if finding.verdict else 0,
        list(Level).index(finding.level),
        first_operation(finding),
        finding.rule,
        finding.direction,
        finding.subject,
        finding.message,
    )


_EXPLAINED: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {"compatibility": _compatibility, "conformance": _conformance, "subset": _subset, "drift": _drift}
)
"""What the verdict of each kind of report is in one sentence."""
