"""How credentials are obtained: flows and scopes of OAuth 2, and the addresses that clients ask for tokens at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from contracts.compat.comparison import Comparison, Site
from contracts.findings import Finding, Witness
from specs.messages import FORM, Request
from specs.model import SecurityScheme

_GRANTS: Mapping[str, str] = {
    "authorizationCode": "authorization_code",
    "clientCredentials": "client_credentials",
    "deviceAuthorization": "urn:ietf:params:oauth:grant-type:device_code",
    "password": "password",
}
"""What a client says in asking for a token. Source: RFC 6749, 4; RFC 8628, 3.4."""
_ADDRESSES = ("authorizationUrl", "deviceAuthorizationUrl", "tokenUrl", "refreshUrl")


def compare(question: Comparison) -> Iterator[Finding]:
    """Findings about the security schemes that both documents name."""
    old, new = question.old.security_schemes, question.new.security_schemes
    for name in sorted(old.keys() & new.keys()):
        yield from _scheme(question, old[name], new[name])


def _scheme(question: Comparison, old: SecurityScheme, new: SecurityScheme) -> Iterator[Finding]:
    site = Site((), old.pointer, new.pointer)
    if new.deprecated and not old.deprecated:
        yield question.finding("security-scheme-deprecated", old.name, site)
    if old.kind != new.kind:
        return
    if old.discovery_url != new.discovery_url:
        was, now = old.discovery_url or None, new.discovery_url or None
        yield question.finding("token-address-changed", f"{old.name} metadata", site, was=was, now=now)
    for flow in sorted(old.flows.keys() | new.flows.keys()):
        yield from _flow(question, flow, (old, new), site)


def _flow(
    question: Comparison, flow: str, schemes: tuple[SecurityScheme, SecurityScheme], site: Site
) -> Iterator[Finding]:
    one, other = (scheme.flows.get(flow) for scheme in schemes)
    subject = f"{schemes[0].name} {flow}"
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        if isinstance(one, Mapping):
            shown = _asked(flow, one, schemes[1])
            yield question.finding("oauth-flow-removed", subject, site, shown, now=sorted(schemes[1].flows))
        elif isinstance(other, Mapping):
            yield question.finding("oauth-flow-added", subject, site)
        return
    for address in _ADDRESSES:
        was, now = one.get(address), other.get(address)
        if was != now and not (address == "refreshUrl" and was is None):
            yield question.finding("token-address-changed", f"{subject} {address}", site, was=was, now=now)
    before, after = (set(each.get("scopes") or ()) for each in (one, other))
    if before - after:
        yield question.finding("oauth-scopes-removed", subject, site, was=sorted(before - after))
    if after - before:
        yield question.finding("oauth-scopes-added", subject, site, now=sorted(after - before))


def _asked(flow: str, said: Mapping[str, Any], new: SecurityScheme) -> Witness:
    """What an old client asks for, and the new server has no flow for."""
    left = ", ".join(sorted(new.flows)) or "none"
    return Witness(
        request=_request(flow, said),
        accepted_by="old",
        refused_by="new",
        place="operation",
        reason=f"there is no flow {flow} any more (now: {left})",
        confirmed_by=("flows compared as sets",),
    )


def _request(flow: str, said: Mapping[str, Any]) -> Request:
    """The request that a flow begins with. Source: RFC 6749, 4.2.1 and 4.4.2."""
    if flow not in _GRANTS:
        path = urlsplit(str(said.get("authorizationUrl", ""))).path or "/"
        return Request("GET", path, urlencode({"response_type": "token", "client_id": "CLIENT"}))
    path = urlsplit(str(said.get("tokenUrl", ""))).path or "/"
    return Request("POST", path, "", (("Content-Type", FORM),), urlencode({"grant_type": _GRANTS[flow]}).encode())
