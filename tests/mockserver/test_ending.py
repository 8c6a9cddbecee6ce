"""What load balancers are told, and how a mock ends without losing a request."""

from __future__ import annotations

import http.client
import signal
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from mock_client import Api, document, mock_process

from mockserver.beside import controlling
from mockserver.hosts.hosting import Host, Served
from mockserver.settings import Settings
from specs.messages import Request

STORY = str(Path(__file__).with_name("data") / "stories" / "nested.yaml")


@pytest.mark.parametrize("path", ["live", "ready"])
def test_strangers_are_told_a_word(path: str) -> None:
    host = Host([Served(document=document("phonebridge-webapp@1.3.8"))], Settings(), time.time)
    asked = Request("GET", f"/__ringback/{path}", headers=(("host", "mock.namespace.svc"),))
    told = controlling(host)(asked, "10.0.0.1")
    assert (told.status, told.body) == (200, b'{"status":"%s"}' % path.encode())
    host.leave()
    assert controlling(host)(asked, "10.0.0.1").status == (503 if path == "ready" else 200)
    health = Request("GET", "/__ringback/health", headers=(("host", "localhost"),))
    assert controlling(host)(health, "10.0.0.1").status == 403


def asked(connection: http.client.HTTPConnection, path: str) -> tuple[int, str | None]:
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    return answer.status, answer.getheader("Connection")


def kept(api: Api) -> http.client.HTTPConnection:
    where = urlsplit(api.url)
    return http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)


def test_a_mock_that_leaves_answers_until_nobody_asks() -> None:
    with mock_process(STORY, "--drain", "60", "--workers", "2") as (api, process):
        before, checking = kept(api), kept(api)
        assert asked(before, "/projects") == (200, None)
        assert asked(checking, "/__ringback/ready") == (200, None)
        process.send_signal(signal.SIGTERM)
        end = time.monotonic() + 20
        while asked(checking, "/__ringback/ready") != (503, "close"):
            assert time.monotonic() < end
        assert asked(before, "/projects") == (200, "close")  # over the connection that was open
        assert before.sock is None
        assert asked(before, "/projects") == (200, "close")  # and over another
        assert asked(checking, "/__ringback/live") == (200, "close")
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        assert process.returncode == 0


def refused(api: Api) -> bool:
    try:
        api("GET", "/__ringback/live")
    except ConnectionRefusedError:
        return True
    except (OSError, http.client.HTTPException):
        return False  # it had just been taken
    return False


def test_what_has_begun_is_answered() -> None:
    """While new connections are refused: who was refused can ask somebody else."""
    with mock_process(STORY, "--grace", "60", "--latency", "1s") as (api, process):
        answers: list[int] = []
        waiting = threading.Thread(target=lambda: answers.append(api("GET", "/projects").status))
        waiting.start()
        while not api("GET", "/__ringback/journal").json["entries"]:
            assert waiting.is_alive()
        process.send_signal(signal.SIGTERM)
        while not refused(api):
            assert waiting.is_alive()
        waiting.join(20)
        assert answers == [200]
        process.wait(20)
        assert process.returncode == 0
