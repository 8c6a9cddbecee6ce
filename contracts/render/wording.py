"""What a report says in words, the same in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from contracts.findings import Cause, Finding, Ignored, Level, Place, Refusal, Report, Severity, Verdict, Witness

MARKS = MappingProxyType({Severity.ERROR: "✗", Severity.WARNING: "!", Severity.NOTE: "·"})
"""One sign for each severity; never the only thing that tells it."""

_AUDIENCE: Mapping[str, str] = MappingProxyType(
    {"request": "clients that send ", "response": "clients that read the answers of ", "": "clients that call "}
)
_RECEIVERS: Mapping[str, str] = MappingProxyType(
    {"request": "receivers that answer ", "response": "receivers that read ", "": "receivers of "}
)
_AUDIENCES: Mapping[str, str] = MappingProxyType(
    {
        "request": "Clients that send requests",
        "response": "Clients that read answers",
        "": "Clients of the API",
        Level.CODE: "Code written or generated from the document",
        Level.BEHAVIOUR: "Those who count on what is documented",
    }
)

UNMADE = "Checks that could not be made"
RELEASING = "Whoever releases it, by the policy of the configuration"
"""Who has to do with what keeps to no policy."""
_SIDES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "compatibility": ("old", "new"),
        "conformance": ("document", "target"),
        "client": ("document", "client"),
        "subset": ("client", "full"),
        "drift": ("document", "server"),
    }
)
"""The roles of what was looked at, by the kind of report."""
_OTHER: Mapping[str, str] = MappingProxyType(
    {one: other for pair in _SIDES.values() for one, other in (pair, pair[::-1])}
)
_SPOKEN: Mapping[str, str] = MappingProxyType(
    {
        "client": "the client API",
        "full": "the full API",
        "document": "the document",
        "server": "what the server publishes",
    }
)


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
    """Why something is let pass, until when, whose matter it is, and where that stands."""
    until = f", until {each.until}" if each.until else ""
    owner = f", {each.owner}" if each.owner else ""
    return f"{each.reason}{until}{owner} ({each.place})"


def audience(finding: Finding) -> str:
    """Who meets a finding: ``clients that send POST /api/calls``."""
    more = f" and {plural(len(finding.operations) - 1, 'more operation')}" if len(finding.operations) > 1 else ""
    return meets(finding) + (finding.operations[0] + more if finding.operations else "the API")


def meets(finding: Finding) -> str:
    """What those do who meet a finding, but for its operations: ``clients that send``, and a space."""
    if finding.level is not Level.WIRE:
        return "code written or generated for "
    told = _RECEIVERS if any(map(_is_sent, finding.operations[:1])) else _AUDIENCE
    return told.get(finding.direction, told[""])


def _is_sent(operation: str) -> bool:
    """Whether the API itself calls it."""
    return any(f" {kind} " in operation for kind in ("callback", "webhook"))


def affected(report: Report) -> dict[str, list[Finding]]:
    """What matters most, by who meets it: what a comparison found broken, the failures of a test run."""
    if report.compares:
        asked = demands(report)
        told = [each for each in ordered(report) if is_broken(each) or report.kind == "subset"]
        return group(told, _who) | ({RELEASING: list(asked)} if asked else {})
    return group((each for each in ordered(report) if each.severity is Severity.ERROR), first_operation)


def _who(finding: Finding) -> str:
    """Whom a finding of a comparison concerns."""
    if finding.level is Level.WIRE and any(map(_is_sent, finding.operations[:1])):
        return "Receivers of callbacks and webhooks"
    return _AUDIENCES[finding.direction if finding.level is Level.WIRE else finding.level]


def reach(finding: Finding) -> str:
    """What a finding reaches, where its message does not say so: ``GET /api/users/me and 1 more operation``."""
    if not finding.operations or (len(finding.operations) == 1 and finding.operations[0] in finding.message):
        return ""
    more = len(finding.operations) - 1
    return finding.operations[0] + (f" and {plural(more, 'more operation')}" if more else "")


def affected_title(report: Report) -> str:
    """Heading of ``affected``."""
    return "What breaks, and for whom" if report.compares else "What failed, and where"


def media_told(finding: Finding) -> bool:
    """Whether a report for people tells the media types of a finding: not the one that its message shows."""
    return not finding.witness or len(finding.media_types) > 1


def command_label(finding: Finding) -> str:
    """What the command line of a finding is called: it reproduces it, or asks for what may be answered so."""
    witness = finding.witness
    return "asked by" if finding.verdict and witness and witness.response and not witness.request else "reproduce"


def is_break(finding: Finding) -> bool:
    """Whether a finding is a proven break."""
    return finding.verdict is Verdict.BREAKING


def is_broken(finding: Finding) -> bool:
    """Whether a finding breaks what its level promises: proven on the wire; beyond it no message can show it."""
    beyond = finding.level is not Level.WIRE and finding.severity is not Severity.NOTE
    return is_break(finding) or (beyond and finding.verdict is not None)


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
    """Severity, verdict, level and direction: a finding in four words, and one more where it is not seen each time."""
    verdict = [finding.verdict.value] if finding.verdict else []
    direction = [finding.direction] if finding.direction else []
    flaky = ["flaky"] if finding.flaky else []
    return [finding.severity.value, *verdict, finding.level.value, *direction, *flaky]


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


def took(witness: Witness) -> str:
    """Who takes a witness and who does not: ``This request is valid in the old document, not in the new one``."""
    if not witness.accepted_by:
        return ""
    what = f"This {'request' if witness.request else 'answer'} is valid in {_spoken(witness.accepted_by, 'document')}"
    if not witness.refused_by:
        return f"{what}, and read otherwise in {_spoken(_OTHER.get(witness.accepted_by, 'other'), 'one')}"
    return f"{what}, not in {_spoken(witness.refused_by, 'one')}"


def _spoken(side: str, noun: str) -> str:
    return _SPOKEN.get(side) or f"the {side} {noun}"


def undecided(finding: Finding) -> str:
    """What a verdict of unproven means; nothing for another one."""
    if finding.verdict is not Verdict.UNPROVEN:
        return ""
    return "no message was found that shows it, and no proof that there is none"


def besides(witness: Witness) -> list[str]:
    """What else a message is refused for, which other findings are about."""
    return [": ".join(filter(None, (offence(each), each.reason))) for each in witness.besides]


def offence(witness: Witness | Refusal) -> str:
    """The part of a message that matters: ``query size``, ``body /durationSeconds``."""
    return " ".join(part for part in (witness.place, witness.name, witness.pointer) if part)


def group(findings: Iterable[Finding], key: Callable[[Finding], str]) -> dict[str, list[Finding]]:
    """Findings by a key, in the order in which keys appear."""
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(key(finding), []).append(finding)
    return grouped


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
