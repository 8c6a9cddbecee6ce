"""No response breaks its document, whatever is sent; judged without any code of ours that the mock itself relies on."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from mock_client import RELEASES, document

from mockserver.app import create_app
from mockserver.settings import Settings
from specs import encoding
from specs import media as codecs
from specs.model import Location, Operation
from specs.sampling import sample
from specs.schemas import Direction

FLAVOURS = (
    "valid",
    "valid",
    "valid",
    "nobody",
    "forged",
    "broken body",
    "other body",
    "other type",
    "bad query",
    "bad path",
    "head",
)
CREDENTIALS = {"email": "max@example.org", "password": "secret"}


def faults(operation: Operation, answer: Any) -> list[str]:
    """Where a response breaks its document, by the python validator and a reading of the raw entry."""
    entry = operation.response_for(answer.status_code)
    if entry is None:
        return [f"{operation.key}: {answer.status_code} is not documented"]
    if not entry.content:
        return [f"{operation.key}: a body where none is documented"] if answer.data else []
    media = next((each for each in entry.content if each.name == answer.content_type), None)
    if media is None:
        return [f"{operation.key}: {answer.content_type} is not documented"]
    schema = media.schema.json_schema(Direction.RESPONSE) if media.schema else {}
    checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    found = [f"{operation.key}: {error.message}" for error in checker.iter_errors(json.loads(answer.data))]
    if "X-Total-Count" in answer.headers:
        assert int(answer.headers["X-Total-Count"]) >= 0
    return found


def ask(client: Any, operation: Operation, flavour: str, token: str, random: Random) -> Any:
    values = {
        location: {
            each.name: _value(each, random)
            for each in operation.parameters_in(location)
            if each.required or random.random() < 0.4
        }
        for location in (Location.PATH, Location.QUERY)
    }
    path, query = encoding.path(operation, values[Location.PATH]), encoding.query(operation, values[Location.QUERY])
    headers, body = {"Authorization": f"Bearer {token}"}, _body(operation, random)
    if flavour == "nobody":
        headers = {}
    if flavour == "forged":
        headers = {"Authorization": f"Bearer {token}x"}
    if flavour == "broken body":
        body = (body or b"{}")[:-1]
    if flavour == "other body":
        body = random.choice([b"null", b"[]", b"0", b'"x"', b"{}", b'{"name": 1e999}', b"\xff", b"{" * 3000])
    if flavour == "bad query":
        query = random.choice(["page=x", "size=-1", "days=0", "sort=x", "direction=&page=", "%", "page=%f0", "a&&=b"])
    if flavour == "bad path":
        path = path[:-1] + random.choice(["x", "0", "%2f", "%e4", "-1", "9" * 40, "1.0", " ", "%00"])
    if body is not None:
        headers["Content-Type"] = "text/csv" if flavour == "other type" else "application/json"
    method = "HEAD" if flavour == "head" and operation.method == "GET" else operation.method
    return client.open(path, query_string=query, method=method, headers=headers, data=body)


def _value(parameter: Any, random: Random) -> Any:
    if parameter.location is Location.PATH and random.random() < 0.8:
        return random.randint(1, 4)
    return sample(parameter.schema, Direction.REQUEST, random.random().hex())


def _body(operation: Operation, random: Random) -> bytes | None:
    for media in operation.body.content if operation.body else ():
        assert media.schema is not None
        return codecs.write(
            codecs.Frame(media, media.name, Direction.REQUEST),
            sample(media.schema, Direction.REQUEST, random.random().hex()),
        )
    return None


STEP = st.tuples(st.integers(0, 1000), st.sampled_from(FLAVOURS), st.integers(0, 2**32))


@pytest.mark.parametrize("name", RELEASES)
@settings(max_examples=20, deadline=None, derandomize=True, database=None)
@given(seed=st.integers(0, 2**32), items=st.integers(0, 2), steps=st.lists(STEP, min_size=25, max_size=60))
def test_no_response_breaks_its_document(name: str, seed: int, items: int, steps: list[tuple[int, str, int]]) -> None:
    spec = document(name)
    client = create_app(spec, Settings(seed=seed, items=items)).test_client()
    token = client.post("/api/authenticate", json=CREDENTIALS).get_json()["id_token"]
    for number, flavour, chance in steps:
        operation = spec.operations[number % len(spec.operations)]
        answer = ask(client, operation, flavour, token, Random(chance))
        if flavour == "head" and operation.method == "GET":
            assert answer.data == b""
            continue
        if flavour == "bad path" and "{" not in operation.path:
            assert 400 <= answer.status_code < 500  # it became another path
            continue
        assert faults(operation, answer) == []
        if flavour in ("nobody", "forged") and operation.security:
            assert answer.status_code == 401
        if flavour == "valid":
            assert answer.status_code < 300 or answer.status_code == 404


@pytest.mark.parametrize("name", RELEASES)
def test_every_operation_has_a_success_that_can_be_reached(name: str) -> None:
    spec = document(name)
    client = create_app(spec, Settings(items=4)).test_client()
    token = client.post("/api/authenticate", json=CREDENTIALS).get_json()["id_token"]
    last = sorted(spec.operations, key=lambda operation: operation.method == "DELETE")
    for operation in last:
        statuses = {ask(client, operation, "valid", token, Random(chance)).status_code for chance in range(12)}
        assert {status for status in statuses if status < 300}, operation.key


def conversation(name: str, seed: int) -> list[tuple[int, list[tuple[str, str]], bytes]]:
    spec = document(name)
    app = create_app(spec, Settings(seed=seed, items=1, signing_key=b"k"), clock=lambda: 1_600_000_000.0)
    client, random, answers = app.test_client(), Random(7), []
    token = client.post("/api/authenticate", json=CREDENTIALS).get_json()["id_token"]
    for _ in range(60):
        operation = random.choice(spec.operations)
        answers.append(ask(client, operation, random.choice(FLAVOURS), token, random))
    return [(answer.status_code, sorted(answer.headers), answer.data) for answer in answers]


@pytest.mark.parametrize("name", RELEASES)
def test_the_same_seed_and_requests_give_the_same_bytes(name: str) -> None:
    assert conversation(name, 5) == conversation(name, 5)
    assert conversation(name, 5) != conversation(name, 6)
