"""What can be done on the console, by the name of the form that does it: most of it the control interface does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mockserver.console.controlling import Asked, controlling, segment
from mockserver.console.forms import Form
from mockserver.console.views import api, behaviour, compare, journal, overview, state
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
    return controlling(lambda form: (method, f"{path}/{segment(form.demanded('name'))}", None))


DEEDS: Mapping[str, Deed] = {
    "reset": Deed(controlling(_reset), "It is forgotten."),
    "seed": Deed(controlling(lambda form: ("PUT", "/seed", {"seed": form.whole("seed")})), "Another seed decides now."),
    "open-session": Deed(overview.open_session, "The session is open: what is here is of it alone."),
    "end-session": Deed(_of_name("DELETE", "/sessions"), "The session is over."),
    "log-in": Deed(api.log_in, "You are logged in."),
    "clear-journal": Deed(controlling(lambda _: ("DELETE", "/journal", None)), "The journal is empty."),
    "send-again": Deed(journal.send_again, "It was sent again: this is what came of it."),
    "put-item": Deed(state.put_item, "The item is kept."),
    "drop-item": Deed(state.drop_item, "The item is taken away."),
    "keep-snapshot": Deed(_of_name("PUT", "/snapshots"), "What is remembered now is kept."),
    "restore-snapshot": Deed(_of_name("POST", "/snapshots"), "It is as it was then."),
    "remove-snapshot": Deed(_of_name("DELETE", "/snapshots"), "The snapshot is forgotten."),
    "put-back": Deed(state.put_back, "It is as the file says."),
    "latency": Deed(behaviour.delay, "Answers take that long now."),
    "add-fault": Deed(controlling(behaviour.fault), "The fault is there."),
    "switch-fault": Deed(controlling(behaviour.switch), "The fault is switched."),
    "remove-fault": Deed(_of_name("DELETE", "/faults"), "The fault is gone."),
    "add-override": Deed(controlling(behaviour.override), "The override is there."),
    "remove-override": Deed(_of_name("DELETE", "/overrides"), "The override is gone."),
    "auth": Deed(controlling(lambda form: ("PUT", "/auth", {"auth": form.demanded("auth")})), "That is asked for now."),
    "clock": Deed(controlling(behaviour.clock), "The clock goes by that now."),
    "compare": Deed(compare.compare, "This is what came of it."),
    "send-witness": Deed(compare.send, "The witness was sent: this is what came of it."),
    "answer-with": Deed(compare.answer_with, "The operation is answered with the witness now, until you take it away."),
    "send-webhook": Deed(behaviour.send, "It waits to be sent: see the journal."),
}
"""What forms do."""
