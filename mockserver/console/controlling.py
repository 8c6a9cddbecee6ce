"""Having the control interface do what a form asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from mockserver.console.forms import Form
from mockserver.console.visit import Visit
from mockserver.errors import MockError
from specs.messages import Request

Asked = tuple[str, str, Any]
"""Method, path and body of a request to the control interface; None for no body."""
_JSON = (("content-type", "application/json"),)


class NotDoneError(MockError):
    """The control interface has refused something.

    Attributes:
        told: problem details, as in ``docs/problems.md``.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        super().__init__(str(told.get("detail", "It was refused.")))
        self.told = told


def controlling(ask: Callable[[Form], Asked]) -> Callable[[Visit, Form], None]:
    """What has the control interface do what a form asks for."""

    def act(visit: Visit, form: Form) -> None:
        controlled(visit, *ask(form))

    return act


def controlled(visit: Visit, method: str, path: str, body: Any = None) -> Any:
    """What the control interface answers. Raises NotDoneError: it refuses."""
    headers, content = ((), b"") if body is None else (_JSON, json.dumps(body).encode())
    asked = Request(method, f"{visit.console.prefix}{path}", "", headers, content)
    answer = visit.console.control.within(visit.world, asked)
    if answer.status >= 400:
        raise NotDoneError(json.loads(answer.body))
    return json.loads(answer.body) if answer.body else None


def segment(name: str) -> str:
    """A name as a part of a path."""
    return quote(name, safe="")
