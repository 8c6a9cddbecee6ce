"""What a report shows, read back out of it: valid in one document and not in the other, and nothing too much in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from releases import NEIGHBOURS, PAIRS, VERSIONS
from releases import document as release

from contracts.compat.compare import compare
from contracts.compat.rules import RULES
from contracts.compat.witness import JUDGES, request_witness, response_witness
from contracts.findings import Verdict, Witness
from contracts.render import as_json
from ringback.witnesses import Shown, shown
from specs import paths
from specs.load import from_mapping
from specs.messages import Request, Response, is_json, read_json, write_json
from specs.model import Document, Operation
from specs.validation import Violation

BY_WORDS = {"flows compared as sets", "credentials compared as sets", "addresses compared", "both ways of writing"}
"""What confirms what no message can show by its shape."""
TRUTH = Path(__file__).parent.parent / "truth" / "pairs.jsonl"
_EXAMPLES = [rule for rule in RULES.values() if not rule.policy]
Make = Callable[[Any, Sequence[str]], Witness | None]


@cache
def truth() -> list[str]:
    return TRUTH.read_text("utf-8").splitlines()


def breaks(old: Document, new: Document, folder: Path) -> Iterator[Shown]:
    """The breaks that a report tells, each with its message as it is read out of the report."""
    report = compare(old, new)
    assert [each.rule for each in report.breaking if each.witness is None] == []
    file = folder / "report.json"
    file.write_text(as_json.render(report), "utf-8")
    for each in json.loads(file.read_text("utf-8"))["findings"]:
        if each["verdict"] == Verdict.BREAKING:
            yield shown(file, each["fingerprint"])


def check(old: Document, new: Document, folder: Path) -> None:
    for found in breaks(old, new, folder):
        confirmed = set(found.finding["witness"]["confirmed_by"])
        assert confirmed == set(JUDGES) or confirmed <= BY_WORDS, found
        make = judged(old, new, found)
        if confirmed == set(JUDGES) and make is not None:
            message = found.request or found.response
            assert message is not None
            witness = make(message, JUDGES)
            assert witness, found
            assert [*smaller_ones(message, make, witness)] == [], found


def judged(old: Document, new: Document, found: Shown) -> Make | None:
    """What makes a witness of a message; None where it is told of what the API calls, or of a reading."""
    told = found.finding["witness"]
    if not told["refused_by"] or " callback " in found.operation or " webhook " in found.operation:
        return None
    if found.request is not None:
        moved = found.finding["rule"] != "base-path-removed"
        return partial(request_witness, old, new, moved=moved, about=partial(same_as, told))
    ours, theirs = operation(old, found.operation), operation(new, found.operation)
    sides = (ours, theirs) if told["refused_by"] == "old" else (theirs, ours)
    return partial(response_witness, *sides, about=partial(same_as, told))


def same_as(told: dict[str, Any], violation: Violation) -> int | None:
    """Of the violation that a witness tells; the second validator tells of whole combinations: by its place."""
    if (violation.place, violation.name) != (told["place"], told["name"]):
        return None
    if violation.message == f"breaks {violation.rule!r}":
        return 0 if told["pointer"].startswith(violation.pointer) else None
    return 0 if (violation.pointer, violation.message) == (told["pointer"], told["reason"]) else None


def operation(document: Document, key: str) -> Operation:
    method, _, path = key.partition(" ")
    return next(
        each for each in document.operations if (each.method, paths.shape(each.path)) == (method, paths.shape(path))
    )


def smaller_ones(message: Request | Response, make: Make, witness: Witness) -> Iterator[Any]:
    """Bodies with something less that show the same."""
    if not message.body or not is_json(message.header("content-type") or ""):
        return
    for body in less(read_json(message.body)):
        again = make(replace(message, body=write_json(body)), JUDGES)
        same = again and (again.reason, again.place, again.pointer) == (witness.reason, witness.place, witness.pointer)
        if again and same and set(again.besides) <= set(witness.besides):
            yield body


def less(value: Any) -> Iterator[Any]:
    """A value with one member or item less; the last item stays."""
    if isinstance(value, dict):
        for name in value:
            yield {key: item for key, item in value.items() if key != name}
        for name, inner in value.items():
            yield from ({**value, name: smaller} for smaller in less(inner))
    elif isinstance(value, list):
        if len(value) > 1:
            yield from (value[:index] + value[index + 1 :] for index in range(len(value)))
        for index, inner in enumerate(value):
            yield from ([*value[:index], smaller, *value[index + 1 :]] for smaller in less(inner))


@pytest.mark.parametrize("rule", _EXAMPLES, ids=lambda rule: rule.id)
def test_what_shows_the_example_of_a_rule_is_confirmed(rule: Any, tmp_path: Path) -> None:
    old, new = map(from_mapping, rule.example)
    check(old, new, tmp_path)
    check(new, old, tmp_path)


@pytest.mark.parametrize(("old", "new"), [*NEIGHBOURS, (VERSIONS[0], VERSIONS[-1])])
def test_what_shows_a_break_of_a_release_is_confirmed(old: str, new: str, tmp_path: Path) -> None:
    check(release(old), release(new), tmp_path)


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_what_a_message_of_a_release_is_refused_for_besides_is_another_finding(old: str, new: str) -> None:
    shown = [found.witness for found in compare(release(old), release(new)).breaking if found.witness]
    own = {(each.place, each.name, each.reason) for each in shown}
    besides = {(each.place, each.name, each.reason) for witness in shown for each in witness.besides}
    assert besides <= own


@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, len(truth()) - 1), st.booleans())
def test_what_shows_a_break_known_by_construction_is_confirmed(tmp_path: Path, number: int, turned: bool) -> None:
    pair = json.loads(truth()[number])
    old, new = (from_mapping(pair[side]) for side in (("new", "old") if turned else ("old", "new")))
    check(old, new, tmp_path)


def test_the_same_documents_give_the_same_messages(tmp_path: Path) -> None:
    first, second = (
        as_json.render(compare(from_mapping(pair["old"]), from_mapping(pair["new"])))
        for pair in [json.loads(truth()[7])] * 2
    )
    assert first == second
