"""The pytest plugin: mocks and contract tests as fixtures. Nothing but pytest is imported until one is asked for."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from contracts.conformance.engine import Schema, SchemaOperation
    from ringback.pytest_plugin.mocks import Mocks, OpenapiMock

_MARK = (
    "openapi(*specs, serve=..., route=..., **options): what openapi_mock serves; options as in [mock] of ringback.toml"
)
_MOCKS: pytest.StashKey[Mocks] = pytest.StashKey()
_USED: pytest.StashKey[OpenapiMock] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare what can be said in pytest's own configuration."""
    parser.addini("openapi_spec", "Documents that openapi_mock serves, one a line.", type="linelist", default=[])
    parser.addini("openapi_serve", "Where it answers: on a socket, or in the process.", default="socket")
    parser.addini("openapi_route", "Base URLs whose requests it gets, one a line.", type="linelist", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark."""
    config.addinivalue_line("markers", _MARK)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Have a test that asks for ``contract_operation`` run once for each operation of its document."""
    if "contract_operation" in metafunc.fixturenames:
        with _in_a_line():
            from ringback.pytest_plugin.asked import of_test

            document = _mocks(metafunc.config).host(of_test(metafunc.definition)).mocks[0].document
            keys = [each.key for each in document.operations]
        metafunc.parametrize("contract_operation", keys, indirect=True)


@pytest.fixture(scope="session")
def openapi_server(request: pytest.FixtureRequest) -> OpenapiMock:
    """The mock of the documents in the configuration, for fixtures that outlast a test; they find it as it is."""
    with _in_a_line():
        from ringback.pytest_plugin.asked import of_config

        return _mocks(request.config).mock(of_config(request.config))


@pytest.fixture
def openapi_mock(request: pytest.FixtureRequest) -> Iterator[OpenapiMock]:
    """A mock as if just started: its base URL, which can be told to answer otherwise and asked what it was sent."""
    with _in_a_line():
        from ringback.pytest_plugin.asked import of_test

        mock = _mocks(request.config).afresh(of_test(request.node))
    request.node.stash[_USED] = mock
    yield mock
    mock.unroute()


@pytest.fixture
def contract_url() -> str:
    """Where the paths of the document start on the server under test, base path included; empty for ``openapi_mock``.

    Override it to test a server.
    """
    return ""


@pytest.fixture
def contract_schema(request: pytest.FixtureRequest, contract_url: str) -> Schema:
    """The document as a schema of schemathesis, its requests for ``contract_url``, with credentials."""
    mock = None if contract_url else request.getfixturevalue("openapi_mock")
    _named_for_schemathesis(request.node)
    with _in_a_line():
        from ringback.pytest_plugin import properties
        from ringback.pytest_plugin.asked import of_test

        if mock is not None:
            return properties.of_mock(mock)
        return properties.of_server(_mocks(request.config).host(of_test(request.node)), contract_url)


@pytest.fixture
def contract_operation(request: pytest.FixtureRequest, contract_schema: Schema) -> SchemaOperation:
    """One operation of ``contract_schema``: the test runs for each."""
    method, _, path = request.param.partition(" ")
    return contract_schema[path][method]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a test that has failed what its mock was asked."""
    report = yield
    if call.when == "call" and report.failed and _USED in item.stash:
        report.sections.append(("openapi_mock", item.stash[_USED].told()))
    return report


def _named_for_schemathesis(item: pytest.Item) -> None:
    """Give an item the attribute that ``schemathesis.pytest.from_fixture`` reads of it, which pytest 9.2 took away."""
    if not hasattr(item, "_nodeid"):
        vars(item)["_nodeid"] = item.nodeid


def _mocks(config: pytest.Config) -> Mocks:
    """The mocks of this process: with pytest-xdist, of one worker."""
    from ringback.pytest_plugin.mocks import Mocks

    if _MOCKS not in config.stash:
        config.stash[_MOCKS] = Mocks()
        config.add_cleanup(config.stash[_MOCKS].close)
    return config.stash[_MOCKS]


@contextmanager
def _in_a_line() -> Iterator[None]:
    """Have what cannot be used fail the test with one line: where, what, what to do."""
    from ringback.pytest_plugin.wrong import line

    try:
        yield
    except Exception as error:
        told = line(error)
        if told is None:
            raise
        raise pytest.fail.Exception(told, pytrace=False) from None
