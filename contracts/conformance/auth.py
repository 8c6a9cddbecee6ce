"""Logging in as the document says, and the credentials of one run."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

from contracts.conformance import bounded
from contracts.errors import ContractError
from specs.login import Login, find_login
from specs.messages import Headers, Response
from specs.model import Document
from specs.sampling import Unsatisfiable, sample
from specs.schemas import Direction

_TIMEOUT_SECONDS = 10
_PATIENCE = 3
"""Fresh tokens that may be refused in a row before a 401 is taken to mean something else than an expired token."""


Send = Callable[[str, Headers, bytes], Response]
"""Sends a POST to an address, with fields and a body; raises ContractError where there is no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who calls. Never printed.

    Attributes:
        identifier: what names the account, e.g. an email address.
        password: of that account.
        token: a bearer token issued earlier; with it nobody logs in.
        api_key: what API key schemes want; the token where it is empty.
    """

    identifier: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)

    @property
    def can_log_in(self) -> bool:
        """Whether they are enough for a login."""
        return bool(self.identifier and self.password)


class Session:
    """The credentials of one run, with the token that is good at the moment. Safe to share between threads."""

    def __init__(self, document: Document, base_url: str, credentials: Credentials, send: Send | None = None) -> None:
        """Logs in where the document says how and no token was given.

        Args:
            document: what the server does.
            base_url: where the document's paths start.
            credentials: who calls.
            send: sends the log-in; None for a way of its own.

        Raises:
            ContractError: the server cannot be reached, refuses the credentials or answers with no token.
        """
        self.credentials = credentials
        self.issued: list[str] = []
        """Every token of this run, oldest first."""
        self._login = find_login(document) if credentials.can_log_in and not credentials.token else None
        self._base_url, self._send = base_url, send or _posted
        self._lock = threading.Lock()
        self._futile, self._barred = 0, False
        if credentials.token:
            self.issued.append(credentials.token)
        elif self._login is not None:
            self.issued.append(log_in(self._login, base_url, credentials, self._send))

    @property
    def logs_in(self) -> bool:
        """Whether the token comes from a login of this run."""
        return self._login is not None

    @property
    def token(self) -> str:
        """The token that is good at the moment; empty where there is none."""
        return self.issued[-1] if self.issued else ""

    @property
    def api_key(self) -> str:
        """What API key schemes are given."""
        return self.credentials.api_key or self.token

    def renew(self, refused: str) -> bool:
        """Log in again because a token was refused.

        Args:
            refused: that token; where another thread has already exchanged it, nothing is sent.

        Returns:
            Whether there is a token now that has not been refused.
        """
        with self._lock:
            if self.token != refused:
                return True
            if self._login is None or self._barred or self._futile >= _PATIENCE:
                return False
            try:
                self.issued.append(log_in(self._login, self._base_url, self.credentials, self._send))
            except ContractError:
                self._barred = True  # again, and the account might be locked
                return False
            return True

    def told(self, status: int) -> None:
        """Learn how the server answered to the token: a renewed one, or any that it took."""
        with self._lock:
            self._futile = self._futile + 1 if status == 401 else 0


def log_in(login: Login, base_url: str, credentials: Credentials, send: Send) -> str:
    """Send the document's own login and return the token it answers with.

    Raises:
        ContractError: the server cannot be reached, refuses the credentials or answers with no token.
    """
    where = f"{login.operation.key} at {urlsplit(base_url).netloc}"
    headers = (("Content-Type", login.sent.name), ("Accept", "application/json"))
    answer = send(base_url + login.operation.path, headers, login.written(_body(login, credentials)))
    if answer.status >= 400:
        raise ContractError(
            f"login refused: {where} answered {answer.status}",
            hint="check RINGBACK_EMAIL (or RINGBACK_USER) and RINGBACK_PASSWORD",
        )
    token = login.token_in(answer.body)
    if not token:
        raise ContractError(
            f"login gave no token: {where} answered {answer.status} without {login.token!r}",
            hint="give a token in RINGBACK_TOKEN",
        )
    return token


def _posted(url: str, headers: Headers, body: bytes) -> Response:
    try:
        with bounded.heads():
            answer = requests.post(
                url,
                data=body,
                headers=dict(headers),
                timeout=_TIMEOUT_SECONDS,
                allow_redirects=False,
                hooks={"response": bounded.read},
            )
    except requests.RequestException as error:
        raise unreachable(url) from error
    return Response(answer.status_code, tuple(answer.headers.items()), answer.content)


def unreachable(url: str, reason: str = "") -> ContractError:
    """The error for a server that nobody answers at; with a reason, in a few words, where one is known."""
    told = f"{urlsplit(url).netloc} cannot be reached"
    return ContractError(
        f"{told}: {reason}" if reason else told, hint="start the server, or check the address in --url"
    )


def _body(login: Login, credentials: Credentials) -> dict[str, Any]:
    """A valid body with the credentials in it; other required properties get typical values."""
    schema = login.sent.schema
    if schema is None:
        return {login.identifier: credentials.identifier, login.secret: credentials.password}
    try:
        typical = sample(schema, Direction.REQUEST, 0)
    except Unsatisfiable:
        typical = {}
    wanted = schema.json_schema(Direction.REQUEST).get("required", ())
    body = {name: value for name, value in typical.items() if name in wanted} if isinstance(typical, dict) else {}
    return body | {login.identifier: credentials.identifier, login.secret: credentials.password}


def secrets(session: Session | None) -> Mapping[str, str]:
    """Everything secret that a session knows: text → the name of its placeholder."""
    if session is None:
        return {}
    held = session.credentials
    pair = base64.b64encode(f"{held.identifier}:{held.password}".encode()).decode()
    known = {held.identifier: "USER", held.password: "PASSWORD", held.api_key: "API_KEY", pair: "BASIC"}
    known |= dict.fromkeys(session.issued, "TOKEN")
    return {text: name for text, name in known.items() if text}
