"""Clients of ``requests`` and httpx that ask a mock of their process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import requests

from mockserver.errors import MockError
from ringback.pytest_plugin.asked import Asked, Serve
from ringback.pytest_plugin.mocks import Mocks, OpenapiMock

LOGIN = "/api/authenticate"
ACCOUNT = {"email": "a@example.org", "password": "secret"}
API = "https://api.example.com"
NOBODY = "http://127.0.0.1:1"
"""Connections to it are refused."""
Client = Callable[..., Any]


@pytest.fixture(scope="module")
def mocks() -> Iterator[Mocks]:
    mocks = Mocks()
    yield mocks
    mocks.close()


@pytest.fixture
def mock(mocks: Mocks) -> Iterator[OpenapiMock]:
    made = mocks.afresh(
        Asked(
            arguments=("--seed=1", "--", "phonebridge-webapp@1.3.8"), serve=Serve.PROCESS, routes=(API,), origin="here"
        )
    )
    yield made
    made.unroute()


async def _async(method: str, url: str, **sent: Any) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.request(method, url, **sent)


def _awaited(method: str, url: str, **sent: Any) -> httpx.Response:
    with ThreadPoolExecutor(1) as aside:  # a test in a browser may have left a loop running here
        return aside.submit(asyncio.run, _async(method, url, **sent)).result()


CLIENTS = {"requests": requests.request, "httpx": httpx.request, "asyncio": _awaited}
TOO_LATE = (requests.ReadTimeout, httpx.ReadTimeout)
CUT = (requests.exceptions.ChunkedEncodingError, httpx.RemoteProtocolError)
DROPPED = (requests.ConnectionError, httpx.RemoteProtocolError)


@pytest.fixture(params=CLIENTS)
def client(request: pytest.FixtureRequest) -> Client:
    return CLIENTS[request.param]


@pytest.mark.parametrize("root", ["", API])
def test_it_answers_as_on_a_socket(mock: OpenapiMock, client: Client, root: str) -> None:
    root = root or mock
    token = client("POST", f"{root}{LOGIN}", json=ACCOUNT).json()["id_token"]
    known = {"Authorization": f"Bearer {token}"}
    made = client("POST", f"{root}/api/users/me/clients", json={"name": "one"}, headers=known)
    assert made.status_code == 201
    assert made.headers["content-type"].startswith("application/json")
    page = client("GET", f"{root}/api/users/me/clients", params={"page": "0", "size": "5"}, headers=known)
    assert page.json() == [made.json()]
    assert client("DELETE", f"{root}/api/clients/{made.json()['id']}", headers=known).content == b""
    head = client("HEAD", f"{root}/api/users/me/clients", headers=known)
    assert (head.status_code in (200, 405), head.content) == (True, b"")
    assert client("POST", f"{root}{LOGIN}", data={"email": "a@b.example"}).status_code == 415
    mock.received(f"POST {LOGIN}", times=1, body=ACCOUNT)
    assert client("GET", f"{root}/__ringback/health").status_code == 200


def test_delays_and_faults_are_those_of_the_client(mock: OpenapiMock, client: Client) -> None:
    url = f"{mock}{LOGIN}"
    with mock.override(f"POST {LOGIN}", delay=30), pytest.raises(TOO_LATE):
        client("POST", url, json=ACCOUNT, timeout=0.01)
    with mock.override(f"POST {LOGIN}", delay=0.01):
        assert client("POST", url, json=ACCOUNT, timeout=30).status_code == 200
    with mock.fault(drop="request"), pytest.raises(DROPPED):
        client("POST", url, json=ACCOUNT)
    with mock.fault(truncate=5), pytest.raises(CUT):
        client("POST", url, json=ACCOUNT)


def test_what_is_routed_is_so_until_it_is_not(mock: OpenapiMock, client: Client) -> None:
    with mock.session() as own, own.route(f"{NOBODY}/api") as routed:
        assert client("POST", f"{NOBODY}{LOGIN}", json=ACCOUNT).status_code == 200
        assert len(own.journal) == 1
        with pytest.raises((requests.ConnectionError, httpx.ConnectError)):
            client("GET", f"{NOBODY}/apis")
        routed.remove()
        with pytest.raises((requests.ConnectionError, httpx.ConnectError)):
            client("GET", f"{NOBODY}{LOGIN}")
    assert len(mock.journal) == 0


@pytest.mark.parametrize("url", ["api.example.com", "ftp://x", "https://", "https://x:port", "https://x?y"])
def test_what_is_no_base_url_is_told(mock: OpenapiMock, url: str) -> None:
    with pytest.raises(MockError, match=r"is no base URL \(write it as https://"):
        mock.route(url)


def test_a_client_is_given_the_mock_alone(mock: OpenapiMock) -> None:
    with requests.Session() as session:
        session.mount("https://own.invalid", mock.adapter())
        assert (
            session.post(
                f"https://own.invalid{LOGIN}",
                data=iter([b'{"email": "a@b.example",', b'"password": "x"}']),
                headers={"Content-Type": "application/json"},
            ).status_code
            == 200
        )
    with httpx.Client(transport=mock.transport(), base_url="https://own.invalid") as client:
        assert client.post(LOGIN, json=ACCOUNT).status_code == 200
    mock.received(f"POST {LOGIN}", times=2)


def test_cookies_reach_the_client(mock: OpenapiMock) -> None:
    mock.override(f"POST {LOGIN}", headers={"Set-Cookie": "a=b; Path=/"})
    with requests.Session() as session, httpx.Client() as client:
        for each in (session, client):
            each.post(f"{mock}{LOGIN}", json=ACCOUNT)
            assert dict(each.cookies) == {"a": "b"}


def test_a_large_body_is_refused_as_on_a_socket(mocks: Mocks) -> None:
    small = mocks.afresh(
        Asked(arguments=("--max-body=5", "--", "phonebridge-webapp@1.3.8"), serve=Serve.PROCESS, routes=(), origin="")
    )
    assert requests.post(f"{small}{LOGIN}", json=ACCOUNT, timeout=9).status_code == 413


def test_the_clients_are_as_they_were_afterwards() -> None:
    before = requests.Session.get_adapter, httpx.HTTPTransport.handle_request
    mocks = Mocks()
    mocks.afresh(Asked(arguments=("phonebridge-client",), serve=Serve.PROCESS, routes=(API,), origin="")).unroute()
    mocks.close()
    assert (requests.Session.get_adapter, httpx.HTTPTransport.handle_request) == before
