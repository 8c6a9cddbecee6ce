"""What a whole report says: its verdict in a word and in a sentence, its numbers, and how to go on from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from contracts.findings import Level, Report, Severity, Verdict
from contracts.render.wording import command_label, demands, is_broken, plural, wire_breaks

CODE_ONLY = "Breaks generated code"
"""The headline where running clients go on and code written or generated from the document does not."""
BEHAVIOUR_ONLY = "Changes behaviour"
"""The headline where only what is documented is no longer so."""
_CLAIMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"subset": ("A subset", "Not a subset"), "drift": ("Matches", "Drifted")}
)
"""The headlines of what a comparison shows, by its kind: where it is so, and where it is not."""
AGAINST_POLICY = "Against policy"
"""The headline where no client breaks and the release is not what the configuration asks for."""


def headline(report: Report) -> str:
    """The verdict in one word: what a reader wants to know first."""
    if not report.judged:
        return "Nothing judged"
    if report.kind in _CLAIMS:
        return _claim(report)
    if report.compares:
        return _compared(report)
    return "Failed" if report.count(Severity.ERROR) else "Passed"


def _compared(report: Report) -> str:
    if wire_breaks(report) or report.verdict is Verdict.UNPROVEN:
        return report.verdict.value.capitalize()
    if demands(report):
        return AGAINST_POLICY
    levels = {finding.level for finding in report.findings if is_broken(finding)}
    return CODE_ONLY if Level.CODE in levels else BEHAVIOUR_ONLY if levels else report.verdict.value.capitalize()


def _claim(report: Report) -> str:
    holds, fails = _CLAIMS[report.kind]
    if report.kind == "drift" or report.count(Severity.ERROR):
        return fails if report.findings else holds
    return "Unproven" if report.findings else holds


def explanation(report: Report) -> str:
    """The verdict in one sentence."""
    if not report.judged:
        return "No operation was judged, so this says nothing about compatibility or conformance."
    return _EXPLAINED[report.kind](report)


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
    yield from _let_pass(report)


def _let_pass(report: Report) -> Iterator[str]:
    if report.ignored:
        yield f"{plural(len(report.ignored), 'finding')} ignored"


def _broken(report: Report) -> Iterator[str]:
    wire = wire_breaks(report)
    code, behaviour = (
        sum(each.level is level and is_broken(each) for each in report.findings)
        for level in (Level.CODE, Level.BEHAVIOUR)
    )
    if wire:
        reached = {operation for finding in wire for operation in finding.operations}
        yield f"{_changes(len(wire), 'breaks', 'break')} clients of {plural(len(reached), 'operation')}"
    if code:
        yield f"{_changes(code, 'breaks', 'break')} only code written or generated from the document"
    if behaviour:
        yield f"{_changes(behaviour, 'alters', 'alter')} what is documented"


def _changes(number: int, one: str, many: str) -> str:
    return f"{plural(number, 'change')} {one if number == 1 else many}"


def _conformance(report: Report) -> str:
    tested = f"{plural(report.judged, 'operation')} tested"
    failures = report.count(Severity.ERROR)
    told = plural(failures, "failure") if failures else "No failure"
    let_pass = [f"{plural(len(report.ignored), 'finding')} ignored"] if report.ignored else []
    return f"{'; '.join([told, *let_pass, tested])}."


def _client(report: Report) -> str:
    called = f"answers of {plural(report.judged, 'operation')} tried"
    if broken := len(report.findings):
        return f"{plural(broken, 'valid answer')} {'breaks' if broken == 1 else 'break'} the client; {called}."
    return f"No valid answer breaks the client; {called}."


def _subset(report: Report) -> str:
    compared = "; ".join([*_let_pass(report), f"{plural(report.judged, 'operation')} compared"])
    wrong = report.count(Severity.ERROR)
    undecided = len(report.findings) - wrong
    if not report.findings:
        return f"All of it is in the full API, and compatible; {compared}."
    things = f"{plural(wrong, 'thing')} {'is' if wrong == 1 else 'are'}"
    told = [f"{things} missing there or not compatible"] if wrong else []
    told += [f"{undecided}{' more' if wrong else ''} could not be decided"] if undecided else []
    return f"{', '.join(told)}; {compared}."


def _drift(report: Report) -> str:
    compared = "; ".join([*_let_pass(report), f"{plural(report.judged, 'operation')} compared"])
    breaking = report.count(Severity.ERROR)
    harmless = len(report.findings) - breaking
    if not report.findings:
        return f"The server publishes what the document says; {compared}."
    breaks = f"{plural(breaking, 'difference')} {'breaks' if breaking == 1 else 'break'} clients of the document"
    if not breaking:
        return f"{plural(harmless, 'difference')}, none of which breaks clients of the document; {compared}."
    return f"{breaks}, {harmless} more do not; {compared}." if harmless else f"{breaks}; {compared}."


def counts(report: Report) -> dict[str, int]:
    """How many findings there are of each severity and of each verdict, in reading order."""
    severities = {severity.value: report.count(severity) for severity in Severity}
    let_pass = {"ignored": len(report.ignored)} if report.ignored else {}
    if not report.compares:
        return severities | let_pass
    verdicts = [finding.verdict for finding in report.findings]
    return {verdict.value: verdicts.count(verdict) for verdict in Verdict} | severities | let_pass


def scales(report: Report) -> dict[str, dict[str, int]]:
    """The same numbers by what they are of: verdicts say what is so, severities what fails."""
    counted = counts(report)
    names = {
        "verdicts": [verdict.value for verdict in Verdict],
        "severities": [severity.value for severity in Severity],
        "policy": ["ignored"],
    }
    told = {scale: {name: counted[name] for name in each if name in counted} for scale, each in names.items()}
    return {scale: numbers for scale, numbers in told.items() if numbers}


def guide(report: Report) -> Iterator[str]:
    """How to read a report and go on from it, for those who see one for the first time."""
    if report.kind != "compatibility" or not report.findings:
        return
    if any(finding.witness for finding in report.findings):
        yield (
            "A break is shown by a message that is valid in one document and not in the other: clients written for the"
            " old one send such requests, and get such answers from the new one."
        )
    if any(command_label(finding) == "asked by" and finding.reproduce for finding in report.findings):
        yield (
            "An answer is shown with a command line that asks for it; whether a server has such a one to give is up to"
            " its data. ringback replay FINGERPRINT --report FILE --serve gives it to a client of yours."
        )
    if any(finding.reproduce for finding in report.findings):
        yield "In command lines, $SERVER is a scheme and a host such as https://api.example, and TOKEN a credential."
    yield "What a rule means and how to change gently: ringback explain RULE. What may pass: [diff] in ringback.toml."


_EXPLAINED: Mapping[str, Callable[[Report], str]] = MappingProxyType(
    {
        "compatibility": _compatibility,
        "conformance": _conformance,
        "client": _client,
        "subset": _subset,
        "drift": _drift,
    }
)
"""What the verdict of each kind of report is in one sentence."""
