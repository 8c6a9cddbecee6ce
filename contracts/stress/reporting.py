"""What a search has come to, as a report."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from contracts.findings import Finding, Report, Severity, Witness
from contracts.stress.values import Breakage, Choice, Searched
from specs.model import Document

_LONGEST_OVERRIDE = 600
_SHOWN_OUTPUT = 200
_NOT_REACHED = "not tried, for the client did not come to them"
_SPARED = "not tried, for another answer of their place breaks the client"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What was searched, and how.

    Attributes:
        spec: the document, as it was given.
        command: the client.
        seed: of the search and of the mock.
        called: keys of the operations that the client calls.
        left_alone: how many values were not changed because later requests carry them.
        again: the command line of a run, up to the client; ``--choice`` goes behind it.
    """

    spec: str
    command: tuple[str, ...]
    seed: int
    called: frozenset[str]
    left_alone: int
    again: tuple[str, ...]


def report(document: Document, subject: Subject, choices: Sequence[Choice], searched: Searched) -> Report:
    """The report of a search: each breakage is a finding, with the exchange that shows it."""
    known = searched.passed | searched.broken
    tried = [each for each in choices if each.id in known]
    return Report(
        kind="client",
        title=f"{shlex.join(subject.command)} against {document.called}",
        subjects={"document": subject.spec, "client": shlex.join(subject.command)},
        findings=tuple(_finding(subject, each) for each in searched.breakages),
        judged=len({each.operation for each in tried if each.operation}),
        facts=_facts(subject, choices, searched, tried),
        skipped={
            each.key: "the client does not call it" for each in document.operations if each.key not in subject.called
        },
    )


def _facts(
    subject: Subject, choices: Sequence[Choice], searched: Searched, tried: Sequence[Choice]
) -> Mapping[str, str | int | float]:
    kinds = Counter(each.kind for each in tried)
    return {
        "answers tried": f"{len(tried)} of {len(choices)}",
        "of these": ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items())) or "none",
        "runs of the client": searched.runs,
        "seed": subject.seed,
        **({"values left alone, for requests carry them": subject.left_alone} if subject.left_alone else {}),
        **({_NOT_REACHED: _listed(choices, searched.unreached)} if searched.unreached else {}),
        **({_SPARED: len(spared)} if (spared := searched.spared - searched.broken) else {}),
        **({"stopped": searched.stopped} if searched.stopped else {}),
    }


def _listed(choices: Sequence[Choice], ids: set[str]) -> str:
    kinds = Counter((each.operation, each.kind) for each in choices if each.id in ids)
    return ", ".join(f"{operation} {kind} {number}".strip() for (operation, kind), number in kinds.items())


def _finding(subject: Subject, breakage: Breakage) -> Finding:
    first = breakage.choices[0]
    shown = next((each for each in breakage.choices if breakage.run.reached.get(each.id)), first)
    exchange = breakage.run.reached.get(shown.id)
    return Finding(
        rule=f"client-broke-on-{first.kind}" if len(breakage.choices) == 1 else "client-broke-on-several",
        message=_message(breakage),
        severity=Severity.WARNING if breakage.flaky else Severity.ERROR,
        operations=_operations(breakage),
        direction="response",
        subject="; ".join(
            f"{each.operation} {each.status or ''} {each.part} {each.place}" for each in breakage.choices
        ),
        old=first.source,
        witness=Witness(
            request=exchange.request if exchange else None,
            response=exchange.response if exchange else None,
            place=shown.part,
            name=shown.place if shown.part == "header" else "",
            pointer=shown.place if shown.part == "body" else "",
            reason=_reason(breakage),
        )
        if exchange
        else None,
        advice=_advice(breakage),
        reproduce=shlex.join(
            [*subject.again, *(word for each in breakage.choices for word in _named(each)), "--", *subject.command]
        ),
    )


def _named(choice: Choice) -> tuple[str, ...]:
    return ("--choice", choice.id if not choice.weight else f"{choice.id}:{choice.weight}")


def _operations(breakage: Breakage) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.operation for each in breakage.choices if each.operation))


def _message(breakage: Breakage) -> str:
    several = " and ".join(_told(list(each)) for _, each in groupby(breakage.choices, _answer))
    more = "" if breakage.smallest else "; perhaps less is enough"
    return f"the client breaks when {several}{more}"


def _answer(choice: Choice) -> tuple[str, int]:
    return choice.operation, choice.status


def _told(choices: Sequence[Choice]) -> str:
    """What becomes of one answer."""
    first = choices[0]
    if first.alone:
        return f"{first.operation} {first.told}".strip()
    return f"{first.operation} answers {first.status} and {' and '.join(map(str, choices))}"


def _reason(breakage: Breakage) -> str:
    last = breakage.run.output.strip().rpartition("\n")[2][:_SHOWN_OUTPUT]
    return f"{breakage.run.told}{f': {last}' if last else ''}"


def _advice(breakage: Breakage) -> str:
    flaky = (
        "When it was tried once more the client passed: its failure may have another cause. " if breakage.flaky else ""
    )
    return flaky + "; ".join(filter(None, map(_served_again, override_of(breakage.choices))))


def _served_again(override: Mapping[str, Any]) -> str:
    told = json.dumps(override, ensure_ascii=False)
    return f"to serve it again, POST {told} to /__ringback/overrides" if len(told) <= _LONGEST_OVERRIDE else ""


def override_of(choices: Sequence[Choice]) -> list[dict[str, Any]]:
    """The overrides that have a mock answer so, one for each operation."""
    made: dict[str, dict[str, Any]] = {}
    for choice in choices:
        if choice.part != "collections":
            own = made.setdefault(choice.operation, {"operation": choice.operation})
            for key, value in choice.change.items():
                own[key] = _joined(own.get(key), value)
    return list(made.values())


def _joined(one: Any, other: Any) -> Any:
    if isinstance(one, dict):
        return {**one, **other}
    return [*one, *other] if isinstance(one, list) else other
