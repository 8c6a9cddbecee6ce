"""Credentials as header fields, for what a server shows of itself to those alone who have some."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from contracts.errors import ContractError
from specs.model import Location

if TYPE_CHECKING:
    from contracts.conformance.auth import Credentials
    from specs.model import Document, SecurityScheme

_SENT_IN = (Location.HEADER, Location.COOKIE)


def fields(held: Credentials | None, document: Callable[[], Document]) -> dict[str, str]:
    """The header fields of some credentials: a token, or else a name and a password, and an API key.

    Args:
        held: the credentials.
        document: what says where an API key is sent; asked only where there is one.

    Raises:
        ContractError: there is an API key, and the document names no header field or cookie for it; or no header field
            can hold them.
    """
    if held is None:
        return {}
    made = {}
    if held.token:
        made["Authorization"] = f"Bearer {held.token}"
    elif held.can_log_in:
        pair = f"{held.identifier}:{held.password}".encode()
        made["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    if held.api_key:
        made |= _api_key(held.api_key, document())
    if not all(value.isprintable() and value.isascii() for value in made.values()):
        raise ContractError("the credentials hold characters that are in no header field", hint="is a line break left?")
    return made


def _api_key(value: str, document: Document) -> dict[str, str]:
    scheme = next(_of_keys(document), None)
    if scheme is None:
        raise ContractError(
            "SPEC describes no API key that is sent in a header field or a cookie, so there is no place for it",
            hint="name one under its security schemes, perhaps with --overlay",
        )
    if scheme.location is Location.COOKIE:
        return {"Cookie": f"{scheme.parameter}={value}"}
    return {scheme.parameter: value}


def _of_keys(document: Document) -> Iterator[SecurityScheme]:
    """The schemes of API keys; one in a query is left out, for URLs are told and kept in logs."""
    return (each for each in document.security_schemes.values() if each.location in _SENT_IN)
