"""The table. A new check is one more row; a failure code of the engine that has no row fails a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from contracts.findings import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check: what it is called, what it says and what to do about it.

    Attributes:
        rule: id of the finding.
        meaning: one sentence that holds for every finding of this check.
        message: what happened, as a format string over the facts of one failure.
        subject: what tells two findings of one operation apart, as a format string over the same facts.
        advice: what to do about it.
        place: the part of the exchange that shows it.
        direction: ``request`` where the server judged a request wrongly, else ``response``.
        severity: how much it matters.
    """

    rule: str
    meaning: str
    message: str
    advice: str
    subject: str = ""
    place: str = "status"
    direction: str = "response"
    severity: Severity = Severity.ERROR

    @property
    def facts(self) -> frozenset[str]:
        """The names of the facts that its texts are made of."""
        fields = (*Formatter().parse(self.message), *Formatter().parse(self.subject))
        return frozenset(name for _, name, _, _ in fields if name)

    def tell(self, text: str, facts: Mapping[str, Any]) -> str:
        """``message`` or ``subject`` with its facts filled in."""
        shown = {name: _shown(facts.get(name)) for name in self.facts}
        return text.format_map(shown)


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return "" if value is None else str(value)


CHECKS: Mapping[str, Check] = {
    "ST101": Check(
        rule="server-error",
        meaning="The server failed on a request instead of answering it.",
        message="{operation} answered {status_code}: the server failed on the request",
        subject="{status_code}",
        advice="find the exception in the server's log; refuse what cannot be handled with a documented 4xx",
    ),
    "ST102": Check(
        rule="server-error-on-content-type",
        meaning="The server failed on a request whose content type it does not know.",
        message="{operation} answered {status_code} to a content type that the document does not list",
        subject="{status_code}",
        advice="answer 415 before the body is read",
    ),
    "ST103": Check(
        rule="status-undocumented",
        meaning="The server answered with a status that the document does not list.",
        message="{operation} answered {status_code}, which is not documented (documented: {defined_status_codes})",
        subject="{status_code}",
        advice="document the status, or answer with a documented one",
    ),
    "ST104": Check(
        rule="content-type-missing",
        meaning="The server sent a body without saying what it is.",
        message="{operation} answered without Content-Type where one of these is documented: {media_types}",
        place="header",
        advice="set Content-Type on every response that has a body",
    ),
    "ST105": Check(
        rule="content-type-undocumented",
        meaning="The server answered with a media type that the document does not list.",
        message="{operation} sent {content_type}, which is not documented (documented: {defined_content_types})",
        subject="{content_type}",
        place="header",
        advice="document the media type, or send a documented one",
    ),
    "ST106": Check(
        rule="content-type-malformed",
        meaning="The Content-Type of a response is no media type.",
        message="{operation} answered with a Content-Type that is no media type: {actual}",
        subject="{actual}",
        place="header",
        advice="send type/subtype, for instance application/json",
    ),
    "ST107": Check(
        rule="response-header-missing",
        meaning="A response lacks a header that the document requires.",
        message="{operation} answered without the required header {missing_headers}",
        subject="{missing_headers}",
        place="header",
        advice="send the header, or document it as optional",
    ),
    "ST108": Check(
        rule="response-schema-violated",
        meaning="A response does not fit its schema.",
        message="{operation} answered {status} with what breaks its schema: {violation}",
        subject="{status} {schema_path}",
        place="body",
        advice="send what the schema says, or correct the schema",
    ),
    "ST109": Check(
        rule="response-json-malformed",
        meaning="A response is said to be JSON and is not.",
        message="{operation} sent a body that is no JSON: {validation_message} at line {lineno}, column {colno}",
        place="body",
        advice="write the body with a JSON library; send no JSON content type for anything else",
    ),
    "ST110": Check(
        rule="response-unreadable",
        meaning="A response cannot be read as the media type it claims.",
        message="{operation} answered with a body that cannot be read as its media type",
        place="body",
        advice="encode the body as its Content-Type says",
    ),
    "ST111": Check(
        rule="discriminator-unknown",
        meaning="A response names a kind of object that its discriminator does not know.",
        message="{operation} answered with a discriminator value that maps to no schema",
        place="body",
        advice="add the value to the discriminator's mapping, or send a mapped one",
    ),
    "ST112": Check(
        rule="response-slow",
        meaning="A response took longer than allowed.",
        message="{operation} took {elapsed} s, longer than the {deadline} s allowed",
        place="time",
        advice="make it faster, or allow more time",
        severity=Severity.WARNING,
    ),
    "ST201": Check(
        rule="invalid-request-accepted",
        meaning="The server took a request that the document forbids.",
        message="{operation} answered {status_code} to a request that the document forbids: {violation}",
        subject="{status_code}",
        direction="request",
        advice="refuse it with a documented 4xx, or widen the schema of the request",
    ),
    "ST202": Check(
        rule="valid-request-refused",
        meaning="The server refused a request that the document allows.",
        message="{operation} answered {status_code} to a request that the document allows",
        subject="{status_code}",
        direction="request",
        advice="accept it, or write the constraint it broke into the document",
    ),
    "ST203": Check(
        rule="required-header-not-demanded",
        meaning="The server took a request without a header that the document requires.",
        message="{operation} answered {status_code} to a request without the required header {header_name}",
        subject="{header_name}",
        direction="request",
        advice="refuse requests without the header, or document it as optional",
    ),
    "ST204": Check(
        rule="method-not-refused",
        meaning="The server does not properly refuse a method that the document does not list.",
        message="{operation} answered {status_code} to {method}, which the document does not list ({failure_reason})",
        subject="{failure_reason}",
        direction="request",
        advice="answer 405 with an Allow header that lists the documented methods",
    ),
    "ST205": Check(
        rule="allow-header-wrong",
        meaning="The Allow header lists other methods than the document.",
        message="{operation} sent Allow: {allow_header} (missing: {missing_methods}; too much: {undocumented_methods})",
        subject="{missing_methods}/{undocumented_methods}",
        place="header",
        advice="make the Allow header and the document list the same methods",
    ),
    "ST301": Check(
        rule="use-after-delete",
        meaning="What was deleted is still there.",
        message="{usage} still found what {free} had deleted",
        advice="answer 404 or 410 for what was deleted",
    ),
    "ST302": Check(
        rule="created-not-found",
        meaning="What was created cannot be found.",
        message="{not_available_with} did not find what {created_with} had just created",
        advice="make what was created visible before answering, or correct the link in the document",
    ),
    "ST401": Check(
        rule="credentials-ignored",
        meaning="The server does not demand the credentials that the document requires.",
        message="{operation} let a request through whose credentials were missing or invalid",
        direction="request",
        advice="answer 401 before anything else to requests without valid credentials",
    ),
}
"""Failure code of the engine → check."""
BEYOND: Mapping[str, str] = {
    "ST113": "of GraphQL",
    "ST114": "of GraphQL",
    "ST115": "of GraphQL",
    "ST206": "of GraphQL",
    "ST402": "of accounts that the engine logs in by itself; ours is foreign-item-reached",
    "ST901": "of checks that the engine's own user adds",
}
"""Failure codes that no run of ours meets, and why; told as an unknown failure if one does."""

