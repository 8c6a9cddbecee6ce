"""Requests that mean harm, on a real socket: to the mock, and to the proxy, whose upstream must not see them."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from mock_client import ready
from raw_requests import ATTACKED, BEHIND, ODD, PATHS, SMUGGLED, SPELLINGS, request

_MEGABYTES = 400
"""What a server may have taken after all that."""
_PATIENCE = 60.0


class Attacked:
    """A server in a process of its own.

    Args:
        folder: has the document, and gets what the server says.
        words: of the command.
    """

    def __init__(self, folder: Path, *words: str) -> None:
        folder.joinpath("api.json").write_text(json.dumps(ATTACKED))
        command = [sys.executable, "-m", "ringback", *words, "--port", "0"]
        self.process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url, _ = ready(self.process)
        self.port = int(self.url.rpartition(":")[2])

    def said(self, *sent: bytes, ends: bool = True) -> bytes:
        """All that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=_PATIENCE) as wire:
            got = b""
            try:
                for part in sent:
                    wire.sendall(part)
                if ends:
                    wire.shutdown(socket.SHUT_WR)
                while part := wire.recv(65536):
                    got += part
            except ConnectionError:  # the server has said what it had to say, and does not listen any more
                pass
            return got

    def asked(self, path: str, *fields: str) -> bytes:
        return self.said(request(f"GET {path}", "Connection: close", *fields))

    @property
    def megabytes(self) -> float:
        told = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", told)[1]) / 1e3  # type: ignore[index]

    def ended(self) -> str:
        """What it said on standard error, once it has ended."""
        self.process.terminate()
        return self.process.communicate(timeout=_PATIENCE)[1]


def statuses(answered: bytes) -> list[int]:
    return [int(each) for each in re.findall(rb"(?:^|(?<=[\n}]))HTTP/1\.1 (\d{3})", answered)]


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    there = Attacked(tmp_path_factory.mktemp("mock"), "mock", "api.json")
    yield there
    # whatever was sent: it still answers, has said nothing that looks like a failure, and has not grown
    assert statuses(there.asked("/__ringback/health")) == [200]
    assert b"/smuggled" not in there.asked("/__ringback/journal?limit=1000")
    assert there.megabytes < _MEGABYTES
    told = there.ended()
    assert "Traceback" not in told
    assert there.process.returncode == 0


@pytest.fixture(scope="module")
def proxy(mock: Attacked, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    there = Attacked(tmp_path_factory.mktemp("proxy"), "proxy", "api.json", "--upstream", mock.url)
    yield there
    assert statuses(there.asked("/__ringback/health")) == [200]
    assert there.megabytes < _MEGABYTES
    told = there.ended()
    assert "Traceback" not in told


@pytest.mark.parametrize("name", SMUGGLED)
def test_a_request_that_ends_in_two_ways_is_refused_and_nothing_behind_it_is_read(name: str, mock: Attacked) -> None:
    answered = mock.said(SMUGGLED[name] + BEHIND)
    (status,) = statuses(answered)
    assert status in {400, 431, 501}, answered
    assert b"onnection: close" in answered


@pytest.mark.parametrize("name", SMUGGLED)
def test_no_such_request_gets_through_the_proxy(name: str, proxy: Attacked) -> None:
    (status,) = statuses(proxy.said(SMUGGLED[name] + BEHIND))
    assert status in {400, 431, 501, 502}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_request_is_answered_and_costs_little(name: str, mock: Attacked) -> None:
    before = cpu(mock)
    (status,) = statuses(mock.said(ODD[name]))
    assert 200 <= status < 500, name
    assert cpu(mock) - before < 5


@pytest.mark.parametrize("name", list(ODD)[::4])
def test_an_odd_request_to_the_proxy_is_answered(name: str, proxy: Attacked) -> None:
    (status,) = statuses(proxy.said(ODD[name]))
    assert 200 <= status < 500 or status == 501, name


def cpu(server: Attacked) -> float:
    """CPU seconds that a server has taken."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_what_is_served(path: str, mock: Attacked, proxy: Attacked) -> None:
    for there in (mock, proxy):
        answered = there.asked(path)
        assert statuses(answered)[0] in {200, 400, 404}
        assert b"root:" not in answered
        assert b"from __future__" not in answered
        assert b"\r\nSet-Cookie" not in answered.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize("path", SPELLINGS)
def test_no_spelling_leads_strangers_into_the_control_interface(path: str, mock: Attacked) -> None:
    answered = mock.asked(path, "Host: evil.invalid")
    assert statuses(answered)[0] in {403, 404}


def test_a_hundred_requests_at_once_get_a_hundred_answers_in_order(mock: Attacked) -> None:
    sent = b"".join(request(f"GET /nothing/{index}") for index in range(100))
    answered = mock.said(sent)
    assert statuses(answered) == [404] * 100


def test_many_tiny_chunks_cost_what_their_bytes_cost(mock: Attacked) -> None:
    """A server that looks at all that waits for each of them is kept busy for minutes by a few megabytes."""
    text = b'{"name": "' + b"a" * 300_000 + b'"}'
    chunks = b"".join(b"1\r\n%c\r\n" % each for each in text) + b"0\r\n\r\n"
    sent = request("POST /things", "Content-Type: application/json", "Transfer-Encoding: chunked", body=chunks)
    before = cpu(mock)
    (status,) = statuses(mock.said(sent))
    assert status in {201, 400}
    assert cpu(mock) - before < 3


def test_a_head_that_comes_byte_by_byte_costs_little(mock: Attacked) -> None:
    head = request("GET /things", f"X-A: {'a' * 20_000}")
    before = cpu(mock)
    with socket.create_connection(("127.0.0.1", mock.port), timeout=_PATIENCE) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for each in head:
            wire.sendall(bytes((each,)))
        assert wire.recv(100).startswith(b"HTTP/1.1 200")
    assert cpu(mock) - before < 3


def test_many_who_say_nothing_keep_nobody_from_being_served(mock: Attacked) -> None:
    idle = [socket.create_connection(("127.0.0.1", mock.port), timeout=_PATIENCE) for _ in range(300)]
    try:
        for each in idle:
            each.sendall(b"POST /things HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{")
        begun = time.process_time()
        assert statuses(mock.asked("/things")) == [200]
        assert time.process_time() - begun < 1
    finally:
        for each in idle:
            each.close()
