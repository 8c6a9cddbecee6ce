"""What can be done on the console, by the name of the form that does it: most of it the control interface does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from mockserver.console.forms import Form
from mockserver.console.views import journal
from mockserver.console.visit import Visit
from mockserver.errors import MockError
from specs.messages import Request, Response

Asked = tuple[str, str, Any]
"""Method, path and body of a request to the control interface; None for no body."""


class NotDone(MockError):
    """The control interface has refused something.

    Attributes:
        told: problem details, as in ``docs/problems.md``.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        super().__init__(str(told.get("detail", "It was refused.")))
        self.told = told


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a form does.

    Attributes:
        act: does it; what it returns is shown instead of the page that the form was on. Raises MockError: it cannot be.
        done: what to say of it then.
    """

    act: Callable[[Visit, Form], Response | None]
    done: str


def controlling(ask: Callable[[Form], Asked]) -> Callable[[Visit, Form], None]:
    """Do what the control interface does."""

    def act(visit: Visit, form: Form) -> None:
        controlled(visit, *ask(form))

    return act


def controlled(visit: Visit, method: str, path: str, body: Any = None) -> Any:
    """What the control interface answers. Raises NotDone: it refuses."""
    headers, content = ((), b"") if body is None else (_JSON, json.dumps(body).encode())
    answer = visit.console.control.within(
        visit.world, Request(method, f"{visit.console.prefix}{path}", "", headers, content)
    )
    if answer.status >= 400:
        raise NotDone(json.loads(answer.body))
    return json.loads(answer.body) if answer.body else None


_JSON = (("content-type", "application/json"),)


def _reset(form: Form) -> Asked:
    return "POST", "/reset", {"only": form.all("only")} if form.all("only") else None


DEEDS: Mapping[str, Deed] = {
    "reset": Deed(controlling(_reset), "It is forgotten."),
    "seed": Deed(controlling(lambda form: ("PUT", "/seed", {"seed": form.whole("seed")})), "Another seed decides now."),
    "clear-journal": Deed(controlling(lambda _: ("DELETE", "/journal", None)), "The journal is empty."),
    "send-again": Deed(journal.send_again, "It was sent again: this is what came of it."),
    "end-session": Deed(
        controlling(lambda form: ("DELETE", f"/sessions/{quote(form.demanded('name'), safe='')}", None)),
        "The session is over.",
    ),
}
"""What forms do."""
