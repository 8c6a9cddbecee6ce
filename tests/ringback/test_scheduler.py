"""``--scheduler``: the same work on the workers of Dask."""

from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner, Result

from ringback.cli import cli
from ringback.shards import cluster
from specs.load import load

pytestmark = pytest.mark.usefixtures("folder")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def test_a_matrix_of_a_local_cluster_is_the_matrix() -> None:
    whole = run("matrix", "phonebridge-webapp@1.3.5..1.3.8", "--format", "json")
    handed = run("matrix", "phonebridge-webapp@1.3.5..1.3.8", "--format", "json", "--scheduler", "local:1")
    assert handed.stdout == whole.stdout
    assert handed.exit_code == whole.exit_code == 1


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("lokal", "'lokal' is no scheduler (write local, local:4 for four workers, or tcp://HOST:PORT)"),
        ("local:0", "'local:0' is no scheduler"),
        ("tcp://127.0.0.1:1", "no Dask scheduler answers at tcp://127.0.0.1:1"),
    ],
)
def test_a_scheduler_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, where: str, told: str) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 1)
    result = run("matrix", "phonebridge-webapp@1.3.7..1.3.8", "--scheduler", where)
    assert type(result.exception).__name__ == "ContractError"
    assert str(result.exception).startswith(told)


def test_that_dask_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = run("matrix", "phonebridge-webapp@1.3.7..1.3.8", "--scheduler", "local")
    assert "pip install 'ringback[cluster]'" in str(result.exception)


def test_what_can_be_read_once_is_refused() -> None:
    result = CliRunner().invoke(
        cli, ("test", "-", "--scheduler", "local"), input=str(load("phonebridge-client").source.text)
    )
    assert "standard input is read once" in str(result.exception)
