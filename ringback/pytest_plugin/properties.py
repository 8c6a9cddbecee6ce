"""Schemas of schemathesis for property tests, with credentials where they are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.conformance import engine
from contracts.conformance.auth import Credentials, Session
from contracts.conformance.choices import Choices, Settings
from contracts.conformance.presenting import presented
from mockserver.app import EXTENSION

if TYPE_CHECKING:
    from contracts.conformance.engine import Schema
    from mockserver.hosts.hosting import Host
    from ringback.pytest_plugin.mocks import OpenapiMock
    from specs.model import Document


def of_mock(mock: OpenapiMock) -> Schema:
    """That of a mock, which takes the credentials. Raises ContractError: the engine cannot work with the document."""
    key = mock.app.extensions[EXTENSION].tokens.api_key
    known = Credentials(identifier="mock", password=key, token=mock.token(), api_key=key)
    return _schema(mock.document, mock.base_url, known)


def of_server(host: Host, url: str) -> Schema:
    """That of a server, with the credentials of the environment.

    Raises:
        ContractError: the server refuses them, or the engine cannot work with the document.
    """
    from ringback.accounts import from_environment

    return _schema(host.mocks[0].document, url.rstrip("/"), from_environment())


def _schema(document: Document, url: str, credentials: Credentials | None) -> Schema:
    session = Session(document, url, credentials) if credentials else None
    auth = tuple(presented(document, session)) if session else ()
    return engine.schema(document, Settings(base_url=url, choices=Choices(seed=0)), auth)