COULD_NOT_TEST = Check(
    rule="could-not-test",
    meaning="The test engine could not test something as it should.",
    message="{operation} could not be tested in full: {title}: {text}",
    subject="{title}",
    place="",
    direction="",
    advice="correct what the message names; everything else was tested",
)
NO_ANSWER = Check(
    rule="no-answer",
    meaning="The server closed the connection or did not answer in time.",
    message="{operation} got no answer: {text}",
    subject="{title}",
    place="",
    advice="find out whether the server crashed or hangs on the request",
)
UNKNOWN = Check(
    rule="unknown-failure",
    meaning="The test engine reported a failure that this version does not know.",
    message="{title}",
    subject="{title}",
    advice="update ringback",
)


def check_of(code: str) -> Check:
    """The check that a failure code stands for."""
    return CHECKS.get(code, UNKNOWN)


MADE_BY: Mapping[str, str] = {
    "server-error": "not_a_server_error",
    "server-error-on-content-type": "not_a_server_error",
    "status-undocumented": "status_code_conformance",
    "content-type-missing": "content_type_conformance",
    "content-type-undocumented": "content_type_conformance",
    "content-type-malformed": "content_type_conformance",
    "response-header-missing": "response_headers_conformance",
    "response-schema-violated": "response_schema_conformance",
    "response-json-malformed": "response_schema_conformance",
    "response-unreadable": "response_schema_conformance",
    "discriminator-unknown": "response_schema_conformance",
    "response-slow": "max_response_time",
    "invalid-request-accepted": "negative_data_rejection",
    "valid-request-refused": "positive_data_acceptance",
    "required-header-not-demanded": "missing_required_header",
    "method-not-refused": "unsupported_method",
    "allow-header-wrong": "allow_header_conformance",
    "use-after-delete": "use_after_free",
    "created-not-found": "ensure_resource_availability",
    "credentials-ignored": "ignored_auth",
}
"""What the engine calls the check behind each rule; a check of ours is called like its rule."""
