"""Work on clusters for real: one worker or two, one that is killed, Ctrl-C, a cluster of somebody else's, a Redis."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest
from cluster_jobs import Deadly, Hungry, Timed
from distributed import Client, LocalCluster, Worker, system

from contracts.errors import ContractError
from ringback.shards import cluster

TEST = ("test", "phonebridge-client@1.3.8", "--seed", "1", "--max-examples", "5", "--format", "json", "-q")
_LONG = (*TEST, "--max-examples", "500")
"""Work that is not done before it is ended."""
MATRIX = ("matrix", "phonebridge-webapp", "--format", "json", "-q")
_PATIENCE = 120


@contextmanager
def started(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "ringback", *arguments]
    told = {**os.environ, **environment}
    with subprocess.Popen(command, env=told, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def ringback(*arguments: str) -> str:
    with started(*arguments) as process:
        out, err = process.communicate(timeout=600)
    assert process.returncode in {0, 1}, err
    assert "Traceback" not in err, err
    return out


def figures(report: str) -> Any:
    told = json.loads(report)
    facts = {name: value for name, value in told["facts"].items() if name != "seconds"}
    found = [(each["fingerprint"], each["seen"]) for each in told["findings"]]
    return facts, found, told["coverage"], told["skipped"], told["unmade"]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the test comes to in one process."""
    file = tmp_path_factory.mktemp("alone") / "shard.json"
    ringback(*TEST, "--shard", "1/1", "--output", str(file))
    return figures(ringback("merge", str(file), "--format", "json"))


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_a_test_comes_to_the_same_on_any_number_of_workers(alone: Any, workers: int) -> None:
    assert figures(ringback(*TEST, "--scheduler", f"local:{workers}")) == alone


def test_a_matrix_is_the_same_to_the_byte() -> None:
    assert ringback(*MATRIX, "--scheduler", "local:2") == ringback(*MATRIX)


def until(condition: Callable[[], Any]) -> Any:
    end = time.monotonic() + _PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def working(process: subprocess.Popen[str], count: int) -> list[psutil.Process]:
    """The workers of a command, once each has something to do."""

    def found() -> list[psutil.Process]:
        children = psutil.Process(process.pid).children()
        busy = [each for each in children if _busy(each)]
        return busy if len(busy) == count else []

    made: list[psutil.Process] = until(found)
    return made


def _busy(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline()) and process.cpu_times().user > 2
    except psutil.NoSuchProcess:  # what Dask starts besides ends soon
        return False


def test_what_a_worker_was_at_that_is_killed_is_done_again(alone: Any) -> None:
    with started(*TEST, "--scheduler", "local:2") as process:
        working(process, 2)[0].kill()
        out, err = process.communicate(timeout=600)
    assert process.returncode == 0, err
    assert figures(out) == alone


def test_what_ends_each_worker_is_told() -> None:
    """Dask does not start a worker anew that dies before it is known to have started; then none is left."""
    with pytest.raises(
        ContractError, match=r"ended each of 4 workers that tried it, the last one tls://|no worker is left"
    ):
        cluster.done(Deadly(), "local:1", lambda *_: None)


def test_that_it_was_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "MEMORY_LIMIT", 800_000_000)
    with pytest.raises(ContractError, match=r"had more memory than (its|their) share.*take fewer workers"):
        cluster.done(Hungry(), "local:1", lambda *_: None)


def test_that_no_worker_is_left_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cluster._OURS, "distributed.scheduler.no-workers-timeout", "1s")
    with cluster.connected("local:1", 1) as client:
        client.retire_workers()
        with pytest.raises(ContractError, match="no worker is left"):
            cluster.work(client, Timed(3), lambda *_: None, threading.Event())


def test_units_are_begun_in_their_order() -> None:
    """Those that take long are first, and only the last are waited for."""
    began = cluster.done(Timed(40), "local:1", lambda *_: None)
    assert sorted(began, key=began.__getitem__) == list(range(40))


def test_nobody_asks_workers_where_they_are() -> None:
    """Asked in the midst of a collection of garbage, CPython 3.11 before 3.11.12 hangs."""
    with cluster.connected("local:1", 1) as client:
        [asked] = client.run(_callbacks).values()
    assert "memory_monitor" in asked or "heartbeat" in asked
    assert not any("profile" in each for each in asked)


def _callbacks(dask_worker: Worker) -> list[str]:
    return list(dask_worker.periodic_callbacks)


