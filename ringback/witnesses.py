"""The message that shows a finding, out of a report that was written as JSON, and what comes of it somewhere."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from contracts.errors import ContractError
from ringback.fingerprints import meant
from specs.messages import Headers, Request, Response, is_json, read_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What shows a finding.

    Attributes:
        finding: as the report has it.
        request: the request of its witness, if it has one.
        response: the response, if it has one.
    """

    finding: Mapping[str, Any]
    request: Request | None
    response: Response | None

    @property
    def operation(self) -> str:
        """Key of the operation that the messages are of."""
        return str(self.finding["operations"][0]) if self.finding["operations"] else ""

    @property
    def compared(self) -> bool:
        """Whether it is from a comparison, whose requests one side takes and the other refuses."""
        return self.finding["verdict"] is not None


def shown(report: Path, fingerprint: str) -> Shown:
    """The witness of a finding.

    Args:
        report: a file that ``--format json`` has written.
        fingerprint: of the finding, or its first digits.

    Raises:
        ContractError: the file is no report, or does not have one finding of that fingerprint with a witness.
    """
    every = list(_findings(report))
    whole = meant(fingerprint, (each["fingerprint"] for each in every), str(report))
    findings = [each for each in every if each["fingerprint"] == whole]
    told = next((each for each in findings if each["witness"]), None)
    if told is None:
        reason = f"{findings[0]['message'][:200]}: nothing shows it, so there is nothing to replay"
        raise ContractError(reason, hint="take a finding that has a witness")
    request, response = told["witness"]["request"], told["witness"]["response"]
    return Shown(
        finding=told,
        request=None if request is None else _request(request),
        response=None if response is None else _response(response),
    )


def sent(request: Request, url: str) -> Response:
    """The answer to a request. It is sent once, and redirects are not followed.

    Args:
        request: the request; its path begins with the base path.
        url: the scheme and the host; a path is put before that of the request.

    Raises:
        ContractError: there is no answer.
    """
    from contracts.live.upstream import Unanswered, Upstream

    upstream = Upstream(url, 1)
    try:
        answer = upstream.send(replace(request, path=urlsplit(url).path.rstrip("/") + request.path))
    finally:
        upstream.close()
    if isinstance(answer, Unanswered):
        raise ContractError(f"{url} does not answer: {answer.reason}", hint="does it run, and is the address right?")
    return answer


def answered(found: Shown) -> Response:
    """The response that shows a finding.

    Raises:
        ContractError: a request shows it.
    """
    if found.response is None:
        raise ContractError("a request shows this finding, and no response", hint="send it with --url")
    return found.response


def override(found: Shown) -> dict[str, Any]:
    """What makes a mock answer with the response of a finding, whatever is asked of its operation.

    Raises:
        ContractError: a mock has no words for it.
    """
    response = answered(found)
    if not found.operation:
        raise ContractError("the finding is about no operation", hint="take one that is")
    kind = response.header("content-type") or ""
    headers = {name: value for name, value in response.headers if name.lower() != "content-type"}
    return {
        "name": f"witness-{found.finding['fingerprint']}",
        "operation": found.operation,
        "status": response.status,
        "before": "security",
        "allow_invalid": True,
        **({"headers": headers} if headers else {}),
        **({"media_type": kind} if kind else {}),
        **({"body": _body(response.body, kind)} if response.body else {}),
    }


def _body(body: bytes, kind: str) -> Any:
    try:
        return read_json(body) if is_json(kind) else body.decode()
    except ValueError:
        raise ContractError("a mock cannot be told to answer with a body that is no text") from None


def _findings(report: Path) -> Iterable[Any]:
    try:
        told = json.loads(report.read_bytes())
        return [*told["findings"], *(each["finding"] for each in told["ignored"])]
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ContractError(f"{report}: cannot be read: {reason}", hint="give a report as JSON") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        hint = "write one with --format json --output FILE"
        raise ContractError(f"{report}: this is no report as JSON", hint=hint) from error


def _request(told: Mapping[str, Any]) -> Request:
    return Request(told["method"], told["path"], told["query"], _fields(told), _bytes(told))


def _response(told: Mapping[str, Any]) -> Response:
    return Response(told["status"], _fields(told), _bytes(told))


def _fields(told: Mapping[str, Any]) -> Headers:
    return tuple((name, value) for name, value in told["headers"])


def _bytes(told: Mapping[str, Any]) -> bytes:
    return base64.b64decode(told["body"]) if told["encoding"] == "base64" else str(told["body"]).encode()
