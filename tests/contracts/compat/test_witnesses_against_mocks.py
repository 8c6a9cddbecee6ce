"""Request witnesses sent to the mocks of both releases: the old one takes them, the new one does not."""

from __future__ import annotations

import json
from functools import cache
from typing import NamedTuple

import pytest
from releases import PAIRS, document, request_witnesses
from werkzeug.test import Client

from mockserver.app import EXTENSION, create_app
from mockserver.pipeline import Mock
from mockserver.settings import Settings
from specs.credentials import PLACEHOLDER
from specs.messages import Request

_NOT_TAKEN = {400, 401, 403, 405, 406, 411, 413, 415, 422}
_CREDENTIALS = {"email": "max@example.org", "password": "secret"}


class Release(NamedTuple):
    """The mock of a release, and a token that it issued."""

    client: Client
    mock: Mock
    token: str


@cache
def release(version: str) -> Release:
    app = create_app(document(version), Settings(signing_key=b"0" * 32))
    client = app.test_client()
    answer = client.post("/api/authenticate", json=_CREDENTIALS)
    return Release(client, app.extensions[EXTENSION], json.loads(answer.data)["id_token"])


def send(to: Release, request: Request) -> tuple[int, str, tuple[str, ...]]:
    """The status, the operation that the mock found and what it found wrong."""
    headers = [(name, value.replace(PLACEHOLDER, to.token)) for name, value in request.headers]
    answer = to.client.open(
        request.path, method=request.method, query_string=request.query, headers=headers, data=request.body
    )
    last = list(to.mock.journal)[-1]
    return answer.status_code, last.operation, last.violations


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_the_old_release_takes_what_the_new_one_refuses(old: str, new: str) -> None:
    for finding in request_witnesses(old, new):
        assert finding.witness
        assert finding.witness.request
        status, operation, violations = send(release(old), finding.witness.request)
        assert operation, finding
        assert violations == (), finding
        assert status not in _NOT_TAKEN, finding
        assert status < 500
        status, _, _ = send(release(new), finding.witness.request)
        assert 400 <= status < 500, finding
        if finding.witness.place in ("body", "query"):
            assert status in (400, 422), finding
        elif finding.witness.place == "header":
            assert status == 401, finding


def test_most_pairs_have_something_to_send() -> None:
    assert sum(bool(request_witnesses(*pair)) for pair in PAIRS) >= 30
