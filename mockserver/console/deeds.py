"""What can be done on the console, by the name of the form that does it: most of it the control interface does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from mockserver.console.controlling import Asked, controlling
from mockserver.console.forms import Form
from mockserver.console.views import journal, state
from mockserver.console.visit import Visit
from specs.messages import Response


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a form does.

    Attributes:
        act: does it; what it returns is shown instead of the page that the form was on. Raises MockError: it cannot be.
        done: what to say of it then.
    """

    act: Callable[[Visit, Form], Response | None]
    done: str


def _reset(form: Form) -> Asked:
    return "POST", "/reset", {"only": form.all("only")} if form.all("only") else None


def _of_name(method: str, path: str) -> Callable[[Visit, Form], None]:
    """What asks for something of the name that a form has."""
    return controlling(lambda form: (method, f"{path}/{quote(form.demanded('name'), safe='')}", None))


DEEDS: Mapping[str, Deed] = {
    "reset": Deed(controlling(_reset), "It is forgotten."),
    "seed": Deed(controlling(lambda form: ("PUT", "/seed", {"seed": form.whole("seed")})), "Another seed decides now."),
    "end-session": Deed(_of_name("DELETE", "/sessions"), "The session is over."),
    "clear-journal": Deed(controlling(lambda _: ("DELETE", "/journal", None)), "The journal is empty."),
    "send-again": Deed(journal.send_again, "It was sent again: this is what came of it."),
    "put-item": Deed(state.put_item, "The item is kept."),
    "drop-item": Deed(state.drop_item, "The item is taken away."),
    "keep-snapshot": Deed(_of_name("PUT", "/snapshots"), "What is remembered now is kept."),
    "restore-snapshot": Deed(_of_name("POST", "/snapshots"), "It is as it was then."),
    "remove-snapshot": Deed(_of_name("DELETE", "/snapshots"), "The snapshot is forgotten."),
    "put-back": Deed(state.put_back, "It is as the file says."),
}
"""What forms do."""
