"""A proxy on a socket, and upstreams that behave as a test tells them to."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from mock_client import Api

from mockserver.hosts.hosting import Host, Served
from mockserver.proxy.choices import Choices, upstream
from mockserver.proxy.findings import Findings
from mockserver.proxy.relay import Relay
from mockserver.proxy.ways import Ways
from mockserver.serving.server import address, listening, pages_of
from mockserver.settings import Auth, Settings
from specs.load import from_mapping

PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "integer"}, "name": {"type": "string"}, "password": {"type": "string"}},
}


def _json(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _answer(content: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"description": "x", **({"content": content} if content else {}), **more}


_LIMIT = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
_TOTAL = {"X-Total": {"schema": {"type": "integer"}}}
DOCUMENT = from_mapping(
    {
        "openapi": "3.0.3",
        "info": {"title": "Pets", "version": "1"},
        "servers": [{"url": "https://api.example.org/v1"}],
        "security": [{}, {"key": []}],
        "paths": {
            "/pets": {
                "get": {
                    "parameters": [_LIMIT],
                    "responses": {"200": _answer(_json({"type": "array", "items": PET}), headers=_TOTAL)},
                },
                "post": {
                    "requestBody": {"required": True, "content": _json(PET)},
                    "responses": {"201": _answer(_json(PET)), "422": _answer()},
                },
            },
            "/pets/{id}": {
                "parameters": [_ID],
                "get": {"responses": {"200": _answer(_json(PET)), "404": _answer()}},
                "delete": {"responses": {"204": _answer()}},
            },
            "/owned": {"get": {"security": [{"key": []}], "responses": {"200": _answer(_json(PET))}}},
            "/lines": {"get": {"responses": {"200": _answer({"application/jsonl": {"schema": PET}})}}},
            "/events": {"get": {"responses": {"200": _answer({"text/event-stream": {}})}}},
            "/file": {
                "get": {"responses": {"200": _answer({"application/octet-stream": {}})}},
                "put": {
                    "requestBody": {"content": {"application/octet-stream": {}}},
                    "responses": {"204": _answer()},
                },
            },
            "/moved": {"get": {"responses": {"302": _answer()}}},
        },
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    },
    "pets.json",
)


@dataclass
class Seen:
    """A request that came to an upstream."""

    line: str
    headers: list[tuple[str, str]]
    body: bytes = b""

    def header(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key.lower() == name]
        return ", ".join(found) if found else None


Script = Callable[[socket.socket, Seen], object]
"""Answers one request on a connection, which goes on after it unless the script closes it."""


@dataclass
class Server:
    url: str
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0


def reply(status: int, body: bytes = b"", *fields: str, length: int | None = None) -> bytes:
    """A response on the wire."""
    head = [f"HTTP/1.1 {status} X", *fields]
    if length is not None or (status not in (204, 304) and not any("ransfer-" in each for each in fields)):
        head.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body


def reply_json(value: Any, status: int = 200, *fields: str) -> bytes:
    return reply(status, json.dumps(value).encode(), "Content-Type: application/json", *fields)


def sending(data: bytes) -> Script:
    return lambda channel, _: channel.sendall(data)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def then_close(data: bytes) -> Script:
    def script(channel: socket.socket, _: Seen) -> None:
        channel.sendall(data)
        channel.shutdown(socket.SHUT_RDWR)

    return script


@contextmanager
def upstream_server(script: Script, *, tls: ssl.SSLContext | None = None, read_body: bool = True) -> Iterator[Server]:
    """A server that answers by a script, each connection in a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    scheme = "https" if tls else "http"
    server = Server(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}")
    channels: list[socket.socket] = []

    def connection(channel: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            plain = tls.wrap_socket(channel, server_side=True) if tls else channel
            channels.append(plain)
            with plain, plain.makefile("rb", buffering=0) as reader:
                while seen := _read(reader, read_body=read_body):
                    server.seen.append(seen)
                    script(plain, seen)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                channel, _ = listener.accept()
                server.connections += 1
                channels.append(channel)
                threading.Thread(target=connection, args=(channel,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for channel in channels:
            with contextlib.suppress(OSError):
                channel.shutdown(socket.SHUT_RDWR)
            channel.close()
        thread.join()


def _read(reader: Any, *, read_body: bool) -> Seen | None:
    line = reader.readline().decode("latin-1").rstrip("\r\n")
    if not line:
        return None
    headers = []
    while (text := reader.readline().decode("latin-1").rstrip("\r\n")) != "":
        name, _, value = text.partition(":")
        headers.append((name, value.strip()))
    seen = Seen(line, headers)
    if read_body and (length := seen.header("content-length")):
        seen.body = _exactly(reader, int(length))
    elif read_body and seen.header("transfer-encoding") == "chunked":
        while size := int(reader.readline(), 16):
            seen.body += _exactly(reader, size)
            reader.readline()
        reader.readline()
    return seen


def _exactly(reader: Any, size: int) -> bytes:
    found = b""
    while len(found) < size and (part := reader.read(size - len(found))):
        found += part
    return found


@dataclass
class Proxy:
    api: Api
    host: Host
    findings: Findings

    def told(self) -> list[tuple[str, str, str, str]]:
        """Side, place, pointer and rule of what was found."""
        found = self.findings.report({})["findings"]
        return [(each["side"], each["place"], each["pointer"], each["rule"]) for each in found]


@contextmanager
def proxying(url: str, document: Any = DOCUMENT, **choices: Any) -> Iterator[Proxy]:
    """A proxy for an upstream, served as by the command, in a thread."""
    host = Host([Served(document=document)], Settings(auth=Auth.ANY, cors=False), lambda: 1_000_000.0)
    findings = Findings()
    name, port = address("127.0.0.1", 0)
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    stop: list[Callable[[], None]] = []

    async def serve() -> None:
        with ThreadPoolExecutor(4) as pool, ThreadPoolExecutor(1) as page_pool:
            chosen = Choices(**choices)
            ways = Ways(host, [upstream(url)], chosen)
            relay = Relay(host, ways, chosen, findings, partial(pages_of, host), pool, page_pool)
            stopped = asyncio.Event()
            stop.append(lambda: loop.call_soon_threadsafe(stopped.set))
            async with listening(relay, name, port):
                ready.set()
                await stopped.wait()
            relay.close()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await asyncio.sleep(0)  # connections that were closed are gone by then

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert ready.wait(20)
    try:
        yield Proxy(Api(f"http://{name}:{port}"), host, findings)
    finally:
        stop[0]()
        thread.join(20)
        loop.close()


@contextmanager
def between(script: Script, **choices: Any) -> Iterator[tuple[Proxy, Server]]:
    """A proxy and its upstream."""
    tls, base = choices.pop("tls", None), choices.pop("base", "")
    with upstream_server(script, tls=tls) as server, proxying(server.url + base, **choices) as proxy:
        yield proxy, server