def test_ctrl_c_ends_all_workers_and_leaves_nothing(tmp_path: Path) -> None:
    with started(*_LONG, "--scheduler", "local:2", TMPDIR=str(tmp_path)) as process:
        workers = working(process, 2)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 130, err
        assert "Traceback" not in err
        assert not psutil.wait_procs(workers, timeout=10)[1]
    assert not [*tmp_path.rglob("worker-*")]


def test_no_credential_is_in_a_file_at_any_time(tmp_path: Path) -> None:
    secret = "hunter2troub4dor"
    given = {f"RINGBACK_{name}": secret for name in ("PASSWORD", "TOKEN", "API_KEY")} | {"RINGBACK_EMAIL": "a@b.c"}
    seen: set[str] = set()
    with started(*TEST, "--scheduler", "local:2", TMPDIR=str(tmp_path), **given) as process:
        told = threading.Thread(target=process.communicate)
        told.start()
        while told.is_alive():
            for each in files(tmp_path):
                seen.add(each.name)
                with suppress(OSError):  # it is gone already
                    assert secret.encode() not in each.read_bytes(), each
            told.join(0.05)
    assert process.returncode in {0, 1}
    assert seen


def files(folder: Path) -> Iterator[Path]:
    for home, _, names in os.walk(folder):
        yield from (Path(home, name) for name in names)


def test_a_killed_command_takes_its_workers_along() -> None:
    with started(*_LONG, "--scheduler", "local:2") as process:
        workers = working(process, 2)
        process.kill()
        assert not psutil.wait_procs(workers, timeout=30)[1]


def test_a_cluster_that_runs_already_does_the_same(alone: Any) -> None:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as theirs:
        where = theirs.scheduler_address
        assert figures(ringback(*TEST, "--scheduler", where)) == alone
        assert figures(ringback(*TEST, "--scheduler", where)) == alone
        if sys.version_info < (3, 11, 12):
            with Client(theirs) as client:
                assert set(client.run(_profiled).values()) == {False}


def _profiled(dask_worker: Worker) -> bool:
    return bool(dask_worker.periodic_callbacks["profile"].is_running())


def test_a_cluster_without_workers_is_told() -> None:
    with (
        LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0") as theirs,
        started(*TEST, "--scheduler", theirs.scheduler_address) as process,
    ):
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "the cluster has no worker" in err


class Failing(BaseHTTPRequestHandler):
    """Fails on longer names, and remembers all."""

    names: list[str]
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        name = str(body.get("name", "")) if isinstance(body, dict) else ""
        self.names.append(name)
        self.send_response(500 if len(name) > 2 else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def failing() -> Iterator[tuple[str, list[str]]]:
    handler = type("Remembering", (Failing,), {"names": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", handler.names
    server.shutdown()
    server.server_close()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """The address of a Redis of the test's own."""
    place = tmp_path / "redis.sock"
    command = ["redis-server", "--port", "0", "--unixsocket", str(place), "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        until(place.exists)
        yield f"unix://{place}"
        server.terminate()


def test_workers_share_what_failed_in_a_redis(redis: str, tmp_path: Path) -> None:
    named = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
    post = {
        "requestBody": {"required": True, "content": {"application/json": {"schema": named}}},
        "responses": {"204": {"description": "yes"}},
    }
    raw = {"openapi": "3.0.3", "info": {"title": "Names", "version": "1"}, "paths": {"/names": {"post": post}}}
    (tmp_path / "names.json").write_text(json.dumps(raw), encoding="utf-8")

    def tried(seed: int, *where: str) -> list[str]:
        with failing() as (url, names):
            options = ("--url", url, "--seed", str(seed), "--phase", "fuzzing", "--data", "valid", "-q", *where)
            ringback("test", str(tmp_path / "names.json"), *options)
            return names

    before = tried(1, "--scheduler", "local:2", "--example-database", redis)
    assert max(map(len, before)) > 2
    assert tried(2, "--scheduler", "local:2", "--example-database", redis)[0] in {
        each for each in before if len(each) > 2
    }
    assert len(tried(2)[0]) <= 2


def test_this_needs_no_more_than_loopback() -> None:
    """The port that workers of this machine talk at takes nobody without a certificate of the run."""
    with cluster.connected("local:1", 1) as client:
        address = client.scheduler.address
        assert address.startswith("tls://127.0.0.1:")
        stranger = [sys.executable, "-c", f"from distributed import Client; Client({address!r}, timeout=3)"]
        refused = subprocess.run(stranger, capture_output=True, text=True, check=False, env={**os.environ}, timeout=60)
        assert refused.returncode != 0
