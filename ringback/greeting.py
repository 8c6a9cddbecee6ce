"""What a mock says at its start: what it serves, how to log in, what was added to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockserver.hosts.hosting import Host, Served
    from mockserver.pipeline import Mock
    from mockserver.proxy.choices import Upstream

_SHOWN = 30
"""Operations that are listed one by one at the start, of all documents together."""
_SHOWN_EACH = 5
"""And of each document at the least."""
_TOLD = 5


def greetings(host: Host, url: str, releases: Sequence[Served]) -> Iterator[str]:
    """What a person needs to know to use the mocks.

    Args:
        host: serves them.
        url: under which.
        releases: those that a request names in another way than by its path.
    """
    shown = max(_SHOWN_EACH, _SHOWN // len(host.mocks))
    for mock in host.mocks:
        yield from greeting(mock, url, shown)
    yield from surroundings(host, url, releases)


def passing_on(host: Host, url: str, upstreams: Sequence[Upstream]) -> Iterator[str]:
    """What a person needs to know to use a proxy: where it takes each document's requests, and where they go."""
    for mock, there in zip(host.mocks, upstreams, strict=True):
        bases = ", ".join(url + base for base in mock.bases)
        yield f"{mock.document.called} at {bases}, passed on to {there.origin}{there.base or ''}"


def surroundings(host: Host, url: str, releases: Sequence[Served]) -> Iterator[str]:
    """What else there is to know of documents in one process; see ``greetings``."""
    yield from moved(host)
    if releases:
        yield f"Releases: {', '.join(each.label for each in releases)}; without a name the last one answers."
    yield from twice(host)
    for kind, register in (("Overrides", host.overrides), ("Faults", host.faults)):
        names = [each["name"] for each in register.listed()]
        if names:
            yield f"{kind}: {', '.join(names[:_SHOWN])}"
    yield from clashes(host)
    if not host.alike:
        yield "Others of this state were started with other options: clock, overrides, faults and so on begin anew."
    if host.control and host.settings.console:
        yield f"Console: {url}{host.control}/"


def twice(host: Host) -> Iterator[str]:
    """The APIs that are served in two places and remember for each: a person may have meant one."""
    from mockserver.settings import Share

    memories: dict[str, set[str]] = {}
    for mock in host.mocks if host.settings.share is Share.RELEASES else ():
        memories.setdefault(mock.document.title, set()).add(mock.compiled.memory)
    for title in (title for title, found in memories.items() if title and len(found) > 1):
        yield f"{title}: each prefix remembers for itself; with --share title they remember the same."


def moved(host: Host) -> Iterator[str]:
    """Where the control interface is, if it is not where it is elsewhere."""
    from mockserver.serving.pages import CONTROL

    if host.control not in ("", CONTROL):
        yield f"The document has paths below {CONTROL}: the control interface is below {host.control}."


def clashes(host: Host) -> Iterator[str]:
    """What two documents both have."""
    found = list(host.clashes())
    yield from (f"warning: {clash}" for clash in found[:_TOLD])
    if len(found) > _TOLD:
        yield f"warning: and {len(found) - _TOLD} more"


def greeting(mock: Mock, url: str, most: int = _SHOWN) -> list[str]:
    """What a person needs to know to use a mock, with so many operations at most."""
    document = mock.document
    bases = ", ".join(url + base for base in mock.bases)
    shown = document.operations[:most]
    width = max((len(operation.method) for operation in shown), default=0)
    operations = [f"  {operation.method:<{width}} {operation.path}" for operation in shown]
    more = len(document.operations) - len(shown)
    rest = [f"  ... and {more} more"] if more else []
    return [
        f"{document.called} at {bases}",
        *(operations or ["  warning: the document has no operations"]),
        *rest,
        *_log_in(mock, url),
        *_identity(mock, url),
        *_credentials(mock),
    ]


def _identity(mock: Mock, url: str) -> list[str]:
    """Where OAuth 2 and OpenID Connect clients find everything."""
    if mock.identity is None:
        return []
    root = f"{url}{mock.settings.prefix}{mock.identity.root}"
    return [f"OAuth 2 and OpenID Connect: {root}/.well-known/openid-configuration"]


def _log_in(mock: Mock, url: str) -> list[str]:
    if mock.login is None:
        return []
    login = mock.login.login
    body = login.written({login.identifier: "me@example.org", login.secret: "secret"}).decode()
    path = mock.bases[0] + login.operation.path
    return [
        f"Log in to get {login.token}, then send it as 'Authorization: Bearer …':",
        f"  curl -X {login.operation.method} {url}{path} -H 'Content-Type: {login.sent.name}' -d '{body}'",
    ]


def _credentials(mock: Mock) -> list[str]:
    """The mock's own credential, where the document shows no way of getting one."""
    told = []
    for scheme in mock.document.security_schemes.values():
        if scheme.kind == "http" and scheme.scheme == "basic":
            told.append(f"Basic authentication ({scheme.name}): mock:{mock.tokens.api_key}")
        elif scheme.bearer and mock.login is None:
            told.append(f"Bearer token ({scheme.name}): {mock.tokens.api_key}")
        elif scheme.kind == "apiKey" and not scheme.bearer:
            told.append(f"API key ({scheme.name}, {scheme.location} {scheme.parameter}): {mock.tokens.api_key}")
        elif scheme.kind == "mutualTLS" and not mock.settings.certificate_header:
            told.append(f"Mutual TLS ({scheme.name}): not looked at without --client-certificate-header")
    return told
