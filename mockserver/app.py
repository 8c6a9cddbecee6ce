"""The mock as a Flask application: one catch-all route."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, Map, Rule

from mockserver.answer import Answer
from mockserver.beside import controlling
from mockserver.clock import system
from mockserver.hosts.hosting import Host, Served
from mockserver.response import problems
from mockserver.response.problems import Refusal
from mockserver.serving import wsgi
from mockserver.settings import DEFAULT, Settings
from specs.messages import Request
from specs.model import Document

if TYPE_CHECKING:
    from mockserver.console.comparing import Compare
    from mockserver.serving.pages import Pages

EXTENSION = "ringback"
"""The mock's name in ``app.extensions``."""
HOST = "ringback.host"
"""The host's name there."""


class _Anything(BaseConverter):
    """Any path at all: empty, with double slashes, with line breaks."""

    regex = r"(?s:.*)"
    part_isolating = False


def create_app(document: Document, settings: Settings = DEFAULT, *, clock: Callable[[], float] = system) -> flask.Flask:
    """A WSGI application that answers as a document says.

    Args:
        document: what it serves, under the base path of each server.
        settings: what its user has decided.
        clock: the time in seconds since 1970.

    Returns:
        The application; its ``Mock`` is ``app.extensions["ringback"]``.
    """
    return host_app(Host([Served(document=document)], settings, clock))


def host_app(host: Host, *, compare: Compare | None = None) -> flask.Flask:
    """A WSGI application that answers for several documents.

    Args:
        host: what answers.
        compare: has the console compare documents; without it the console has no page for that.

    Returns:
        The application; the host is ``app.extensions["ringback.host"]``, its first mock ``app.extensions["ringback"]``.
    """
    app = flask.Flask("mockserver", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = host.max_body
    app.extensions |= {HOST: host, EXTENSION: host.mocks[0]}
    app.url_map = Map(merge_slashes=False, strict_slashes=False, converters={"anything": _Anything})
    # Without methods, every method comes here: TRACE, QUERY, and those that nobody has heard of.
    app.url_map.add(Rule("/<anything:path>", endpoint="mock", methods=None))
    app.view_functions["mock"] = lambda path: _view(host)  # noqa: ARG005 - werkzeug names it
    if host.control:
        answer = controlling(host, compare)
        app.url_map.add(Rule(host.control, endpoint="control", methods=None))
        app.url_map.add(Rule(f"{host.control}/<anything:path>", endpoint="control", methods=None))
        app.view_functions["control"] = lambda **_: _below(host, answer)
    app.register_error_handler(HTTPException, _http_problem)
    return app


def _view(host: Host) -> flask.Response:
    return _answered(host, _asked(host))


def _below(host: Host, answer: Pages) -> flask.Response:
    """What is asked below the prefix of the control interface: of itself, or of the mock within a session."""
    request = _asked(host)
    if not host.controls(request.path):
        return _answered(host, request)
    made = answer(request, flask.request.environ.get("REMOTE_ADDR") or "")
    return wsgi.write(Answer(made), head=request.method == "HEAD")


def _asked(host: Host) -> Request:
    return wsgi.read(flask.request.environ, flask.request.get_data(cache=False), host.underscored)


def _answered(host: Host, request: Request) -> flask.Response:
    return wsgi.write(host.answer(request), head=request.method == "HEAD")


def _http_problem(error: HTTPException) -> flask.Response:
    status = error.code or 500
    kind = "too-large" if status == 413 else ""
    refusal = Refusal(statuses=(status,), kind=kind, detail=f"{problems.title(status)}.")
    return wsgi.write(Answer(problems.response(status, refusal)))
