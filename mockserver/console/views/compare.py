"""What another release would break: two documents compared, and the messages that show it, to be sent here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mockserver.console.comparing import Change, Comparison, Comparisons
from mockserver.console.controlling import controlled
from mockserver.console.credentials import Purse
from mockserver.console.forms import Form
from mockserver.console.marking import pieces
from mockserver.console.policy import guarded, moved
from mockserver.console.views.journal import PAGE as JOURNAL
from mockserver.console.views.journal import sent
from mockserver.console.visit import Visit
from mockserver.errors import MockError
from specs import catalog, load
from specs.messages import Response
from specs.model import Document
from specs.source import Source

PAGE = "console/compare"
_FILE, _SERVED = "file", "served:"
_REPORT = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; sandbox allow-scripts; "
    "frame-ancestors 'self'"
)
"""Of a report, which has its style and script in it, and says itself by what digest that script alone is run. Whatever
happens in there, it is of no origin, and reaches nothing."""


def show(visit: Visit) -> Response:
    """What can be compared, and what was."""
    old, new = _usual(visit)
    return visit.render(
        "compare.html",
        comparisons=_comparisons(visit).all(),
        served=[(f"{_SERVED}{number}", mock.name) for number, mock in enumerate(visit.world.mocks)],
        catalogue={api: [release.name for release in catalog.releases(api)] for api in catalog.apis()},
        old=old,
        new=new,
    )


def _comparisons(visit: Visit) -> Comparisons:
    found = visit.console.comparisons
    if found is None:
        raise MockError("documents cannot be compared here", hint="ringback mock has a console that can")
    return found


def _usual(visit: Visit) -> tuple[str, str]:
    """What is chosen at first: of a release of the catalogue the one before it, else what is served and a file."""
    name = visit.world.mocks[0].document.source.name
    if len(visit.world.mocks) > 1:
        return f"{_SERVED}0", f"{_SERVED}1"
    if catalog.is_catalogue_name(name):
        known = [each.name for each in catalog.releases(name.partition("@")[0])]
        at = known.index(name) if name in known else 0
        if at:
            return known[at - 1], f"{_SERVED}0"
    return f"{_SERVED}0", _FILE


def compare(visit: Visit, form: Form) -> Response:
    """Compare two documents. Raises MockError and SpecError: one cannot be had."""
    old, new = (_chosen(visit, form, form.demanded(side)) for side in ("old", "new"))
    return moved(visit.link(f"{PAGE}/{_comparisons(visit).make(old, new)}"))


def _chosen(visit: Visit, form: Form, name: str) -> Document:
    number = name.removeprefix(_SERVED)
    if name == _FILE:
        return load(Source("the file", None, form.demanded("document")))  # it may refer to nothing but itself
    if name.startswith(_SERVED):
        return visit.mock(number).document
    if not catalog.is_catalogue_name(name):
        raise MockError(f"there is no document {name[:80]!r}")
    return load(name)


def one(visit: Visit) -> Response:
    """A comparison, or its whole report."""
    name, _, ending = visit.page.removeprefix(f"{PAGE}/").partition(".")
    found = _comparisons(visit).find(int(name)) if name.isdecimal() else None
    if found is None or ending not in ("", "html"):
        return visit.console.missing(visit)
    if ending:
        return guarded(200, "text/html; charset=utf-8", found.page.encode(), _REPORT)
    mocks = visit.world.mocks
    serving = next((at for at, mock in enumerate(mocks) if mock.document.source.name == found.new), 0)
    return visit.render(
        "comparison.html", number=name, comparison=found, messages=_messages, mocks=mocks, serving=serving
    )


def _messages(change: Change) -> Iterator[tuple[str, str]]:
    """What shows a change, as text."""
    for title, message in (("Request", change.request), ("Response", change.response)):
        if message is not None:
            yield title, "".join(text for text, _ in pieces(message, ()))


def send(visit: Visit, form: Form) -> Response:
    """Send the request that shows a change to this mock, and show what came of it. Raises MockError: there is none."""
    request = _change(visit, form).request
    if request is None:
        raise MockError("a response shows this change, and no request")
    mock = visit.mock(form.text("to") or "0")
    here = request.having((("Host", visit.request.header("host") or "localhost"),))
    made = sent(visit, Purse(visit, mock).paid(replace(here, path=mock.settings.prefix + here.path)), mock)
    return moved(visit.link(f"{JOURNAL}/{made.id}" if made else JOURNAL, done="send-witness"))


def answer_with(visit: Visit, form: Form) -> Response:
    """Have the mock answer with the response that shows a change. Raises MockError: it cannot."""
    override = _change(visit, form).override
    if override is None:
        raise MockError("a mock has no words for this answer")
    controlled(visit, "POST", "/overrides", override)
    return moved(visit.link("console/behaviour", done="answer-with"))


def _change(visit: Visit, form: Form) -> Change:
    comparison: Comparison | None = _comparisons(visit).find(form.whole("comparison"))
    found = comparison.changes if comparison else ()
    change = next((each for each in found if each.fingerprint == form.text("change")), None)
    if change is None:
        raise MockError("there is no such comparison any more", hint="compare the documents again")
    return change
