"""An account with things in it that are not ours, on a server that is badly behaved when it is told to be.

It is no mock: it knows no document. All that reaches it is counted, and all that was in the account before
can be compared byte for byte with what is there afterwards.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

EMAIL, PASSWORD = "max.mustermann@example.org", "Tr0ub4dor&3-and-more"
OTHER_EMAIL, OTHER_PASSWORD = "erika.musterfrau@example.org", "An0ther&one-0f-those"
DOCUMENT = Path(__file__).with_name("account.yaml")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass
class Account:
    """What the server keeps.

    Attributes:
        mood: ``trusting`` (everybody reaches everything), ``telling`` (which accounts there are), ``leaky``, ``slow``,
            ``twice``, ``late``, ``busy``, ``elsewhere``, ``broken``, ``stuck``, ``silent`` or empty.
        look: called when something is about to be created.
        go_on, answered: what a slow creation waits for, and tells.
        lifetime: requests that a token is good for.
        refusing: paths at which no token is good enough.
    """

    mood: str = ""
    lifetime: int = 1_000_000
    refusing: frozenset[str] = frozenset()
    look: Callable[[], None] = lambda: None
    made: int = 0
    deleted: list[int] = field(default_factory=list)
    notes: dict[int, dict[str, Any]] = field(default_factory=dict)
    notebooks: dict[int, dict[str, Any]] = field(default_factory=dict)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    runs: set[str] = field(default_factory=set)
    issued: list[str] = field(default_factory=list)
    secrets: set[str] = field(default_factory=lambda: {PASSWORD})
    theirs: list[str] = field(default_factory=list)
    used: int = 0
    audits: int = 0
    profile: dict[str, Any] = field(default_factory=lambda: {"email": EMAIL, "name": "Max"})
    published: set[int] = field(default_factory=set)
    go_on: threading.Event = field(default_factory=threading.Event)
    answered: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        for number in range(1, 8):
            self.notes[number] = {"id": number, "title": f"an old note, number {number}", "text": "dear", "stars": 3}
        self.notebooks[1] = {"id": 1, "name": "the old notebook"}
        self.before = self.dump()

    def dump(self) -> bytes:
        """All that is kept."""
        return json.dumps(
            [self.notes, self.notebooks, self.profile, sorted(self.published), self.audits], sort_keys=True
        ).encode()

    def unsafe(self) -> list[tuple[str, str]]:
        """The requests that may have changed something, log-ins aside."""
        return [each for each in self.seen if each[0] not in SAFE and each != ("POST", "/v1/login")]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as its base has it
        """Say nothing."""

    def _serve(self) -> None:
        account = self.server.account
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        with account.lock:
            account.seen[self.command, re.sub(r"(?<=/)\d+", "N", parts.path)] += 1
            account.runs.add(self.headers.get("Ringback-Run") or "")
            status, answer, headers = self._answer(account, parts.path, parse_qs(parts.query), body)
        if status:
            self._write(account, status, answer, headers)
        else:
            self.close_connection = True

    def _answer(
        self, account: Account, path: str, query: dict[str, list[str]], body: bytes
    ) -> tuple[int, Any, dict[str, str]]:
        sent = _object(body)
        if (self.command, path) == ("POST", "/v1/login"):
            return self._log_in(account, sent)
        if account.mood == "silent":
            return 0, None, {}
        if account.theirs and self.headers.get("Authorization") == f"Bearer {account.theirs[-1]}":
            return self._stranger(account, path, query, sent)
        account.used += 1
        known = account.issued and self.headers.get("Authorization") == f"Bearer {account.issued[-1]}"
        if not known or account.used > account.lifetime or path in account.refusing:
            return 401, {"error": "who are you?"}, {"WWW-Authenticate": "Bearer"}
        if account.mood == "busy" and account.used % 7 == 0:
            return 429, {"error": "slowly"}, {"Retry-After": "1"}
        if account.mood == "broken" and account.used > 2:
            return 500, {"error": "broken"}, {}
        if account.mood == "elsewhere":
            return 307, {}, {"Location": f"http://127.0.0.1:{self.server.other}{path}"}
        return self._ask(account, path, query, sent)

    def _log_in(self, account: Account, sent: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        who = (sent.get("email"), sent.get("password"))
        if who == (OTHER_EMAIL, OTHER_PASSWORD):
            account.theirs.append(secrets.token_urlsafe(24))
            account.secrets |= {OTHER_PASSWORD, account.theirs[-1]}
            return 200, {"token": account.theirs[-1]}, {}
        if who != (EMAIL, PASSWORD):
            return (404 if account.mood == "telling" and who[0] != EMAIL else 401), {"error": "no"}, {}
        account.issued.append(secrets.token_urlsafe(24))
        account.secrets.add(account.issued[-1])
        account.used = 0
        return 200, {"token": account.issued[-1]}, {}

    def _stranger(
        self, account: Account, path: str, query: dict[str, list[str]], sent: dict[str, Any]
    ) -> tuple[int, Any, dict[str, str]]:
        """Somebody who has nothing here, unless the server trusts everybody."""
        if self.command == "GET" and path in ("/v1/notes", "/v1/notebooks"):
            return 200, [], {}
        return self._ask(account, path, query, sent) if account.mood == "trusting" else (404, {"error": "no"}, {})

    def _ask(
        self, account: Account, path: str, query: dict[str, list[str]], sent: dict[str, Any]
    ) -> tuple[int, Any, dict[str, str]]:
        found = re.fullmatch(r"/v1/(notes|notebooks)(?:/(\d{1,9}))?(?:/(notes|publish))?", path)
        if path == "/v1/me":
            if self.command == "PUT":
                account.profile = {**account.profile, **sent}
            return 200, account.profile, {}
        if path == "/v1/audit":
            account.audits += 1
            return 201, {}, {}
        if path == "/v1/logout":
            account.issued.append("")
            return 204, None, {}
        if not found:
            return 404, {"error": "nothing"}, {}
        kept = account.notes if found[1] == "notes" else account.notebooks
        if found[2] is None:
            return self._collection(account, kept, query, sent)
        return self._item(account, kept, int(found[2]), found[3], sent)

    def _collection(
        self, account: Account, kept: dict[int, Any], query: dict[str, list[str]], sent: dict[str, Any]
    ) -> tuple[int, Any, dict[str, str]]:
        if self.command == "GET":
            try:
                limit, offset = int(query.get("limit", ["100"])[0]), int(query.get("offset", ["0"])[0])
            except ValueError:
                return 400, {"error": "numbers"}, {}
            if not (1 <= limit <= 100 and offset >= 0):
                return 400, {"error": "range"}, {}
            return 200, list(kept.values())[offset : offset + limit], {}
        if self.command != "POST":
            return 405, {"error": "method"}, {"Allow": "GET, POST"}
        name = sent.get("title" if kept is account.notes else "name")
        if not isinstance(name, str) or not 8 <= len(name) <= 60:
            return 422, {"error": "name"}, {}
        account.look()
        slow = account.mood == "slow"
        if slow:
            account.go_on.wait(20)
        made = self._made(kept, sent)
        if slow:
            account.answered.release()
        if account.mood == "twice":
            self._made(kept, sent)
        if account.mood == "late":
            return 0, None, {}
        return 201, made, {}

    def _made(self, kept: dict[int, Any], sent: dict[str, Any]) -> dict[str, Any]:
        self.server.account.made += 1
        number = max(kept, default=0) + 1
        kept[number] = {**sent, "id": number}
        if self.server.account.mood == "leaky":
            hidden = secrets.token_hex(8)
            self.server.account.secrets.add(hidden)
            kept[number]["shareSecret"] = hidden
        return dict(kept[number])

    def _item(
        self, account: Account, kept: dict[int, Any], number: int, more: str | None, sent: dict[str, Any]
    ) -> tuple[int, Any, dict[str, str]]:
        if number not in kept:
            return 404, {"error": "not there"}, {}
        if more == "publish":
            account.published.add(number)
            return 204, None, {}
        if more == "notes":
            return (201, self._made(account.notes, sent), {}) if self.command == "POST" else (200, [], {})
        if self.command == "DELETE" and account.mood == "stuck":
            return 409, {"error": "it is in use"}, {}
        if self.command == "DELETE":
            del kept[number]
            account.deleted.append(number)
            return 204, None, {}
        if self.command == "PUT":
            kept[number] = {**sent, "id": number}
        return (200, kept[number], {}) if self.command in ("GET", "PUT", "HEAD") else (405, {}, {"Allow": "GET"})

    def _write(self, account: Account, status: int, answer: Any, headers: dict[str, str]) -> None:
        body = b"" if answer is None else json.dumps(answer).encode()
        if account.mood == "leaky" and account.issued and status != 204:
            headers, body = self._leaking(account, status, body, headers)
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _leaking(
        self, account: Account, status: int, body: bytes, headers: dict[str, str]
    ) -> tuple[dict[str, str], bytes]:
        """An answer that tells secrets in every way that a server could."""
        token = account.issued[-1]
        pair = f"session {token}:{PASSWORD}".encode()
        headers = {
            **headers,
            "X-Debug": f"token={token}",
            "Set-Cookie": f"sid={token}; Path=/",
            "X-Encoded": base64.b64encode(pair).decode(),
            "X-Url-Safe": base64.urlsafe_b64encode(b"?" + pair).decode(),
            "X-Percent": quote(PASSWORD, safe=""),
            "Link": f'<{self.path}?session={token}>; rel="self"',
        }
        if self.command == "POST":
            headers["Location"] = f"{self.path}/{json.loads(body).get('id', 0)}?session={token}"
        if status >= 400:
            headers["Content-Type"] = "text/html"
            body = f"<pre>{token} {PASSWORD} {html.escape(PASSWORD)} {token.encode().hex()}</pre>".encode()
        if account.used % 2:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body)
        return headers, body


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, account: Account, other: int) -> None:
        self.account, self.other = account, other
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Somebody hung up."""


@contextmanager
def serving(account: Account, other: int = 9) -> Iterator[str]:
    """Serve an account; yields where the document's paths start. ``other``: the port that it redirects to."""
    with _Server(account, other) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()
        thread.join()


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
