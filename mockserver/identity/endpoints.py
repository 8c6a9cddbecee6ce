"""Where the authorization server of a document is asked, and what for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from mockserver.access.grants import Grant, listed
from mockserver.access.people import People
from mockserver.access.scopes import KINDS, flows, known
from mockserver.access.tokens import ISSUER_PATH, Tokens
from mockserver.identity import device
from mockserver.identity.addresses import base
from mockserver.identity.asking import Asked, Denied, as_json, asked, program
from mockserver.identity.authorizing import authorize, log_out
from mockserver.identity.issuing import Desk
from mockserver.identity.published import KEYS, METADATA, published
from mockserver.outcome import Outcome
from mockserver.settings import Settings
from mockserver.turn import Turn
from mockserver.varied import varied
from specs.inference.shape import success_shape
from specs.messages import Request, Response
from specs.model import Document

_OF_URLS = {
    "authorizationUrl": "authorize",
    "tokenUrl": "token",
    "refreshUrl": "token",
    "deviceAuthorizationUrl": "device",
}
_DISCOVERY = ".well-known/openid-configuration"
_RESERVED = "/__mock"
_MOST = 8


class Identity:
    """The endpoints of one document's mock. What the document has itself goes first.

    Attributes:
        root: what their own paths begin with.
    """

    def __init__(self, document: Document, settings: Settings, tokens: Tokens, people: People) -> None:
        schemes = [each for each in document.security_schemes.values() if each.kind in KINDS]
        found = list(flows(document))
        self._document, self._settings, self._people = document, settings, people
        self._implicit = any(name == "implicit" for name, _ in found)
        self._devices = any(name == "deviceAuthorization" for name, _ in found)
        self._published = published(document)
        scopes = known(document)
        self._desk = Desk(tokens, people, scopes.scopes, scopes.open)
        self.root = self._free_root()
        own = {f"{self.root}/{name}": name for name in _ANSWERS if self._devices or name not in _OF_DEVICES}
        well_known = {
            f"/.well-known/{name}": _DISCOVERY for name in ("openid-configuration", "oauth-authorization-server")
        }
        inserted = {f"/.well-known/oauth-authorization-server{self.root}": _DISCOVERY}  # RFC 8414, 3.1
        documented = {path: what for path, what in self._documented(found) if path not in own}
        discovery = {urlsplit(each.discovery_url).path: _DISCOVERY for each in schemes if each.discovery_url}
        paths = {**documented, **discovery, **well_known, **inserted, **own}
        self._paths = {settings.prefix + path: name for path, name in paths.items() if path.strip("/")}

    @property
    def scopes(self) -> frozenset[str]:
        """Those that a program that names none gets."""
        return self._desk.scopes

    def apart(self, tokens: Tokens) -> Identity:
        """The same, issuing the tokens of a session."""
        return varied(self, _desk=replace(self._desk, tokens=tokens))

    def methods(self, path: str) -> tuple[str, ...]:
        """Methods that are answered under a raw path."""
        return _ANSWERS[self._paths[path]][0] if path in self._paths else ()

    def answer(self, request: Request) -> Response:
        """The answer to a request for a path that has ``methods``."""
        methods, done = _ANSWERS[self._paths[request.path]]
        if request.method not in methods:
            return Response(405, (("Allow", ", ".join(methods)),))
        try:
            return done(self, asked(request, self.issuer(request)))
        except Denied as wrong:
            return wrong.response()

    def issuer(self, request: Request) -> str:
        """The URL of whoever issues tokens, as the client has it."""
        return self._settings.issuer or self._own(request)

    def _own(self, request: Request) -> str:
        """Where the endpoints are, whoever issues tokens."""
        return f"{base(request)}{request.mount}{self._settings.prefix}{self.root}"

    def authorize(self, call: Asked) -> Response:
        """See ``authorizing.authorize``."""
        return authorize(self._desk, call, implicit=self._implicit, auto=self._settings.auto_consent)

    def log_out(self, call: Asked) -> Response:
        """See ``authorizing.log_out``."""
        return log_out(self._desk, call)

    def token(self, call: Asked) -> Response:
        """Source: RFC 6749, 3.2."""
        done = self._grants.get(call.demanded("grant_type"))
        if done is None:
            raise Denied("unsupported_grant_type", f"There are: {', '.join(self._grants)}.")
        return as_json(done(self, call))

    @property
    def _grants(self) -> Mapping[str, Callable[[Identity, Asked], dict[str, Any]]]:
        """What tokens can be had for."""
        return {**_GRANTS, **({device.GRANT: Identity.of_device} if self._devices else {})}

    def of_device(self, call: Asked) -> dict[str, Any]:
        """Source: RFC 8628, 3.4."""
        return device.redeemed(self._desk, call.demanded("device_code"), program(self._people, call), call.issuer)

    def device(self, call: Asked) -> Response:
        """See ``device.begin``."""
        verification = f"{self._own(call.request)}/activate"
        return device.begin(self._desk, call, verification, auto=self._settings.auto_consent)

    def activate(self, call: Asked) -> Response:
        """See ``device.decide``."""
        return device.decide(self._desk, call)

    def of_code(self, call: Asked) -> dict[str, Any]:
        """Source: RFC 6749, 4.1.3."""
        return self._desk.redeemed(call.demanded("code"), program(self._people, call), call)

    def of_refresh(self, call: Asked) -> dict[str, Any]:
        """Source: RFC 6749, 6."""
        return self._desk.refreshed(call.demanded("refresh_token"), program(self._people, call), call)

    def of_password(self, call: Asked) -> dict[str, Any]:
        """Source: RFC 6749, 4.3."""
        client = program(self._people, call)
        user = self._people.user(call.demanded("username"), call.demanded("password"))
        if user is None:
            raise Denied("invalid_grant", "There is no such account, or its password is another.")
        family = self._desk.tokens.text_of("family")
        return self._desk.answer(self._desk.granted(call, user, client), call.issuer, family=family)

    def of_client(self, call: Asked) -> dict[str, Any]:
        """Source: RFC 6749, 4.4: only for programs that can keep a secret, and without a refresh token."""
        client = program(self._people, call)
        if client.registered and client.secret is None:
            raise Denied("unauthorized_client", "A client without a secret can have no token of its own.")
        return self._desk.answer(self._desk.granted(call, None, client), call.issuer)

    def revoke(self, call: Asked) -> Response:
        """Source: RFC 7009, 2.2: the answer is the same for tokens that are not known."""
        self._desk.revoke(call.demanded("token"), program(self._people, call))
        return Response(200, (("Cache-Control", "no-store"),))

    def introspect(self, call: Asked) -> Response:
        """Source: RFC 7662, 2.2."""
        program(self._people, call)
        text = call.demanded("token")
        kept, access = self._desk.refresh(text), self._desk.tokens.good(text)
        if access is None and kept is None:
            return as_json({"active": False})
        raw = access.grant.raw() if access else (kept or {})["grant"]
        told = {"active": True, "sub": raw["subject"], "client_id": raw["client"], "scope": listed(raw["scopes"] or ())}
        told["exp"] = int(access.end if access else (kept or {})["end"])
        return as_json({**told, "token_type": "Bearer", "iss": call.issuer} if access else told)

    def user_info(self, call: Asked) -> Response:
        """Source: OpenID Connect Core, 5.3."""
        kind, _, sent = (call.request.header("authorization") or "").partition(" ")
        grant = self._desk.tokens.grant(sent.strip()) if kind.lower() == "bearer" else None
        if grant is None:
            error = ', error="invalid_token"' if sent else ""
            return Response(401, (("WWW-Authenticate", f'Bearer realm="identity"{error}'),))
        if grant.scopes is not None and "openid" not in grant.scopes:
            told = 'Bearer realm="identity", error="insufficient_scope", scope="openid"'
            return Response(403, (("WWW-Authenticate", told),))
        user = self._people.named(grant.subject)
        return as_json({**(user.claims if user else {}), "sub": grant.subject})

    def keys(self, _: Asked) -> Response:
        """Source: RFC 7517, 5."""
        return as_json({"keys": [self._desk.tokens.pair.public]})

    def metadata(self, call: Asked) -> Response:
        """Source: RFC 8414, 2; OpenID Connect Discovery, 3."""
        return as_json(self._metadata(call.request))

    def _metadata(self, request: Request) -> dict[str, Any]:
        # with an issuer of the user's own, the endpoints are still where the client has found this
        own, ways = self._own(request), ["client_secret_basic", "client_secret_post", "none"]
        implicit = ["token", "id_token", "id_token token"] if self._implicit else []
        devices = {"device_authorization_endpoint": f"{own}/device"} if self._devices else {}
        return {
            "issuer": self.issuer(request),
            **{member: f"{own}/{name}" for member, name in _TOLD.items()},
            **devices,
            "response_types_supported": ["code", *implicit],
            "grant_types_supported": [*self._grants, *(["implicit"] if implicit else [])],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256", "plain"],
            "token_endpoint_auth_methods_supported": ways,
            "scopes_supported": sorted(self._desk.scopes),
            "authorization_response_iss_parameter_supported": True,
        }

    def publish(self, turn: Turn) -> None:
        """Note what documented operations tell that are for verifiers: the mock's own keys and addresses."""
        what = self._published.get(turn.operation.key)
        if what == KEYS:
            keys, shape = [self._desk.tokens.pair.public], success_shape(turn.operation)
            listed = shape is not None and shape.listed
            turn.outcome = Outcome(entries=tuple(keys), total=1) if listed else Outcome(members={"keys": keys})
        elif what == METADATA:
            turn.outcome = Outcome(members=self._metadata(turn.request))

    def issue(self, grant: Grant, request: Request) -> str:
        """A token that everybody can verify, for whoever has logged in by an operation of the document."""
        return self._desk.tokens.issue_for_all(grant, self.issuer(request))

    def _documented(self, flows: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[tuple[str, str]]:
        """Paths of the document's URLs; relative ones are so to its server. Source: OAS 3.1.1, 4.8.30."""
        for _, flow in flows:
            for key, name in _OF_URLS.items():
                url = flow.get(key)
                for below in self._document.base_paths if isinstance(url, str) and url else ():
                    yield urlsplit(urljoin(f"{below}/", url)).path, name

    def _free_root(self) -> str:
        """The first that no path of the document is like."""
        shapes = [f"{below}{path}".split("/") for below in self._document.base_paths for path in self._raw_paths()]
        for number in range(_MOST):
            root = _RESERVED * number + ISSUER_PATH
            if not any(_like(shape, f"{root}/{name}".split("/")) for shape in shapes for name in _ANSWERS):
                return root
        return _RESERVED * _MOST + ISSUER_PATH

    def _raw_paths(self) -> Iterator[str]:
        return (path for path in self._document.raw.get("paths") or () if isinstance(path, str))


def implied(document: Document) -> bool:
    """Whether a document has a scheme that an authorization server belongs to, or tells a verifier's facts."""
    return any(each.kind in KINDS for each in document.security_schemes.values()) or bool(published(document))


def _like(shape: list[str], path: list[str]) -> bool:
    return len(shape) == len(path) and all("{" in a or a == b for a, b in zip(shape, path, strict=True))


_POST, _GET, _BOTH = ("POST",), ("GET", "HEAD"), ("GET", "HEAD", "POST")
_ANSWERS: Mapping[str, tuple[tuple[str, ...], Callable[[Identity, Asked], Response]]] = {
    "authorize": (_BOTH, Identity.authorize),
    "token": (_POST, Identity.token),
    "revoke": (_POST, Identity.revoke),
    "introspect": (_POST, Identity.introspect),
    "userinfo": (_BOTH, Identity.user_info),
    "keys": (_GET, Identity.keys),
    "device": (_POST, Identity.device),
    "activate": (_BOTH, Identity.activate),
    "logout": (_BOTH, Identity.log_out),
    _DISCOVERY: (_GET, Identity.metadata),
}
"""By the last part of their own path: the methods, and what answers."""
_OF_DEVICES = frozenset({"device", "activate"})
_GRANTS: Mapping[str, Callable[[Identity, Asked], dict[str, Any]]] = {
    "authorization_code": Identity.of_code,
    "refresh_token": Identity.of_refresh,
    "password": Identity.of_password,
    "client_credentials": Identity.of_client,
}
_TOLD = {
    "authorization_endpoint": "authorize",
    "token_endpoint": "token",
    "revocation_endpoint": "revoke",
    "introspection_endpoint": "introspect",
    "userinfo_endpoint": "userinfo",
    "jwks_uri": "keys",
    "end_session_endpoint": "logout",
}
"""Source: RFC 8414, 2; OpenID Connect Discovery, 3; RP-Initiated Logout, 2.1."""
