"""A conversation as it is held: requests go out as written, and what comes is held against what is expected."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import re
import shlex
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from conversation_contract import Contract, contract
from conversation_matching import Bound, differences, expected_json, filled, fits
from conversation_mocks import Ended, Nursery
from conversation_text import Conversation, Section, unescaped

from specs.errors import SpecError
from specs.messages import Request, Response, is_json
from specs.second_opinion import SecondValidator

_SECONDS = 30
"""That an answer may take: a pair of keys alone takes some on a busy machine."""
_AGAIN = 0.02
_SHOWN = 4000
_KEY = re.compile(r"^(?:Bearer token|API key|Basic authentication) .*: (?:mock:)?(\S+)$", re.MULTILINE)
_VERSION = re.compile(r"HTTP/\S+$")


@dataclass(frozen=True, slots=True)
class Came:
    """What came back: nothing where ``response`` is None.

    Attributes:
        whole: all of the body came that was announced.
    """

    response: Response | None
    whole: bool = True
    seconds: float = 0.0


class Talk:
    """A conversation with one mock.

    Raises:
        AssertionError: it goes otherwise than it is written; with file, line, what was sent and what came.
    """

    def __init__(self, conversation: Conversation, nursery: Nursery, folder: Path) -> None:
        self._conversation, self._nursery, self._folder = conversation, nursery, folder
        self._bound: Bound = {}
        self._host = ""

    def prepare(self) -> None:
        """Write the files that stand before the first request."""
        for section in self._conversation.sections:
            if section.kind != "file":
                return
            self._write(section)

    @contextlib.contextmanager
    def partner(self) -> Iterator[None]:
        """Start the mock, and the proxy where there is one."""
        said = self._conversation
        with self._nursery.server(self._folder, ["mock", *shlex.split(said.mock)]) as running:
            key = _KEY.search(running.greeting)
            self._bound |= {"host": running.host, "url": f"http://{running.host}", "key": key[1] if key else ""}
            self._bound["basic"] = base64.b64encode(f"mock:{self._bound['key']}".encode()).decode()
            self._host = running.host
            if not said.proxy:
                yield
                return
            words = shlex.split(filled(said.proxy, self._bound))
            with self._nursery.server(self._folder, ["proxy", *words]) as before:
                self._host = self._bound["host"] = before.host
                yield

    def hold(self) -> None:
        """Say all of it."""
        self._contract = contract(self._folder, self._conversation)
        sections = iter(self._conversation.sections)
        for section in sections:
            if section.kind == "file":
                self._write(section)
                with contextlib.suppress(SpecError):  # the mock goes on with the documents that it has
                    self._contract = contract(self._folder, self._conversation)
            elif section.kind == "command":
                self._run(section, self._next(sections, "output"))
            else:
                assert section.kind == "request", self._told(section, ["a request comes first"])
                self._exchange(section, self._next(sections, "response", "no response"))

    def _next(self, sections: Iterator[Section], *kinds: str) -> Section:
        section = next(sections, None)
        assert section, f"{self._conversation.path}: ends without a {kinds[0]}"
        assert section.kind in kinds, f"{self._conversation.path}:{section.line}: a {kinds[0]} comes first"
        return section

    def _write(self, section: Section) -> None:
        path = self._folder / section.argument
        path.unlink(missing_ok=True)  # a document that others share
        path.write_text(section.text + "\n", "utf-8")

    def _run(self, command: Section, output: Section) -> None:
        words = shlex.split(filled(command.text, self._bound))
        assert words[:1] == ["ringback"], self._told(command, ["only ringback is run"])
        ended: Ended = self._nursery.run(self._folder, words[1:])
        wrong = [] if f"exit {ended.code}" in (output.words or {"exit 0"}) else [f"exit code {ended.code}"]
        printed = ended.output.replace("\r\n", "\n").rstrip("\n")
        if not fits(output.text, printed, self._bound):
            wrong.append("it printed otherwise")
        assert not wrong, self._told(output, wrong, command.text, ended.output + ended.told)

    def _exchange(self, asked: Section, expected: Section) -> None:
        sent = _wire(asked, self._bound)
        end = time.monotonic() + (_SECONDS if "until it fits" in asked.words else 0)
        while True:
            bound = dict(self._bound)
            came = _say(self._host, sent)
            wrong = list(_wrong(expected, came, bound, self._contract, sent))
            if not wrong or time.monotonic() > end:
                break
            time.sleep(_AGAIN)
        assert not wrong, self._told(expected, wrong, sent.decode("utf-8", "replace"), _shown(came))
        self._bound = bound

    def _told(self, section: Section, wrong: list[str], sent: str = "", came: str = "") -> str:
        where = f"{self._conversation.path}:{section.line}: {self._conversation.title}"
        parts = ["", where, *(f"  * {each}" for each in wrong), "--- sent", sent, "--- expected", section.text]
        return "\n".join([*parts, "--- came", came])


def _wire(section: Section, bound: Bound) -> bytes:
    """A request as it is sent."""
    start, *fields = filled("\n".join(section.head), bound).split("\n")
    body = filled(section.body or "", bound)
    if section.words & {"exactly", "escaped"}:
        content = unescaped(body.replace("\n", "\r\n") if "multipart/" in section.text else body)
    else:
        content = (body.replace("\n", "\r\n") if "multipart/" in section.text else body).encode()
    if "exactly" not in section.words:
        start = start if _VERSION.search(start) else f"{start} HTTP/1.1"
        fields = [*_needed(fields, content, bound), *fields]
    head = "\r\n".join([start, *fields])
    return (unescaped(head) if "exactly" in section.words else head.encode()) + b"\r\n\r\n" + content


def _needed(fields: list[str], content: bytes, bound: Bound) -> Iterator[str]:
    """Header fields without which there is no request, where they are not written."""
    names = {field.partition(":")[0].lower() for field in fields}
    if "host" not in names:
        yield f"Host: {bound['host']}"
    if content and not names & {"content-length", "transfer-encoding"}:
        yield f"Content-Length: {len(content)}"


def _say(host: str, sent: bytes) -> Came:
    """Send a request on a connection of its own, and read what comes."""
    name, _, port = host.partition(":")
    start = time.monotonic()
    with socket.create_connection((name, int(port)), timeout=_SECONDS) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # refused before all of it was sent
            connection.sendall(sent)
        answer = http.client.HTTPResponse(connection, method=sent.split(b" ", 1)[0].decode("latin-1"))
        try:
            answer.begin()
        except (http.client.BadStatusLine, ConnectionError, TimeoutError):
            return Came(None, seconds=time.monotonic() - start)
        body, whole = _body(answer)
        answer.close()
    response = Response(answer.status, tuple(answer.headers.items()), body)
    return Came(response, whole, time.monotonic() - start)


def _body(answer: http.client.HTTPResponse) -> tuple[bytes, bool]:
    parts = []
    try:
        while part := answer.read1():
            parts.append(part)
    except (http.client.IncompleteRead, ConnectionError) as error:
        return b"".join([*parts, getattr(error, "partial", b"")]), False
    return b"".join(parts), not answer.length


def _wrong(expected: Section, came: Came, bound: Bound, documents: Contract, sent: bytes) -> Iterator[str]:
    """What is otherwise than expected, one line each."""
    response = came.response
    if expected.kind == "no response" or response is None:
        if (expected.kind == "no response") != (response is None):
            yield "a response came" if response else "no response came"
        return
    if came.seconds * 1000 < expected.milliseconds:
        yield f"it took {came.seconds * 1000:.0f} ms only"
    if came.whole == ("cut short" in expected.words):
        yield "the body is whole" if came.whole else "the body was cut short"
    status, *fields = expected.head
    if not re.fullmatch(status.split()[0].replace("X", r"\d"), str(response.status)):
        yield f"status {response.status} instead of {status}"
    for field in fields:
        yield from _of_field(field, response, bound)
    yield from _of_body(expected, response, bound)
    if came.whole:
        yield from _of_documents(expected, response, documents, sent)


def _of_field(field: str, response: Response, bound: Bound) -> Iterator[str]:
    """``Name: value`` is to be there so, ``!Name`` not at all."""
    name, _, value = field.partition(":")
    found = response.header(name.lstrip("!").strip())
    if name.startswith("!"):
        if found is not None:
            yield f"{name[1:]}: {found} is not expected"
    elif found is None:
        yield f"{name} is missing"
    elif not fits(value.strip(), found, bound):
        yield f"{name}: {found}"


def _of_body(expected: Section, response: Response, bound: Bound) -> Iterator[str]:
    text, found = expected.body or "", response.body
    if "schema" in expected.words:
        schema = SecondValidator(yaml.safe_load(text))
        yield from (f"{each.pointer or 'the body'}: {each.message}" for each in schema.errors(json.loads(found)))
    elif "escaped" in expected.words:
        if not fits(unescaped(text).decode("latin-1"), found.decode("latin-1"), bound):
            yield "the body is another"
    elif is_json(response.header("content-type") or "") and "exactly" not in expected.words and text != "...":
        try:
            wanted = expected_json(text) if text else None
        except ValueError as error:
            yield f"the expected body is no JSON: {error}"
        else:
            yield from differences(wanted, json.loads(found) if found else None, bound)
    elif text != "..." and not fits(text, found.decode("utf-8", "replace"), bound):
        yield "the body is another"


def _of_documents(expected: Section, response: Response, documents: Contract, sent: bytes) -> Iterator[str]:
    """Every response is as its document says, but for those that say they are not documented."""
    method, target = sent.decode("latin-1").split(" ", 2)[:2]
    documented, found = documents.complaints(Request(method, target), response)
    if "undocumented" in expected.words:
        if documented and not found:
            yield "the response is documented"
    elif not documented:
        yield "the response is not documented"
    else:
        yield from found


def _shown(came: Came) -> str:
    if came.response is None:
        return "nothing"
    fields = [f"{name}: {value}" for name, value in came.response.headers]
    body = came.response.body.decode("utf-8", "backslashreplace")
    return "\n".join([str(came.response.status), *fields, "", body[:_SHOWN] + "…" * (len(body) > _SHOWN)])
