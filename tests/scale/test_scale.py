"""Four replicas behind a proxy, over one database, are one mock, while each ends in turn and databases come and go."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from balancing import Client, load, more
from mariadb import mariadb
from mock_client import Api, ready
from postgres import postgres, server
from proxies import free_port, haproxy, nginx
from replica_stories import STORY, everything, one_mock

from specs import catalog

ST = Path(sys.executable).with_name("st")
REPLICAS, CLIENTS, STOPS = 4, 6, 3
WITHOUT_TRACE = """
[phases.coverage]
unexpected-methods = ["get", "put", "post", "delete", "options", "patch", "query"]
"""
"""schemathesis.toml for nginx, which answers TRACE by itself: with 405 and no ``Allow``, which is found."""
Noted = Callable[[str, object], None]
Proxy = Callable[[Sequence[str]], AbstractContextManager[str]]
PROXIES: dict[str, Proxy] = {"HAProxy": haproxy, "nginx": nginx}
SETTINGS: dict[str, tuple[Proxy, Callable[[], AbstractContextManager[str]]]] = {
    "HAProxy, PostgreSQL": (haproxy, postgres),
    "nginx, PostgreSQL": (nginx, postgres),
    "nginx, MariaDB": (nginx, mariadb),
}


class Replica:
    """One of them, which is started again where it was."""

    def __init__(self, spec: str, database: str) -> None:
        self.port = free_port()
        options = ["--state", database, "--drain", "6", "--grace", "20", "--token-lifetime", "100000", "--quiet"]
        self._command = [sys.executable, "-m", "ringback", "mock", spec, "--port", str(self.port), *options]
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self._command, stderr=subprocess.PIPE, text=True)
        ready(self.process, 240)

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.communicate(timeout=240)


@contextmanager
def behind(proxy: Proxy, spec: str, database: str) -> Iterator[tuple[Api, list[Replica]]]:
    with ExitStack() as running:
        replicas = [Replica(spec, database) for _ in range(REPLICAS)]
        for each in replicas:
            running.callback(each.process.kill)
        api = Api(running.enter_context(proxy([f"127.0.0.1:{each.port}" for each in replicas])))
        wait_for(api)
        try:
            yield api, replicas
        finally:
            for each in replicas:
                each.end(signal.SIGKILL)


def wait_for(api: Api) -> None:
    """The first looks of the proxy have to tell it that they are ready."""
    end = time.monotonic() + 60
    while True:
        try:
            if api("GET", "/__ringback/ready").status == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.parametrize("setting", SETTINGS)
def test_replicas_behind_a_proxy_answer_as_one_mock(setting: str) -> None:
    proxy, store = SETTINGS[setting]
    with store() as database, behind(proxy, STORY, database) as (api, _):
        one_mock([api] * REPLICAS)


@pytest.mark.parametrize("name", ["phonebridge-client@1.3.8", STORY])
@pytest.mark.parametrize("setting", SETTINGS)
def test_stock_schemathesis_finds_nothing(
    setting: str, name: str, tmp_path: Path, record_testsuite_property: Noted
) -> None:
    spec = name if name == STORY else str(catalog.find(name).path)
    proxy, store = SETTINGS[setting]
    with store() as database, behind(proxy, spec, database) as (api, _):
        tmp_path.joinpath("schemathesis.toml").write_text(WITHOUT_TRACE if proxy is nginx else "")
        command = [str(ST), "run", spec, "--url", api.url, "--phases", "examples,coverage,fuzzing,stateful"]
        command += ["--checks", "all", "--max-examples", "20", "--seed", "1", "--continue-on-failure"]
        if name != STORY:
            command += ["-H", f"Authorization: Bearer {api.logged_in().token}"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        told = done.stdout + done.stderr
        assert done.returncode == 0, told[-5000:]
        assert "Stateful" in told
        cases = re.search(r"(\d+) generated, (\d+) passed", told)
        assert cases
        assert cases[1] == cases[2]
        record_testsuite_property(f"{setting}: cases of {Path(name).name}", int(cases[1]))


@pytest.mark.parametrize("setting", SETTINGS)
def test_nothing_is_lost_when_replicas_end_in_turn(setting: str, record_testsuite_property: Noted) -> None:
    proxy, store = SETTINGS[setting]
    with (
        store() as database,
        behind(proxy, STORY, database) as (api, replicas),
        load(lambda: api.url, CLIENTS) as clients,
    ):
        more(clients, 10)
        for each in replicas:
            each.end(signal.SIGTERM)
            more(clients, 10)
            each.start()
            more(clients, 10)
        assert [client.lost for client in clients] == [[]] * CLIENTS, "requests were lost though nobody was killed"
        answered = sum(len(client.names) for client in clients)
        for each in replicas:
            each.end(signal.SIGKILL)
            more(clients, 10)
            each.start()
            more(clients, 10)
        acknowledged, lost = ended(clients)
        found = everything(api)
        figures = {"answered while replicas left": answered, "acknowledged in all": len(acknowledged)}
        for name, figure in (*figures.items(), ("unanswered by those that were killed", len(lost))):
            record_testsuite_property(f"{setting}: {name}", figure)
        nothing_is_lost(acknowledged, lost, found)
        assert len(lost) <= 2 * CLIENTS * len(replicas)


@pytest.mark.parametrize("proxy", PROXIES)
def test_all_goes_on_when_the_database_is_there_again(proxy: str, record_testsuite_property: Noted) -> None:
    """It is stopped for some seconds, and ends connections by themselves; no mock is started anew."""
    with (
        server() as database,
        behind(PROXIES[proxy], STORY, database.url) as (api, replicas),
        load(lambda: api.url, CLIENTS) as clients,
    ):
        more(clients, 10)
        for _ in range(STOPS):
            database.stop()
            each_says(replicas, 503)
            database.start()
            each_says(replicas, 200)
            more(clients, 10)
        for _ in range(5 * STOPS):
            database.end_connections()
            more(clients, 2)
        acknowledged, lost = ended(clients)
        nothing_is_lost(acknowledged, lost, everything(api))
        assert [each.process.poll() for each in replicas] == [None] * REPLICAS
        assert {each[1] for each in lost} == {503}
        record_testsuite_property(
            f"{proxy}, PostgreSQL: acknowledged while the database came and went", len(acknowledged)
        )
        record_testsuite_property(f"{proxy}, PostgreSQL: refused while the database was away", len(lost))


def each_says(replicas: Sequence[Replica], status: int) -> None:
    """Wait until each says by itself that it is ready, or not."""
    end = time.monotonic() + 60
    for each in replicas:
        while Api(f"http://127.0.0.1:{each.port}")("GET", "/__ringback/ready").status != status:
            assert time.monotonic() < end
            time.sleep(0.05)


def ended(clients: Sequence[Client]) -> tuple[dict[str, str], list[Any]]:
    """End what clients do: the names of what was acknowledged, by id, and what was not."""
    for client in clients:
        client.ended = True
    for client in clients:
        client.join(90)
    acknowledged = {identity: name for client in clients for identity, name in client.names.items()}
    assert len(acknowledged) == sum(len(client.names) for client in clients), "an id was given out twice"
    return acknowledged, [each for client in clients for each in client.lost]


def nothing_is_lost(acknowledged: Mapping[str, str], lost: Sequence[Any], found: Mapping[str, str]) -> None:
    """What was acknowledged is there, and nothing that nobody has asked for."""
    assert acknowledged.items() <= found.items()
    assert {name for identity, name in found.items() if identity not in acknowledged} <= {each[0] for each in lost}
