"""What nobody should be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from mockserver.access.credentials import presented
from mockserver.mutants.places import answers, where
from mockserver.mutants.reading import stays_valid, with_part
from mockserver.mutants.trial import Trial, answering, with_field, without, written
from mockserver.mutants.values import Family, Kind, Place
from specs.messages import Response
from specs.model import Document, Location, Operation

_TRACE = (
    'Traceback (most recent call last):\n  File "/srv/app/views.py", line 42, in create\n'
    "    row = cursor.fetchone()\nKeyError: 'name'"
)
_JAVA = (
    "java.lang.NullPointerException\n\tat com.example.api.ClientController.create(ClientController.java:42)\n"
    "\tat org.springframework.web.servlet.FrameworkServlet.service(FrameworkServlet.java:897)"
)
_SQL = 'ERROR: duplicate key value violates unique constraint "users_email_key" SQL state: 23505; SELECT * FROM users'
_PATH = "cannot open /home/deploy/api/releases/42/config/database.yml"


def _errors(document: Document) -> Iterator[Place]:
    return answers(document, "4")


def _telling(text: str, trial: Trial) -> Response | None:
    """A text of an error tells it, where the document lets it."""
    value = trial.json
    for key, each in value.items() if isinstance(value, dict) else ():
        if isinstance(each, str):
            made = stays_valid(trial, written(trial.response, with_part(value, (key,), text)))
            if made is not None:
                return made
    return None


def _credential(trial: Trial) -> Response | None:
    """An error repeats the credentials that were sent."""
    schemes = [each.scheme for alternative in trial.operation.security for each in alternative]
    sent = next((text for scheme in schemes if (text := presented(scheme, trial.request))), "")
    return _telling(f"unknown token {sent}", trial) if sent else None


def _public(trial: Trial) -> Response | None:
    """A cache that others use may keep an answer."""
    if trial.response.status >= 300 or not trial.asker:
        return None
    return with_field(trial.response, "Cache-Control", "public, max-age=86400")


def _private(operation: Operation) -> bool:
    return operation.method == "GET" and not operation.anonymous


def _by_browsers(operation: Operation) -> bool:
    schemes = [each.scheme for alternative in operation.security for each in alternative]
    return any(each.location is Location.COOKIE or each.scheme == "basic" for each in schemes)


def _any_origin(trial: Trial) -> Response | None:
    origin = trial.request.header("origin")
    if origin is None:
        return None
    bare = without(trial.response, "access-control-allow-origin", "access-control-allow-credentials")
    fields = (("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true"))
    return replace(bare, headers=(*bare.headers, *fields))


def _kind(
    name: str, says: str, places: Callable[[Document], Iterator[Place]], bent: Callable[[Trial], Response | None]
) -> Kind:
    return Kind(name=name, family=Family.LEAKS, says=says, places=places, effect=answering(bent))


KINDS = (
    _kind("trace-told", "An error tells a stack trace.", _errors, partial(_telling, _TRACE)),
    _kind("java-trace-told", "An error tells a stack trace of another language.", _errors, partial(_telling, _JAVA)),
    _kind("sql-told", "An error tells a statement in SQL.", _errors, partial(_telling, _SQL)),
    _kind("path-told", "An error tells a path on the server.", _errors, partial(_telling, _PATH)),
    _kind("credential-told", "An error repeats the credentials.", _errors, _credential),
    _kind("private-cacheable", "What one user may see may be kept for all.", where(_private), _public),
    _kind("any-origin-trusted", "Web pages of any origin may read what users see.", where(_by_browsers), _any_origin),
)
