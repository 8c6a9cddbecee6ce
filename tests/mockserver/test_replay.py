from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import test_bodies
import test_preferences
from hypothesis import given
from hypothesis import strategies as st
from mock_client import Answer, Api, mock_process
from proxy_rig import reply, then_close, upstream_server

from mockserver.app import create_app
from mockserver.draws import Draw, numbered
from mockserver.errors import MockError
from mockserver.response.again import again
from mockserver.response.replay import Token, parse
from mockserver.settings import Settings
from mockserver.testing import running
from ringback import asking
from specs.load import from_mapping

ADDED = {
    "ringback-replay",
    "vary",
    "preference-applied",
    "deprecation",
    "content-length",
    "date",
    "server",
    "x-content-type-options",
    "connection",
}
TOKENS = st.builds(
    Token,
    document=st.binary(min_size=4, max_size=4),
    digest=st.binary(min_size=8, max_size=8),
    operation=st.integers(0, 20_000),
    draw=st.builds(Draw, st.integers(-(2**39), 2**39), st.integers(0, 2**30)),
    status=st.integers(200, 599),
    media=st.integers(0, 100),
    example=st.integers(0, 100),
    dependent=st.booleans(),
    dynamic=st.booleans(),
    invented=st.booleans(),
)


@given(TOKENS)
def test_tokens_are_short_and_say_what_they_were_made_of(token: Token) -> None:
    text = str(token)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,60}", text)
    assert parse(text) == token


@pytest.mark.parametrize("text", ["", "x", "AAAA", "!!!!", "EA" * 40, "ä", "A" * 10_000])
def test_what_is_no_token(text: str) -> None:
    with pytest.raises(MockError, match=r"no replay token|another version"):
        parse(text)


@given(st.one_of(st.integers(), st.text()))
def test_any_seed_stands_for_a_number_of_five_bytes(seed: int | str) -> None:
    number = numbered(seed)
    assert abs(number) < 2**39
    assert numbered(number) == number


def documented(answer: Answer) -> list[tuple[str, str]]:
    return [(name, value) for name, value in answer.headers.items() if name.lower() not in ADDED]


PREFERENCES = [
    "",
    "dynamic=true",
    "dynamic=true, seed=häuser",
    "code=404",
    "code=429",
    "code=418",
    "seed=-5",
    "example=dog",
]


@pytest.mark.parametrize("seed", [None, 0, -3, 2**60])
@pytest.mark.parametrize("dynamic", [False, True])
def test_a_token_alone_gives_the_same_response_again(seed: int | None, dynamic: bool) -> None:
    replayed = 0
    for raw in (test_bodies.raw(), test_preferences.RAW):
        document = from_mapping(raw)
        with running(create_app(document, Settings(seed=seed, dynamic=dynamic))) as url:
            for path in (path.replace("{id}", "7") for path in raw["paths"]):
                for wanted in PREFERENCES:
                    headers = {"Prefer": wanted.encode("utf-8").decode("latin-1")} if wanted else {}
                    answer = Api(url)("GET", path, headers=headers)
                    token = parse(answer.headers["Ringback-Replay"])
                    if token.dependent:
                        continue
                    found = again(document, token)
                    assert found.same, (path, wanted)
                    assert found.response.status == answer.status
                    assert [each for each in found.response.headers if each[0].lower() not in ADDED] == documented(
                        answer
                    )
                    assert answer.status in (204, 304) or found.response.body == answer.body
                    replayed += 1
    assert replayed >= 90


def test_what_depends_on_more_says_so() -> None:
    document = from_mapping(test_preferences.RAW)
    client = create_app(document, Settings(items=1)).test_client()
    asked = [client.get("/pets"), client.get("/pets/x"), client.post("/pets", json={"id": 3, "name": "Rex"})]
    asked.append(client.get("/secret"))
    for answer in asked:
        token = parse(answer.headers["Ringback-Replay"])
        assert token.dependent, answer.data
        with pytest.raises(MockError, match="ask that one, with --url"):
            again(document, token)


def test_another_document_is_noticed() -> None:
    document = from_mapping(test_preferences.RAW)
    answer = create_app(document).test_client().get("/pets/1", headers={"Prefer": "example=cat"})
    changed = json.loads(json.dumps(test_preferences.RAW))
    changed["info"]["version"] = "2"
    with pytest.raises(MockError, match="another document"):
        again(from_mapping(changed), parse(answer.headers["Ringback-Replay"]))


def test_tokens_of_users_follow_from_a_chosen_seed() -> None:
    from mock_client import document

    spec = document("phonebridge-client@1.3.8")
    said = {"email": "max@example.org", "password": "secret"}

    def log_in(seed: int | None) -> Any:
        app = create_app(spec, Settings(seed=seed), clock=lambda: 1_600_000_000.0)
        return app.test_client().post("/api/authenticate", json=said).get_json()["id_token"]

    assert log_in(7) == log_in(7)
    assert log_in(7) != log_in(8)
    assert log_in(None) != log_in(None)


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "pets.json"
    path.write_text(json.dumps(test_preferences.RAW))
    return path


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "ringback", "replay", *arguments], capture_output=True, check=False)


def test_the_command_prints_the_response_again(spec: Path) -> None:
    with mock_process(str(spec), "--quiet", "--seed", "12") as (api, _):
        answer = api("GET", "/pets/1", headers={"Prefer": "code=404, dynamic=true"})
    done = run(answer.headers["Ringback-Replay"], str(spec))
    head, _, body = done.stdout.partition(b"\r\n\r\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert head == b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json"
    assert body == answer.body


def test_the_command_does_not_pass_off_another_response(spec: Path) -> None:
    with mock_process(str(spec), "--quiet") as (api, _):
        given = parse(api("GET", "/pets/1?__code=404&__dynamic").headers["Ringback-Replay"])
    forged = given._replace(digest=bytes(8))
    done = run(str(forged), str(spec))
    assert done.returncode == 1
    assert b"not the response that the token was given for" in done.stderr
    other = run(str(given._replace(document=bytes(4))), str(spec))
    assert (other.returncode, other.stdout) == (2, b"")
    assert b"another document" in other.stderr
    assert run("nonsense", str(spec)).returncode == 2


def test_the_same_requests_give_the_same_bytes_in_another_process(spec: Path) -> None:
    def conversation() -> list[Any]:
        with mock_process(str(spec), "--quiet", "--seed", "5", "--items", "2") as (api, _):
            asked = [("GET", "/pets"), ("GET", "/pets?__dynamic"), ("GET", "/own"), ("POST", "/pets"), ("GET", "/none")]
            found = []
            for method, path in asked * 2:
                answer = api(method, path)
                kept = sorted(each for each in answer.headers.items() if each[0].lower() != "date")
                found.append((answer.status, kept, answer.body))
            return found

    assert conversation() == conversation()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (reply(200, b"hello"), "is no mock (give the address of one)"),
        (reply(401, b"{}"), "the mock answers 401: X (give it with --control-token)"),
        (reply(503, b""), "the mock answers 503: X"),
    ],
)
def test_what_answers_in_place_of_a_mock_is_told(data: bytes, told: str) -> None:
    with upstream_server(then_close(data)) as server, pytest.raises(MockError) as refused:
        asking.replayed(server.url, "token", None)
    assert str(refused.value).endswith(told)
