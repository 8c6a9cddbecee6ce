"""What another release would break: two documents compared, and the messages that show it, to be sent here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mockserver.access.credentials import presented
from mockserver.console.comparing import Change, Comparison, Comparisons
from mockserver.console.controlling import controlled
from mockserver.console.forms import Form
from mockserver.console.marking import pieces
from mockserver.console.policy import guarded, moved
from mockserver.console.views.journal import PAGE as JOURNAL
from mockserver.console.views.journal import sent
from mockserver.console.visit import Visit
from mockserver.errors import MockError
from mockserver.identity.minting import Wish, minted
from mockserver.pipeline import Mock
from specs import catalog, load
from specs.messages import Headers, Request, Response
from specs.model import Document, Location
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
    if name.startswith(_SERVED) and number.isdecimal() and int(number) < len(visit.world.mocks):
        return visit.world.mocks[int(number)].document
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
    return visit.render("comparison.html", number=name, comparison=found, messages=_messages)


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
    asked = replace(request, headers=_field(request.headers, "host", visit.request.header("host") or "localhost"))
    meant = visit.world.meant(asked)
    if isinstance(meant, Mock):
        asked = _credited(asked, meant, visit)
    made = sent(visit, asked)
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


def _credited(request: Request, mock: Mock, visit: Visit) -> Request:
    """The request with credentials that the mock takes, in place of those that were made up for it."""
    headers = request.headers
    for scheme in mock.document.security_schemes.values():
        if presented(scheme, request) is None:
            continue
        if scheme.bearer:
            token = minted(visit.world.mocks, Wish(), visit.request).token if mock.login or mock.identity else ""
            headers = _field(headers, "authorization", f"Bearer {token or mock.tokens.api_key}")
        elif scheme.kind == "apiKey" and scheme.location is Location.HEADER:
            headers = _field(headers, scheme.parameter, mock.tokens.api_key)
    return replace(request, headers=headers)


def _field(headers: Headers, name: str, value: str) -> Headers:
    """Header fields with one of them as it is to be."""
    return (*((each, told) for each, told in headers if each.lower() != name.lower()), (name, value))
