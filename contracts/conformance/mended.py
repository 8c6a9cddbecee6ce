"""Failures as tests: what is true of an answer once it is mended; a line for each code, or rule of our own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from contracts.conformance.checks import CHECKS, Check
from contracts.conformance.events import Failure
from contracts.conformance.redaction import PLACEHOLDERS, Redactor
from specs.messages import Response, best_match
from specs.model import Operation
from specs.python_tests import python_test
from specs.schemas import Direction, JsonSchema

_LARGEST = 20_000
"""Characters of a schema that is put into a test."""
_REFUSED = "400 <= answer.status_code < 500"
_TYPE = "answer.headers.get('Content-Type', '').partition(';')[0].strip().lower()"
_ALLOWED = "{each.strip().upper() for each in answer.headers.get('Allow', '').split(',')}"
Facts = Mapping[str, Any]

_HOLDS: Mapping[str, Callable[[Facts], str]] = MappingProxyType(
    {
        "ST101": lambda _: "answer.status_code < 500",
        "ST102": lambda _: "answer.status_code < 500",
        "ST103": lambda facts: _among(facts["defined_status_codes"]),
        "ST104": lambda _: "'Content-Type' in answer.headers",
        "ST105": lambda facts: _of_type(facts["defined_content_types"]),
        "ST106": lambda _: f"{_TYPE}.count('/') == 1",
        "ST107": lambda facts: f"all(name in answer.headers for name in {[*facts['missing_headers']]!r})",
        "ST108": lambda _: "jsonschema.Draft202012Validator(SCHEMA).is_valid(answer.json())",
        "ST109": lambda _: "answer.json() is not answer",
        "ST201": lambda _: _REFUSED,
        "ST202": lambda _: "answer.status_code < 400",
        "ST203": lambda _: _REFUSED,
        "ST204": lambda _: "answer.status_code == 405 and 'Allow' in answer.headers",
        "ST205": lambda facts: _allowing(facts["missing_methods"], facts["undocumented_methods"]),
        "ST301": lambda _: "answer.status_code in (404, 410)",
        "ST302": lambda _: "answer.status_code < 400",
        "ST401": lambda _: "answer.status_code in (401, 403)",
        "private-answer-cacheable": lambda _: _field("Cache-Control", "no-store", "private"),
        "challenge-missing": lambda _: "'WWW-Authenticate' in answer.headers",
        "sniffing-allowed": lambda _: _field("X-Content-Type-Options", "nosniff"),
        "deprecation-untold": lambda facts: f"{facts['name']!r} in answer.headers",
        "stranger-admitted": lambda _: "answer.status_code in (401, 403)",
        "account-turned-away": lambda _: "answer.status_code != 401",
        "any-origin-trusted": lambda _: (
            "answer.headers.get('Access-Control-Allow-Origin') != answer.request.headers['Origin']"
        ),
        "accept-ignored": lambda facts: _of_type([facts["wanted"]]),
    }
)
_NEEDS_SCHEMA = "ST108"
_CODES = {id(check): code for code, check in CHECKS.items()}
VARIABLES = {name: f"${name}" for name in PLACEHOLDERS}
"""The variables of what is to be sent again, and what stands for them in messages."""


def as_test(
    failure: Failure,
    check: Check,
    title: str,
    facts: Facts,
    operation: Operation | None,
    redactor: Redactor,
    base_url: str,
) -> str:
    """A file of Python with a test that fails until a failure is mended; empty where one answer does not tell.

    Args:
        failure: what shows it.
        check: that it is told by.
        title: what is wrong.
        facts: of the failure.
        operation: that was asked.
        redactor: takes secrets out.
        base_url: where it was asked.
    """
    code = _CODES.get(id(check), check.rule)
    expression, exchange = _holds(code, facts), failure.exchange
    if exchange is None or operation is None or not expression:
        return ""
    schema = _schema_of(operation, exchange.response) if code == _NEEDS_SCHEMA else None
    if code == _NEEDS_SCHEMA and schema is None:
        return ""
    requests = [redactor.request(each) for each in (*failure.before, exchange.request)]
    return python_test(title, requests, base_url, expression, secrets=VARIABLES, schema=schema)


def _holds(code: str, facts: Facts) -> str:
    """The expression over ``answer``; empty where one answer does not tell."""
    try:
        return _HOLDS[code](facts) if code in _HOLDS else ""
    except KeyError:
        return ""


def _schema_of(operation: Operation, response: Response) -> JsonSchema | None:
    """The schema of an answer's body; None where there is none, or a large one."""
    entry = operation.response_for(response.status)
    content = entry.content if entry else ()
    name = best_match((each.name for each in content), response.header("content-type") or "")
    schema = next((each.schema for each in content if each.name == name), None)
    made = schema.json_schema(Direction.RESPONSE) if schema else None
    return made if made is not None and len(json.dumps(made)) <= _LARGEST else None


def _among(statuses: Any) -> str:
    known = [str(each).upper() for each in statuses]
    return f"{{str(answer.status_code), f'{{answer.status_code // 100}}XX'}} & set({known!r})"


def _field(name: str, *words: str) -> str:
    """That a field says one of some words."""
    return f"any(word in answer.headers.get({name!r}, '').lower() for word in {[*words]!r})"


def _allowing(missing: Any, undocumented: Any) -> str:
    return f"{_ALLOWED}.issuperset({[*missing]!r}) and {_ALLOWED}.isdisjoint({[*undocumented]!r})"


def _of_type(media_types: Any) -> str:
    known = [str(each).partition(";")[0].strip().lower() for each in media_types]
    return "" if any("*" in each for each in known) else f"{_TYPE} in {known!r}"
